//! Days on which updates end: holds that bite without anyone's withdrawal.

use wean_model::{Act, Attribution, Component, Effect, Ends, Grade, Hold, HoldKind, Role};

use crate::catalogue::Catalogue;
use crate::holds::Held;
use crate::matchers::purl;
use crate::reading::Day;

/// A release cycle and the days on which its updates end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cycle<'a> {
    /// `8` stands for 8 and every 8.x.
    pub version: &'a str,
    /// Day on which the updates everyone gets end.
    pub ends: &'a str,
    /// Day on which those end that are paid for, if there are any.
    pub extended: Option<&'a str>,
    /// Path of the file that says so.
    pub record: &'a str,
}

impl Catalogue {
    /// Adds days on which updates end from another collection.
    #[must_use]
    pub fn with_ends(mut self, all: Vec<Ends>) -> Self {
        for ends in all {
            let of_purl = ends.purls.iter().find_map(|p| self.index.purl.find(&purl::bare(p).to_lowercase()));
            let id = of_purl.map(|(id, _)| id).or_else(|| ends.names.iter().find_map(|name| self.find_product(name)));
            if let Some(id) = id.map(Into::into) {
                self.ends.entry(id).or_default().push(ends);
            }
        }
        self
    }

    /// The release cycles of a product: those of its record, and what other collections say of others.
    pub fn cycles(&self, product: &str) -> Vec<Cycle<'_>> {
        let Some((path, record)) = self.records.products.get(product) else { return Vec::new() };
        let cycle = |version, ends, extended, record| Cycle { version, ends, extended, record };
        let ours = record.release.iter();
        let mut cycles: Vec<Cycle<'_>> =
            ours.map(|r| cycle(r.version.as_str(), r.ends.as_str(), r.extended.as_deref(), path.as_str())).collect();
        for ends in self.ends.get(product).into_iter().flatten() {
            for release in &ends.releases {
                if cycles.iter().all(|cycle| cycle.version != release.version) {
                    cycles.push(cycle(&release.version, &release.ends, release.extended.as_deref(), &ends.path));
                }
            }
        }
        cycles
    }

    /// The end of updates as holds, where a day is asked about: they bite on their day, whatever is cut. Where updates go
    /// on for those who pay, the first day is not certain to bite.
    pub(crate) fn dated_holds(&self, component: &Component, attribution: &Attribution, held: &mut Vec<Held>) {
        let (Some(as_of), Some(product)) = (self.reading.as_of, attribution.product.as_deref()) else { return };
        // A distribution mends what it ships after its makers have stopped: its packages end with its own release.
        if component.purl_type().is_some_and(purl::is_distribution) {
            return;
        }
        let Some(cycle) = cycle_of(&self.cycles(product), component) else { return };
        let party = self.records.products.get(product).map(|(_, record)| self.controller(self.maker_of(record)));
        let mut push = |date: &str, grade: Grade, text: String| {
            let Some(day) = Day::first(date) else { return };
            let updates = Hold {
                kind: HoldKind::Updates,
                act: Act::Withdrawal,
                effect: Effect::Frozen,
                onset: as_of.until(day).unwrap_or(0),
                text: text.into(),
                assumption: false,
            };
            let on = Held::new(updates, party.clone(), grade, Role::Maker, Some(product), cycle.record);
            held.push(Held { dated: true, ..on });
        };
        let Cycle { version, ends, .. } = cycle;
        // The day is as sure as what the thing is.
        let sure = attribution.product_grade;
        match cycle.extended {
            Some(extended) if extended > ends => {
                push(ends, Grade::Unknown, format!("updates of {version} end {ends} unless paid for"));
                push(extended, sure, format!("paid updates of {version} end {extended}"));
            }
            _ => push(ends, sure, format!("updates of {version} end {ends}")),
        }
    }
}

/// The longest cycle that fits a component, by its version or, where it has none, by a word of its name: `Windows Server
/// 2016`.
fn cycle_of<'a>(cycles: &[Cycle<'a>], component: &Component) -> Option<Cycle<'a>> {
    let fits = |cycle: &str| match component.version.as_deref() {
        Some(version) => {
            // A distribution's epoch is no part of the maker's version.
            let version = version.split_once(':').map_or(version, |(_, rest)| rest).trim_start_matches('v');
            version.strip_prefix(cycle).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        }
        None => component.name.split_whitespace().any(|word| word.trim_matches([',', '(', ')']) == cycle),
    };
    cycles.iter().filter(|cycle| fits(cycle.version)).max_by_key(|cycle| cycle.version.len()).copied()
}

#[cfg(test)]
mod tests {
    use wean_model::{ComponentKind, Release};

    use super::*;
    use crate::{Reading, Records};

    #[test]
    fn versions_belong_to_the_longest_cycle() {
        let cycles = ["8", "8.4", "18"].map(|version| Cycle { version, ends: "2029", extended: None, record: "r" });
        let of = |name: &str, version: Option<&str>| {
            let component = Component::new(ComponentKind::Application, name, version);
            cycle_of(&cycles, &component).map(|cycle| cycle.version)
        };
        assert_eq!(of("x", Some("8.4.2")), Some("8.4"));
        assert_eq!(of("x", Some("8.40")), Some("8"));
        assert_eq!(of("x", Some("1:8-2+deb12u1")), Some("8"));
        assert_eq!(of("x", Some("80")), None);
        assert_eq!(of("X Server 18 Standard", None), Some("18"));
        assert_eq!(of("X Server", None), None);
    }

    fn catalogue() -> Catalogue {
        let mut records = Records::default();
        records.add("organisations", "m", "m", "name='M'\nkind='company'\nseat='US'").expect("right");
        let product = "name='P'\nclass='c'\nmaker='m'\n[[release]]\nversion='8'\nends='2026-01-11'\nextended='2027-01-01'\n\
                       [[release]]\nversion='7'\nends='2020'";
        records.add("products", "p", "p.toml", product).expect("right");
        Catalogue::new(records)
    }

    /// Onset, grade and record of the ends of P's updates.
    fn held(catalogue: &Catalogue, version: &str, product_grade: Grade) -> Vec<(u32, Grade, String)> {
        let mut held = Vec::new();
        let component = Component::new(ComponentKind::Application, "P", Some(version));
        let attribution = Attribution { product: Some("p".into()), product_grade, ..Attribution::default() };
        catalogue.dated_holds(&component, &attribution, &mut held);
        assert!(held.iter().all(|held| held.dated));
        held.into_iter().map(|held| (held.hold.onset, held.grade, held.record.into())).collect()
    }

    fn on(day: &str) -> Reading {
        Reading { as_of: Some(day.parse().expect("a date")), ..Reading::default() }
    }

    #[test]
    fn updates_end_on_their_day_and_paid_ones_later() {
        let (sure, record) = (Grade::Catalogue, || "p.toml".to_owned());
        assert_eq!(held(&catalogue(), "8", sure), [], "without a day nothing is counted from it");
        let catalogue = catalogue().with_reading(on("2026-01-01"));
        assert_eq!(held(&catalogue, "8.1", sure), [(10, Grade::Unknown, record()), (365, sure, record())]);
        assert_eq!(held(&catalogue, "7", sure), [(0, sure, record())]);
        assert_eq!(held(&catalogue, "7", Grade::Guessed), [(0, Grade::Guessed, record())]);
    }

    #[test]
    fn another_collection_fills_what_the_record_leaves() {
        let release = |version: &str| Release { version: version.into(), ends: "2026-01-02".into(), extended: None };
        let ends = Ends {
            names: vec!["P".into()],
            purls: Vec::new(),
            releases: vec![release("7"), release("9")],
            path: "p.md".into(),
        };
        let catalogue = catalogue().with_ends(vec![ends]).with_reading(on("2026-01-01"));
        assert_eq!(held(&catalogue, "7", Grade::Catalogue), [(0, Grade::Catalogue, "p.toml".to_owned())]);
        assert_eq!(held(&catalogue, "9.2", Grade::Catalogue), [(1, Grade::Catalogue, "p.md".to_owned())]);
    }
}
