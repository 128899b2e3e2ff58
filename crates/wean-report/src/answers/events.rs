//! The documented withdrawals, and whether each comes out as documented.

use schemars::JsonSchema;
use serde::Serialize;
use wean_catalogue::EventRecord;

use super::{Asked, Typed};
use crate::paint::{Text, Tint, counted};
use crate::report::Report;
use crate::table::{Column, Shown, Table};

/// One event of the list.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its record.
    pub record: &'a EventRecord,
    /// It came out as documented.
    pub agrees: bool,
}

/// The answer of `wean replay`.
pub struct Events<'a> {
    /// The events, the oldest first.
    pub events: &'a [Event<'a>],
    /// How the user asked.
    pub typed: &'a Typed,
}

const VERDICTS: [&str; 2] = ["as documented", "otherwise"];

fn verdict(agrees: bool) -> &'static str {
    VERDICTS[usize::from(!agrees)]
}

/// What was withdrawn, as the record's cuts say it.
pub(crate) fn withdrawn(event: &EventRecord) -> String {
    event.cut.iter().map(|cut| cut.what.as_str()).collect::<Vec<_>>().join("; ")
}

/// The names that were cut, each once.
pub(crate) fn names(event: &EventRecord) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in event.cut.iter().flat_map(|cut| &cut.from) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

impl<'a> Asked for Events<'a> {
    const NAME: &'static str = "replay";
    type Document = Document<'a>;
    type Line = EventLine<'a>;

    fn report(&self, _wide: bool) -> Report {
        let agree = self.events.iter().filter(|event| event.agrees).count();
        let all = counted(self.events.len(), "documented withdrawal");
        let title = if agree == self.events.len() {
            format!("{all}, each predicted as documented")
        } else {
            format!("{all}, {agree} predicted as documented")
        };
        let mut report = Report { title: Text::tinted(&title, Tint::Strong), ..Report::default() };
        let mut table = Table::new([
            Column::word("DATE"),
            Column::word("EVENT"),
            Column::text("WHAT HAPPENED"),
            Column::text("ACTOR").shown(Shown::Wide),
            Column::text("CUT").shown(Shown::Wide),
            Column::text("PREDICTED").shown(if agree == self.events.len() { Shown::Wide } else { Shown::Always }),
        ]);
        for event in self.events {
            let tint = if event.agrees { Tint::Runs } else { Tint::Stops };
            table.row([
                event.record.date.as_str().into(),
                Text::tinted(event.id, Tint::Name).into(),
                event.record.title.as_str().into(),
                event.record.actor.as_str().into(),
                names(event.record).join(", ").into(),
                Text::tinted(verdict(event.agrees), tint).into(),
            ]);
        }
        report.table(table);
        if let Some(event) = self.events.last() {
            let command = self.typed.command(&format!("replay {}", event.id));
            report.next.push((command, "tells one of them".to_owned()));
            report.next.push((self.typed.command("replay --all"), "which of them would have hit you".to_owned()));
        }
        report
    }

    fn records(&self) -> Table {
        let heads = ["DATE", "EVENT", "TITLE", "ACTOR", "AUTHORITY", "CUT", "INVOLUNTARY", "AGREES"];
        let mut table = Table::new(heads.map(Column::text));
        for event in self.events {
            table.row([
                event.record.date.as_str().into(),
                event.id.into(),
                event.record.title.as_str().into(),
                event.record.actor.as_str().into(),
                event.record.authority.as_str().into(),
                names(event.record).join("; ").into(),
                event.record.involuntary.to_string().into(),
                event.agrees.to_string().into(),
            ]);
        }
        table
    }

    fn json(&self) -> Document<'a> {
        Document { schema: "wean-events/1", events: self.events.iter().map(EventPart::new).collect() }
    }

    fn lines(&self) -> impl Iterator<Item = EventLine<'a>> {
        self.events.iter().map(|event| EventLine { schema: "wean-event/1", event: EventPart::new(event) })
    }
}

/// What `wean replay --format json` writes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Events")]
pub(crate) struct Document<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-events/1"))]
    schema: &'static str,
    /// The events, the oldest first.
    events: Vec<EventPart<'a>>,
}

/// A line of `wean replay --format jsonl`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Event")]
pub(crate) struct EventLine<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-event/1"))]
    schema: &'static str,
    #[serde(flatten)]
    event: EventPart<'a>,
}

/// A documented withdrawal.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EventPart<'a> {
    #[serde(flatten)]
    head: EventHead<'a>,
    /// It came out as documented.
    agrees: bool,
}

impl<'a> EventPart<'a> {
    fn new(event: &Event<'a>) -> Self {
        Self { head: EventHead::new(event.id, event.record), agrees: event.agrees }
    }
}

/// What is documented of a withdrawal on the whole.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EventHead<'a> {
    /// Id of its record.
    event: &'a str,
    /// What happened.
    title: &'a str,
    /// The day it took effect: day 0.
    date: &'a str,
    /// When it was made known.
    announced: Option<&'a str>,
    /// Who withdrew.
    actor: &'a str,
    /// By whose order or by what right.
    authority: &'a str,
    /// Whom it hit.
    affected: &'a str,
    /// What was withdrawn, in words.
    withdrawn: String,
    /// Names of what was cut, as for `--from`.
    cut: Vec<&'a str>,
    /// How it ended.
    outcome: &'a str,
    /// What the sources do not say.
    not_confirmed: Option<&'a str>,
    /// Days until it was given back; none if it was not.
    days_to_restore: Option<u32>,
    /// Nobody wanted it: a fault.
    involuntary: bool,
}

impl<'a> EventHead<'a> {
    pub(crate) fn new(id: &'a str, event: &'a EventRecord) -> Self {
        Self {
            event: id,
            title: &event.title,
            date: &event.date,
            announced: event.announced.as_deref(),
            actor: &event.actor,
            authority: &event.authority,
            affected: &event.affected,
            withdrawn: withdrawn(event),
            cut: names(event),
            outcome: &event.outcome,
            not_confirmed: event.not_confirmed.as_deref(),
            days_to_restore: event.days_to_restore,
            involuntary: event.involuntary,
        }
    }
}
