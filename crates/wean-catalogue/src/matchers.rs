//! Look-ups by one sort of fact each.

pub(crate) mod domain;
pub(crate) mod hosts;
pub(crate) mod name;
pub(crate) mod namespace;
pub(crate) mod purl;

pub(crate) use domain::DomainIndex;
pub(crate) use name::NameIndex;
pub(crate) use purl::PatternIndex;
pub use purl::bare as bare_purl;
