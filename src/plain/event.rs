//! Events and what they are made of.

use super::{Plain, Word};
use crate::ua::{CallId, ConfigError, Event, Failure, Party, Said, Stamped, Trace};

/// An event with its number.
#[must_use]
pub fn event<P: Plain>(Stamped { seq, event }: &Stamped) -> P {
    let plain = match event {
        Event::Link { state, failure, retry_in } => {
            let plain = failed(P::of("link").text("state", state.word()), failure.as_ref());
            maybe(plain, "retryIn", *retry_in)
        }
        Event::Registered { expires, confirmed } => {
            P::of("registered").number("expires", (*expires).into()).flag("confirmed", *confirmed)
        }
        Event::RefreshFailed { failure, left } => {
            failed(P::of("refreshFailed"), Some(failure)).number("left", (*left).into())
        }
        Event::Unregistered { failure, retrying } => {
            failed(P::of("unregistered"), failure.as_ref()).flag("retrying", *retrying)
        }
        Event::Incoming { call, from, to, about } => {
            let mut said = P::default();
            for (name, text) in about {
                said = said.text(name, text);
            }
            let plain = of_call::<P>("incoming", *call).object("from", party(from)).object("to", party(to));
            plain.object("about", said)
        }
        Event::Progress { call, status, reason, ringing } => of_call::<P>("progress", *call)
            .number("status", (*status).into())
            .text("reason", reason)
            .text("ringing", ringing.word()),
        Event::Answered { call } => of_call("answered", *call),
        Event::AnswerFailed { call, failure } => failed(of_call("answerFailed", *call), Some(failure)),
        Event::RemoteHold { call, held } => of_call::<P>("remoteHold", *call).flag("held", *held),
        Event::Notify { package, content_type, body } => {
            P::of("notify").text("package", package).text("contentType", content_type).text("body", body)
        }
        Event::Media { call, state } => of_call::<P>("media", *call).text("state", state.word()),
        Event::Tone { call, tone } => of_call::<P>("tone", *call).text("tone", tone),
        Event::MediaTrouble { call, failure } => failed(of_call("mediaTrouble", *call), Some(failure)),
        Event::Warning { failure } => failed(P::of("warning"), Some(failure)),
        Event::NeedCredentials { ask, realm, hash, refused, call } => {
            let plain = P::of("needCredentials").number("ask", ask.0.into()).text("realm", realm);
            maybe_call(plain.text("algorithm", hash.name()).flag("refused", *refused), *call)
        }
        Event::ChallengeRefused { call, realm, failure } => {
            let plain = P::of("challengeRefused").text("realm", realm);
            maybe_call(failed(plain, Some(failure)), *call)
        }
        Event::Ended { call, by, failure } => {
            failed(of_call::<P>("ended", *call).text("by", by.word()), failure.as_ref())
        }
    };
    plain.number("seq", (*seq).into())
}

/// One message on the wire.
#[must_use]
pub fn trace<P: Plain>(Trace { at, sent, text }: &Trace) -> P {
    P::default().number("at", *at as f64).flag("sent", *sent).text("text", text)
}

/// What is thrown at an application whose options are refused.
#[must_use]
pub fn config_error<P: Plain>(ConfigError { option, problem }: &ConfigError) -> P {
    P::default().text("option", option).text("problem", problem)
}

fn of_call<P: Plain>(kind: &'static str, CallId(call): CallId) -> P {
    P::of(kind).number("call", call.into())
}

fn maybe_call<P: Plain>(plain: P, call: Option<CallId>) -> P {
    maybe(plain, "call", call.map(|CallId(call)| call))
}

fn failed<P: Plain>(plain: P, failure: Option<&Failure>) -> P {
    let Some(Failure { kind, status, reason, retry_after, said }) = failure else { return plain };
    let failure = P::default().text("kind", kind.word()).text("reason", reason);
    let failure = maybe(failure, "status", status.map(u32::from));
    let mut failure = maybe(failure, "retryAfter", *retry_after);
    if let Some(said) = said {
        let Said { warning, causes, error_info, contacts } = &**said;
        let texts =
            [("warning", warning), ("causes", causes), ("errorInfo", error_info), ("contacts", contacts)];
        for (name, text) in texts {
            if !text.is_empty() {
                failure = failure.text(name, text);
            }
        }
    }
    plain.object("failure", failure)
}

fn party<P: Plain>(Party { name, uri, user }: &Party) -> P {
    let plain = P::default().text("uri", uri);
    let plain = name.iter().fold(plain, |plain, name| plain.text("name", name));
    user.iter().fold(plain, |plain, user| plain.text("user", user))
}

fn maybe<P: Plain>(plain: P, name: &'static str, value: Option<u32>) -> P {
    match value {
        Some(value) => plain.number(name, value.into()),
        None => plain,
    }
}
