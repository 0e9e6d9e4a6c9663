//! Floor 1: what goes on the wire.
