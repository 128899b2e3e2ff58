//! Which documented withdrawals would have hit a target, and how.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;
use wean_catalogue::EventRecord;
use wean_exposure::{Bounds, Days, Exposure};
use wean_model::{Effect, Inventory, State};
use wean_replay::Strike;

use super::cut::both;
use super::events::EventHead;
use super::parts::{BoundsPart, DaysPart, bounds, days};
use super::{Asked, Typed};
use crate::paint::{Text, Tint, counted, within};
use crate::report::Report;
use crate::table::{Cell, Column, Shown, Table};

/// One event against the target.
#[derive(Clone, Debug)]
pub struct Struck<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its record.
    pub record: &'a EventRecord,
    /// What it would have done.
    pub strike: Strike,
}

/// The answer of `wean replay --all TARGET`.
pub struct Strikes<'a> {
    /// Every event.
    pub struck: &'a [Struck<'a>],
    /// What it was asked of.
    pub exposure: &'a Exposure<'a>,
    /// By which day.
    pub day: u32,
    /// How the user asked.
    pub typed: &'a Typed,
}

/// States that are hits, the worst first.
const HITS: [State; 3] = [State::Stops, State::Degrades, State::Frozen];

/// Services in at least that bad a state by a day.
fn at_least(strike: &Strike, state: State, day: u32) -> Bounds<usize> {
    let count = |of: fn(&Bounds<Days>) -> Days| strike.services.iter().filter(|s| of(s).state(day) >= state).count();
    Bounds { known: count(|s| s.known), possible: count(|s| s.possible) }
}

impl<'a> Strikes<'a> {
    fn inventory(&self) -> &'a Inventory {
        &self.exposure.attributed().inventory
    }

    /// The worst first: by services known to stop, to degrade, to be frozen; then by those that may; then by the day.
    fn sorted(&self) -> Vec<&'a Struck<'a>> {
        let mut struck: Vec<&Struck<'a>> = self.struck.iter().collect();
        struck.sort_by_cached_key(|one| {
            let counts = HITS.map(|state| at_least(&one.strike, state, self.day));
            let known = counts.map(|count| count.known);
            let possible = counts.map(|count| count.possible);
            (Reverse(known), self.first(one), Reverse(possible), one.record.date.clone(), one.id)
        });
        struck
    }

    /// First day on which a service is known to be hit.
    fn first(&self, struck: &Struck<'_>) -> Option<u32> {
        let frozen = struck.strike.services.iter().filter_map(|service| service.known.day(Effect::Frozen));
        frozen.min().filter(|day| *day <= self.day)
    }

    /// Names of services in a state on the day, as far as known.
    fn names(&self, strike: &Strike, state: State) -> Vec<&'a str> {
        let services = self.inventory().services.iter().zip(&strike.services);
        services.filter(|(_, days)| days.known.state(self.day) == state).map(|(service, _)| &*service.name).collect()
    }

    fn components(&self, strike: &Strike) -> Bounds<usize> {
        let hit = |of: fn(&Bounds<Days>) -> Days| {
            strike.components.iter().filter(|c| of(c).state(self.day) > State::Runs).count()
        };
        Bounds { known: hit(|c| c.known), possible: hit(|c| c.possible) }
    }

    /// The services that are hit, by state, the worst first: `stops: E-mail; degrades: Meetings`.
    fn worst(&self, strike: &Strike) -> Text {
        let mut text = Text::default();
        for state in HITS {
            let names = self.names(strike, state);
            if !names.is_empty() {
                let gap = if text.is_empty() { "" } else { "; " };
                text = text.and(gap, Tint::Plain).and(state.as_str(), state.into());
                text = text.and(&format!(": {}", names.join(", ")), Tint::Plain);
            }
        }
        text
    }
}

impl<'a> Asked for Strikes<'a> {
    const NAME: &'static str = "replay";
    type Document = Document<'a>;
    type Line = StrikeLine<'a>;

    fn report(&self, wide: bool) -> Report {
        let hits = |state: State| {
            let count = |of: fn(Bounds<usize>) -> usize| {
                self.struck.iter().filter(|one| of(at_least(&one.strike, state, self.day)) > 0).count()
            };
            Bounds { known: count(|b| b.known), possible: count(|b| b.possible) }
        };
        let title = format!(
            "{} of {} would have hit a service {}, {} stopped one",
            both(hits(State::Frozen)),
            counted(self.struck.len(), "documented withdrawal"),
            within(self.day),
            both(hits(State::Stops)),
        );
        let mut report = Report { title: Text::tinted(&title, Tint::Strong), ..Report::default() };
        let mut table = Table::new([
            Column::word("EVENT"),
            Column::number("STOP"),
            Column::number("STOP OR DEGRADE").shown(Shown::Wide),
            Column::number("HIT"),
            Column::number("DAY"),
            Column::text("SERVICES"),
            Column::number("COMPONENTS").shown(Shown::Wide),
        ]);
        let mut spared = 0;
        for one in self.sorted() {
            let hit = at_least(&one.strike, State::Frozen, self.day);
            if hit.known == 0 && !wide {
                spared += 1;
                continue;
            }
            let stop = at_least(&one.strike, State::Stops, self.day);
            let degrade = at_least(&one.strike, State::Degrades, self.day);
            let tinted = |count: Bounds<usize>, tint: Tint| {
                Cell::from(Text::tinted(&both(count), if count.known > 0 { tint } else { Tint::Plain }))
            };
            table.row([
                Text::tinted(one.id, Tint::Name).into(),
                tinted(stop, Tint::Stops),
                tinted(degrade, Tint::Degrades),
                tinted(hit, Tint::Frozen),
                self.first(one).map_or_else(String::new, |day| day.to_string()).into(),
                self.worst(&one.strike).into(),
                both(self.components(&one.strike)).into(),
            ]);
        }
        report.table(table);
        if spared > 0 {
            report.note(format!(
                "{} would have hit no service that is known; --wide shows them",
                counted(spared, "event")
            ));
        }
        if self.struck.iter().any(|one| {
            [State::Stops, State::Frozen].iter().any(|state| {
                let count = at_least(&one.strike, *state, self.day);
                count.known != count.possible
            })
        }) {
            report.note("figures with a question mark count what nobody is known to stand behind as hit, too");
        }
        report.note("as if the target had been among those who were hit");
        if let Some(worst) = self.sorted().first() {
            let typed = Typed { target: String::new(), ..self.typed.clone() };
            let command = typed.command(&format!("replay {}", worst.id));
            report.next.push((command, "what happened then".to_owned()));
        }
        report
    }

    fn records(&self) -> Table {
        let heads = [
            "EVENT",
            "DATE",
            "TITLE",
            "STOP KNOWN",
            "STOP POSSIBLE",
            "STOP OR DEGRADE KNOWN",
            "STOP OR DEGRADE POSSIBLE",
            "HIT KNOWN",
            "HIT POSSIBLE",
            "FIRST DAY",
            "STOPS",
            "DEGRADES",
            "FROZEN",
        ];
        let mut table = Table::new(heads.map(Column::text));
        for one in self.sorted() {
            let counts = HITS.map(|state| at_least(&one.strike, state, self.day));
            let mut cells: Vec<Cell> =
                vec![one.id.into(), one.record.date.as_str().into(), one.record.title.as_str().into()];
            for count in counts {
                cells.extend([count.known.to_string().into(), count.possible.to_string().into()]);
            }
            cells.push(self.first(one).map_or_else(String::new, |day| day.to_string()).into());
            cells.extend(HITS.map(|state| Cell::from(self.names(&one.strike, state).join("; "))));
            table.row(cells);
        }
        table
    }

    fn json(&self) -> Document<'a> {
        Document {
            schema: "wean-strikes/1",
            target: &self.inventory().target,
            day: self.day,
            services: self.inventory().services.len(),
            events: self.sorted().into_iter().map(|one| self.part(one)).collect(),
        }
    }

    fn lines(&self) -> impl Iterator<Item = StrikeLine<'a>> {
        let parts: Vec<_> = self.sorted().into_iter().map(|one| self.part(one)).collect();
        parts.into_iter().map(|strike| StrikeLine { schema: "wean-strike/1", strike })
    }
}

impl<'a> Strikes<'a> {
    fn part(&self, one: &'a Struck<'a>) -> StrikePart<'a> {
        let hit = |of: &[Bounds<Days>], ids: Vec<(&'a str, &'a str)>| -> Vec<HitPart<'a>> {
            let hits = ids.into_iter().zip(of).filter(|(_, of)| of.possible.state(self.day) > State::Runs);
            hits.map(|((id, name), of)| HitPart { id, name, known: days(of.known), possible: days(of.possible) })
                .collect()
        };
        let inventory = self.inventory();
        let count = |state: State| bounds(at_least(&one.strike, state, self.day));
        StrikePart {
            head: EventHead::new(one.id, one.record),
            stops: count(State::Stops),
            degrades: count(State::Degrades),
            hit: count(State::Frozen),
            first_day: self.first(one),
            services: hit(&one.strike.services, inventory.services.iter().map(|s| (&*s.id, &*s.name)).collect()),
            components: hit(&one.strike.components, inventory.components.iter().map(|c| (&*c.id, &*c.name)).collect()),
        }
    }
}

/// What `wean replay --all TARGET --format json` writes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Strikes")]
pub(crate) struct Document<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-strikes/1"))]
    schema: &'static str,
    /// The target as the user named it.
    target: &'a str,
    /// The day asked about.
    day: u32,
    /// How many services there are.
    services: usize,
    /// Every event, the one that hits worst first.
    events: Vec<StrikePart<'a>>,
}

/// A line of `wean replay --all TARGET --format jsonl`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Strike")]
pub(crate) struct StrikeLine<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-strike/1"))]
    schema: &'static str,
    #[serde(flatten)]
    strike: StrikePart<'a>,
}

/// What an event would have done to the target.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StrikePart<'a> {
    #[serde(flatten)]
    head: EventHead<'a>,
    /// Services that stop by the day asked about.
    stops: BoundsPart,
    /// Services that stop or degrade.
    degrades: BoundsPart,
    /// Services that stop, degrade or are frozen.
    hit: BoundsPart,
    /// First day on which a service is known to be hit.
    first_day: Option<u32>,
    /// Services that are hit, or may be.
    services: Vec<HitPart<'a>>,
    /// Components that are hit, or may be.
    components: Vec<HitPart<'a>>,
}

/// A service or component that is hit.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StruckPart")]
pub(crate) struct HitPart<'a> {
    /// Its id.
    id: &'a str,
    /// Its name.
    name: &'a str,
    /// First day of each state, as far as known.
    known: DaysPart,
    /// First day of each state if the unknown is the worst.
    possible: DaysPart,
}
