//! From an answer to text in a format.

pub(crate) mod cyclonedx;
pub(crate) mod graph;
pub(crate) mod json;
mod md;
mod table;

use std::fmt;

pub use json::schemas;

use crate::answers::{Answer, Asked};
use crate::format::Format;
use crate::table::Screen;

/// An answer as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// For stdout, or a file; ends with a newline.
    pub data: String,
    /// For stderr: warnings and what to type next, a line each; empty when there is nothing to say.
    pub talk: String,
}

/// A format that says nothing about an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// The format asked for.
    pub format: Format,
    /// What was asked: `cut`.
    pub answer: &'static str,
}

impl Unsupported {
    /// What to type instead.
    pub fn hint(&self) -> String {
        let others: Vec<&str> = Format::ALL.iter().filter(|f| **f != self.format).map(|f| f.as_str()).collect();
        format!("it writes {}", others.join(", "))
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` has no form for the answer of `wean {}`", self.format, self.answer)
    }
}

impl std::error::Error for Unsupported {}

/// The text of an answer.
///
/// # Errors
/// The format has no form for such an answer.
pub fn render(answer: &Answer<'_>, format: Format, screen: &Screen) -> Result<Output, Unsupported> {
    match answer {
        Answer::Scan(scan) => render_asked(scan, format, screen),
        Answer::Cut(cut) => render_asked(cut, format, screen),
        Answer::Why(why) => render_asked(why, format, screen),
        Answer::Rank(rank) => render_asked(rank, format, screen),
        Answer::Events(events) => render_asked(events, format, screen),
        Answer::Replay(replay) => render_asked(replay, format, screen),
        Answer::Strikes(strikes) => render_asked(strikes, format, screen),
    }
}

fn render_asked<A: Asked>(answer: &A, format: Format, screen: &Screen) -> Result<Output, Unsupported> {
    let report = answer.report(screen.wide);
    let data = match format {
        Format::Table => table::write(&report, screen),
        Format::Md => md::write(&report, screen.wide),
        Format::Csv => answer.records().csv(),
        Format::Json => json::document(&answer.json()),
        Format::Jsonl => json::lines(answer.lines()),
        Format::Cyclonedx => answer.cyclonedx().ok_or(Unsupported { format, answer: A::NAME })?,
    };
    Ok(Output { data, talk: table::talk(&report, &screen.paint) })
}
