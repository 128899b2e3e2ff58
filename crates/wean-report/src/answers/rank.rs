//! Suppliers and jurisdictions by what each would stop, and the services that one alone can stop.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use wean_exposure::{Bounds, Candidate, Exposure, Impact, RankAnswer, Term};
use wean_model::{Controller, Inventory};

use super::cut::both;
use super::parts::{criticalities, grades};
use super::{Asked, Typed, unread};
use crate::paint::{Text, Tint, bar, counted, within};
use crate::party::Parties;
use crate::report::Report;
use crate::table::{Cell, Column, Shown, Table};

/// The answer of `wean rank`.
pub struct Rank<'a> {
    /// Who would stop what.
    pub answer: &'a RankAnswer,
    /// What it was asked of.
    pub exposure: &'a Exposure<'a>,
    /// How the user asked.
    pub typed: &'a Typed,
}

type Ranked = (Candidate, Bounds<Impact>, usize);

/// Rows shown without `--wide`.
const SHOWN: usize = 15;

/// Services at least so badly hit: counted like that, the possible is never less than the known.
fn size(impact: &Bounds<Impact>, of: fn(&Impact) -> usize) -> Bounds<usize> {
    Bounds { known: of(&impact.known), possible: of(&impact.possible) }
}

fn hit(impact: &Impact) -> usize {
    impact.stops.len() + impact.degrades.len() + impact.frozen.len()
}

/// Whether anything is known of it: what is unknown counts for everybody alike.
fn matters((_, impact, held): &Ranked) -> bool {
    *held > 0 || hit(&impact.known) > 0
}

impl<'a> Rank<'a> {
    fn inventory(&self) -> &'a Inventory {
        &self.exposure.attributed().inventory
    }

    fn parties(&self) -> Parties<'a> {
        Parties { catalogue: self.exposure.catalogue(), own: &self.inventory().organisation }
    }

    fn service_name(&self, service: u32) -> &'a str {
        &self.inventory().services[service as usize].name
    }

    fn codes(&self, candidate: &Candidate) -> Cell {
        match &candidate.term {
            Term::Organisation(id) => self.parties().codes(Some(&Controller::Organisation((**id).into()))),
            Term::Jurisdiction(code) => code.as_str().into(),
            _ => Cell::default(),
        }
    }

    fn table(&self, head: &str, ranked: &'a [Ranked], wide: bool) -> Table {
        let all = self.inventory().services.len();
        let suppliers = head == "SUPPLIER";
        let from = if suppliers { Shown::Always } else { Shown::Data };
        let mut table = Table::new([
            Column::text(head),
            Column::word("FROM").shown(from),
            Column::number("STOP"),
            Column::number("STOP OR DEGRADE"),
            Column::number("HIT"),
            Column::word(format!("OF {}", counted(all, "service").to_uppercase())),
            Column::number("COMPONENTS"),
        ]);
        // Most suppliers hold something that goes on running: they come last, and at some point say nothing new.
        let rows = ranked.iter().filter(|ranked| matters(ranked));
        for (candidate, impact, held) in rows.take(if wide { usize::MAX } else { SHOWN }) {
            let known = &impact.known;
            let cell = |n: Bounds<usize>, tint: Tint| {
                Cell::from(Text::tinted(&both(n), if n.known > 0 { tint } else { Tint::Plain }))
            };
            table.row([
                Text::tinted(&candidate.title, Tint::Name).into(),
                self.codes(candidate),
                cell(size(impact, |i| i.stops.len()), Tint::Stops),
                cell(size(impact, |i| i.stops.len() + i.degrades.len()), Tint::Degrades),
                cell(size(impact, hit), Tint::Frozen),
                bar(hit(known), all, 12).into(),
                Cell::number(*held),
            ]);
        }
        table
    }

    fn single_points(&self) -> Table {
        let mut table = Table::new([
            Column::text("SINGLE POINT OF FAILURE"),
            Column::word("CRITICALITY"),
            Column::text("ANY ONE OF THESE STOPS IT"),
        ]);
        let mut points: Vec<_> = self.answer.single_points.iter().collect();
        let criticality = |service: u32| self.inventory().services[service as usize].criticality;
        points.sort_by_key(|point| (std::cmp::Reverse(criticality(point.service)), point.service));
        for point in points {
            let names: Vec<&str> = point.suppliers.iter().map(|i| self.answer.suppliers[*i].0.title.as_str()).collect();
            table.row([
                Text::tinted(self.service_name(point.service), Tint::Name).into(),
                criticality(point.service).as_str().into(),
                names.join(", ").into(),
            ]);
        }
        table
    }
}

impl<'a> Asked for Rank<'a> {
    const NAME: &'static str = "rank";
    type Document = Document<'a>;
    type Line = RankedLine<'a>;

    fn report(&self, wide: bool) -> Report {
        let answer = self.answer;
        let all = self.inventory().services.len();
        let possible = answer.suppliers.iter().map(|(_, impact, _)| &impact.possible).chain([&answer.unknown]);
        let possible: BTreeSet<u32> = possible.flat_map(|impact| impact.stops.iter().copied()).collect();
        let title = format!(
            "{} of {} can be stopped {} by one supplier alone",
            both(Bounds { known: answer.single_points.len(), possible: possible.len() }),
            counted(all, "service"),
            within(answer.day),
        );
        let mut report = Report { title: Text::tinted(&title, Tint::Strong), ..Report::default() };
        report.warnings.extend(unread(self.inventory()));
        report.table(self.table("SUPPLIER", &answer.suppliers, wide));
        report.table(self.table("JURISDICTION", &answer.jurisdictions, wide));
        report.table(self.single_points());
        let hidden = answer.suppliers.iter().filter(|ranked| matters(ranked)).count().saturating_sub(SHOWN);
        if hidden > 0 && !wide {
            let verb = if hidden == 1 { "matters" } else { "matter" };
            report.note(format!("{} {verb} less; --wide shows them", counted(hidden, "more supplier")));
        }
        if answer.suppliers.iter().any(|(_, impact, _)| impact.known != impact.possible) {
            report.note("figures with a question mark count what nobody is known to stand behind as theirs too");
        }
        if let Some((candidate, impact, _)) = answer.suppliers.first()
            && impact.known != Impact::default()
            && let Term::Organisation(id) = &candidate.term
        {
            let typed = self.typed.with_cut(&["--from", id]);
            report.next.push((typed.command("cut"), format!("what stops if {} withdraws", candidate.title)));
        }
        report
    }

    fn records(&self) -> Table {
        let mut table = Table::new(
            [
                "SORT",
                "ID",
                "NAME",
                "FROM",
                "STOP KNOWN",
                "STOP POSSIBLE",
                "STOP OR DEGRADE KNOWN",
                "STOP OR DEGRADE POSSIBLE",
                "HIT KNOWN",
                "HIT POSSIBLE",
                "COMPONENTS",
                "STOPS",
            ]
            .map(Column::text),
        );
        for part in self.parts() {
            let number = |n: usize| Cell::from(n.to_string());
            table.row([
                part.sort.into(),
                part.id.into(),
                part.name.into(),
                part.from.join(" ").into(),
                number(part.known.stops.len()),
                number(part.possible.stops.len()),
                number(part.known.stops.len() + part.known.degrades.len()),
                number(part.possible.stops.len() + part.possible.degrades.len()),
                number(part.known.hit()),
                number(part.possible.hit()),
                number(part.components),
                part.known.stops.join("; ").into(),
            ]);
        }
        table
    }

    fn json(&self) -> Document<'a> {
        let (suppliers, jurisdictions) = self.parts().partition(|part| part.sort == "supplier");
        Document {
            schema: "wean-rank/1",
            target: &self.inventory().target,
            day: self.answer.day,
            at_least: self.answer.minimum.as_str(),
            services: self.inventory().services.len(),
            suppliers,
            jurisdictions,
            single_points: self
                .answer
                .single_points
                .iter()
                .map(|point| SinglePointPart {
                    service: self.service_name(point.service),
                    criticality: self.inventory().services[point.service as usize].criticality.as_str(),
                    suppliers: point.suppliers.iter().map(|i| id(&self.answer.suppliers[*i].0)).collect(),
                })
                .collect(),
        }
    }

    fn lines(&self) -> impl Iterator<Item = RankedLine<'a>> {
        self.parts().map(|ranked| RankedLine { schema: "wean-ranked/1", ranked })
    }
}

fn id(candidate: &Candidate) -> &str {
    match &candidate.term {
        Term::Organisation(id) | Term::Product(id) => id,
        Term::Jurisdiction(code) => code.as_str(),
        _ => &candidate.title,
    }
}

impl<'a> Rank<'a> {
    fn parts(&self) -> impl Iterator<Item = RankedPart<'a>> {
        let parties = self.parties();
        let services = &self.inventory().services;
        let impact = move |impact: &Impact| {
            let names = |of: &[u32]| of.iter().map(|service| &*services[*service as usize].name).collect();
            ImpactPart { stops: names(&impact.stops), degrades: names(&impact.degrades), frozen: names(&impact.frozen) }
        };
        let part = move |sort, (candidate, bounds, held): &'a Ranked| RankedPart {
            sort,
            id: id(candidate),
            name: match &candidate.term {
                Term::Jurisdiction(code) => parties.catalogue.country_name(code),
                _ => &candidate.title,
            },
            from: match &candidate.term {
                Term::Organisation(id) => {
                    let party = Controller::Organisation((**id).into());
                    parties.jurisdictions(&party).iter().map(ToString::to_string).collect()
                }
                Term::Jurisdiction(code) => vec![code.to_string()],
                _ => Vec::new(),
            },
            known: impact(&bounds.known),
            possible: impact(&bounds.possible),
            components: *held,
        };
        let suppliers = self.answer.suppliers.iter().map(move |ranked| part("supplier", ranked));
        suppliers.chain(self.answer.jurisdictions.iter().map(move |ranked| part("jurisdiction", ranked)))
    }
}

/// What `wean rank --format json` writes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Rank")]
pub(crate) struct Document<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-rank/1"))]
    schema: &'static str,
    /// What was scanned, as the user named it.
    target: &'a str,
    /// The day asked about.
    day: u32,
    /// Attributions of this grade or better count as known.
    #[schemars(extend("enum" = grades()))]
    at_least: &'static str,
    /// How many services there are.
    services: usize,
    /// Organisations that hold something, the one that stops most first.
    suppliers: Vec<RankedPart<'a>>,
    /// Jurisdictions, likewise.
    jurisdictions: Vec<RankedPart<'a>>,
    /// Services that one supplier alone can stop, as far as known.
    single_points: Vec<SinglePointPart<'a>>,
}

/// A line of `wean rank --format jsonl`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Ranked")]
pub(crate) struct RankedLine<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-ranked/1"))]
    schema: &'static str,
    #[serde(flatten)]
    ranked: RankedPart<'a>,
}

/// What one supplier or jurisdiction would bring about.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RankedPart<'a> {
    /// Which of the two it is.
    #[schemars(extend("enum" = ["supplier", "jurisdiction"]))]
    sort: &'static str,
    /// Organisation id of the catalogue, or ISO 3166-1 code.
    id: &'a str,
    /// Name.
    name: &'a str,
    /// Codes of every seat it is controlled from, its own first.
    from: Vec<String>,
    /// As far as known.
    known: ImpactPart<'a>,
    /// If the unknown is the worst.
    possible: ImpactPart<'a>,
    /// Components it holds directly.
    components: usize,
}

/// Services by what happens to them; each stands once.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ImpactPart<'a> {
    /// Do not work.
    stops: Vec<&'a str>,
    /// Work in part.
    degrades: Vec<&'a str>,
    /// Cannot be rebuilt, patched or extended.
    frozen: Vec<&'a str>,
}

impl ImpactPart<'_> {
    fn hit(&self) -> usize {
        self.stops.len() + self.degrades.len() + self.frozen.len()
    }
}

/// A service that one supplier alone can stop.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SinglePointPart<'a> {
    /// Its name.
    service: &'a str,
    /// How bad it is when it stops.
    #[schemars(extend("enum" = criticalities()))]
    criticality: &'static str,
    /// Ids of the suppliers, each of which can.
    suppliers: Vec<&'a str>,
}
