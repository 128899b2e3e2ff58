//! Every output format, and the published JSON types.
//!
//! An [`Answer`] (what was scanned, what a cut stops) becomes text in a [`Format`] by [`render`]. Tables for terminals,
//! pipes and Markdown are all drawn from one report; JSON comes from types of its own, whose schemas [`schemas`] gives.
//!
//! Invariant: pure functions from answers to text. Nothing is printed, no clock and no terminal is asked: the binary
//! says how wide and how colourful. Only this crate knows JSON, so that formats can change apart from the model. What
//! comes out of scanned files reaches no terminal unescaped.

mod answers;
mod format;
mod formats;
mod paint;
mod party;
mod report;
mod table;

pub use answers::cut::Cut;
pub use answers::events::{Event, Events};
pub use answers::rank::Rank;
pub use answers::replay::Replay;
pub use answers::scan::{Scan, Show, Source, place};
pub use answers::strikes::{Strikes, Struck};
pub use answers::why::Why;
pub use answers::{Answer, Typed};
pub use format::Format;
pub use formats::graph::{dot, mermaid};
pub use formats::{Output, Unsupported, render, schemas};
pub use paint::{Paint, Text, Tint};
pub use table::Screen;
