//! Floor 1: the little of SDP a user agent must read.
