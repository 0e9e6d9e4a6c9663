//! Whose turn it is to describe the session (RFC 3264 §4, RFC 6337 §2).

/// The state of offer/answer in one dialog.
///
/// ```text
///                 send offer                      receive offer
///        +----------------------+ Idle or +------------------------+
///        V                        Stable                           V
///  +------------+                +--------+                 +-------------+
///  | LocalOffer |--------------->| Stable |<----------------| RemoteOffer |
///  +------------+ receive answer +--------+   send answer   +-------------+
///        |                                                         |
///        +--- the request that carried the offer was refused ------+
///                      back to what was before
/// ```
///
/// An SDP in an unreliable 18x is a preview of the answer and changes nothing here (RFC 6337 §3.1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OfferAnswer {
    /// Nothing was ever agreed.
    #[default]
    Idle,
    /// Our offer is out.
    LocalOffer {
        /// Something was agreed before.
        agreed: bool,
    },
    /// The peer's offer waits for our answer.
    RemoteOffer {
        /// Something was agreed before.
        agreed: bool,
    },
    /// Both sides have described themselves.
    Stable,
}

/// A description that it is not the turn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glare;

impl OfferAnswer {
    const fn agreed(self) -> bool {
        matches!(self, Self::Stable | Self::LocalOffer { agreed: true } | Self::RemoteOffer { agreed: true })
    }

    /// Nobody waits for an answer.
    #[must_use]
    pub const fn is_quiet(self) -> bool {
        matches!(self, Self::Idle | Self::Stable)
    }

    /// We send an offer.
    pub const fn send_offer(self) -> Result<Self, Glare> {
        if self.is_quiet() { Ok(Self::LocalOffer { agreed: self.agreed() }) } else { Err(Glare) }
    }

    /// The peer's offer came.
    pub const fn receive_offer(self) -> Result<Self, Glare> {
        if self.is_quiet() { Ok(Self::RemoteOffer { agreed: self.agreed() }) } else { Err(Glare) }
    }

    /// The peer's answer came.
    pub const fn receive_answer(self) -> Result<Self, Glare> {
        if matches!(self, Self::LocalOffer { .. }) { Ok(Self::Stable) } else { Err(Glare) }
    }

    /// We answer.
    pub const fn send_answer(self) -> Result<Self, Glare> {
        if matches!(self, Self::RemoteOffer { .. }) { Ok(Self::Stable) } else { Err(Glare) }
    }

    /// The request that carried the open offer was refused: all is as it was before (RFC 3261 §14.1).
    #[must_use]
    pub const fn roll_back(self) -> Self {
        if self.agreed() { Self::Stable } else { Self::Idle }
    }
}

#[cfg(test)]
mod tests {
    use super::OfferAnswer::*;
    use super::*;

    #[test]
    fn an_offer_waits_for_its_answer_and_a_second_one_is_glare() {
        let offered = Idle.send_offer().unwrap();
        assert_eq!(offered.send_offer(), Err(Glare));
        assert_eq!(offered.receive_offer(), Err(Glare));
        assert_eq!(offered.send_answer(), Err(Glare));
        assert_eq!(offered.receive_answer(), Ok(Stable));
    }

    #[test]
    fn a_refused_offer_leaves_what_was_agreed_before() {
        assert_eq!(Idle.send_offer().unwrap().roll_back(), Idle);
        assert_eq!(Stable.receive_offer().unwrap().roll_back(), Stable);
    }

    /// Every state with every input.
    #[test]
    fn every_state_has_an_outcome_for_everything() {
        const FIRST: [OfferAnswer; 2] = [LocalOffer { agreed: false }, RemoteOffer { agreed: false }];
        const LATER: [OfferAnswer; 2] = [LocalOffer { agreed: true }, RemoteOffer { agreed: true }];
        // The state, then what sending and receiving an offer, receiving and sending an answer, and going back give.
        let table = [
            (Idle, [Ok(FIRST[0]), Ok(FIRST[1]), Err(Glare), Err(Glare)], Idle),
            (Stable, [Ok(LATER[0]), Ok(LATER[1]), Err(Glare), Err(Glare)], Stable),
            (FIRST[0], [Err(Glare), Err(Glare), Ok(Stable), Err(Glare)], Idle),
            (FIRST[1], [Err(Glare), Err(Glare), Err(Glare), Ok(Stable)], Idle),
            (LATER[0], [Err(Glare), Err(Glare), Ok(Stable), Err(Glare)], Stable),
            (LATER[1], [Err(Glare), Err(Glare), Err(Glare), Ok(Stable)], Stable),
        ];
        for (state, next, back) in table {
            let outcome =
                [state.send_offer(), state.receive_offer(), state.receive_answer(), state.send_answer()];
            assert_eq!((outcome, state.roll_back()), (next, back), "{state:?}");
        }
    }

    #[test]
    fn an_answer_without_an_offer_is_refused() {
        assert_eq!(Idle.receive_answer(), Err(Glare));
        assert_eq!(Stable.send_answer(), Err(Glare));
    }
}
