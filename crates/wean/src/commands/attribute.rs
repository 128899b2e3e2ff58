//! `wean attribute`: from a component nobody is known to stand behind to a record that says who does.
//!
//! What is not given by a flag is asked for, one line an answer, so that a pipe can answer too. Nothing is taken for
//! granted: without a source there is no record.

use std::fmt::Write as _;
use std::io::{BufRead, Write as _};
use std::process::ExitCode;

use wean_catalogue::{Catalogue, Records, bare_purl, lint_records};
use wean_model::{Component, ComponentKind, Dependency, Node};

use crate::arguments::{AttributeArguments, Common};
use crate::commands::why::find;
use crate::output::{Failure, Outcome, Terminal};
use crate::target;

/// Asks, checks, and writes the records.
pub(crate) fn run(arguments: &AttributeArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    let configuration = target::configuration(&arguments.target)?;
    let catalogue = target::catalogue(common, &configuration, Some(&arguments.target), terminal)?;
    let target = target::read(&arguments.target, &configuration, common, &catalogue, terminal)?;
    let inventory = &target.attributed.inventory;
    let Node::Component(index) = find(&arguments.name, &target.attributed, &catalogue, terminal)? else {
        let message = format!("`{}` is a service of yours: it is made of components", arguments.name);
        return Err(Failure::new("bad-argument", message).hint("name one of its components"));
    };
    let component = &inventory.components[index as usize];
    let needs = |edge: &&Dependency| edge.to == Node::Component(index);
    let needed = inventory.dependencies.iter().filter(needs).count();
    for line in told(component, needed) {
        terminal.say(&line);
    }
    let answers = Answers { arguments, catalogue: &catalogue };
    let records = answers.records(component)?;
    let folder = common.catalogue.last().cloned().unwrap_or_else(|| target::own_records(&arguments.target));
    check(&records, &catalogue)?;
    for record in &records {
        let path = folder.join(record.folder).join(format!("{}.toml", record.id));
        if path.exists() {
            let message = format!("`{}` is there already; it was left as it is", path.display());
            return Err(Failure::new("cannot-write", message).hint("edit it, or take another name"));
        }
    }
    for record in &records {
        let parent = folder.join(record.folder);
        std::fs::create_dir_all(&parent).map_err(|error| {
            let what = wean_diag::system_error(&error);
            Failure::new("cannot-write", format!("cannot make the folder `{}`: {what}", parent.display()))
        })?;
        let path = parent.join(format!("{}.toml", record.id));
        crate::output::write(&path, &record.text)?;
        terminal.say(&format!("wrote {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// A record to write.
struct Record {
    folder: &'static str,
    id: String,
    text: String,
}

/// What is known of a component that so many others need: the clues to look it up by.
fn told(component: &Component, needed: usize) -> Vec<String> {
    let hints = &component.hints;
    let mut lines = vec![format!("{} ({})", component.title(), component.kind)];
    let seen = component.occurrences.iter().take(3);
    lines.extend(seen.map(|occurrence| format!("  seen        {}", wean_report::place(occurrence))));
    for (what, hint) in [
        ("maker", &hints.maker),
        ("supplier", &hints.supplier),
        ("repository", &hints.repository),
        ("homepage", &hints.homepage),
        ("maintainer", &hints.maintainer),
    ] {
        lines.extend(hint.as_deref().map(|hint| format!("  {what:<11} {hint}")));
    }
    lines.push(format!("  needed by   {needed} of what was found"));
    lines
}

struct Answers<'a> {
    arguments: &'a AttributeArguments,
    catalogue: &'a Catalogue,
}

impl Answers<'_> {
    /// The product's record, after its maker's where that is new.
    fn records(&self, component: &Component) -> Result<Vec<Record>, Failure> {
        let given = self.arguments;
        let maker = ask(given.maker.as_deref(), "--maker", "Who makes it (organisation)?", None)?;
        let mut records = Vec::new();
        let known = self.catalogue.find_organisation(&maker).map(str::to_owned);
        let mut organisation = String::new();
        if known.is_none() {
            let kinds = "company, foundation, community or government";
            let kind = ask(given.kind.as_deref(), "--kind", &format!("What is it ({kinds})?"), Some("company"))?;
            let _ = write!(organisation, "name = {}\nkind = {}\n", quoted(&maker), quoted(&kind));
            if kind != "community" {
                let seat = ask(given.seat.as_deref(), "--seat", "Legal seat (ISO code)?", None)?;
                let _ = writeln!(organisation, "seat = {}", quoted(&seat.to_uppercase()));
            }
            let domain = ask(given.domain.as_deref(), "--domain", "A domain of its own (may be empty)?", Some(""))?;
            if !domain.is_empty() {
                let _ = writeln!(organisation, "domains = [{}]", quoted(&domain));
            }
        }
        let class = self.class(component);
        let class = ask(given.class.as_deref(), "--class", "Class of holds?", Some(&class))?;
        let title = ask(given.source.as_deref(), "--source", "Source: title?", None)?;
        let date = ask(given.date.as_deref(), "--date", "Source: date (YYYY-MM-DD)?", None)?;
        let publisher = ask(given.publisher.as_deref(), "--publisher", "Source: publisher (may be empty)?", Some(""))?;
        let mut source = format!("\n[[source]]\ntitle = {}\ndate = {}\n", quoted(&title), quoted(&date));
        if !publisher.is_empty() {
            let _ = writeln!(source, "publisher = {}", quoted(&publisher));
        }

        let maker_id = known.unwrap_or_else(|| id_of(&maker));
        if !organisation.is_empty() {
            let text = organisation + &source;
            records.push(Record { folder: "organisations", id: maker_id.clone(), text });
        }
        let mut text =
            format!("name = {}\nclass = {}\nmaker = {}\n", quoted(&component.name), quoted(&class), quoted(&maker_id));
        let (rule, value) = rule(component);
        let _ = write!(text, "\n[match]\n{rule} = [{}]\n", quoted(&value));
        records.push(Record { folder: "products", id: id_of(&component.name), text: text + &source });
        Ok(records)
    }

    /// The class it has by its kind, as long as nobody says otherwise.
    fn class(&self, component: &Component) -> String {
        let own = wean_model::Organisation::default();
        let class = self.catalogue.attribute(component, &own).class;
        class.map_or_else(|| "proprietary-software".to_owned(), |class| class.to_string())
    }
}

/// How the component is recognised again: by its name when there is nothing better.
fn rule(component: &Component) -> (&'static str, String) {
    match component.kind {
        ComponentKind::ContainerImage => ("image", component.name.to_string()),
        ComponentKind::HostedService | ComponentKind::Certificate => ("domain", component.name.to_string()),
        ComponentKind::CloudResource => ("terraform", component.name.split('.').next().unwrap_or_default().to_owned()),
        _ => {
            let Some(purl) = component.purl.as_deref() else { return ("name", component.name.to_string()) };
            ("purl", bare_purl(purl).to_owned())
        }
    }
}

/// The answer that was given by a flag, or is given now; an empty line takes the default.
fn ask(given: Option<&str>, flag: &str, question: &str, default: Option<&str>) -> Result<String, Failure> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let default_text = default.filter(|text| !text.is_empty()).map_or(String::new(), |text| format!(" [{text}]"));
    let mut out = std::io::stderr().lock();
    let _ = write!(out, "{question}{default_text} ");
    let _ = out.flush();
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    let answer = line.trim();
    match (answer, default, read) {
        ("", Some(default), Ok(_)) => Ok(default.to_owned()),
        ("", ..) | (_, _, Err(_)) => {
            let _ = writeln!(out);
            Err(Failure::new("bad-argument", format!("no answer to: {question}"))
                .hint(format!("answer it, or give `{flag}`; nothing was written")))
        }
        _ => Ok(answer.to_owned()),
    }
}

/// The records as they would be read, with what is wrong with them.
fn check(records: &[Record], catalogue: &Catalogue) -> Result<(), Failure> {
    let mut all = Records::default();
    for record in records {
        if catalogue.records().products.contains_key(&record.id) && record.folder == "products" {
            let message = format!("the catalogue has a product `{}` already", record.id);
            return Err(Failure::new("bad-argument", message)
                .hint(format!("`wean catalogue show {}` shows it; nothing was written", record.id)));
        }
        all.add(record.folder, &record.id, &record.id, &record.text)
            .map_err(|(message, _)| Failure::new("bad-argument", format!("{message}; nothing was written")))?;
    }
    // A maker from the user's own records is known, though the embedded ones lack it.
    let makers: Vec<String> = all.products.values().map(|(_, product)| product.maker.clone()).collect();
    for maker in makers {
        if let Some(record) = catalogue.records().organisations.get(&maker) {
            all.organisations.entry(maker).or_insert_with(|| record.clone());
        }
    }
    match lint_records(&all, true, None).first() {
        None => Ok(()),
        Some(finding) => Err(Failure::new("bad-argument", format!("{}; nothing was written", finding.message))
            .hint("the format is described in catalogue/README.md")),
    }
}

/// Lower case, digits and hyphens.
fn id_of(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_answered_is_a_toml_string() {
        for text in ["plain", "with \"quotes\" and \\", "line\nbreak\u{7f}", "ünï"] {
            let table = format!("name = {}\nkind = \"company\"\nseat = \"DE\"\n", quoted(text));
            let mut records = Records::default();
            records.add("organisations", "x", "x", &table).unwrap();
            assert_eq!(records.organisations["x"].1.name, text);
        }
    }

    #[test]
    fn ids_are_lower_case_words() {
        assert_eq!(id_of("@scope/Pack_Age 2.0"), "scope-pack-age-2-0");
    }

    #[test]
    fn a_package_is_matched_by_its_purl_without_version() {
        let component = Component::with_purl(ComponentKind::Library, "a", Some("1"), "pkg:npm/%40s/a@1?x=y");
        assert_eq!(rule(&component), ("purl", "pkg:npm/%40s/a".to_owned()));
    }
}
