//! Days on which updates end: holds that bite without anyone's withdrawal.

use wean_model::{Act, Component, Effect, Ends, Grade, Hold, HoldKind, Release, Role};

use crate::catalogue::Catalogue;
use crate::holds::Held;
use crate::matchers::purl;
use crate::reading::Day;
use crate::record::ReleaseRecord;

impl Catalogue {
    /// Adds days on which updates end from another collection. Where a record of ours states a release cycle, ours counts.
    #[must_use]
    pub fn with_ends(mut self, all: Vec<Ends>) -> Self {
        for ends in all {
            let of_purl = ends.purls.iter().find_map(|p| self.index.purl.find(&purl::bare(p).to_lowercase()));
            let id = of_purl.map(|(id, _)| id).or_else(|| ends.names.iter().find_map(|name| self.find_product(name)));
            let releases: Vec<ReleaseRecord> = ends
                .releases
                .into_iter()
                .map(|Release { version, ends, extended }| ReleaseRecord { version, ends, extended })
                .collect();
            if let Some((_, record)) = id.map(str::to_owned).and_then(|id| self.records.products.get_mut(&id)) {
                let ours: Vec<String> = record.release.iter().map(|release| release.version.clone()).collect();
                record.release.extend(releases.into_iter().filter(|release| !ours.contains(&release.version)));
            }
        }
        self
    }

    /// The release cycle of its product that a component belongs to, by its version or, where it has none, by a word of
    /// its name: `Windows Server 2016`.
    pub fn release_of(&self, component: &Component, product: &str) -> Option<&ReleaseRecord> {
        let (_, record) = self.records.products.get(product)?;
        release(&record.release, component)
    }

    /// The end of updates as holds, where a day is asked about: they bite on their day, whatever is cut. Where updates go
    /// on for those who pay, the first day is not certain to bite.
    pub(crate) fn dated_holds(&self, component: &Component, product: &str, held: &mut Vec<Held>) {
        let Some(as_of) = self.reading.as_of else { return };
        // A distribution mends what it ships after its makers have stopped: its packages end with its own release.
        if matches!(component.purl_type(), Some("deb" | "apk" | "rpm")) {
            return;
        }
        let Some((path, record)) = self.records.products.get(product) else { return };
        let Some(release) = release(&record.release, component) else { return };
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
            let party = Some(self.controller(self.maker_of(record)));
            let (role, product, record) = (Role::Maker, Some(product.into()), path.as_str().into());
            held.push(Held { hold: updates, party, rival: None, grade, role, product, record, dated: true });
        };
        let version = &release.version;
        match &release.extended {
            Some(extended) if extended > &release.ends => {
                push(
                    &release.ends,
                    Grade::Unknown,
                    format!("updates of {version} end {} unless paid for", release.ends),
                );
                push(extended, Grade::Catalogue, format!("paid updates of {version} end {extended}"));
            }
            _ => push(&release.ends, Grade::Catalogue, format!("updates of {version} end {}", release.ends)),
        }
    }
}

/// The longest cycle that fits.
fn release<'a>(releases: &'a [ReleaseRecord], component: &Component) -> Option<&'a ReleaseRecord> {
    let fits = |cycle: &str| match component.version.as_deref() {
        Some(version) => {
            // A distribution's epoch is no part of the maker's version.
            let version = version.split_once(':').map_or(version, |(_, rest)| rest).trim_start_matches('v');
            version.strip_prefix(cycle).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        }
        None => component.name.split_whitespace().any(|word| word.trim_matches([',', '(', ')']) == cycle),
    };
    releases.iter().filter(|release| fits(&release.version)).max_by_key(|release| release.version.len())
}

#[cfg(test)]
mod tests {
    use wean_model::ComponentKind;

    use super::*;
    use crate::{Reading, Records};

    fn cycle(version: &str, ends: &str, extended: Option<&str>) -> ReleaseRecord {
        ReleaseRecord { version: version.to_owned(), ends: ends.to_owned(), extended: extended.map(str::to_owned) }
    }

    #[test]
    fn versions_belong_to_the_longest_cycle() {
        let releases = [cycle("8", "2029", None), cycle("8.4", "2025", None), cycle("18", "2030", None)];
        let of = |name: &str, version: Option<&str>| {
            let component = Component::new(ComponentKind::Application, name, version);
            release(&releases, &component).map(|release| release.version.as_str())
        };
        assert_eq!(of("x", Some("8.4.2")), Some("8.4"));
        assert_eq!(of("x", Some("8.40")), Some("8"));
        assert_eq!(of("x", Some("1:8-2+deb12u1")), Some("8"));
        assert_eq!(of("x", Some("80")), None);
        assert_eq!(of("X Server 18 Standard", None), Some("18"));
        assert_eq!(of("X Server", None), None);
    }

    #[test]
    fn updates_end_on_their_day_and_paid_ones_later() {
        let mut records = Records::default();
        records.add("organisations", "m", "m", "name='M'\nkind='company'\nseat='US'").expect("right");
        let product = "name='P'\nclass='c'\nmaker='m'\n[[release]]\nversion='8'\nends='2026-01-11'\nextended='2027-01-01'\n\
                       [[release]]\nversion='7'\nends='2020'";
        records.add("products", "p", "p", product).expect("right");
        let catalogue = Catalogue::new(records);
        let held = |catalogue: &Catalogue, version: &str| {
            let mut held = Vec::new();
            let component = Component::new(ComponentKind::Application, "P", Some(version));
            catalogue.dated_holds(&component, "p", &mut held);
            held.iter().map(|held| (held.hold.onset, held.grade)).collect::<Vec<_>>()
        };
        assert_eq!(held(&catalogue, "8"), [], "without a day nothing is counted from it");
        let catalogue = catalogue
            .with_reading(Reading { as_of: Some("2026-01-01".parse().expect("a date")), ..Reading::default() });
        assert_eq!(held(&catalogue, "8.1"), [(10, Grade::Unknown), (365, Grade::Catalogue)]);
        assert_eq!(held(&catalogue, "7"), [(0, Grade::Catalogue)]);
    }
}
