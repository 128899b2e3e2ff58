//! What stops, when, if they withdraw.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;
use wean_exposure::{Bounds, Cause, Certainty, CutAnswer, Days, Exposure, ServiceAnswer};
use wean_model::{Act, Grade, HoldKind, Inventory, Node, Service, State};

use super::parts::{BoundsPart, DaysPart, HeldPart, StatesPart, as_of, bounds, days, grades, on_day, states};
use super::{Asked, Typed, unread};
use crate::paint::{Text, Tint, count, counted, gauge, within};
use crate::party::Parties;
use crate::report::{Report, line, shell};
use crate::table::{Cell, Column, Shown, Table};

/// The answer of `wean cut`.
pub struct Cut<'a> {
    /// What stops, when.
    pub answer: &'a CutAnswer,
    /// What it was asked of.
    pub exposure: &'a Exposure<'a>,
    /// How the user asked.
    pub typed: &'a Typed,
}

/// A state.
fn state_text(state: State) -> Text {
    Text::tinted(state.as_str(), state.into())
}

/// A count in both bounds: `4 (6?)`.
pub(crate) fn both(bounds: Bounds<usize>) -> String {
    if bounds.known == bounds.possible {
        return count(bounds.known);
    }
    format!("{} ({}?)", count(bounds.known), count(bounds.possible))
}

/// A hold's text up to where it begins to explain.
pub(crate) fn first_clause(text: &str) -> &str {
    text.split([':', ';']).next().unwrap_or(text).trim()
}

fn on(days: &Bounds<Days>, day: u32) -> Bounds<State> {
    Bounds { known: days.known.state(day), possible: days.possible.state(day) }
}

impl<'a> Cut<'a> {
    fn inventory(&self) -> &'a Inventory {
        &self.exposure.attributed().inventory
    }

    fn parties(&self) -> Parties<'a> {
        Parties { catalogue: self.exposure.catalogue(), own: &self.inventory().organisation }
    }

    fn service(&self, answer: &ServiceAnswer) -> &'a Service {
        &self.inventory().services[answer.service as usize]
    }

    fn last(&self) -> u32 {
        self.answer.horizons.last().copied().unwrap_or(0)
    }

    /// Services at least that badly hit on the last day.
    fn hit(&self, at_least: State) -> Bounds<usize> {
        let hit = |of: fn(&Bounds<Days>) -> Days| {
            self.answer.services.iter().filter(|s| of(&s.days).state(self.last()) >= at_least).count()
        };
        Bounds { known: hit(|days| days.known), possible: hit(|days| days.possible) }
    }

    /// Services in at most that bad a state on a day.
    fn at_most(&self, state: State, day: u32) -> Bounds<usize> {
        let count = |of: fn(&Bounds<Days>) -> Days| {
            self.answer.services.iter().filter(|s| of(&s.days).state(day) <= state).count()
        };
        Bounds { known: count(|days| days.known), possible: count(|days| days.possible) }
    }

    fn title(&self) -> Text {
        let all = self.answer.services.len();
        let when = within(self.last());
        let degrade = self.hit(State::Degrades);
        let mut text = format!("If {} withdraws{}, ", self.answer.title, on_day(self.exposure.catalogue()));
        if all == 0 {
            text.push_str("nothing is known to stop: no service is declared");
        } else {
            let (are, fail) = if all == 1 { ("is", "stops or degrades") } else { ("are", "stop or degrade") };
            let (frozen, all) = (self.hit(State::Frozen), counted(all, "service"));
            if frozen == degrade {
                _ = write!(text, "{} of {all} {fail} {when}", both(degrade));
            } else {
                _ = write!(text, "{} of {all} {are} hit {when}, {} {fail}", both(frozen), both(degrade));
            }
        }
        Text::tinted(&text, Tint::Strong)
    }

    /// What a cause is called, and what it says beside that: of a cause that comes through another service, only that.
    fn cause(&self, cause: &'a Cause) -> (String, Option<&'a str>) {
        let maybe = if cause.certainty == Certainty::Maybe { "perhaps " } else { "" };
        if cause.distance == 0 && matches!(cause.node, Node::Service(_)) {
            return ("nothing was found that it needs".to_owned(), None);
        }
        let service = cause.via.unwrap_or(cause.node);
        if let Node::Service(i) = service {
            return (format!("{maybe}via {}", self.inventory().services[i as usize].name), None);
        }
        let held = &cause.held;
        let name = match &held.product {
            Some(product) => self.parties().catalogue.product_name(product).to_owned(),
            None => self.inventory().title(cause.node),
        };
        let says = (held.hold.kind != HoldKind::Service).then(|| first_clause(&held.hold.text));
        match (&held.party, says) {
            // `Zoom (Zoom)` says nothing that `Zoom` does not.
            (Some(party), None) if !name.starts_with(self.parties().short_name(party)) => {
                (format!("{maybe}{name} ({})", self.parties().short_name(party)), None)
            }
            _ => (format!("{maybe}{name}"), says),
        }
    }

    /// The causes in words, those of one name in one: `via Single sign-on`, `Entra ID (Microsoft)`,
    /// `Oracle Database: licence check fails, no patches`.
    fn causes(&self, answer: &'a ServiceAnswer, at_least: Certainty) -> Vec<String> {
        let mut causes: Vec<(String, Vec<&str>)> = Vec::new();
        let counted = answer.causes.iter().filter(|cause| cause.certainty >= at_least);
        for (name, says) in counted.map(|cause| self.cause(cause)) {
            let at = causes.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
                causes.push((name, Vec::new()));
                causes.len() - 1
            });
            if let Some(says) = says.filter(|says| !causes[at].1.contains(says)) {
                causes[at].1.push(says);
            }
        }
        let text = |(name, says): (String, Vec<&str>)| match says.as_slice() {
            [] => name,
            _ => format!("{name}: {}", says.join(", ")),
        };
        causes.into_iter().map(text).collect()
    }

    fn services_table(&self) -> Table {
        let answer = self.answer;
        let mut columns = vec![Column::text("SERVICE")];
        columns.extend(answer.horizons.iter().map(|day| Column::word(format!("DAY {day}"))));
        columns.push(Column::text("BECAUSE"));
        columns.push(Column::text("CRITICALITY").shown(Shown::Wide));
        columns.push(Column::number("USERS").shown(Shown::Wide));
        let mut table = Table::new(columns);
        for service_answer in &answer.services {
            let service = self.service(service_answer);
            let causes = self.causes(service_answer, Certainty::Yes);
            let mut because = causes.iter().take(2).map(String::as_str).collect::<Vec<_>>().join("; ");
            if causes.len() > 2 {
                _ = write!(because, "; {} more", causes.len() - 2);
            }
            let mut cells: Vec<Cell> = vec![Text::tinted(&service.name, Tint::Name).into()];
            let states: Vec<_> = answer.horizons.iter().map(|day| on(&service_answer.days, *day)).collect();
            cells.extend(states.iter().map(|states| state_text(states.known).into()));
            cells.push(because.into());
            cells.push(service.criticality.as_str().into());
            cells.push(
                service
                    .users
                    .map_or_else(Cell::default, |users| Cell::number(usize::try_from(users).unwrap_or(usize::MAX))),
            );
            table.row(cells);
            // The other bound stands below, where it differs: beside it a terminal has no room for the causes.
            if states.iter().any(|states| states.possible > states.known) {
                let mut cells: Vec<Cell> = vec![Cell::default()];
                cells.extend(states.iter().map(|states| {
                    if states.possible > states.known {
                        Text::tinted(&format!("{}?", states.possible), states.possible.into()).into()
                    } else {
                        Cell::default()
                    }
                }));
                let unsure = service_answer.causes.iter().find(|cause| cause.certainty == Certainty::Maybe);
                cells.push(unsure.map_or_else(String::new, |cause| self.cause(cause).0).into());
                cells.resize_with(cells.len() + 2, Cell::default);
                table.row(cells);
            }
        }
        let all = answer.services.len();
        if all > 0 {
            let line = |head: &str, counts: &[Bounds<usize>], cell: &dyn Fn(&Bounds<usize>) -> String| {
                let mut cells: Vec<Cell> = vec![head.into()];
                cells.extend(counts.iter().map(|running| cell(running).into()));
                cells.resize_with(cells.len() + 3, Cell::default);
                cells
            };
            let usual: Vec<_> = answer.horizons.iter().map(|day| self.at_most(State::Runs, *day)).collect();
            let frozen: Vec<_> = answer.horizons.iter().map(|day| self.at_most(State::Frozen, *day)).collect();
            table.footer(line("As usual", &usual, &|running| both(*running)));
            table.footer(line("Running at all", &frozen, &|running| both(*running)));
            // What may run or not, as far as is known, in a lighter shade.
            table.footer(line("", &frozen, &|running| gauge(running.possible, running.known, all, 8)));
        }
        table
    }

    fn notes(&self, report: &mut Report) {
        let components = &self.answer.components;
        let direct = both(components.directly);
        let all = both(components.hit);
        report.lines(vec![
            format!(
                "{direct} of {} hit directly, {all} with those that need them",
                counted(components.total, "component")
            )
            .into(),
        ]);
        let unsure = self.answer.services.iter().any(|s| s.days.known != s.days.possible)
            || components.hit.known != components.hit.possible;
        if components.unattributed > 0 {
            let what = counted(components.unattributed, "unattributed component");
            report.note(if unsure {
                format!("{what} could make this worse: the figures with a question mark")
            } else {
                format!("{what} would make none of this worse")
            });
        }
        let blank = |s: &&ServiceAnswer| s.causes.iter().any(|c| c.distance == 0 && matches!(c.node, Node::Service(_)));
        let blank = self.answer.services.iter().filter(blank).count();
        if blank > 0 {
            let (needs, it) = if blank == 1 { ("needs", "it") } else { ("need", "them") };
            let what = counted(blank, "service");
            report.note(format!(
                "nothing was found that {what} {needs}: the figures with a question mark count {it} as stopped"
            ));
        }
        let revoked = self.answer.services.iter().flat_map(|s| &s.causes).any(|cause| {
            cause.certainty == Certainty::Maybe
                && cause.held.hold.act == Act::Revocation
                && cause.held.grade >= self.answer.minimum
        });
        if revoked {
            report.note("whoever withdraws may also take back what was given, at once: figures with a question mark");
        }
        let known = || {
            let services = self.answer.services.iter();
            services.flat_map(|s| &s.causes).filter(|cause| cause.certainty == Certainty::Yes)
        };
        let weak = known().filter(|cause| cause.held.grade < Grade::Catalogue).count();
        if weak > 0 {
            report.note(format!("{} on attributions that are only derived or weaker", rest(weak)));
        }
        let estimated = known().filter(|cause| cause.held.hold.assumption).count();
        if estimated > 0 {
            report.note(format!("{} on a day that nobody documented: our estimate", rest(estimated)));
        }
    }
}

fn rest(causes: usize) -> String {
    format!("{} {}", counted(causes, "cause"), if causes == 1 { "rests" } else { "rest" })
}

impl<'a> Asked for Cut<'a> {
    const NAME: &'static str = "cut";
    type Document = Document<'a>;
    type Line = ServiceLine<'a>;

    fn report(&self, _wide: bool) -> Report {
        let mut report = Report { title: self.title(), ..Report::default() };
        report.table(self.services_table());
        self.notes(&mut report);
        let worst = self.answer.services.iter().find(|s| s.days.possible.state(self.last()) != State::Runs);
        if let Some(worst) = worst.filter(|_| !self.inventory().components.is_empty()) {
            let command = self.typed.command(&format!("why {}", shell(&self.service(worst).name)));
            report.next.push((command, "which way that comes".to_owned()));
        } else if worst.is_none() && self.answer.services.is_empty() {
            let says = "say in `wean.toml` what is done for people with all this".to_owned();
            report.next.push((self.typed.with_cut(&[]).command("init"), says));
        }
        report.warnings.extend(unread(self.inventory()));
        report.warnings.extend(self.inventory().components.is_empty().then(|| line("nothing was found to cut")));
        report
    }

    fn records(&self) -> Table {
        let mut table = Table::new([
            Column::text("SERVICE"),
            Column::text("CRITICALITY"),
            Column::number("USERS"),
            Column::number("DAY"),
            Column::text("KNOWN"),
            Column::text("POSSIBLE"),
            Column::text("BECAUSE"),
        ]);
        for answer in &self.answer.services {
            let service = self.service(answer);
            let because = self.causes(answer, Certainty::Maybe).join("; ");
            for day in &self.answer.horizons {
                let states = on(&answer.days, *day);
                table.row([
                    (&*service.name).into(),
                    service.criticality.as_str().into(),
                    service.users.map(|users| users.to_string()).unwrap_or_default().into(),
                    day.to_string().into(),
                    states.known.as_str().into(),
                    states.possible.as_str().into(),
                    because.as_str().into(),
                ]);
            }
        }
        table
    }

    fn json(&self) -> Document<'a> {
        let (answer, inventory) = (self.answer, self.inventory());
        let components = &answer.components;
        Document {
            schema: "wean-cut/1",
            target: &inventory.target,
            cut: &answer.title,
            as_of: as_of(self.exposure.catalogue()),
            at_least: answer.minimum.as_str(),
            horizons: &answer.horizons,
            services: answer.services.iter().map(|service| self.service_part(service)).collect(),
            running: answer
                .horizons
                .iter()
                .zip(&answer.running)
                .map(|(day, running)| RunningPart {
                    day: *day,
                    known: running.known,
                    possible: running.possible,
                    of: answer.services.len(),
                })
                .collect(),
            components: CountsPart {
                total: components.total,
                directly: bounds(components.directly),
                hit: bounds(components.hit),
                unattributed: components.unattributed,
            },
            components_hit: inventory
                .components
                .iter()
                .zip(&answer.component_days)
                .filter(|(_, days)| days.possible != Days::NEVER)
                .map(|(component, of)| HitPart {
                    id: &component.id,
                    known: days(of.known),
                    possible: days(of.possible),
                })
                .collect(),
        }
    }

    fn lines(&self) -> impl Iterator<Item = ServiceLine<'a>> {
        self.answer.services.iter().map(|service| ServiceLine {
            schema: "wean-cut-service/1",
            cut: &self.answer.title,
            service: self.service_part(service),
        })
    }
}

impl<'a> Cut<'a> {
    fn service_part(&self, answer: &'a ServiceAnswer) -> ServicePart<'a> {
        let service = self.service(answer);
        ServicePart {
            id: &service.id,
            name: &service.name,
            criticality: service.criticality.as_str(),
            users: service.users,
            states: self.answer.horizons.iter().map(|day| states(*day, on(&answer.days, *day))).collect(),
            known: days(answer.days.known),
            possible: days(answer.days.possible),
            causes: answer
                .causes
                .iter()
                .map(|cause| CausePart {
                    says: match self.cause(cause) {
                        (name, None) => name,
                        (name, Some(says)) => format!("{name}: {says}"),
                    },
                    certain: cause.certainty == Certainty::Yes,
                    component: self.inventory().id(cause.node),
                    via: cause.via.map(|via| &**self.inventory().id(via)),
                    distance: cause.distance,
                    effect: cause.effect.as_str(),
                    day: cause.day,
                    held: HeldPart::new(self.parties(), &cause.held),
                })
                .collect(),
        }
    }
}

/// What `wean cut --format json` writes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Cut")]
pub(crate) struct Document<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-cut/1"))]
    schema: &'static str,
    /// What was scanned, as the user named it.
    target: &'a str,
    /// In words, what is cut.
    cut: &'a str,
    /// The day of the withdrawal, where one was asked about: it counts who controlled whom then, and updates that end.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// Attributions of this grade or better count as known.
    #[schemars(extend("enum" = grades()))]
    at_least: &'static str,
    /// Days asked about, from the withdrawal's entry into force.
    horizons: &'a [u32],
    /// Services, the worst hit first.
    services: Vec<ServicePart<'a>>,
    /// How many of them run as usual on each day.
    running: Vec<RunningPart>,
    /// Components, counted.
    components: CountsPart,
    /// Components that are hit some day, or may be.
    components_hit: Vec<HitPart<'a>>,
}

/// A line of `wean cut --format jsonl`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CutService")]
pub(crate) struct ServiceLine<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-cut-service/1"))]
    schema: &'static str,
    /// In words, what is cut.
    cut: &'a str,
    #[serde(flatten)]
    service: ServicePart<'a>,
}

/// One service under the cut.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ServiceUnderCut")]
pub(crate) struct ServicePart<'a> {
    /// `service:NAME`.
    id: &'a str,
    /// Name.
    name: &'a str,
    /// How bad it is when it stops.
    criticality: &'static str,
    /// People who use it.
    users: Option<u64>,
    /// Its state on each day asked about.
    states: Vec<StatesPart>,
    /// First day of each state, as far as known.
    known: DaysPart,
    /// First day of each state if the unknown is the worst.
    possible: DaysPart,
    /// What brings about its worst state on the last day: known causes first, then the nearest.
    causes: Vec<CausePart<'a>>,
}

/// Why a service is hit.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CausePart<'a> {
    /// In a few words, as in the table.
    says: String,
    /// Whether it is known to bite. False: it would if the unknown is the worst.
    certain: bool,
    /// Id of the component that is held.
    component: &'a str,
    /// Id of the service's own need through which it comes, if that is not the component itself.
    via: Option<&'a str>,
    /// How many steps away the component is.
    distance: u32,
    /// Its effect on the service.
    effect: &'static str,
    /// First day the hold bites.
    day: u32,
    /// The hold.
    held: HeldPart<'a>,
}

/// How many services run as usual on a day.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RunningPart {
    /// The day.
    day: u32,
    /// As far as known.
    known: usize,
    /// If the unknown is the worst.
    possible: usize,
    /// How many services there are.
    of: usize,
}

/// Components, counted by the last day asked about.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CountsPart {
    /// In all.
    total: usize,
    /// Hit by a hold of their own.
    directly: BoundsPart,
    /// Hit at all: by a hold of their own or through what they need.
    hit: BoundsPart,
    /// With nobody named at the asked grade or better.
    unattributed: usize,
}

/// A component that is hit.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HitPart<'a> {
    /// Its id.
    id: &'a str,
    /// First day of each state, as far as known.
    known: DaysPart,
    /// First day of each state if the unknown is the worst.
    possible: DaysPart,
}
