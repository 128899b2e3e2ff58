//! The questions, each answered in a module: its report, its rows, its JSON.

pub(crate) mod cut;
pub(crate) mod parts;
pub(crate) mod rank;
pub(crate) mod scan;
pub(crate) mod why;

use serde::Serialize;

use crate::report::Report;
use crate::table::Table;

/// What there is to write.
pub enum Answer<'a> {
    /// Of `wean scan`.
    Scan(scan::Scan<'a>),
    /// Of `wean cut`.
    Cut(cut::Cut<'a>),
    /// Of `wean why`.
    Why(why::Why<'a>),
    /// Of `wean rank`.
    Rank(rank::Rank<'a>),
}

/// What every answer can be drawn from.
pub(crate) trait Asked {
    /// The command that asks: `scan`.
    const NAME: &'static str;
    /// The JSON document.
    type Document: Serialize;
    /// A line of JSON Lines.
    type Line: Serialize;

    fn report(&self, wide: bool) -> Report;
    /// The rows of CSV.
    fn records(&self) -> Table;
    fn json(&self) -> Self::Document;
    fn lines(&self) -> impl Iterator<Item = Self::Line>;
    fn cyclonedx(&self) -> Option<String> {
        None
    }
}
