//! The questions, each answered in a module: its report, its rows, its JSON.

pub(crate) mod cut;
pub(crate) mod events;
pub(crate) mod parts;
pub(crate) mod rank;
pub(crate) mod replay;
pub(crate) mod scan;
pub(crate) mod strikes;
pub(crate) mod why;

use serde::Serialize;
use wean_model::{ComponentKind, Inventory};

use crate::paint::{Text, counted};
use crate::report::{Report, line, shell};
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
    /// Of `wean replay`.
    Events(events::Events<'a>),
    /// Of `wean replay EVENT`.
    Replay(replay::Replay<'a>),
    /// Of `wean replay --all TARGET`.
    Strikes(strikes::Strikes<'a>),
}

/// How the user asked, for what to type next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The target; `.` and nothing are left out.
    pub target: String,
    /// The flags of the cut with their values: `--from`, `US`.
    pub cut: Vec<String>,
    /// Options of every command that bear on the answer, with their values: `--catalogue`, `ours`.
    pub options: Vec<String>,
}

impl Typed {
    /// The same question of another cut.
    pub(crate) fn with_cut(&self, cut: &[&str]) -> Self {
        Self { cut: cut.iter().map(|word| (*word).to_owned()).collect(), ..self.clone() }
    }

    /// `wean`, a command with what it needs, the target and the cut.
    pub(crate) fn command(&self, command: &str) -> String {
        let target = Some(&self.target).filter(|target| !matches!(target.as_str(), "" | "."));
        let flags = self.cut.iter().chain(&self.options);
        let words = target.map(|target| shell(target)).into_iter().chain(flags.map(|word| match word {
            flag if flag.starts_with("--") => flag.clone(),
            value => shell(value),
        }));
        std::iter::once(format!("wean {command}")).chain(words).collect::<Vec<_>>().join(" ")
    }
}

/// That files could not be read, when there are some: they may say anything.
pub(crate) fn unread(inventory: &Inventory) -> Option<Text> {
    let unknown = inventory.components.iter().filter(|component| component.kind == ComponentKind::Unknown);
    let seen = unknown.filter_map(|component| component.occurrences.first());
    // What `wean.toml` names and was not found has been said already.
    let mut paths = seen.filter(|seen| &*seen.cataloger != "wean-toml").map(|seen| &seen.path);
    let first = paths.next()?;
    let (what, says) = match paths.count() {
        0 => (String::new(), "what it would have said"),
        more => (format!(" and {}", counted(more, "other")), "what they would have said"),
    };
    Some(line(&format!("`{first}`{what} could not be read: {says} counts as unknown")))
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
