//! Who stands behind a thing, with evidence; and what holds it: `wean why` without a cut.

use schemars::JsonSchema;
use serde::Serialize;
use wean_catalogue::{Attributed, Catalogue, Held};
use wean_model::{Attribution, Claim, Node, Relation};

use super::Asked;
use super::parts::{ClaimPart, HeldPart, OccurrencePart, relations};
use super::scan::seen;
use crate::paint::{Text, Tint};
use crate::party::Parties;
use crate::report::Report;
use crate::table::{Cell, Column, Table};

/// Needs listed before the rest is counted.
const LISTED: usize = 20;

/// The answer of `wean why` without a cut.
pub struct Behind<'a> {
    /// What is asked about.
    pub node: Node,
    /// The holds on it.
    pub held: &'a [Held],
    /// What was found.
    pub attributed: &'a Attributed,
    /// The catalogue it was attributed by.
    pub catalogue: &'a Catalogue,
    /// How the user asked, after the command's name, ready for a shell.
    pub asked: &'a str,
}

impl<'a> Behind<'a> {
    fn parties(&self) -> Parties<'a> {
        Parties { catalogue: self.catalogue, own: &self.attributed.inventory.organisation }
    }

    fn attribution(&self) -> Option<&'a Attribution> {
        match self.node {
            Node::Component(i) => self.attributed.attributions.get(i as usize),
            Node::Service(_) => None,
        }
    }

    fn claims(&self) -> &'a [Claim] {
        self.attribution().map_or(&[], |attribution| &attribution.claims)
    }

    /// What it needs and what needs it, each with the relation.
    fn neighbours(&self) -> (Vec<(Node, Relation)>, Vec<(Node, Relation)>) {
        let inventory = &self.attributed.inventory;
        let (mut needs, mut needed_by) = (Vec::new(), Vec::new());
        for edge in &inventory.dependencies {
            if edge.from == self.node {
                needs.push((edge.to, edge.relation));
            }
            if edge.to == self.node {
                needed_by.push((edge.from, edge.relation));
            }
        }
        for group in &inventory.groups {
            if group.from == self.node {
                needs.extend(group.members.iter().map(|member| (*member, group.relation)));
            }
            if group.members.contains(&self.node) {
                needed_by.push((group.from, group.relation));
            }
        }
        (needs, needed_by)
    }

    fn title(&self) -> Text {
        let name = Text::tinted(&self.attributed.inventory.title(self.node), Tint::Name);
        let Some(attribution) = self.attribution() else { return name.and(": a service of our own", Tint::Strong) };
        match attribution.controller() {
            Some(claim) => {
                let seats = self.parties().jurisdictions(&claim.controller);
                let codes: Vec<&str> = seats.iter().map(wean_model::Jurisdiction::as_str).collect();
                let from = if codes.is_empty() { String::new() } else { format!(" ({})", codes.join(", ")) };
                name.and(": ", Tint::Strong)
                    .and(self.parties().name(&claim.controller), Tint::Name)
                    .and(&from, Tint::Strong)
            }
            None => name.and(": nobody is known to stand behind it", Tint::Strong),
        }
    }

    fn neighbour_lines(&self, head: &str, neighbours: &[(Node, Relation)]) -> Option<Text> {
        let (first, rest) = neighbours.split_first()?;
        let inventory = &self.attributed.inventory;
        let mut text = Text::from(head);
        for (i, (node, relation)) in std::iter::once(first).chain(rest).take(LISTED).enumerate() {
            text = text.and(if i == 0 { "" } else { ", " }, Tint::Plain).and(&inventory.title(*node), Tint::Name);
            if *relation != Relation::Requires {
                text = text.and(&format!(" ({relation})"), Tint::Plain);
            }
        }
        let more = neighbours.len().saturating_sub(LISTED);
        Some(if more > 0 { text.and(&format!(" and {more} more"), Tint::Plain) } else { text })
    }
}

impl<'a> Asked for Behind<'a> {
    const NAME: &'static str = "why";
    type Document = Document<'a>;
    type Line = Document<'a>;

    fn report(&self, _wide: bool) -> Report {
        let inventory = &self.attributed.inventory;
        let mut report = Report { title: self.title(), ..Report::default() };
        let occurrences = match self.node {
            Node::Service(i) => inventory.services[i as usize].occurrence.as_slice(),
            Node::Component(i) => &inventory.components[i as usize].occurrences,
        };
        if !occurrences.is_empty() {
            report.lines(vec![Text::from("Seen in  ").then(seen(occurrences))]);
        }
        let mut claims = Table::new([
            Column::word("FACT"),
            Column::text("WHO"),
            Column::word("FROM"),
            Column::word("GRADE"),
            Column::text("EVIDENCE"),
            Column::path("SOURCE"),
        ]);
        for claim in self.claims() {
            claims.row([
                claim.role.as_str().into(),
                Text::tinted(self.parties().name(&claim.controller), Tint::Name).into(),
                self.parties().codes(Some(&claim.controller)),
                claim.grade.as_str().into(),
                Text::from(&*claim.evidence.matched).into(),
                Cell::from(&*claim.evidence.source),
            ]);
        }
        report.table(claims);
        let mut holds = Table::new([
            Column::word("HOLD"),
            Column::word("EFFECT"),
            Column::number("DAY"),
            Column::text("WHAT A USER SEES"),
            Column::text("BY"),
            Column::path("RECORD"),
        ]);
        for held in self.held {
            let estimate = if held.hold.assumption { " (our estimate)" } else { "" };
            holds.row([
                held.hold.kind.as_str().into(),
                Text::tinted(held.hold.effect.as_str(), held.hold.effect.into()).into(),
                held.hold.onset.to_string().into(),
                format!("{}{estimate}", held.hold.text).into(),
                held.party.as_ref().map_or("nobody known", |party| self.parties().name(party)).into(),
                (&*held.record).into(),
            ]);
        }
        report.table(holds);
        let (needs, needed_by) = self.neighbours();
        report.lines(
            [self.neighbour_lines("Needs      ", &needs), self.neighbour_lines("Needed by  ", &needed_by)]
                .into_iter()
                .flatten()
                .collect(),
        );
        report
            .next
            .push((format!("wean why {} --from US", self.asked), "what happens to it if US withdraws".to_owned()));
        report
    }

    fn records(&self) -> Table {
        let mut table = Table::new([
            Column::text("HOLD"),
            Column::text("EFFECT"),
            Column::number("DAY"),
            Column::text("TEXT"),
            Column::text("PARTY"),
            Column::text("FROM"),
            Column::text("GRADE"),
            Column::text("RECORD"),
        ]);
        for held in self.held {
            table.row([
                held.hold.kind.as_str().into(),
                held.hold.effect.as_str().into(),
                held.hold.onset.to_string().into(),
                (&*held.hold.text).into(),
                held.party.as_ref().map_or("", |party| self.parties().name(party)).into(),
                self.parties().codes(held.party.as_ref()),
                held.grade.as_str().into(),
                (&*held.record).into(),
            ]);
        }
        table
    }

    fn json(&self) -> Document<'a> {
        let inventory = &self.attributed.inventory;
        let ids = |neighbours: Vec<(Node, Relation)>| {
            neighbours
                .into_iter()
                .map(|(node, relation)| NeighbourPart { id: inventory.id(node), relation: relation.as_str() })
                .collect()
        };
        let (needs, needed_by) = self.neighbours();
        Document {
            schema: "wean-behind/1",
            id: inventory.id(self.node),
            name: inventory.title(self.node),
            seen: match self.node {
                Node::Service(i) => inventory.services[i as usize].occurrence.iter().map(OccurrencePart::new).collect(),
                Node::Component(i) => {
                    inventory.components[i as usize].occurrences.iter().map(OccurrencePart::new).collect()
                }
            },
            product: self.attribution().and_then(|attribution| attribution.product.as_deref()),
            class: self.attribution().and_then(|attribution| attribution.class.as_deref()),
            claims: self.claims().iter().map(|claim| ClaimPart::new(self.parties(), claim)).collect(),
            holds: self.held.iter().map(|held| HeldPart::new(self.parties(), held)).collect(),
            needs: ids(needs),
            needed_by: ids(needed_by),
        }
    }

    fn lines(&self) -> impl Iterator<Item = Document<'a>> {
        std::iter::once(self.json())
    }
}

/// What `wean why --format json` writes without a cut.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Behind")]
pub(crate) struct Document<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-behind/1"))]
    schema: &'static str,
    /// Id of what is asked about.
    id: &'a str,
    /// Its name.
    name: String,
    /// Where it was seen.
    seen: Vec<OccurrencePart<'a>>,
    /// Product record it matches.
    product: Option<&'a str>,
    /// Class whose default holds it has.
    class: Option<&'a str>,
    /// Who stands behind it, and how sure that is.
    claims: Vec<ClaimPart<'a>>,
    /// What bites when they withdraw.
    holds: Vec<HeldPart<'a>>,
    /// What it needs.
    needs: Vec<NeighbourPart<'a>>,
    /// What needs it.
    needed_by: Vec<NeighbourPart<'a>>,
}

/// One step away.
#[derive(Debug, Serialize, JsonSchema)]
struct NeighbourPart<'a> {
    /// Its id.
    id: &'a str,
    /// How one needs the other.
    #[schemars(extend("enum" = relations()))]
    relation: &'static str,
}
