//! What the core says has the types that JavaScript expects: everything it can say stands in a JavaScript file that the
//! type checker reads, and this test keeps the file true.

use std::{env, fs};

use bellwire::auth::Hash;
use bellwire::plain::{self, Plain, Word};
use bellwire::ua::media::ConnectionState;
use bellwire::ua::{
    AskId, CallId, EndedBy, Event, Failure, FailureKind, LinkState, MisuseKind, Party, Ringing, Said,
    Stamped, Trace,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/types/core-says.js");
const CALL: CallId = CallId::FIRST_INCOMING;

/// An object as JavaScript writes it.
#[derive(Default)]
struct Literal(Vec<String>);

impl Literal {
    fn field(mut self, name: &str, value: &str) -> Self {
        self.0.push(format!("{name}: {value}"));
        self
    }

    fn written(&self) -> String {
        format!("{{ {} }}", self.0.join(", "))
    }
}

impl Plain for Literal {
    fn text(self, name: &'static str, value: &str) -> Self {
        self.field(name, &format!("{value:?}"))
    }

    fn number(self, name: &'static str, value: f64) -> Self {
        self.field(name, &value.to_string())
    }

    fn flag(self, name: &'static str, value: bool) -> Self {
        self.field(name, &value.to_string())
    }

    fn object(self, name: &'static str, value: Self) -> Self {
        self.field(name, &value.written())
    }
}

#[test]
fn what_the_core_says_stands_in_the_file_that_the_type_checker_reads() {
    let now = file();
    if env::var_os("BELLWIRE_WRITE").is_some() {
        fs::write(FILE, &now).unwrap();
    }
    let known = fs::read_to_string(FILE).unwrap();
    assert!(
        known == now,
        "the core says something new: run `BELLWIRE_WRITE=1 cargo test --test boundary`, then `cargo xtask test types`"
    );
}

fn file() -> String {
    let says = "import(\"../../www/bellwire/core-events.js\")";
    let events = events().into_iter().zip(1..).map(|(event, seq)| {
        let event: Literal = plain::event(&Stamped { seq, event });
        event.written()
    });
    let trace: Literal = plain::trace(&Trace { at: 1, sent: true, text: "OPTIONS".into() });
    let misuses = MisuseKind::ALL.iter().map(|kind| format!("{:?}", kind.word()));
    format!(
        "// Everything the core can say, for the type checker; `tests/boundary.rs` writes it.\n\n\
        /** @type {{{says}.CoreEvent[]}} */\nexport const events = [\n{}];\n\n\
        /** @type {{{says}.Trace}} */\nexport const trace = {};\n\n\
        /** @type {{{says}.MisuseKind[]}} */\nexport const misuses = [\n{}];\n",
        lines(events),
        trace.written(),
        lines(misuses),
    )
}

fn lines(items: impl Iterator<Item = String>) -> String {
    items.map(|item| format!("  {item},\n")).collect()
}

/// Each event once with everything and once with the least, and with each word.
fn events() -> Vec<Event> {
    let failure = || Failure {
        kind: FailureKind::Busy,
        status: Some(486),
        reason: "Busy Here".into(),
        retry_after: Some(1),
        said: Some(Box::new(Said {
            warning: "No".into(),
            causes: "Q.850;cause=17".into(),
            error_info: "https://a.b".into(),
            contacts: "sip:c@d".into(),
        })),
    };
    let bare = || Failure::new(FailureKind::Timeout, "");
    let party =
        Party { name: Some("Bob".into()), uri: "sip:bob@example.com".into(), user: Some("bob".into()) };
    let mut events = vec![
        Event::Link { state: LinkState::Lost, failure: Some(failure()), retry_in: Some(1) },
        Event::Registered { expires: 600, confirmed: true },
        Event::RefreshFailed { failure: failure(), left: 60 },
        Event::Unregistered { failure: Some(failure()), retrying: true },
        Event::Unregistered { failure: None, retrying: false },
        Event::Incoming {
            call: CALL,
            from: party,
            to: Party::default(),
            about: vec![("subject", "Lunch".into())],
        },
        Event::Answered { call: CALL },
        Event::AnswerFailed { call: CALL, failure: bare() },
        Event::RemoteHold { call: CALL, held: true },
        Event::Tone { call: CALL, tone: "5".into() },
        Event::MediaTrouble { call: CALL, failure: bare() },
        Event::Notify { package: "message-summary", content_type: "a/b".into(), body: "c".into() },
        Event::ChallengeRefused { call: Some(CALL), realm: "a".into(), failure: failure() },
        Event::ChallengeRefused { call: None, realm: "a".into(), failure: bare() },
        Event::Ended { call: CALL, by: EndedBy::Remote, failure: Some(bare()) },
    ];
    events.extend(Hash::ALL.into_iter().zip([None, Some(CALL), None]).map(|(hash, call)| {
        Event::NeedCredentials { ask: AskId(1), realm: "a".into(), hash, refused: call.is_some(), call }
    }));
    let words = |kind: &FailureKind| Event::Warning { failure: Failure { kind: *kind, ..bare() } };
    events.extend(FailureKind::ALL.iter().map(words));
    events.extend(LinkState::ALL.iter().map(|state| Event::Link {
        state: *state,
        failure: None,
        retry_in: None,
    }));
    events.extend(Ringing::ALL.iter().map(|ringing| Event::Progress {
        call: CALL,
        status: 183,
        reason: "Session Progress".into(),
        ringing: *ringing,
    }));
    events.extend(EndedBy::ALL.iter().map(|by| Event::Ended { call: CALL, by: *by, failure: None }));
    events.extend(ConnectionState::ALL.iter().map(|state| Event::Media { call: CALL, state: *state }));
    events
}
