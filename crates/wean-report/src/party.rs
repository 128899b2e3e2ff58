//! Parties in front of people: what to call them, and from where they are controlled.

use std::collections::BTreeSet;

use wean_catalogue::{Catalogue, Place};
use wean_model::{Attribution, Claim, Controller, Grade, Jurisdiction, Organisation, Role};

use crate::table::Cell;

/// From where something is controlled, as one line of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ControlledFrom {
    /// The controller's seat.
    Seat(Jurisdiction),
    /// No one party.
    Community,
    /// People's accounts.
    Accounts,
    /// The organisation itself.
    Own,
    /// Nobody known, or a party whose seat is not known.
    Unknown,
}

impl ControlledFrom {
    /// The mark in tables: a country's code, else two signs.
    pub(crate) fn mark(&self) -> &str {
        match self {
            Self::Seat(seat) => seat.as_str(),
            Self::Community => "--",
            Self::Accounts => "@@",
            Self::Own => "==",
            Self::Unknown => "??",
        }
    }

    /// The word in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Seat(_) => "jurisdiction",
            Self::Community => "community",
            Self::Accounts => "account",
            Self::Own => "own",
            Self::Unknown => "unknown",
        }
    }
}

/// Looks parties up.
#[derive(Clone, Copy)]
pub(crate) struct Parties<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) own: &'a Organisation,
}

impl<'a> Parties<'a> {
    pub(crate) fn name(self, controller: &'a Controller) -> &'a str {
        match controller {
            Controller::Organisation(id) | Controller::Community(id) => self.catalogue.organisation_name(id),
            Controller::Account(account) => account,
            Controller::Own => self.own.name.as_deref().unwrap_or("our own"),
        }
    }

    /// A name for a narrow column: `Microsoft` for `Microsoft Corporation`, where the record knows it by that.
    pub(crate) fn short_name(self, controller: &'a Controller) -> &'a str {
        let name = self.name(controller);
        let (Controller::Organisation(id) | Controller::Community(id)) = controller else { return name };
        let record = self.catalogue.records().organisations.get(&**id);
        let aliases = record.map_or(&[] as &[String], |(_, record)| &record.aliases);
        let short =
            |alias: &&String| name.strip_prefix(alias.as_str()).is_some_and(|rest| rest.starts_with([' ', ',']));
        aliases.iter().find(short).map_or(name, String::as_str)
    }

    /// The party's own seat; if it has none on record and everyone above it sits in one place, that.
    pub(crate) fn seat(self, controller: &Controller) -> Option<Jurisdiction> {
        let Controller::Organisation(id) = controller else { return None };
        let record = self.catalogue.records().organisations.get(&**id);
        let own = record.and_then(|(_, record)| record.seat.as_deref()?.parse().ok());
        own.or_else(|| {
            let seats = self.catalogue.control(id).jurisdictions;
            seats.into_keys().next().filter(|_| self.catalogue.control(id).jurisdictions.len() == 1)
        })
    }

    /// Every jurisdiction it is controlled from, its own seat first.
    pub(crate) fn jurisdictions(self, controller: &Controller) -> Vec<Jurisdiction> {
        let Controller::Organisation(id) = controller else { return Vec::new() };
        let mut seats: Vec<Jurisdiction> = self.catalogue.control(id).jurisdictions.into_keys().collect();
        if let Some(own) = self.seat(controller) {
            seats.sort_by_key(|seat| (*seat != own, *seat));
        }
        seats
    }

    /// `US`, `FI US`, or the mark of what has no seat; in CSV its word.
    pub(crate) fn codes(self, controller: Option<&Controller>) -> Cell {
        let seats = controller.map(|controller| self.jurisdictions(controller)).unwrap_or_default();
        if seats.is_empty() {
            let from = self.controlled_from(controller);
            return Cell::from(from.mark()).raw(from.word());
        }
        let codes: Vec<&str> = seats.iter().map(Jurisdiction::as_str).collect();
        codes.join(" ").into()
    }

    pub(crate) fn controlled_from(self, controller: Option<&Controller>) -> ControlledFrom {
        match controller {
            None => ControlledFrom::Unknown,
            Some(Controller::Community(_)) => ControlledFrom::Community,
            Some(Controller::Account(_)) => ControlledFrom::Accounts,
            Some(Controller::Own) => ControlledFrom::Own,
            Some(organisation) => self.seat(organisation).map_or(ControlledFrom::Unknown, ControlledFrom::Seat),
        }
    }

    /// What a line of a table is about, in words.
    pub(crate) fn place_name(self, from: &'a ControlledFrom) -> &'a str {
        match from {
            ControlledFrom::Seat(seat) => self.catalogue.country_name(seat),
            ControlledFrom::Community => "community, no one party",
            ControlledFrom::Accounts => "individual accounts",
            ControlledFrom::Own => "our own",
            ControlledFrom::Unknown => "not known",
        }
    }

    /// The organisation's home, if it names one.
    pub(crate) fn home(self) -> Option<Place> {
        self.catalogue.place(self.own.home.as_deref()?)
    }
}

/// The claim that counts: who controls, if that is at least so sure. What is less sure is shown, never counted.
pub(crate) fn counted(attribution: &Attribution, at_least: Grade) -> Option<&Claim> {
    attribution.controller().filter(|claim| claim.grade >= at_least)
}

/// Organisations and communities that stand behind something, in any role.
pub(crate) fn organisations(attributions: &[Attribution], at_least: Grade) -> usize {
    let claims = attributions.iter().flat_map(|a| {
        let best = [Role::Maker, Role::Supplier, Role::Registry].map(|role| a.best(role));
        best.into_iter().flatten().filter(|claim| claim.grade >= at_least)
    });
    let parties: BTreeSet<&str> = claims
        .filter_map(|claim| match &claim.controller {
            Controller::Organisation(id) | Controller::Community(id) => Some(&**id),
            Controller::Account(_) | Controller::Own => None,
        })
        .collect();
    parties.len()
}
