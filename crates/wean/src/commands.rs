//! One file a command.

pub mod catalogue;
pub mod completions;
pub mod cut;
pub mod explain;
pub mod init;
pub mod scan;
pub mod why;
