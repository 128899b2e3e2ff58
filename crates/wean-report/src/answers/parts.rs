//! Pieces that several JSON documents hold. Their field names are the columns' and flags' words.

use schemars::JsonSchema;
use serde::Serialize;
use wean_catalogue::{Catalogue, Held};
use wean_exposure::{Bounds, Days};
use wean_model::{
    Act, Claim, Component, ComponentKind, Controller, Criticality, Effect, Grade, HoldKind, Inventory, Occurrence,
    Relation, Role, Scope, Service, State,
};

use crate::party::Parties;

/// The words of a closed set, for a schema.
macro_rules! words_of {
    ($name:ident, $words:ty) => {
        pub(crate) fn $name() -> Vec<&'static str> {
            <$words>::ALL.iter().map(|word| word.as_str()).collect()
        }
    };
}

words_of!(kinds, ComponentKind);
words_of!(scopes, Scope);
words_of!(grades, Grade);
words_of!(roles, Role);
words_of!(criticalities, Criticality);
words_of!(relations, Relation);
words_of!(effects, Effect);
words_of!(state_words, State);
words_of!(hold_kinds, HoldKind);
words_of!(acts, Act);

/// Whose inventory it is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OrganisationPart<'a> {
    /// Name.
    name: Option<&'a str>,
    /// Home: a jurisdiction or bloc.
    home: Option<&'a str>,
    /// Its own registrable domains.
    domains: Vec<&'a str>,
}

impl<'a> OrganisationPart<'a> {
    pub(crate) fn new(inventory: &'a Inventory) -> Self {
        let own = &inventory.organisation;
        Self {
            name: own.name.as_deref(),
            home: own.home.as_deref(),
            domains: own.domains.iter().map(|domain| &**domain).collect(),
        }
    }
}

/// Where something was seen.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OccurrencePart<'a> {
    /// Path relative to the target.
    path: &'a str,
    /// Line, counted from 1.
    line: Option<u32>,
    /// The cataloger that saw it.
    cataloger: &'a str,
}

impl<'a> OccurrencePart<'a> {
    pub(crate) fn new(occurrence: &'a Occurrence) -> Self {
        Self { path: &occurrence.path, line: occurrence.line, cataloger: &occurrence.cataloger }
    }
}

/// A party that controls.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ControllerPart<'a> {
    /// What sort of party: `organisation`, `community` (no one party), `account` (an individual's), `own`.
    #[schemars(extend("enum" = ["organisation", "community", "account", "own"]))]
    kind: &'static str,
    /// Id in the catalogue, or the account; none for `own`.
    id: Option<&'a str>,
    /// Name.
    name: &'a str,
    /// ISO 3166-1 code of its seat.
    seat: Option<String>,
    /// Codes of every seat it is controlled from, its own first.
    jurisdictions: Vec<String>,
}

impl<'a> ControllerPart<'a> {
    pub(crate) fn new(parties: Parties<'a>, controller: &'a Controller) -> Self {
        let (kind, id) = match controller {
            Controller::Organisation(id) => ("organisation", Some(&**id)),
            Controller::Community(id) => ("community", Some(&**id)),
            Controller::Account(account) => ("account", Some(&**account)),
            Controller::Own => ("own", None),
        };
        Self {
            kind,
            id,
            name: parties.name(controller),
            seat: parties.seat(controller).map(|seat| seat.to_string()),
            jurisdictions: parties.jurisdictions(controller).iter().map(ToString::to_string).collect(),
        }
    }
}

/// One statement about who stands behind a component, with its evidence.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ClaimPart<'a> {
    /// Which fact: who made it, who handed it over, where it is downloaded from.
    #[schemars(extend("enum" = roles()))]
    role: &'static str,
    /// How sure.
    #[schemars(extend("enum" = grades()))]
    grade: &'static str,
    /// Who.
    controller: ControllerPart<'a>,
    /// How it was matched.
    matched: &'a str,
    /// The record or declaration that says so.
    source: &'a str,
    /// Date of the record's newest source.
    date: Option<&'a str>,
}

impl<'a> ClaimPart<'a> {
    pub(crate) fn new(parties: Parties<'a>, claim: &'a Claim) -> Self {
        Self {
            role: claim.role.as_str(),
            grade: claim.grade.as_str(),
            controller: ControllerPart::new(parties, &claim.controller),
            matched: &claim.evidence.matched,
            source: &claim.evidence.source,
            date: claim.evidence.date.as_deref(),
        }
    }
}

/// What the organisation does for people.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ServicePart<'a> {
    /// `service:NAME`.
    id: &'a str,
    /// Name.
    name: &'a str,
    /// How bad it is when it stops.
    #[schemars(extend("enum" = criticalities()))]
    criticality: &'static str,
    /// People who use it.
    users: Option<u64>,
    /// Where it is declared.
    declared: Option<OccurrencePart<'a>>,
}

impl<'a> ServicePart<'a> {
    pub(crate) fn new(service: &'a Service) -> Self {
        Self {
            id: &service.id,
            name: &service.name,
            criticality: service.criticality.as_str(),
            users: service.users,
            declared: service.occurrence.as_ref().map(OccurrencePart::new),
        }
    }
}

/// A line of the books.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PurchasePart<'a> {
    /// Amount in hundredths of the currency's unit; credits are negative.
    cents: i64,
    /// ISO 4217 code.
    currency: &'a str,
    /// What the amount covers, as the books say it.
    period: Option<&'a str>,
    /// Booking date, as the books say it.
    date: Option<&'a str>,
    /// Licences or seats bought.
    seats: Option<u64>,
    /// Where it stands.
    seen: OccurrencePart<'a>,
}

/// What the organisation itself declares about a component.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DeclarationPart<'a> {
    /// Organisation id of the catalogue, or `self`.
    controller: &'a str,
    /// Why.
    because: Option<&'a str>,
    /// Since when.
    date: Option<&'a str>,
    /// Where it is declared.
    seen: OccurrencePart<'a>,
}

/// What a component's metadata says about who stands behind it, as it stands there.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HintsPart<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maintainer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maker: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registry: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
}

/// Anything found, with who stands behind it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ComponentPart<'a> {
    /// Identity: its purl where one exists, else `kind:name` or `kind:name@version`.
    id: &'a str,
    /// What sort of thing.
    #[schemars(extend("enum" = kinds()))]
    kind: &'static str,
    /// Name.
    name: &'a str,
    /// Version.
    version: Option<&'a str>,
    /// Package URL.
    purl: Option<&'a str>,
    /// What it is for.
    #[schemars(extend("enum" = scopes()))]
    scope: &'static str,
    /// Licences, as the record has them.
    licences: Vec<&'a str>,
    /// Who controls it: its maker, else its supplier. None: nobody known.
    controller: Option<ControllerPart<'a>>,
    /// How sure that is.
    #[schemars(extend("enum" = grades()))]
    grade: &'static str,
    /// Product record it matches.
    product: Option<&'a str>,
    /// Class whose default holds it has.
    class: Option<&'a str>,
    /// Everything known about who stands behind it, best first.
    claims: Vec<ClaimPart<'a>>,
    /// ISO 3166-1 code of where it runs, if it runs at a supplier's and the place is known.
    hosted_in: Option<String>,
    /// What its metadata says, as it stands there.
    hints: HintsPart<'a>,
    /// What the organisation declares about it.
    declared: Option<DeclarationPart<'a>>,
    /// Lines of the books that paid for it.
    purchases: Vec<PurchasePart<'a>>,
    /// Where it was seen.
    seen: Vec<OccurrencePart<'a>>,
}

impl<'a> ComponentPart<'a> {
    pub(crate) fn new(
        parties: Parties<'a>,
        component: &'a Component,
        attribution: &'a wean_model::Attribution,
    ) -> Self {
        let controller = attribution.controller();
        let hints = &component.hints;
        Self {
            id: &component.id,
            kind: component.kind.as_str(),
            name: &component.name,
            version: component.version.as_deref(),
            purl: component.purl.as_deref(),
            scope: component.scope.as_str(),
            licences: component.licences.iter().map(|licence| &**licence).collect(),
            controller: controller.map(|claim| ControllerPart::new(parties, &claim.controller)),
            grade: attribution.grade().as_str(),
            product: attribution.product.as_deref(),
            class: attribution.class.as_deref(),
            claims: attribution.claims.iter().map(|claim| ClaimPart::new(parties, claim)).collect(),
            hosted_in: parties.catalogue.hosted_in(component, attribution).map(|place| place.to_string()),
            hints: HintsPart {
                homepage: hints.homepage.as_deref(),
                repository: hints.repository.as_deref(),
                maintainer: hints.maintainer.as_deref(),
                maker: hints.maker.as_deref(),
                supplier: hints.supplier.as_deref(),
                registry: hints.registry.as_deref(),
                product: hints.product.as_deref(),
                region: hints.region.as_deref(),
            },
            declared: component.declared.as_ref().map(|declared| DeclarationPart {
                controller: &declared.controller,
                because: declared.because.as_deref(),
                date: declared.date.as_deref(),
                seen: OccurrencePart::new(&declared.occurrence),
            }),
            purchases: component
                .purchases
                .iter()
                .map(|purchase| PurchasePart {
                    cents: purchase.cents,
                    currency: &purchase.currency,
                    period: purchase.period.as_deref(),
                    date: purchase.date.as_deref(),
                    seats: purchase.seats,
                    seen: OccurrencePart::new(&purchase.occurrence),
                })
                .collect(),
            seen: component.occurrences.iter().map(OccurrencePart::new).collect(),
        }
    }
}

/// A figure with its two bounds.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct BoundsPart {
    /// As far as known.
    known: usize,
    /// If the unknown is the worst.
    possible: usize,
}

pub(crate) fn bounds(bounds: Bounds<usize>) -> BoundsPart {
    BoundsPart { known: bounds.known, possible: bounds.possible }
}

/// The first day of each effect; none if it never comes.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DaysPart {
    /// Cannot be rebuilt, patched or extended.
    frozen: Option<u32>,
    /// Works in part, or with growing risk.
    degrades: Option<u32>,
    /// Does not work.
    stops: Option<u32>,
}

pub(crate) fn days(days: Days) -> DaysPart {
    DaysPart { frozen: days.day(Effect::Frozen), degrades: days.day(Effect::Degrades), stops: days.day(Effect::Stops) }
}

/// A state on a day.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StatesPart {
    /// The day.
    day: u32,
    /// As far as known.
    #[schemars(extend("enum" = state_words()))]
    known: &'static str,
    /// If the unknown is the worst.
    #[schemars(extend("enum" = state_words()))]
    possible: &'static str,
}

pub(crate) fn states(day: u32, states: Bounds<State>) -> StatesPart {
    StatesPart { day, known: states.known.as_str(), possible: states.possible.as_str() }
}

/// One way in which a party's withdrawal bites.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HeldPart<'a> {
    /// How control bites.
    #[schemars(extend("enum" = hold_kinds()))]
    kind: &'static str,
    /// What its party has to do for it.
    #[schemars(extend("enum" = acts()))]
    act: &'static str,
    /// What it brings about.
    #[schemars(extend("enum" = effects()))]
    effect: &'static str,
    /// Days from the withdrawal's entry into force to the effect.
    onset: u32,
    /// What a user sees.
    text: &'a str,
    /// The onset is an estimate; nobody documented it.
    assumption: bool,
    /// Who can exercise it; none: nobody known.
    party: Option<ControllerPart<'a>>,
    /// How sure it is that this party can.
    #[schemars(extend("enum" = grades()))]
    grade: &'static str,
    /// Which fact it comes from.
    #[schemars(extend("enum" = roles()))]
    role: &'static str,
    /// Product whose record, or whose class, states it.
    product: Option<&'a str>,
    /// Path of the record that states it.
    record: &'a str,
}

impl<'a> HeldPart<'a> {
    pub(crate) fn new(parties: Parties<'a>, held: &'a Held) -> Self {
        Self {
            kind: held.hold.kind.as_str(),
            act: held.hold.act.as_str(),
            effect: held.hold.effect.as_str(),
            onset: held.hold.onset,
            text: &held.hold.text,
            assumption: held.hold.assumption,
            party: held.party.as_ref().map(|party| ControllerPart::new(parties, party)),
            grade: held.grade.as_str(),
            role: held.role.as_str(),
            product: held.product.as_deref(),
            record: &held.record,
        }
    }
}

/// The day asked about: `2026-01-31`; none without `--as-of`.
pub(crate) fn as_of(catalogue: &Catalogue) -> Option<String> {
    catalogue.reading().as_of.map(|day| day.to_string())
}

/// The day asked about in a sentence: ` on 2026-01-31`, or nothing.
pub(crate) fn on_day(catalogue: &Catalogue) -> String {
    as_of(catalogue).map_or(String::new(), |day| format!(" on {day}"))
}
