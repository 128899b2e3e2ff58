//! Why a thing is hit: each step with where it was seen, down to the hold, its party and where that sits.

use schemars::JsonSchema;
use serde::Serialize;
use wean_catalogue::{Attributed, Catalogue};
use wean_exposure::{Bounds, Certainty, Path, Step, WhyAnswer};
use wean_model::{Claim, Controller, Effect, Node, Occurrence, Relation, Role};

use super::Asked;
use super::cut::first_clause;
use super::parts::{ClaimPart, DaysPart, HeldPart, OccurrencePart, days, effects, relations};
use super::scan::{place, seen};
use crate::paint::{Text, Tint, counted};
use crate::party::Parties;
use crate::report::Report;
use crate::table::{Cell, Column, Table};

/// The answer of `wean why`.
pub struct Why<'a> {
    /// Why it is hit.
    pub answer: &'a WhyAnswer,
    /// What was found.
    pub attributed: &'a Attributed,
    /// The catalogue it was attributed by.
    pub catalogue: &'a Catalogue,
    /// Every path, not only the critical one.
    pub all: bool,
    /// How the user asked, after the command's name, ready for a shell: `"Single sign-on" --from US`.
    pub asked: &'a str,
}

/// How one thing needs another, in a table.
fn needs(relation: Relation) -> &'static str {
    match relation {
        Relation::Requires => "required",
        Relation::Uses => "used",
        Relation::BuildsWith => "built with",
    }
}

impl<'a> Why<'a> {
    fn parties(&self) -> Parties<'a> {
        Parties { catalogue: self.catalogue, own: &self.attributed.inventory.organisation }
    }

    fn occurrences(&self, node: Node) -> &'a [Occurrence] {
        let inventory = &self.attributed.inventory;
        match node {
            Node::Service(i) => inventory.services[i as usize].occurrence.as_slice(),
            Node::Component(i) => &inventory.components[i as usize].occurrences,
        }
    }

    /// The claim by which the hold's party stands behind the held component.
    fn claim(&self, path: &Path) -> Option<&'a Claim> {
        let Some(Node::Component(i)) = path.steps.last().map(|step| step.node) else { return None };
        let claim = self.attributed.attributions[i as usize].best(path.held.role);
        claim.filter(|claim| Some(&claim.controller) == path.held.party.as_ref())
    }

    fn paths(&self) -> Vec<&'a Path> {
        if self.all { self.answer.paths.iter().collect() } else { self.answer.critical.iter().collect() }
    }

    fn title(&self) -> Text {
        let (cut, name) = (&self.answer.title, self.attributed.inventory.title(self.answer.node));
        let first = self.answer.critical.as_ref().and_then(|path| Some((path.steps.first()?, path.certainty)));
        let head = Text::tinted(&format!("If {cut} withdraws, "), Tint::Strong).and(&name, Tint::Name);
        let Some((step, certainty)) = first else {
            let later = self.answer.days.possible.day(Effect::Frozen);
            let until = later.map(|day| format!(" until day {day} at least")).unwrap_or_default();
            return head.and(" ", Tint::Strong).and("runs", Tint::Runs).and(&format!(" as usual{until}"), Tint::Strong);
        };
        let (effect, maybe) = match (step.effect, certainty) {
            (Effect::Frozen, Certainty::Yes) => ("is frozen", " "),
            (effect, Certainty::Yes) => (effect.as_str(), " "),
            (Effect::Stops, _) => ("stop", " may "),
            (Effect::Degrades, _) => ("degrade", " may "),
            (Effect::Frozen, _) => ("be frozen", " may "),
        };
        let day = format!(" on day {}, because", step.day);
        head.and(maybe, Tint::Strong).and(effect, step.effect.into()).and(&day, Tint::Strong)
    }

    /// A path as an indented chain: what, how it hangs together, where that stands, how sure it is.
    fn path_table(&self, path: &Path) -> Table {
        let mut table =
            Table::new([Column::text("WHAT"), Column::text("HOW"), Column::path("WHERE"), Column::text("WHEN")])
                .headless(2);
        let mut put = |depth: usize, what: Text, how: Cell, place: Cell, when: Cell| {
            let branch = if depth == 0 { String::new() } else { format!("{}└─ ", "   ".repeat(depth - 1)) };
            table.row([Text::from(branch).then(what).into(), how, place, when]);
        };
        let steps = path.steps.len();
        for (depth, step) in path.steps.iter().enumerate() {
            let how = match (step.relation, step.node) {
                (Some(relation), _) if step.alternatives > 1 => {
                    format!("{}, the last of {}", needs(relation), step.alternatives)
                }
                (Some(relation), _) => needs(relation).to_owned(),
                (None, Node::Service(_)) => "service".to_owned(),
                (None, Node::Component(i)) => self.attributed.inventory.components[i as usize].kind.to_string(),
            };
            let name = Text::tinted(&self.attributed.inventory.title(step.node), Tint::Name);
            let when =
                Text::tinted(step.effect.as_str(), step.effect.into()).and(&format!(", day {}", step.day), Tint::Plain);
            put(depth, name, how.into(), seen(self.occurrences(step.node)).into(), when.into());
        }
        let held = &path.held;
        let estimate = if held.hold.assumption { ", our estimate" } else { "" };
        let when = Text::tinted(held.hold.effect.as_str(), held.hold.effect.into())
            .and(&format!(", day {}{estimate}", held.hold.onset), Tint::Plain);
        put(
            steps,
            first_clause(&held.hold.text).into(),
            format!("{} hold", held.hold.kind).into(),
            (&*held.record).into(),
            when.into(),
        );

        let Some(party) = &held.party else {
            put(steps + 1, "nobody known".into(), "controls".into(), Cell::default(), "unknown".into());
            return table;
        };
        let claim = self.claim(path);
        let source = claim.map_or(&*held.record, |claim| &*claim.evidence.source);
        let sure = match claim {
            Some(claim) => format!("{}: {}", claim.grade, claim.evidence.matched),
            None => held.grade.to_string(),
        };
        let how = match held.role {
            Role::Maker => "controls",
            Role::Supplier => "supplies",
            Role::Registry => "runs the registry",
        };
        put(steps + 1, self.parties().name(party).into(), how.into(), source.into(), sure.into());
        if let Controller::Organisation(id) = party {
            for (seat, organisation) in self.catalogue.control(id).jurisdictions {
                let record = self.catalogue.records().organisations.get(&*organisation);
                let newest = record.and_then(|(_, r)| r.source.iter().map(|source| &source.date).max());
                let sources = record.map_or(0, |(_, record)| record.source.len());
                let how = if organisation == *id {
                    "seat".to_owned()
                } else {
                    format!("seat of {}", self.catalogue.organisation_name(&organisation))
                };
                let dated = newest.map(|date| format!("{}, {date}", counted(sources, "source"))).unwrap_or_default();
                let path = record.map_or("", |(path, _)| path.as_str());
                put(steps + 2, Text::tinted(seat.as_str(), Tint::Strong), how.into(), path.into(), dated.into());
            }
        }
        table
    }

    fn along(&self) -> Vec<Text> {
        let name = |service: u32| self.attributed.inventory.services[service as usize].name.to_string();
        let (anyway, with_it): (Vec<_>, Vec<_>) =
            self.answer.takes_along.iter().copied().partition(|(.., anyway)| *anyway);
        let mut lines = Vec::new();
        if !with_it.is_empty() {
            let mut text = Text::from("It takes with it: ");
            for (i, (service, effect, _)) in with_it.into_iter().enumerate() {
                text = text.and(if i == 0 { "" } else { ", " }, Tint::Plain).and(&name(service), Tint::Name);
                text = text.and(" (", Tint::Plain).and(effect.as_str(), effect.into()).and(")", Tint::Plain);
            }
            lines.push(text);
        }
        if !anyway.is_empty() {
            let names: Vec<String> = anyway.into_iter().map(|(service, ..)| name(service)).collect();
            lines.push(format!("Need it too, but are hit as badly anyway: {}", names.join(", ")).into());
        }
        lines
    }
}

impl<'a> Asked for Why<'a> {
    const NAME: &'static str = "why";
    type Document = Document<'a>;
    type Line = PathLine<'a>;

    fn report(&self, _wide: bool) -> Report {
        let mut report = Report { title: self.title(), ..Report::default() };
        for path in self.paths() {
            report.table(self.path_table(path));
        }
        report.lines(self.along());
        let paths = self.answer.paths.len();
        if paths > 1 && !self.all {
            let more = if self.answer.more { "at least " } else { "" };
            report
                .next
                .push((format!("wean why {} --all", self.asked), format!("all ways that lead here: {more}{paths}")));
        }
        if self.all && self.answer.more {
            report.note("there are more ways than these");
        }
        let unsure = self.answer.critical.as_ref().filter(|path| path.certainty == Certainty::Maybe);
        if unsure.is_some() {
            report.note("nobody is known who could bring this about: it comes only if the unknown is the worst");
        }
        report
    }

    fn records(&self) -> Table {
        let mut table = Table::new([
            Column::number("PATH"),
            Column::number("STEP"),
            Column::text("ID"),
            Column::text("NAME"),
            Column::text("RELATION"),
            Column::text("EFFECT"),
            Column::number("DAY"),
            Column::text("SEEN"),
            Column::text("HOLD"),
            Column::text("PARTY"),
            Column::text("FROM"),
            Column::text("GRADE"),
            Column::text("RECORD"),
        ]);
        let inventory = &self.attributed.inventory;
        for (number, path) in self.answer.paths.iter().enumerate() {
            for (at, step) in path.steps.iter().enumerate() {
                let held = Some(&path.held).filter(|_| at + 1 == path.steps.len());
                let party = held.and_then(|held| held.party.as_ref());
                table.row([
                    Cell::number(number + 1),
                    Cell::number(at + 1),
                    (&**inventory.id(step.node)).into(),
                    inventory.title(step.node).into(),
                    step.relation.map_or("", Relation::as_str).into(),
                    step.effect.as_str().into(),
                    step.day.to_string().into(),
                    self.occurrences(step.node).first().map(place).unwrap_or_default().into(),
                    held.map_or("", |held| &*held.hold.text).into(),
                    party.map_or("", |party| self.parties().name(party)).into(),
                    held.map_or_else(Cell::default, |_| self.parties().codes(party)),
                    held.map_or("", |held| held.grade.as_str()).into(),
                    held.map_or("", |held| &*held.record).into(),
                ]);
            }
        }
        table
    }

    fn json(&self) -> Document<'a> {
        let (answer, inventory) = (self.answer, &self.attributed.inventory);
        let Bounds { known, possible } = answer.days;
        Document {
            schema: "wean-why/1",
            target: &inventory.target,
            cut: &answer.title,
            id: inventory.id(answer.node),
            name: inventory.title(answer.node),
            known: days(known),
            possible: days(possible),
            critical: answer.critical.as_ref().map(|path| self.path_part(path)),
            paths: answer.paths.iter().map(|path| self.path_part(path)).collect(),
            more: answer.more,
            takes_along: answer
                .takes_along
                .iter()
                .map(|(service, effect, anyway)| AlongPart {
                    service: &inventory.services[*service as usize].name,
                    effect: effect.as_str(),
                    anyway: *anyway,
                })
                .collect(),
        }
    }

    fn lines(&self) -> impl Iterator<Item = PathLine<'a>> {
        self.answer.paths.iter().map(|path| PathLine { schema: "wean-path/1", path: self.path_part(path) })
    }
}

impl<'a> Why<'a> {
    fn path_part(&self, path: &'a Path) -> PathPart<'a> {
        let inventory = &self.attributed.inventory;
        let step = |step: &Step| StepPart {
            id: inventory.id(step.node),
            name: inventory.title(step.node),
            relation: step.relation.map(Relation::as_str),
            alternatives: step.alternatives,
            effect: step.effect.as_str(),
            day: step.day,
            seen: self.occurrences(step.node).iter().map(OccurrencePart::new).collect(),
        };
        PathPart {
            certain: path.certainty == Certainty::Yes,
            steps: path.steps.iter().map(step).collect(),
            held: HeldPart::new(self.parties(), &path.held),
            claim: self.claim(path).map(|claim| ClaimPart::new(self.parties(), claim)),
        }
    }
}

/// What `wean why --format json` writes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Why")]
pub(crate) struct Document<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-why/1"))]
    schema: &'static str,
    /// What was scanned, as the user named it.
    target: &'a str,
    /// In words, what is cut.
    cut: &'a str,
    /// Id of what is asked about.
    id: &'a str,
    /// Its name.
    name: String,
    /// First day of each state, as far as known.
    known: DaysPart,
    /// First day of each state if the unknown is the worst.
    possible: DaysPart,
    /// The path by which the worst state is reached first; none: it runs as usual.
    critical: Option<PathPart<'a>>,
    /// All paths to that state, the short ones first.
    paths: Vec<PathPart<'a>>,
    /// There are more paths than were asked for.
    more: bool,
    /// Services hit when this thing alone is.
    takes_along: Vec<AlongPart<'a>>,
}

/// A line of `wean why --format jsonl`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WhyPath")]
pub(crate) struct PathLine<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-path/1"))]
    schema: &'static str,
    #[serde(flatten)]
    path: PathPart<'a>,
}

/// Each step is hit because the next is, and the last because of a hold.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PathPart<'a> {
    /// Whether the hold is known to bite.
    certain: bool,
    /// From what is asked about to what is held.
    steps: Vec<StepPart<'a>>,
    /// The hold on the last step.
    held: HeldPart<'a>,
    /// Why the hold's party stands behind the last step.
    claim: Option<ClaimPart<'a>>,
}

/// One step.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StepPart<'a> {
    /// Id.
    id: &'a str,
    /// Name.
    name: String,
    /// How the step before needs it; none for the first.
    #[schemars(extend("enum" = relations_or_none()))]
    relation: Option<&'static str>,
    /// It is the last of so many alternatives; 0 when it is no alternative.
    alternatives: u32,
    /// How it is hit.
    #[schemars(extend("enum" = effects()))]
    effect: &'static str,
    /// On which day.
    day: u32,
    /// Where it was seen.
    seen: Vec<OccurrencePart<'a>>,
}

fn relations_or_none() -> Vec<Option<&'static str>> {
    relations().into_iter().map(Some).chain([None]).collect()
}

/// A service that goes with it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AlongPart<'a> {
    /// Its name.
    service: &'a str,
    /// What happens to it.
    #[schemars(extend("enum" = effects()))]
    effect: &'static str,
    /// It would be hit as badly without this thing.
    anyway: bool,
}
