//! One documented withdrawal as a story: what was withdrawn, what is documented, what wean predicts, the sources.

use schemars::JsonSchema;
use serde::Serialize;
use wean_catalogue::{Catalogue, SourceRecord};
use wean_exposure::Path;
use wean_model::{Effect, Inventory, Node};
use wean_replay::{Told, Verdict};

use super::cut::first_clause;
use super::events::EventHead;
use super::parts::{DaysPart, HeldPart, days, effects};
use super::{Asked, Typed};
use crate::paint::{Text, Tint, counted};
use crate::party::Parties;
use crate::report::Report;
use crate::table::{Cell, Column, Shown, Table};

/// The answer of `wean replay EVENT`.
pub struct Replay<'a> {
    /// What came out.
    pub replay: &'a wean_replay::Replay<'a>,
    /// The records it came from.
    pub catalogue: &'a Catalogue,
    /// How the user asked.
    pub typed: &'a Typed,
}

/// A state on a day: `stops on day 0`.
fn on_day(effect: Effect, day: u32) -> Text {
    Text::tinted(effect.as_str(), effect.into()).and(&format!(", day {day}"), Tint::Plain)
}

fn never(effect: Effect) -> Text {
    Text::from("never ").and(effect.as_str(), effect.into())
}

fn verdict(verdict: Verdict) -> Text {
    Text::tinted(verdict.as_str(), if verdict.agrees() { Tint::Runs } else { Tint::Stops })
}

impl<'a> Replay<'a> {
    fn inventory(&self) -> &'a Inventory {
        &self.replay.stack.attributed.inventory
    }

    fn parties(&self) -> Parties<'a> {
        Parties { catalogue: self.catalogue, own: &self.inventory().organisation }
    }

    /// What brings it about, in a few words.
    fn because(&self, path: &Path) -> String {
        let held = &path.held;
        let name = match (&held.product, path.steps.last()) {
            (Some(product), _) => self.catalogue.product_name(product).to_owned(),
            (None, Some(step)) => self.inventory().title(step.node),
            (None, None) => String::new(),
        };
        format!("{name}: {}", first_clause(&held.hold.text))
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let event = self.replay.event;
        let announced = event.announced.as_deref().filter(|day| *day != event.date);
        let when = announced.map_or_else(|| event.date.clone(), |day| format!("{}, announced {day}", event.date));
        let mut facts = vec![
            ("who", event.actor.clone()),
            ("by", event.authority.clone()),
            ("whom", event.affected.clone()),
            ("when", when),
        ];
        for (record, stage) in event.cut.iter().zip(&self.replay.cuts) {
            let from = if record.day == 0 { String::new() } else { format!(", from day {} on", record.day) };
            let hits = if record.hits.is_empty() {
                String::new()
            } else {
                format!(", for {} alone", record.hits.join(" and "))
            };
            let cut = stage.cut.title(self.catalogue);
            facts.push(("withdrawn", format!("{}. Cut: {cut}{from}{hits}", record.what)));
        }
        let inventory = self.inventory();
        let files: Vec<&str> = event.stack.keys().map(String::as_str).collect();
        let stack = format!(
            "{} and {} in {}",
            counted(inventory.services.len(), "service"),
            counted(inventory.components.len(), "component"),
            files.join(", ")
        );
        facts.push(("stack", stack));
        facts
    }

    fn end(&self) -> Vec<(&'static str, String)> {
        let event = self.replay.event;
        let all = self.replay.bites.len() + self.replay.went_on.len();
        let verdict = match self.replay.missed().count() {
            0 if all == 1 => "as documented".to_owned(),
            0 => format!("all {all} as documented"),
            missed => format!("{} of {all} as documented", all - missed),
        };
        let mut end = vec![("verdict", verdict), ("outcome", event.outcome.clone())];
        end.extend(event.days_to_restore.map(|days| {
            let when =
                if days == 0 { "the same day".to_owned() } else { format!("after {}", counted(days as usize, "day")) };
            ("restored", when)
        }));
        let source = |source: &SourceRecord| {
            let publisher = source.publisher.as_deref().map_or(String::new(), |publisher| format!(", {publisher}"));
            let says = source.says.as_deref().map_or(String::new(), |says| format!(": {says}"));
            ("source", format!("{}{publisher}, {}{says}", source.title, source.date))
        };
        end.extend(event.source.iter().map(source));
        end
    }

    /// What is documented and, below, what is predicted; the verdict where anything differs.
    fn beside(&self, head: &str, bites: bool) -> Table {
        let differs = self.replay.missed().next().is_some();
        let mut table = Table::new([
            Column::text(head),
            Column::word(""),
            Column::word("STATE"),
            Column::word("VERDICT").shown(if differs { Shown::Always } else { Shown::Wide }),
            Column::text(if bites { "WHAT HAPPENED" } else { "WHAT WENT ON" }),
        ]);
        let mut told: Vec<&Told> = if bites { &self.replay.bites } else { &self.replay.went_on }.iter().collect();
        told.sort_by_key(|told| (if bites { told.day } else { None }, told.entry));
        for told in told {
            let documented = match (bites, told.day) {
                (true, day) => on_day(told.effect, day.unwrap_or(0)),
                (false, None) => never(told.effect),
                (false, Some(day)) => never(told.effect).and(&format!(" to day {day}"), Tint::Plain),
            };
            table.row([
                Text::tinted(&self.inventory().title(told.node), Tint::Name).into(),
                "documented".into(),
                documented.into(),
                Cell::default(),
                self.seen(bites, told).into(),
            ]);
            let predicted = told.predicted.known.map_or_else(|| never(told.effect), |day| on_day(told.effect, day));
            table.row([
                Cell::default(),
                "predicted".into(),
                predicted.into(),
                verdict(told.verdict).into(),
                told.because.as_ref().map_or_else(String::new, |path| self.because(path)).into(),
            ]);
        }
        table
    }

    fn seen(&self, bites: bool, told: &Told) -> &'a str {
        let event = self.replay.event;
        if bites { &event.bites[told.entry].what } else { &event.went_on[told.entry].what }
    }

    fn all(&self) -> impl Iterator<Item = (bool, &'a Told)> {
        let bites = self.replay.bites.iter().map(|told| (true, told));
        bites.chain(self.replay.went_on.iter().map(|told| (false, told)))
    }
}

impl<'a> Asked for Replay<'a> {
    const NAME: &'static str = "replay";
    type Document = Document<'a>;
    type Line = ToldLine<'a>;

    fn report(&self, _wide: bool) -> Report {
        let event = self.replay.event;
        let title = format!("{}: {}", event.date, event.title);
        let mut report = Report { title: Text::tinted(&title, Tint::Strong), ..Report::default() };
        report.facts(self.facts());
        report.table(self.beside("HIT", true));
        report.table(self.beside("WENT ON", false));
        report.facts(self.end());
        if let Some(text) = &event.not_confirmed {
            report.note(format!("not confirmed: {text}"));
        }
        if event.involuntary {
            report.note("nobody wanted it: a fault, not a withdrawal");
        }
        if let Some(text) = &event.mended {
            report.note(format!("mended in the records by this event: {text}"));
        }
        report.next.push((self.typed.command("replay --all"), "which events would have hit you".to_owned()));
        report
    }

    fn records(&self) -> Table {
        let heads =
            ["WHAT", "STATE", "DOCUMENTED", "DOCUMENTED DAY", "PREDICTED DAY", "AGREES", "VERDICT", "BECAUSE", "SEEN"];
        let mut table = Table::new(heads.map(Column::text));
        let day = |day: Option<u32>| day.map_or_else(String::new, |day| day.to_string());
        for part in self.all().map(|(bites, told)| self.part(bites, told)) {
            table.row([
                part.what.into(),
                part.state.into(),
                part.documented.into(),
                day(part.documented_day).into(),
                day(part.predicted_day).into(),
                part.agrees.to_string().into(),
                part.verdict.into(),
                part.because.unwrap_or_default().into(),
                part.seen.into(),
            ]);
        }
        table
    }

    fn json(&self) -> Document<'a> {
        let event = self.replay.event;
        Document {
            schema: "wean-replay/1",
            head: EventHead::new(self.replay.id, event),
            agrees: self.replay.missed().next().is_none(),
            files: event.stack.keys().map(String::as_str).collect(),
            services: self.inventory().services.len(),
            components: self.inventory().components.len(),
            told: self.all().map(|(bites, told)| self.part(bites, told)).collect(),
            sources: event
                .source
                .iter()
                .map(|source| SourcePart {
                    title: &source.title,
                    date: &source.date,
                    publisher: source.publisher.as_deref(),
                    says: source.says.as_deref(),
                })
                .collect(),
        }
    }

    fn lines(&self) -> impl Iterator<Item = ToldLine<'a>> {
        let (id, parts) = (self.replay.id, self.all().map(|(bites, told)| self.part(bites, told)).collect::<Vec<_>>());
        parts.into_iter().map(move |told| ToldLine { schema: "wean-told/1", event: id, told })
    }
}

impl<'a> Replay<'a> {
    fn part(&self, bites: bool, told: &'a Told) -> ToldPart<'a> {
        let inventory = self.inventory();
        ToldPart {
            what: inventory.title(told.node),
            id: match told.node {
                Node::Service(i) => &inventory.services[i as usize].id,
                Node::Component(i) => &inventory.components[i as usize].id,
            },
            state: told.effect.as_str(),
            documented: if bites { "bites" } else { "went-on" },
            documented_day: told.day,
            predicted_day: told.predicted.known,
            possible_day: told.predicted.possible,
            days: days(told.days),
            agrees: told.verdict.agrees(),
            verdict: told.verdict.as_str(),
            because: told.because.as_ref().map(|path| self.because(path)),
            held: told.because.as_ref().map(|path| HeldPart::new(self.parties(), &path.held)),
            seen: self.seen(bites, told),
        }
    }
}

/// What `wean replay EVENT --format json` writes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Replay")]
pub(crate) struct Document<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-replay/1"))]
    schema: &'static str,
    #[serde(flatten)]
    head: EventHead<'a>,
    /// All of it came out as documented.
    agrees: bool,
    /// Files of the stack it was replayed on.
    files: Vec<&'a str>,
    /// How many services were found in them.
    services: usize,
    /// How many components were found in them.
    components: usize,
    /// What is documented, beside what is predicted.
    told: Vec<ToldPart<'a>>,
    /// Where the facts come from.
    sources: Vec<SourcePart<'a>>,
}

/// A line of `wean replay EVENT --format jsonl`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Told")]
pub(crate) struct ToldLine<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-told/1"))]
    schema: &'static str,
    /// Id of the event.
    event: &'a str,
    #[serde(flatten)]
    told: ToldPart<'a>,
}

/// Something documented, beside what is predicted.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ToldPart<'a> {
    /// Name of the service or component.
    what: String,
    /// Its id.
    id: &'a str,
    /// The state it reached, or did not.
    #[schemars(extend("enum" = effects()))]
    state: &'static str,
    /// Whether it reached the state, or went on without.
    #[schemars(extend("enum" = ["bites", "went-on"]))]
    documented: &'static str,
    /// The documented day; of what went on the last one, none for good.
    documented_day: Option<u32>,
    /// First day on which the state is predicted, as far as known.
    predicted_day: Option<u32>,
    /// First day on which it is possible.
    possible_day: Option<u32>,
    /// First predicted day of each state, as far as known.
    days: DaysPart,
    /// It comes out as documented.
    agrees: bool,
    /// How it compares, in words.
    verdict: &'static str,
    /// What brings it about, in a few words.
    because: Option<String>,
    /// The hold at the end of that way.
    held: Option<HeldPart<'a>>,
    /// What was seen.
    seen: &'a str,
}

/// Where a fact comes from.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SourcePart<'a> {
    /// Enough to find it again.
    title: &'a str,
    /// When it was published, or read.
    date: &'a str,
    /// Who published it.
    publisher: Option<&'a str>,
    /// What it proves.
    says: Option<&'a str>,
}
