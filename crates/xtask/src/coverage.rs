//! `cargo xtask coverage`: how much of what is found has a maker, how sure, and of what sort; and a sample to audit.
//!
//! Each component of a target counts once for that target. A list is a TSV of namespaces with the columns `list`,
//! `namespace` (names with spaces between), `ecosystem` and `count`; each name is attributed as a package that says
//! nothing but that name, and has its part of the row's count.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use fastrand::Rng;
use wean_catalogue::{Catalogue, SourceRecord};
use wean_model::{Attribution, Component, ComponentKind, Controller, Grade, Organisation, Role};
use wean_scan::{Configuration, Progress, Tree};

/// Shares of components by grade and sort of their maker, for targets and lists of namespaces.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Folders and files to scan.
    targets: Vec<PathBuf>,
    /// A TSV of namespaces with counts; can be given several times.
    #[arg(long, value_name = "FILE")]
    list: Vec<PathBuf>,
    /// A folder of records, in place of the embedded ones of the same id; can be given several times.
    #[arg(long, value_name = "FOLDER")]
    catalogue: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Also print the N heaviest names that lead to no organisation or community.
    #[arg(long, value_name = "N", default_value_t = 0)]
    missing: usize,
    /// Write N attributions, drawn at random, as TSV in place of the tables.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// What the drawing starts from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Something attributed, and how much it counts.
struct Entry {
    group: String,
    weight: f64,
    component: Component,
    attribution: Attribution,
}

impl Entry {
    fn ecosystem(&self) -> &str {
        self.component.purl_type().unwrap_or(self.component.kind.as_str())
    }

    fn grade(&self) -> Grade {
        self.attribution.best(Role::Maker).map_or(Grade::Unknown, |claim| claim.grade)
    }
}

/// What sort of party is behind something, at grade derived or better.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// An organisation with a seat, a community, or the one whose inventory it is.
    Seated,
    /// An account at a forge, a room at a host, a namespace at a registry.
    Account,
    /// A package's page at its registry.
    Entry,
    /// A site of its own of which no record knows whose it is.
    Site,
    Nobody,
}

/// How the paths of packages' pages begin at registries.
const ENTRIES: &[&str] = &["project/", "package", "gems/", "crates/", "dist/", "pod/", "pkg/", "plugins/"];

fn sort(attribution: &Attribution, catalogue: &Catalogue) -> Sort {
    let Some(claim) = attribution.best(Role::Maker).filter(|claim| claim.grade >= Grade::Derived) else {
        return Sort::Nobody;
    };
    match &claim.controller {
        // Whoever it is, its country is not known.
        Controller::Organisation(id) if catalogue.control(id).jurisdictions.is_empty() => Sort::Nobody,
        Controller::Organisation(_) | Controller::Community(_) | Controller::Own => Sort::Seated,
        Controller::Account(name) => match name.split_once('/') {
            None => Sort::Site,
            Some((_, rest)) if ENTRIES.iter().any(|page| rest.starts_with(page)) => Sort::Entry,
            Some(_) => Sort::Account,
        },
    }
}

/// Sums of weights.
#[derive(Clone, Default)]
struct Row {
    total: f64,
    grades: BTreeMap<Grade, f64>,
    seated: f64,
    account: f64,
    entry: f64,
    site: f64,
}

impl Row {
    fn add(&mut self, entry: &Entry, catalogue: &Catalogue) {
        self.total += entry.weight;
        *self.grades.entry(entry.grade()).or_default() += entry.weight;
        match sort(&entry.attribution, catalogue) {
            Sort::Seated => self.seated += entry.weight,
            Sort::Account => self.account += entry.weight,
            Sort::Entry => self.entry += entry.weight,
            Sort::Site => self.site += entry.weight,
            Sort::Nobody => {}
        }
    }

    fn share(&self, part: f64) -> f64 {
        if self.total > 0.0 { 100.0 * part / self.total } else { 0.0 }
    }

    fn at(&self, grade: Grade) -> f64 {
        self.share(self.grades.get(&grade).copied().unwrap_or(0.0))
    }

    /// Share with a maker at grade derived or better.
    fn made(&self) -> f64 {
        [Grade::Declared, Grade::Catalogue, Grade::Derived].into_iter().map(|grade| self.at(grade)).sum()
    }
}

/// Prints the shares, or writes the sample.
///
/// # Errors
/// What cannot be read.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    if arguments.targets.is_empty() && arguments.list.is_empty() {
        return Err("nothing to measure; name a folder, or a list with --list".to_owned());
    }
    let mut catalogue = Catalogue::embedded();
    for folder in &arguments.catalogue {
        let (extended, diagnostics) = catalogue.with_folder(folder);
        if let Some(first) = diagnostics.first() {
            eprintln!("warning: {} records of {} are left out: {}", diagnostics.len(), folder.display(), first.message);
        }
        catalogue = extended;
    }
    let mut entries = Vec::new();
    for target in &arguments.targets {
        entries.extend(scanned(target, &catalogue)?);
    }
    for list in &arguments.list {
        entries.extend(listed(list, &catalogue)?);
    }
    if let Some(number) = arguments.sample {
        print!("{}", sample(entries, number, arguments.seed, &catalogue));
        return Ok(ExitCode::SUCCESS);
    }
    let mut tables: Vec<(&str, BTreeMap<String, Row>)> =
        vec![("ecosystem", BTreeMap::new()), ("target", BTreeMap::new())];
    for entry in &entries {
        for (table, name) in [(0, entry.ecosystem()), (0, "all"), (1, entry.group.as_str())] {
            tables[table].1.entry(name.to_owned()).or_default().add(entry, &catalogue);
        }
    }
    if arguments.json {
        println!("{}", json(&tables, &missing(&entries, arguments.missing, &catalogue)));
        return Ok(ExitCode::SUCCESS);
    }
    for (what, rows) in &tables {
        print!("{}", table(what, rows));
        println!();
    }
    let missing = missing(&entries, arguments.missing, &catalogue);
    if !missing.is_empty() {
        println!("| leads to no organisation | count | grade |\n| --- | ---: | --- |");
        for (name, weight, grade) in missing {
            println!("| {name} | {weight:.0} | {grade} |");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn scanned(target: &Path, catalogue: &Catalogue) -> Result<Vec<Entry>, String> {
    let file = target.join("wean.toml");
    let configuration = match std::fs::read_to_string(&file) {
        Ok(text) => Configuration::parse(&file.display().to_string(), &text).map_err(|error| error.message)?,
        Err(_) => Configuration::default(),
    };
    let tree = Tree::open(target, &configuration.scan.exclude, 0).map_err(|error| error.to_string())?;
    let scan = wean_scan::scan(&tree, &target.display().to_string(), &configuration, &Progress::default());
    let attributed = catalogue.attribute_all(scan.inventory);
    let group = target.file_name().map_or_else(|| target.display().to_string(), |n| n.to_string_lossy().into_owned());
    let pairs = attributed.inventory.components.into_iter().zip(attributed.attributions);
    Ok(pairs
        .map(|(component, attribution)| Entry { group: group.clone(), weight: 1.0, component, attribution })
        .collect())
}

fn listed(file: &Path, catalogue: &Catalogue) -> Result<Vec<Entry>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| {
        header.iter().position(|column| *column == name).ok_or(format!("{} has no column `{name}`", file.display()))
    };
    let [list, namespace, ecosystem, count] =
        [column("list")?, column("namespace")?, column("ecosystem")?, column("count")?];
    let mut entries = Vec::new();
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        let field = |index: usize| fields.get(index).copied().unwrap_or_default();
        let ecosystem = field(ecosystem).split('+').next().unwrap_or_default();
        // Names of firms have spaces in them.
        let names: Vec<&str> =
            if ecosystem == "domain" { vec![field(namespace)] } else { field(namespace).split(' ').collect() };
        let weight = field(count).parse::<f64>().unwrap_or(0.0) / f64::from(u32::try_from(names.len()).unwrap_or(1));
        for name in names {
            let component = package_of(name, ecosystem);
            let attribution = catalogue.attribute(&component, &Organisation::default());
            entries.push(Entry { group: field(list).to_owned(), weight, component, attribution });
        }
    }
    Ok(entries)
}

/// A package that says nothing but its namespace: an account, a site, a scope, a group.
fn package_of(namespace: &str, ecosystem: &str) -> Component {
    let library = ComponentKind::Library;
    let purl = |purl: &str| Component::with_purl(library, namespace, None, purl);
    match ecosystem {
        "maven" => return purl(&format!("pkg:maven/{namespace}/x")),
        "nuget" => return purl(&format!("pkg:nuget/{namespace}.x")),
        "domain" if namespace.contains('.') => return Component::new(ComponentKind::HostedService, namespace, None),
        "domain" => {
            let mut component = Component::new(ComponentKind::Purchase, "x", None);
            component.hints.maker = Some(namespace.into());
            return component;
        }
        _ => {}
    }
    if let Some(scope) = namespace.strip_prefix("npm:@") {
        return purl(&format!("pkg:npm/%40{scope}/x"));
    }
    let purl_type = match ecosystem {
        "go" => return purl(&format!("pkg:golang/{namespace}/x")),
        "deb" => "deb/debian",
        other => other,
    };
    let mut component = purl(&format!("pkg:{purl_type}/x"));
    if namespace.contains('/') {
        component.hints.repository = Some(format!("https://{namespace}").into());
        return component;
    }
    // A page on the site: registries and hosts with rooms have no packages at their front door.
    let page = match namespace {
        "metacpan.org" | "cpan.org" => "https://metacpan.org/dist/x".to_owned(),
        "r-project.org" => "https://cran.r-project.org/package=x".to_owned(),
        "bioconductor.org" => "https://bioconductor.org/packages/x".to_owned(),
        site => format!("https://{site}/x"),
    };
    component.hints.homepage = Some(page.into());
    component
}

fn table(what: &str, rows: &BTreeMap<String, Row>) -> String {
    let mut text = format!(
        "| {what} | components | declared | catalogue | derived | guessed | unknown | derived or better | seated | \
         account | entry | site |\n| --- |{}\n",
        " ---: |".repeat(11)
    );
    let mut rows: Vec<(&String, &Row)> = rows.iter().collect();
    rows.sort_by(|a, b| b.1.total.total_cmp(&a.1.total));
    for (name, row) in rows {
        _ = write!(text, "| {name} | {:.0} |", row.total);
        for grade in Grade::ALL.iter().rev() {
            _ = write!(text, " {:.1} |", row.at(*grade));
        }
        let sorts = [row.seated, row.account, row.entry, row.site].map(|part| format!(" {:.1} |", row.share(part)));
        _ = writeln!(text, " {:.1} |{}", row.made(), sorts.concat());
    }
    text
}

fn json(tables: &[(&str, BTreeMap<String, Row>)], missing: &[(String, f64, Grade)]) -> serde_json::Value {
    let round = |share: f64| (share * 100.0).round() / 100.0;
    let mut out = serde_json::Map::new();
    for (what, rows) in tables {
        let rows = rows.iter().map(|(name, row)| {
            let grades = Grade::ALL.iter().map(|grade| (grade.as_str().to_owned(), round(row.at(*grade)).into()));
            let value = serde_json::json!({
                "components": row.total,
                "grades": grades.collect::<serde_json::Map<_, _>>(),
                "derived-or-better": round(row.made()),
                "seated": round(row.share(row.seated)),
                "account": round(row.share(row.account)),
                "entry": round(row.share(row.entry)),
                "site": round(row.share(row.site)),
            });
            (name.clone(), value)
        });
        out.insert((*what).to_owned(), rows.collect::<serde_json::Map<_, _>>().into());
    }
    if !missing.is_empty() {
        let missing = missing
            .iter()
            .map(|(name, weight, grade)| serde_json::json!({"name": name, "count": weight, "grade": grade.as_str()}));
        out.insert("missing".to_owned(), missing.collect());
    }
    out.into()
}

/// What a record would change most: accounts, sites and bare names without an organisation, the heaviest first.
fn missing(entries: &[Entry], number: usize, catalogue: &Catalogue) -> Vec<(String, f64, Grade)> {
    let mut names: BTreeMap<(String, Grade), f64> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| sort(&entry.attribution, catalogue) != Sort::Seated) {
        let hints = &entry.component.hints;
        let claim = entry.attribution.best(Role::Maker);
        let name = match claim.map(|claim| &claim.controller) {
            Some(Controller::Account(account)) => account.to_string(),
            Some(Controller::Organisation(id)) => format!("{id} (no seat)"),
            _ => match hints.repository.as_deref().or(hints.homepage.as_deref()) {
                Some(address) => {
                    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
                    format!("{}: {}", entry.ecosystem(), rest.split('/').take(2).collect::<Vec<_>>().join("/"))
                }
                None => match hints.maker.as_deref().or(hints.maintainer.as_deref()) {
                    Some(_) => format!("{}: only a person or team is named", entry.ecosystem()),
                    None => format!("{}: nothing is said", entry.ecosystem()),
                },
            },
        };
        *names.entry((name, entry.grade())).or_default() += entry.weight;
    }
    let mut names: Vec<_> = names.into_iter().map(|((name, grade), weight)| (name, weight, grade)).collect();
    names.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    names.truncate(number);
    names
}

/// Claims to check by hand, as TSV: each stratum of ecosystem and grade has its share of them, and one at least while
/// there are enough. Versions of a package count as one.
fn sample(mut entries: Vec<Entry>, number: usize, seed: u64, catalogue: &Catalogue) -> String {
    entries.retain(|entry| entry.attribution.best(Role::Maker).is_some());
    entries.sort_by(|a, b| {
        let key = |e: &Entry| (e.ecosystem().to_owned(), e.grade(), e.component.name.clone(), e.component.id.clone());
        key(a).cmp(&key(b))
    });
    entries.dedup_by(|a, b| {
        a.ecosystem() == b.ecosystem() && a.grade() == b.grade() && a.component.name == b.component.name
    });
    let all = entries.len();
    let number = number.min(all);
    let mut strata: BTreeMap<(String, Grade), Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        strata.entry((entry.ecosystem().to_owned(), entry.grade())).or_default().push(entry);
    }
    let mut strata: Vec<Vec<Entry>> = strata.into_values().collect();
    strata.sort_by_key(|stratum| std::cmp::Reverse(stratum.len()));
    let mut random = Rng::with_seed(seed);
    let mut drawn = Vec::new();
    let mut left = (number, all);
    for mut stratum in strata {
        let part = (stratum.len() * left.0).div_ceil(left.1.max(1)).min(stratum.len());
        left = (left.0 - part.min(left.0), left.1 - stratum.len());
        for _ in 0..part {
            drawn.push(stratum.swap_remove(random.usize(..stratum.len())));
        }
    }
    let mut text = "ecosystem\tcomponent\tgrade\tcontroller\tsort\tseats\tmatched\trecord\tsources\thomepage\trepository\tmaker\tseen\n".to_owned();
    for entry in &drawn {
        let Some(claim) = entry.attribution.best(Role::Maker) else { continue };
        let hints = &entry.component.hints;
        let (sort, id) = match &claim.controller {
            Controller::Organisation(id) => ("organisation", Some(id)),
            Controller::Community(id) => ("community", Some(id)),
            Controller::Account(_) => ("account", None),
            Controller::Own => ("own", None),
        };
        let seats =
            id.map(|id| catalogue.control(id).jurisdictions.keys().map(ToString::to_string).collect::<Vec<_>>());
        let record = id.and_then(|id| catalogue.records().organisations.get(&**id));
        let sources = record.map(|(_, record)| record.source.iter().map(source).collect::<Vec<_>>().join(" | "));
        let hint = |hint: &Option<Box<str>>| hint.as_deref().unwrap_or_default().to_owned();
        let fields = [
            entry.ecosystem().to_owned(),
            entry.component.title(),
            entry.grade().to_string(),
            catalogue.controller_name(&claim.controller).to_owned(),
            sort.to_owned(),
            seats.unwrap_or_default().join(" "),
            claim.evidence.matched.to_string(),
            claim.evidence.source.to_string(),
            sources.unwrap_or_default(),
            hint(&hints.homepage),
            hint(&hints.repository),
            hint(&hints.maker),
            entry
                .component
                .occurrences
                .first()
                .map_or_else(|| entry.group.clone(), |o| format!("{}: {}", entry.group, o.path)),
        ];
        let fields: Vec<String> = fields.iter().map(|field| field.replace(['\t', '\n', '\r'], " ")).collect();
        _ = writeln!(text, "{}", fields.join("\t"));
    }
    text
}

fn source(source: &SourceRecord) -> String {
    let publisher = source.publisher.as_deref().unwrap_or("?");
    let says = source.says.as_deref().unwrap_or("");
    let doubt = if source.confirmed { "" } else { " (unconfirmed)" };
    format!("{} ({publisher}, {}){doubt}: {says}", source.title, source.date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(number: usize) -> Vec<Entry> {
        let catalogue = Catalogue::embedded();
        (0..number)
            .map(|i| {
                let namespace = if i % 4 == 0 { "github.com/microsoft" } else { "github.com/a-person-of-no-record" };
                let mut component = package_of(namespace, if i % 2 == 0 { "cargo" } else { "pypi" });
                component.name = format!("x{i}").into();
                let attribution = catalogue.attribute(&component, &Organisation::default());
                Entry { group: "g".to_owned(), weight: 1.0, component, attribution }
            })
            .collect()
    }

    #[test]
    fn shares_add_up() {
        let catalogue = Catalogue::embedded();
        let mut row = Row::default();
        for entry in entries(40) {
            row.add(&entry, &catalogue);
        }
        assert_eq!((row.total, row.seated, row.account), (40.0, 10.0, 30.0));
        assert!((row.made() - 100.0).abs() < 1e-9 && (row.at(Grade::Derived) - 100.0).abs() < 1e-9);
        assert_eq!(missing(&entries(40), 1, &catalogue)[0].0, "github.com/a-person-of-no-record");
    }

    #[test]
    fn a_seed_draws_the_same_and_each_only_once() {
        let catalogue = Catalogue::embedded();
        let draw = |seed| sample(entries(40), 10, seed, &catalogue);
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        let text = draw(3);
        let mut lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines.len(), 10);
        assert_eq!(lines.iter().filter(|line| line.starts_with("cargo")).count(), 5, "half of them are crates");
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), 10);
    }

    #[test]
    fn namespaces_become_packages() {
        let of = |namespace, ecosystem| package_of(namespace, ecosystem);
        assert_eq!(of("npm:@azure", "npm").purl.as_deref(), Some("pkg:npm/%40azure/x"));
        assert_eq!(of("k8s.io", "go").purl.as_deref(), Some("pkg:golang/k8s.io/x"));
        assert_eq!(of("gnu.org", "deb").hints.homepage.as_deref(), Some("https://gnu.org/x"));
        assert_eq!(of("github.com/x", "npm").hints.repository.as_deref(), Some("https://github.com/x"));
    }
}
