//! Servers that are imitated here: scripts with their manners, each manner a test that fails when its handling goes.
//! What a real server did is proved against that server, not here.

mod asterisk;
mod freeswitch;
mod kamailio_opensips;
mod sbc;
