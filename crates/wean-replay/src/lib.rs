//! Withdrawals that happened: what is documented, beside what wean predicts for a stack of that time.
//!
//! [`replay`] takes an event of the catalogue, scans its stack in memory as if it were a folder, attributes it, cuts what
//! was withdrawn, and holds the outcome against what is documented. [`against`] asks what the same withdrawal would do to
//! another target.
//!
//! Invariant: an event names who withdrew what and on which day. It has no way to say what that brings about: every hold
//! comes from the records of classes and products, as for any other target.

mod compare;

use std::fmt;

use wean_catalogue::{Attributed, Catalogue, Day, EventCutRecord, EventRecord, Reading};
use wean_diag::Diagnostic;
use wean_exposure::{Bounds, Certainty, Cut, CutError, Days, Exposure, Path, Stage, Term};
use wean_model::{Effect, Grade, HoldKind, Inventory, Node};
use wean_scan::{Configuration, Progress, Tree};

pub use compare::{Verdict, tolerates};

/// Lowest grade that counts as known in a replay: what wean counts by default.
pub const GRADE: Grade = Grade::Derived;

/// What is wrong with an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventError {
    /// A name of a cut that the catalogue does not know.
    Cut(CutError),
    /// A word that is none of those that may stand there.
    Word(String),
    /// A service or component that is not in the stack; or neither or both are named.
    Subject(String),
    /// The stack's `wean.toml` cannot be read.
    Stack(Box<Diagnostic>),
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut(error) => error.fmt(f),
            Self::Word(error) | Self::Subject(error) => f.write_str(error),
            Self::Stack(diagnostic) => diagnostic.fmt(f),
        }
    }
}

impl std::error::Error for EventError {}

/// The stack of an event, scanned and attributed.
#[derive(Debug)]
pub struct Stack {
    /// What was found, and who stands behind it.
    pub attributed: Attributed,
    /// What the scan had to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// Scans the stack of an event.
///
/// # Errors
/// Its `wean.toml` cannot be read.
pub fn stack(id: &str, event: &EventRecord, catalogue: &Catalogue) -> Result<Stack, EventError> {
    let configuration = match event.stack.get("wean.toml") {
        Some(text) => Configuration::parse("wean.toml", text).map_err(EventError::Stack)?,
        None => Configuration::default(),
    };
    let tree = Tree::memory(event.stack.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())));
    let scan = wean_scan::scan(&tree, id, &configuration, &Progress::default());
    Ok(Stack { attributed: catalogue.attribute_all(scan.inventory), diagnostics: scan.diagnostics })
}

/// The cut that an event's `[[cut]]` describes.
///
/// # Errors
/// A name or word that means nothing.
pub fn cut(record: &EventCutRecord, catalogue: &Catalogue) -> Result<Cut, EventError> {
    let from = record.from.iter().map(|name| Term::from_name(name, catalogue));
    let hosted_in = record.hosted_in.iter().map(|name| Term::place(name, catalogue).map(Term::HostedIn));
    let hold = record.hold.iter().map(|word| word.parse::<HoldKind>().map(Term::Hold).map_err(EventError::Word));
    let mut clauses: Vec<Vec<Term>> = vec![
        from.collect::<Result<_, _>>().map_err(EventError::Cut)?,
        hosted_in.collect::<Result<_, _>>().map_err(EventError::Cut)?,
        hold.collect::<Result<_, _>>()?,
    ];
    clauses.retain(|clause| !clause.is_empty());
    let acts = record.act.iter().map(|word| word.parse()).collect::<Result<_, _>>().map_err(EventError::Word)?;
    Ok(Cut { clauses, acts })
}

/// Something documented, beside what is predicted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Index into the event's `bites` or `went_on`.
    pub entry: usize,
    /// The service or component.
    pub node: Node,
    /// The state it reached, or did not.
    pub effect: Effect,
    /// The documented day; of what went on the last documented one, none for good.
    pub day: Option<u32>,
    /// First day on which wean predicts it, as far as known and if the unknown is the worst.
    pub predicted: Bounds<Option<u32>>,
    /// All its predicted days, as far as known.
    pub days: Days,
    /// How they compare.
    pub verdict: Verdict,
    /// The way by which it comes, where one of the event's cuts alone brings it about.
    pub because: Option<Path>,
}

/// An event that was replayed.
#[derive(Debug)]
pub struct Replay<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its record.
    pub event: &'a EventRecord,
    /// The stack it was replayed on.
    pub stack: Stack,
    /// What was cut, and when.
    pub cuts: Vec<Stage>,
    /// What is documented to have been hit, in the record's order.
    pub bites: Vec<Told>,
    /// What is documented to have gone on.
    pub went_on: Vec<Told>,
}

impl Replay<'_> {
    /// What did not come out as documented.
    pub fn missed(&self) -> impl Iterator<Item = &Told> {
        self.bites.iter().chain(&self.went_on).filter(|told| !told.verdict.agrees())
    }
}

/// How the records are to be read for an event: who controlled whom on its day.
pub fn reading(event: &EventRecord) -> Reading {
    Reading { as_of: Day::last(&event.date), ..Reading::default() }
}

/// Replays an event. The catalogue is taken as it is read: see [`reading`].
///
/// # Errors
/// What is wrong with the event.
pub fn replay<'a>(id: &'a str, event: &'a EventRecord, catalogue: &Catalogue) -> Result<Replay<'a>, EventError> {
    let stack = stack(id, event, catalogue)?;
    let inventory = &stack.attributed.inventory;
    let mut cuts = Vec::new();
    for record in &event.cut {
        let hits = record.hits.iter().map(|name| service(name, inventory)).collect::<Result<_, _>>()?;
        cuts.push(Stage { cut: cut(record, catalogue)?, day: record.day, hits });
    }
    let packages: Vec<&str> = cuts.iter().flat_map(|stage| stage.cut.packages()).collect();
    let exposure = Exposure::naming(&stack.attributed, catalogue, packages).undated();
    let known = exposure.play(&cuts, GRADE, Certainty::Yes);
    let possible = exposure.play(&cuts, GRADE, Certainty::Maybe);
    let told = |entry: usize, node: Node, state: &str, day: Option<u32>, bites: bool| -> Result<Told, EventError> {
        let effect: Effect = state.parse().map_err(EventError::Word)?;
        let days = exposure.played(&known, node);
        let predicted = Bounds { known: days.day(effect), possible: exposure.played(&possible, node).day(effect) };
        let verdict =
            if bites { compare::bite(days, effect, day.unwrap_or(0)) } else { compare::went_on(days, effect, day) };
        let by = predicted.known.unwrap_or(u32::MAX);
        let because = exposure.because(node, effect, by, &cuts, GRADE, Certainty::Yes);
        Ok(Told { entry, node, effect, day, predicted, days, verdict, because })
    };
    let mut bites = Vec::new();
    for (i, bite) in event.bites.iter().enumerate() {
        let node = subject(bite.service.as_deref(), bite.component.as_deref(), inventory)?;
        bites.push(told(i, node, &bite.state, Some(bite.day), true)?);
    }
    let mut went_on = Vec::new();
    for (i, on) in event.went_on.iter().enumerate() {
        let node = subject(on.service.as_deref(), on.component.as_deref(), inventory)?;
        went_on.push(told(i, node, &on.never, on.until, false)?);
    }
    drop(exposure);
    Ok(Replay { id, event, stack, cuts, bites, went_on })
}

fn service(name: &str, inventory: &Inventory) -> Result<u32, EventError> {
    let found = (0u32..).zip(&inventory.services).find(|(_, service)| *service.name == *name);
    found.map(|(i, _)| i).ok_or_else(|| EventError::Subject(format!("no service of the stack is called `{name}`")))
}

fn subject(of: Option<&str>, component: Option<&str>, inventory: &Inventory) -> Result<Node, EventError> {
    match (of, component) {
        (Some(name), None) => Ok(Node::Service(service(name, inventory)?)),
        (None, Some(name)) => {
            let same = |c: &wean_model::Component| {
                let bare = c.purl.as_deref().map(wean_catalogue::bare_purl);
                *c.id == *name || c.purl.as_deref() == Some(name) || bare == Some(name) || *c.name == *name
            };
            let found = (0u32..).zip(&inventory.components).find(|(_, component)| same(component));
            let found = found.map(|(i, _)| Node::Component(i));
            found.ok_or_else(|| EventError::Subject(format!("nothing in the stack is called `{name}`")))
        }
        _ => Err(EventError::Subject("an entry names either a service or a component".to_owned())),
    }
}

/// What an event would have done to another target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strike {
    /// Days of each service.
    pub services: Vec<Bounds<Days>>,
    /// Days of each component.
    pub components: Vec<Bounds<Days>>,
}

/// Packages that the cuts of all events name: for [`Exposure::naming`].
pub fn packages(catalogue: &Catalogue) -> impl Iterator<Item = &str> {
    let cuts = catalogue.records().events.values().flat_map(|(_, event)| &event.cut);
    cuts.flat_map(|cut| &cut.from).map(String::as_str).filter(|name| name.starts_with("pkg:"))
}

/// What an event's withdrawal would have done to a target, had it been among those who were hit.
///
/// # Errors
/// What is wrong with the event.
pub fn against(event: &EventRecord, exposure: &Exposure<'_>, minimum: Grade) -> Result<Strike, EventError> {
    let mut cuts = Vec::new();
    for record in &event.cut {
        cuts.push(Stage { cut: cut(record, exposure.catalogue())?, day: record.day, hits: Vec::new() });
    }
    let known = exposure.play(&cuts, minimum, Certainty::Yes);
    let possible = exposure.play(&cuts, minimum, Certainty::Maybe);
    let days = |node: Node| Bounds { known: exposure.played(&known, node), possible: exposure.played(&possible, node) };
    let inventory = &exposure.attributed().inventory;
    let services = (0u32..).zip(&inventory.services).map(|(i, _)| days(Node::Service(i))).collect();
    let components = (0u32..).zip(&inventory.components).map(|(i, _)| days(Node::Component(i))).collect();
    Ok(Strike { services, components })
}
