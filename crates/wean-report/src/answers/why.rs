//! Who stands behind a thing and, with a cut, why it is hit: each step with where it was seen, down to the hold, its
//! party and where that sits.

use schemars::JsonSchema;
use serde::Serialize;
use wean_catalogue::Held;
use wean_exposure::{Certainty, Exposure, Path, Step, WhyAnswer};
use wean_model::{Act, Claim, Controller, Effect, Inventory, Node, Occurrence, Relation, Role, State};

use super::cut::first_clause;
use super::parts::{ClaimPart, DaysPart, HeldPart, OccurrencePart, days, effects, on_day, relations};
use super::scan::{place, seen};
use super::{Asked, Typed};
use crate::paint::{Text, Tint, counted};
use crate::party::Parties;
use crate::report::{Report, shell};
use crate::table::{Cell, Column, Table};

/// The answer of `wean why`.
pub struct Why<'a> {
    /// What is asked about.
    pub node: Node,
    /// Why it is hit; none without a cut.
    pub answer: Option<&'a WhyAnswer>,
    /// What it was asked of.
    pub exposure: &'a Exposure<'a>,
    /// How the user asked.
    pub typed: &'a Typed,
    /// The last day asked about.
    pub day: u32,
    /// Every path and need, not only the first.
    pub all: bool,
}

/// Needs shown without `--all`.
const SHOWN: usize = 15;

/// How one thing needs another, in a table.
fn needs(relation: Relation) -> &'static str {
    match relation {
        Relation::Requires => "required",
        Relation::Uses => "used",
        Relation::BuildsWith => "built with",
    }
}

impl<'a> Why<'a> {
    fn inventory(&self) -> &'a Inventory {
        &self.exposure.attributed().inventory
    }

    fn parties(&self) -> Parties<'a> {
        Parties { catalogue: self.exposure.catalogue(), own: &self.inventory().organisation }
    }

    fn name(&self) -> String {
        self.inventory().title(self.node)
    }

    fn claims(&self) -> &'a [Claim] {
        match self.node {
            Node::Service(_) => &[],
            Node::Component(i) => &self.exposure.attributed().attributions[i as usize].claims,
        }
    }

    fn held(&self) -> &'a [Held] {
        self.exposure.held(self.exposure.index(self.node))
    }

    /// What it needs, and how.
    fn needs(&self) -> Vec<(Node, String)> {
        let inventory = self.inventory();
        let edges = inventory.dependencies.iter().filter(|edge| edge.from == self.node);
        let alone = edges.map(|edge| (edge.to, needs(edge.relation).to_owned()));
        let groups = inventory.groups.iter().filter(|group| group.from == self.node);
        let any = groups.flat_map(|group| {
            let how = format!("{}, any of {}", needs(group.relation), group.members.len());
            group.members.iter().map(move |member| (*member, how.clone()))
        });
        alone.chain(any).collect()
    }

    fn occurrences(&self, node: Node) -> &'a [Occurrence] {
        let inventory = self.inventory();
        match node {
            Node::Service(i) => inventory.services[i as usize].occurrence.as_slice(),
            Node::Component(i) => &inventory.components[i as usize].occurrences,
        }
    }

    /// The claim by which the hold's party stands behind the held component.
    fn claim(&self, path: &Path) -> Option<&'a Claim> {
        let Some(Node::Component(i)) = path.steps.last().map(|step| step.node) else { return None };
        let claim = self.exposure.attributed().attributions[i as usize].best(path.held.role);
        claim.filter(|claim| Some(&claim.controller) == path.held.party.as_ref())
    }

    fn paths(&self) -> Vec<&'a Path> {
        let Some(answer) = self.answer else { return Vec::new() };
        if self.all { answer.paths.iter().collect() } else { answer.critical.iter().collect() }
    }

    fn title(&self) -> Text {
        let Some(answer) = self.answer else {
            let what = match self.node {
                Node::Service(_) => ": what it needs, and who stands behind that",
                Node::Component(_) => ": who stands behind it",
            };
            return Text::tinted(&self.name(), Tint::Name).and(what, Tint::Strong);
        };
        let first = answer.critical.as_ref().and_then(|path| Some((path.steps.first()?, path.certainty)));
        let head = Text::tinted(
            &format!("If {} withdraws{}, ", answer.title, on_day(self.exposure.catalogue())),
            Tint::Strong,
        )
        .and(&self.name(), Tint::Name);
        let Some((step, certainty)) = first else {
            let later = answer.days.possible.day(Effect::Frozen);
            let until = later.map_or_else(|| format!("on day {}", self.day), |day| format!("until day {day} at least"));
            return head
                .and(" ", Tint::Strong)
                .and("runs", Tint::Runs)
                .and(&format!(" as usual {until}"), Tint::Strong);
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
                (None, Node::Component(i)) => self.inventory().components[i as usize].kind.to_string(),
            };
            let name = Text::tinted(&self.inventory().title(step.node), Tint::Name);
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
            for (seat, organisation) in self.parties().catalogue.control(id).jurisdictions {
                let record = self.parties().catalogue.records().organisations.get(&*organisation);
                let newest = record.and_then(|(_, r)| r.source.iter().map(|source| &source.date).max());
                let sources = record.map_or(0, |(_, record)| record.source.len());
                let how = if *organisation == **id {
                    "seat".to_owned()
                } else {
                    format!("seat of {}", self.parties().catalogue.organisation_name(&organisation))
                };
                let dated = newest.map(|date| format!("{}, {date}", counted(sources, "source"))).unwrap_or_default();
                let path = record.map_or("", |(path, _)| path.as_str());
                put(steps + 2, Text::tinted(seat.as_str(), Tint::Strong), how.into(), path.into(), dated.into());
            }
        }
        table
    }

    fn along(&self) -> Vec<Text> {
        let name = |service: u32| self.inventory().services[service as usize].name.to_string();
        let along = self.answer.map_or(&[] as &[_], |answer| answer.takes_along.as_slice());
        let (anyway, with_it): (Vec<_>, Vec<_>) = along.iter().copied().partition(|(.., anyway)| *anyway);
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
    type Line = Line<'a>;

    fn report(&self, wide: bool) -> Report {
        let mut report = Report { title: self.title(), ..Report::default() };
        let Some(answer) = self.answer else {
            self.facts(&mut report, wide);
            return report;
        };
        for path in self.paths() {
            report.table(self.path_table(path));
        }
        report.lines(self.along());
        let paths = answer.paths.len();
        if paths > 1 && !self.all {
            let more = if answer.more { "at least " } else { "" };
            let command = self.typed.command(&format!("why {} --all", shell(&self.name())));
            report.next.push((command, format!("all ways that lead here: {more}{paths}")));
        }
        if self.all && answer.more {
            report.note("there are more ways than these");
        }
        let (known, possible) = (answer.days.known.state(self.day), answer.days.possible.state(self.day));
        if known > State::Runs && possible > known {
            let day = Effect::ALL.iter().find(|effect| State::from(**effect) == possible);
            let day = day.and_then(|effect| answer.days.possible.day(*effect)).unwrap_or(self.day);
            report.note(format!(
                "as far as is known; if the unknown is the worst, it is in state `{possible}` on day {day}"
            ));
        }
        if answer.critical.as_ref().is_some_and(|path| path.certainty == Certainty::Maybe) {
            report.note("this is not certain: it comes only if the unknown is the worst");
        }
        report
    }

    fn records(&self) -> Table {
        let Some(answer) = self.answer else { return self.claims_table() };
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
        let inventory = self.inventory();
        for (number, path) in answer.paths.iter().enumerate() {
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
        let (answer, inventory, parties) = (self.answer, self.inventory(), self.parties());
        Document {
            schema: "wean-why/1",
            target: &inventory.target,
            id: inventory.id(self.node),
            name: self.name(),
            seen: self.occurrences(self.node).iter().map(OccurrencePart::new).collect(),
            claims: self.claims().iter().map(|claim| ClaimPart::new(parties, claim)).collect(),
            holds: self.held().iter().map(|held| HeldPart::new(parties, held)).collect(),
            needs: self
                .needs()
                .into_iter()
                .map(|(node, how)| NeedPart { id: inventory.id(node), name: inventory.title(node), how })
                .collect(),
            cut: answer.map(|answer| UnderCutPart {
                title: &answer.title,
                day: self.day,
                known: days(answer.days.known),
                possible: days(answer.days.possible),
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
            }),
        }
    }

    fn lines(&self) -> impl Iterator<Item = Line<'a>> {
        let paths = self.answer.iter().flat_map(|answer| &answer.paths);
        let paths =
            paths.map(|path| Line::Path(Box::new(PathLine { schema: "wean-path/1", path: self.path_part(path) })));
        let claims = self.claims().iter().filter(|_| self.answer.is_none());
        let parties = self.parties();
        paths.chain(
            claims.map(move |claim| {
                Line::Claim(ClaimLine { schema: "wean-claim/1", claim: ClaimPart::new(parties, claim) })
            }),
        )
    }
}

impl<'a> Why<'a> {
    /// Without a cut: who stands behind it, what they hold, what it needs.
    fn facts(&self, report: &mut Report, wide: bool) {
        report.table(self.claims_table());
        report.table(self.holds_table());
        let needs = self.needs();
        let all = self.all || wide;
        report.table(self.needs_table(if all { &needs } else { &needs[..needs.len().min(SHOWN)] }));
        if needs.len() > SHOWN && !all {
            report.note(format!("{} not shown; --all shows them", counted(needs.len() - SHOWN, "more need")));
        }
        if let (Node::Component(_), true) = (self.node, self.claims().is_empty()) {
            report.note("nobody is known to stand behind it");
        }
        let controllers = self.claims().iter().map(|claim| &claim.controller);
        if let Some(seat) = controllers.flat_map(|party| self.parties().jurisdictions(party)).next() {
            let typed = self.typed.with_cut(&["--from", seat.as_str()]);
            let command = typed.command(&format!("why {}", shell(&self.name())));
            report.next.push((command, format!("whether and how it is hit if {seat} withdraws")));
        }
    }

    fn claims_table(&self) -> Table {
        let mut table = Table::new([
            Column::word("ROLE"),
            Column::text("CONTROLLER"),
            Column::word("FROM"),
            Column::word("GRADE"),
            Column::text("MATCHED"),
            Column::path("RECORD"),
            Column::word("DATED"),
        ]);
        for claim in self.claims() {
            table.row([
                claim.role.as_str().into(),
                Text::tinted(self.parties().name(&claim.controller), Tint::Name).into(),
                self.parties().codes(Some(&claim.controller)),
                claim.grade.as_str().into(),
                (&*claim.evidence.matched).into(),
                (&*claim.evidence.source).into(),
                claim.evidence.date.as_deref().unwrap_or_default().into(),
            ]);
        }
        table
    }

    fn holds_table(&self) -> Table {
        let mut table = Table::new([
            Column::word("HOLD"),
            Column::word("EFFECT"),
            Column::number("FROM DAY"),
            Column::text("WHO"),
            Column::text("WHAT A USER SEES"),
            Column::path("RECORD"),
        ]);
        for held in self.held() {
            let estimate = if held.hold.assumption { " (our estimate)" } else { "" };
            let act = match held.hold.act {
                Act::Withdrawal => String::new(),
                act => format!("by {act}: "),
            };
            table.row([
                held.hold.kind.as_str().into(),
                Text::tinted(held.hold.effect.as_str(), held.hold.effect.into()).into(),
                Cell::number(held.hold.onset as usize),
                held.party.as_ref().map_or("nobody known", |party| self.parties().short_name(party)).into(),
                format!("{act}{}{estimate}", held.hold.text).into(),
                (&*held.record).into(),
            ]);
        }
        table
    }

    fn needs_table(&self, needs: &[(Node, String)]) -> Table {
        let mut table = Table::new([
            Column::text("NEEDS"),
            Column::word("HOW"),
            Column::text("CONTROLLER"),
            Column::word("FROM"),
            Column::word("GRADE"),
            Column::path("SEEN"),
        ]);
        for (node, how) in needs {
            let attribution = match node {
                Node::Service(_) => None,
                Node::Component(i) => Some(&self.exposure.attributed().attributions[*i as usize]),
            };
            let controller = attribution.and_then(|a| a.controller()).map(|claim| &claim.controller);
            table.row([
                Text::tinted(&self.inventory().title(*node), Tint::Name).into(),
                how.as_str().into(),
                controller.map_or("", |controller| self.parties().short_name(controller)).into(),
                attribution.map_or_else(|| Cell::from("service"), |_| self.parties().codes(controller)),
                attribution.map_or("", |attribution| attribution.grade().as_str()).into(),
                seen(self.occurrences(*node)).into(),
            ]);
        }
        table
    }

    fn path_part(&self, path: &'a Path) -> PathPart<'a> {
        let inventory = self.inventory();
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
    /// Id of what is asked about.
    id: &'a str,
    /// Its name.
    name: String,
    /// Where it was seen.
    seen: Vec<OccurrencePart<'a>>,
    /// Who stands behind it, best first; empty for a service.
    claims: Vec<ClaimPart<'a>>,
    /// What bites when they withdraw.
    holds: Vec<HeldPart<'a>>,
    /// What it needs.
    needs: Vec<NeedPart<'a>>,
    /// How it is hit by the cut asked about; none without one.
    cut: Option<UnderCutPart<'a>>,
}

/// Something needed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NeedPart<'a> {
    /// Its id.
    id: &'a str,
    /// Its name.
    name: String,
    /// How, in words: `required`, `used`, `built with`, `required, any of 2`.
    how: String,
}

/// How a thing is hit.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UnderCutPart<'a> {
    /// In words, what is cut.
    title: &'a str,
    /// The last day asked about.
    day: u32,
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

/// A line: a path under a cut; without a cut a claim.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Line<'a> {
    Path(Box<PathLine<'a>>),
    Claim(ClaimLine<'a>),
}

/// A line of `wean why --format jsonl` without a cut.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "WhyClaim")]
pub(crate) struct ClaimLine<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-claim/1"))]
    schema: &'static str,
    #[serde(flatten)]
    claim: ClaimPart<'a>,
}

/// A line of `wean why --format jsonl` with a cut.
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
