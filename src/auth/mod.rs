//! Floor 2: digest.
