//! One file a command.

pub(crate) mod attribute;
pub(crate) mod catalogue;
pub(crate) mod completions;
pub(crate) mod cut;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod replay;
pub(crate) mod scan;
pub(crate) mod why;
