//! `wean catalogue`: what wean knows, with sources; and what is wrong with a user's own records.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use wean_catalogue::{Catalogue, HoldRecord, SourceRecord, lint, overrides};

use wean_scan::Configuration;

use crate::arguments::{CatalogueArguments, CatalogueCommand, Common};
use crate::commands::cut::closest;
use crate::output::{Failure, Outcome, Terminal};
use crate::target;

/// Shows, searches, or checks.
pub(crate) fn run(arguments: &CatalogueArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    match &arguments.command {
        CatalogueCommand::Show { name } => {
            let catalogue = target::catalogue(common, &Configuration::default(), None, terminal)?;
            let text = show(name, &catalogue)?;
            crate::output::text(&text, common, terminal)?;
            Ok(ExitCode::SUCCESS)
        }
        CatalogueCommand::Search { text } => {
            let catalogue = target::catalogue(common, &Configuration::default(), None, terminal)?;
            let found = search(text, &catalogue);
            if found.is_empty() {
                terminal.say(&format!("nothing in the catalogue holds `{text}` in its id, name or aliases"));
                return Ok(ExitCode::from(1));
            }
            crate::output::text(&found, common, terminal)?;
            Ok(ExitCode::SUCCESS)
        }
        CatalogueCommand::Lint { stale_before } => run_lint(common, stale_before.as_deref(), terminal),
    }
}

fn run_lint(common: &Common, stale_before: Option<&str>, terminal: &mut Terminal) -> Outcome {
    // Without a folder of their own, people in a checkout mean the one beside them.
    let folders: Vec<PathBuf> =
        if common.catalogue.is_empty() { vec![PathBuf::from("catalogue")] } else { common.catalogue.clone() };
    let mut findings = Vec::new();
    for folder in &folders {
        if !folder.is_dir() {
            return Err(Failure::new("no-target", format!("`{}` is no folder of records", folder.display()))
                .hint("name one: `wean catalogue lint --catalogue DIR`"));
        }
        // A folder with classes of its own is a whole catalogue; another leans on the embedded one.
        findings.extend(lint(folder, !folder.join("classes").is_dir(), stale_before));
    }
    for finding in &findings {
        terminal.diagnostic(finding);
    }
    let names: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    terminal.say(&format!("{} findings in {}", findings.len(), names.join(", ")));
    let bad = findings.iter().any(|finding| finding.code.severity != wean_diag::Severity::Note);
    Ok(ExitCode::from(u8::from(bad)))
}

fn search(text: &str, catalogue: &Catalogue) -> String {
    let (organisations, products) = catalogue.search(text);
    let records = catalogue.records();
    let mut rows: Vec<[String; 4]> = Vec::new();
    for id in organisations {
        let (_, record) = &records.organisations[id];
        let seat = record.seat.clone().unwrap_or_else(|| "--".to_owned());
        rows.push(["organisation".to_owned(), id.to_owned(), record.name.clone(), seat]);
    }
    for id in products {
        let (_, record) = &records.products[id];
        let maker = catalogue.organisation_name(&record.maker).to_owned();
        rows.push(["product".to_owned(), id.to_owned(), record.name.clone(), maker]);
    }
    let mut out = String::new();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (kind, id, name) = (width(0), width(1), width(2));
    for row in &rows {
        let _ = writeln!(out, "{:<kind$}  {:<id$}  {:<name$}  {}", row[0], row[1], row[2], row[3]);
    }
    out
}

fn show(name: &str, catalogue: &Catalogue) -> Result<String, Failure> {
    let mut out = String::new();
    let mut parts = Vec::new();
    // A name may be an organisation's and a product's: both are meant.
    if let Some(id) = catalogue.find_organisation(name) {
        parts.push(organisation(id, catalogue));
    }
    if let Some(id) = catalogue.find_product(name) {
        parts.push(product(id, catalogue));
    }
    if let Some((path, record)) = catalogue.records().classes.get(name) {
        let mut text = format!("{} (class)\n  {}\n", record.name, record.about);
        holds(&mut text, &record.hold);
        sources(&mut text, path, &record.source);
        parts.push(text);
    }
    if let Some(place) = catalogue.place(name) {
        parts.push(jurisdiction(&place, catalogue));
    }
    if parts.is_empty() {
        let failure = Failure::new("unknown-name", format!("the catalogue has no record called `{name}`"));
        return Err(match closest(name, catalogue.names()) {
            Some(close) => failure.hint(format!("did you mean `{close}`?")),
            None => failure.hint(format!("`wean catalogue search {name}` looks for a part of a name")),
        });
    }
    out.push_str(&parts.join("\n"));
    Ok(out)
}

fn organisation(id: &str, catalogue: &Catalogue) -> String {
    let (path, record) = &catalogue.records().organisations[id];
    let mut out = format!("{} ({})\n", record.name, format!("{:?}", record.kind).to_lowercase());
    let seat = record.seat.as_deref().and_then(|seat| seat.parse().ok());
    match &seat {
        Some(code) => _ = writeln!(out, "  seat         {code}  {}", catalogue.country_name(code)),
        None => _ = writeln!(out, "  seat         none: no one party decides"),
    }
    for former in &record.former_seat {
        let since = former.since.as_deref().map_or(String::new(), |since| format!("  since {since}"));
        let _ = writeln!(out, "  sat in       {}{since}  until {}", former.seat, former.until);
    }
    for parent in &record.parent {
        let share = parent.share.map_or(String::new(), |share| format!("  {share} %"));
        let since = parent.since.as_deref().map_or(String::new(), |since| format!("  since {since}"));
        let until = parent.until.as_deref().map_or(String::new(), |until| format!("  until {until}"));
        let _ =
            writeln!(out, "  parent       {}{share}{since}{until}", catalogue.organisation_name(&parent.organisation));
    }
    let control = catalogue.control(id);
    let from: Vec<String> = control
        .jurisdictions
        .iter()
        .map(|(code, by)| format!("{code} ({})", catalogue.organisation_name(by)))
        .collect();
    if !from.is_empty() {
        let _ = writeln!(out, "  control      from {}", from.join(", "));
    }
    list(&mut out, "aliases", &record.aliases);
    list(&mut out, "domains", &record.domains);
    list(&mut out, "namespaces", &record.namespaces);
    let products: Vec<String> = catalogue
        .records()
        .products
        .values()
        .filter(|(_, product)| product.maker == id)
        .map(|(_, product)| product.name.clone())
        .collect();
    list(&mut out, "products", &products);
    sources(&mut out, path, &record.source);
    out
}

fn product(id: &str, catalogue: &Catalogue) -> String {
    let (path, record) = &catalogue.records().products[id];
    let mut out = format!("{} (product)\n", record.name);
    let _ = writeln!(out, "  maker        {}", catalogue.organisation_name(&record.maker));
    for former in &record.former_maker {
        let since = former.since.as_deref().map_or(String::new(), |since| format!("  since {since}"));
        let maker = catalogue.organisation_name(&former.maker);
        let _ = writeln!(out, "  made by      {maker}{since}  until {}", former.until);
    }
    let _ = writeln!(out, "  class        {}", record.class);
    if let Some(licence) = &record.licence {
        let _ = writeln!(out, "  licence      {licence}");
    }
    list(&mut out, "aliases", &record.aliases);
    list(&mut out, "requires", &record.requires);
    let rules = &record.matches;
    for (name, rules) in [
        ("purl", &rules.purl),
        ("name", &rules.name),
        ("domain", &rules.domain),
        ("image", &rules.image),
        ("terraform", &rules.terraform),
        ("provider", &rules.provider),
        ("serves", &rules.serves),
        ("tld", &rules.tld),
    ] {
        list(&mut out, name, rules);
    }
    holds(&mut out, &record.hold);
    for cycle in catalogue.cycles(id) {
        let extended = cycle.extended.map_or(String::new(), |date| format!(", those that are paid for {date}"));
        let _ = writeln!(out, "  release      {}: updates end {}{extended}", cycle.version, cycle.ends);
    }
    if let Some((class_path, class)) = catalogue.records().classes.get(&record.class) {
        let inherited: Vec<HoldRecord> =
            class.hold.iter().filter(|hold| !overrides(&record.hold, hold)).cloned().collect();
        if !inherited.is_empty() {
            let _ = writeln!(out, "  from {class_path}");
            holds(&mut out, &inherited);
        }
    }
    sources(&mut out, path, &record.source);
    out
}

fn jurisdiction(place: &wean_catalogue::Place, catalogue: &Catalogue) -> String {
    match place {
        wean_catalogue::Place::Jurisdiction(code) => {
            let records = catalogue.records();
            let blocs: Vec<&str> = records
                .blocs
                .values()
                .filter(|(_, bloc)| bloc.member.iter().any(|m| m.code == code.as_str() && m.until.is_none()))
                .map(|(_, bloc)| bloc.name.as_str())
                .collect();
            let seats =
                records.organisations.values().filter(|(_, o)| o.seat.as_deref() == Some(code.as_str())).count();
            let mut out = format!("{code}  {} (jurisdiction)\n", catalogue.country_name(code));
            list(&mut out, "blocs", &blocs.iter().map(ToString::to_string).collect::<Vec<_>>());
            let _ = writeln!(out, "  organisations with their seat here  {seats}");
            out
        }
        wean_catalogue::Place::Bloc(bloc) => {
            let (path, record) = &catalogue.records().blocs[&*bloc.id];
            let mut out = format!("{} (bloc)\n", record.name);
            for member in &record.member {
                let since = member.since.as_deref().unwrap_or("unknown");
                let until = member.until.as_deref().map_or(String::new(), |until| format!(" until {until}"));
                let name = member.code.parse().map(|code| catalogue.country_name(&code).to_owned()).unwrap_or_default();
                let _ = writeln!(out, "  {}  {name}  since {since}{until}", member.code);
            }
            sources(&mut out, path, &record.source);
            out
        }
    }
}

fn list(out: &mut String, name: &str, values: &[String]) {
    if !values.is_empty() {
        let _ = writeln!(out, "  {name:<11}  {}", values.join(", "));
    }
}

fn holds(out: &mut String, holds: &[HoldRecord]) {
    for hold in holds {
        if hold.effect == "none" {
            let _ = writeln!(out, "  hold         {}: none", hold.kind);
            continue;
        }
        let act = hold.act.as_deref().map_or(String::new(), |act| format!(" by {act}"));
        let assumption = if hold.assumption { "  (assumption)" } else { "" };
        let _ = writeln!(
            out,
            "  hold         {}: {} on day {}{act}: {}{assumption}",
            hold.kind, hold.effect, hold.onset, hold.text
        );
    }
}

fn sources(out: &mut String, path: &str, sources: &[SourceRecord]) {
    for source in sources {
        let publisher = source.publisher.as_deref().map_or(String::new(), |publisher| format!(", {publisher}"));
        let says = source.says.as_deref().map_or(String::new(), |says| format!(": {says}"));
        let confirmed = if source.confirmed { "" } else { "  (not confirmed)" };
        let _ = writeln!(out, "  source       {}{publisher}, {}{says}{confirmed}", source.title, source.date);
    }
    let _ = writeln!(out, "  record       {path}");
}
