//! Which refusal a caller hears when every branch refused: RFC 3261 §16.7, steps 6 and 7.

use bellwire::message::{Name, Response};

/// The better of two; of equals the one that came first. Where both ask who calls, it asks for both.
pub(super) fn of(first: Option<Response>, second: Response) -> Response {
    let Some(first) = first else { return second };
    let (mut best, other) =
        if rank(first.status) <= rank(second.status) { (first, second) } else { (second, first) };
    if asks(best.status) && asks(other.status) {
        best.headers.copy_all(&[Name::WwwAuthenticate, Name::ProxyAuthenticate], &other.headers);
    }
    best
}

const fn asks(status: u16) -> bool {
    matches!(status, 401 | 407)
}

/// A 6xx speaks for the whole person; then the lowest class, in it what the caller can act on; and what somebody
/// decided before what merely happened to a branch.
const fn rank(status: u16) -> u8 {
    match status {
        600.. => 0,
        ..400 => 1,
        401 | 407 | 415 | 420 | 484 => 2,
        408 | 480 | 487 => 4,
        400..=499 => 3,
        500..=599 => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(statuses: &[u16]) -> u16 {
        let responses = statuses.iter().copied().map(Response::new);
        responses.fold(None, |first, second| Some(of(first, second))).map_or(0, |response| response.status)
    }

    #[test]
    fn a_refusal_for_everywhere_wins_then_the_lowest_class_then_the_first() {
        assert_eq!(best(&[404, 603, 302]), 603);
        assert_eq!(best(&[500, 486, 302]), 302);
        assert_eq!(best(&[503, 486]), 486);
        assert_eq!(best(&[486, 488]), 486);
        assert_eq!(best(&[488, 486]), 488);
    }

    #[test]
    fn what_the_caller_can_act_on_comes_before_what_happened_to_a_branch() {
        assert_eq!(best(&[408, 486, 407]), 407);
        assert_eq!(best(&[487, 480, 486]), 486);
    }

    #[test]
    fn whoever_asks_who_calls_is_heard_in_one_refusal() {
        let challenge = |status, name: &Name, realm: &str| {
            let mut response = Response::new(status);
            response.headers.push(name.clone(), format!("Digest realm=\"{realm}\", nonce=\"1\""));
            response
        };
        let first = challenge(401, &Name::WwwAuthenticate, "one");
        let best = of(Some(of(None, first)), challenge(407, &Name::ProxyAuthenticate, "two"));
        let best = of(Some(best), challenge(401, &Name::WwwAuthenticate, "three"));
        let realms = |name| {
            let challenges = best.headers.challenges(&name).into_iter();
            challenges.filter_map(|challenge| challenge.get("realm")).collect::<Vec<_>>()
        };
        assert_eq!(best.status, 401);
        assert_eq!(realms(Name::WwwAuthenticate), ["one", "three"]);
        assert_eq!(realms(Name::ProxyAuthenticate), ["two"]);
    }
}
