//! Every state of the four machines with every input.

use crate::transaction::client::Client;
use crate::transaction::client_invite::ClientInvite;
use crate::transaction::server::Server;
use crate::transaction::server_invite::ServerInvite;

/// One status of each kind.
const STATUSES: [u16; 7] = [100, 180, 200, 302, 486, 503, 603];

/// TXN-01: what comes, and then the next state and what is done; `-` where nothing is.
const CLIENT_INVITE: &str = "\
Calling 1xx: Proceeding, told
Calling 2xx: Accepted, told
Calling 3xx-6xx: Terminated, told, ACK
Calling cancel: CancelHeld
Calling timer B: Terminated
CancelHeld 1xx: Cancelling, told, CANCEL
CancelHeld 2xx: Accepted, told
CancelHeld 3xx-6xx: Terminated, told, ACK
CancelHeld cancel: CancelHeld
CancelHeld timer B: Accepted
Proceeding 1xx: Proceeding, told
Proceeding 2xx: Accepted, told
Proceeding 3xx-6xx: Terminated, told, ACK
Proceeding cancel: Cancelling, CANCEL
Proceeding no timer: Terminated
Cancelling 1xx: Cancelling, told
Cancelling 2xx: Accepted, told
Cancelling 3xx-6xx: Terminated, told, ACK
Cancelling cancel: Cancelling
Cancelling timer Cancel: Accepted
Accepted 1xx: Accepted
Accepted 2xx: Accepted, told
Accepted 3xx-6xx: Accepted
Accepted cancel: Accepted
Accepted timer M: Terminated
Terminated 1xx: Terminated
Terminated 2xx: Terminated
Terminated 3xx-6xx: Terminated
Terminated cancel: Terminated
Terminated no timer: Terminated
";

/// TXN-03.
const CLIENT: &str = "\
Trying 1xx: Proceeding, told, timer F
Trying 2xx: Terminated, told
Trying 3xx-6xx: Terminated, told
Proceeding 1xx: Proceeding, told, timer F
Proceeding 2xx: Terminated, told
Proceeding 3xx-6xx: Terminated, told
Terminated 1xx: Terminated
Terminated 2xx: Terminated
Terminated 3xx-6xx: Terminated
";

/// TXN-06, TXN-07.
const SERVER_INVITE: &str = "\
Silent 1xx: Proceeding, sent
Silent 2xx: Accepted, sent, timer L
Silent 3xx-6xx: Completed, sent, timer H
Silent ACK: Silent
Silent INVITE: absorbed
Proceeding 1xx: Proceeding, sent
Proceeding 2xx: Accepted, sent, timer L
Proceeding 3xx-6xx: Completed, sent, timer H
Proceeding ACK: Proceeding
Proceeding INVITE: sent again
Accepted 1xx: Accepted, timer L
Accepted 2xx: Accepted, sent, timer L
Accepted 3xx-6xx: Accepted, timer L
Accepted ACK: Accepted, told
Accepted INVITE: absorbed
Completed 1xx: Completed, timer H
Completed 2xx: Completed, timer H
Completed 3xx-6xx: Completed, timer H
Completed ACK: Terminated
Completed INVITE: sent again
Terminated 1xx: Terminated
Terminated 2xx: Terminated
Terminated 3xx-6xx: Terminated
Terminated ACK: Terminated
Terminated INVITE: absorbed
";

/// TXN-08, TXN-12.
const SERVER: &str = "\
Trying 1xx: Trying
Trying 2xx: Terminated, sent
Trying 3xx-6xx: Terminated, sent
Terminated 1xx: Terminated
Terminated 2xx: Terminated
Terminated 3xx-6xx: Terminated
";

/// A line of a table: words that do not hold are left out.
fn line(before: &str, next: &str, words: &[(bool, &str)]) -> String {
    let done: String = words.iter().filter(|(is, _)| *is).map(|(_, word)| format!(", {word}")).collect();
    format!("{before}: {next}{done}\n")
}

/// The lines for every status; those of one class are one line, or it is a mistake.
fn by_status(state: &str, outcome: impl Fn(u16) -> (String, Vec<(bool, String)>)) -> String {
    let mut lines: Vec<String> = vec![];
    for status in STATUSES {
        let class = match status {
            ..200 => "1xx",
            200..300 => "2xx",
            _ => "3xx-6xx",
        };
        let (next, words) = outcome(status);
        let words: Vec<_> = words.iter().map(|(is, word)| (*is, word.as_str())).collect();
        lines.push(line(&format!("{state} {class}"), &next, &words));
    }
    lines.dedup();
    assert_eq!(lines.len(), 3, "a class is treated alike: {lines:?}");
    lines.concat()
}

#[test]
fn the_invite_client_has_an_outcome_for_everything() {
    use ClientInvite::*;
    let mut table = String::new();
    for state in [Calling, CancelHeld, Proceeding, Cancelling, Accepted, Terminated] {
        let name = format!("{state:?}");
        table += &by_status(&name, |status| {
            let (next, deed) = state.on_response(status);
            let words = [(deed.inform, "told"), (deed.ack, "ACK"), (deed.cancel, "CANCEL")];
            (format!("{next:?}"), words.map(|(is, word)| (is, word.to_owned())).into())
        });
        let (next, deed) = state.on_cancel();
        table += &line(&format!("{name} cancel"), &format!("{next:?}"), &[(deed.cancel, "CANCEL")]);
        let timer = state.timer().map_or_else(|| "no timer".into(), |timer| format!("timer {timer:?}"));
        table += &line(&format!("{name} {timer}"), &format!("{:?}", state.on_timer()), &[]);
    }
    assert_eq!(table, CLIENT_INVITE);
}

#[test]
fn the_other_client_has_an_outcome_for_everything() {
    use Client::*;
    let mut table = String::new();
    for state in [Trying, Proceeding, Terminated] {
        table += &by_status(&format!("{state:?}"), |status| {
            let (next, told) = state.on_response(status);
            let timer = next.timer().map(|timer| format!("timer {timer:?}"));
            let words = vec![(told, "told".to_owned()), (timer.is_some(), timer.unwrap_or_default())];
            (format!("{next:?}"), words)
        });
    }
    assert_eq!(table, CLIENT);
}

#[test]
fn the_invite_server_has_an_outcome_for_everything() {
    use ServerInvite::*;
    let mut table = String::new();
    for state in [Silent, Proceeding, Accepted, Completed, Terminated] {
        let name = format!("{state:?}");
        table += &by_status(&name, |status| {
            let (next, sent) = state.on_send(status);
            let timer = next.timer().map(|timer| format!("timer {timer:?}"));
            let words = vec![(sent, "sent".to_owned()), (timer.is_some(), timer.unwrap_or_default())];
            (format!("{next:?}"), words)
        });
        let (next, told) = state.on_ack();
        table += &line(&format!("{name} ACK"), &format!("{next:?}"), &[(told, "told")]);
        table +=
            &line(&format!("{name} INVITE"), if state.repeats() { "sent again" } else { "absorbed" }, &[]);
    }
    assert_eq!(table, SERVER_INVITE);
}

#[test]
fn the_other_server_has_an_outcome_for_everything() {
    use Server::*;
    let mut table = String::new();
    for state in [Trying, Terminated] {
        table += &by_status(&format!("{state:?}"), |status| {
            let (next, sent) = state.on_send(status);
            (format!("{next:?}"), vec![(sent, "sent".to_owned())])
        });
    }
    assert_eq!(table, SERVER);
}
