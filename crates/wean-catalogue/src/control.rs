//! From where a party is controlled: its own seat and the seats of everyone above it.

use std::collections::{BTreeMap, BTreeSet};

use wean_model::Jurisdiction;

use crate::catalogue::Catalogue;

/// A party and everyone who controls it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Control {
    /// The party and its parents, to the top.
    pub organisations: BTreeSet<Box<str>>,
    /// Their seats, each with the organisation that sits there (the nearest to the party).
    pub jurisdictions: BTreeMap<Jurisdiction, Box<str>>,
    /// A party of the chain has no seat on record: the jurisdictions may not be all.
    pub incomplete: bool,
    /// Following the parents led back to a party already passed.
    pub cyclic: bool,
}

impl Catalogue {
    /// Who controls an organisation on the day that is asked about: itself, its parents of that day, and theirs. A parent that holds
    /// less than half and is known to, holds a share but does not control.
    pub fn control(&self, organisation: &str) -> Control {
        let mut control = Control::default();
        let mut path = Vec::new();
        self.ascend(organisation, &mut path, &mut control);
        control
    }

    fn ascend(&self, id: &str, path: &mut Vec<Box<str>>, control: &mut Control) {
        if path.iter().any(|passed| **passed == *id) {
            control.cyclic = true;
            return;
        }
        if !control.organisations.insert(id.into()) {
            return;
        }
        let Some((_, record)) = self.records.organisations.get(id) else {
            control.incomplete = true;
            return;
        };
        // The user may count a foundation as a community; whoever stands above it still counts.
        let community = self.reading.is_community(record);
        match self.seat_of(record).map(str::parse::<Jurisdiction>) {
            _ if community => {}
            Some(Ok(seat)) => _ = control.jurisdictions.entry(seat).or_insert_with(|| id.into()),
            _ => control.incomplete = true,
        }
        path.push(id.into());
        for parent in &record.parent {
            let held = self.reading.holds(parent.since.as_deref(), parent.until.as_deref());
            let controls = held && parent.share.is_none_or(|share| share >= 50.0);
            if controls {
                self.ascend(&parent.organisation, path, control);
            }
        }
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use wean_model::Foundations;

    use crate::{Catalogue, Reading, Records};

    fn catalogue(records: &[(&str, &str)]) -> Catalogue {
        let mut all = Records::default();
        for (id, text) in records {
            all.add("organisations", id, id, text).expect("the test's records are right");
        }
        Catalogue::new(all)
    }

    #[test]
    fn a_day_and_a_choice_change_who_controls() {
        let records = [
            (
                "a",
                "name='A'\nkind='company'\nseat='DE'\n[[former-seat]]\nseat='NL'\nuntil='2019'\n\
                 [[parent]]\norganisation='b'\nuntil='2020-06-30'\n[[parent]]\norganisation='f'\nsince='2020-07-01'",
            ),
            ("b", "name='B'\nkind='company'\nseat='US'"),
            ("f", "name='F'\nkind='foundation'\nseat='CH'"),
        ];
        let seats = |reading: Reading| -> Vec<String> {
            let control = catalogue(&records).with_reading(reading).control("a");
            assert!(!control.incomplete);
            control.jurisdictions.keys().map(ToString::to_string).collect()
        };
        let on = |day: &str| Reading { as_of: Some(day.parse().expect("a date")), ..Reading::default() };
        assert_eq!(seats(Reading::default()), ["CH", "DE"]);
        assert_eq!(seats(on("2019-01-01")), ["NL", "US"]);
        assert_eq!(seats(on("2020-06-30")), ["DE", "US"]);
        assert_eq!(seats(on("2020-07-01")), ["CH", "DE"]);
        assert_eq!(seats(Reading { foundations: Foundations::Community, ..Reading::default() }), ["DE"]);
    }

    #[test]
    fn parents_that_let_go_or_hold_little_do_not_control() {
        let catalogue = catalogue(&[
            (
                "a",
                "name='A'\nkind='company'\nseat='DE'\n[[parent]]\norganisation='b'\nuntil='2020'\n\
                 [[parent]]\norganisation='c'\nshare=10.0\n[[parent]]\norganisation='d'\nshare=51.0",
            ),
            ("b", "name='B'\nkind='company'\nseat='US'"),
            ("c", "name='C'\nkind='company'\nseat='CN'"),
            ("d", "name='D'\nkind='company'\nseat='FR'\n[[parent]]\norganisation='a'"),
        ]);
        let control = catalogue.control("a");
        let seats: Vec<String> = control.jurisdictions.keys().map(ToString::to_string).collect();
        assert_eq!(seats, ["DE", "FR"]);
        assert!(control.cyclic);
    }
}
