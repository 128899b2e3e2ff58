//! `cargo xtask packages`: tables of where packages say that they are made, for `catalogue/packages/`.
//!
//! Read from copies that are at hand: `package.json`, `Cargo.toml`, `METADATA` of installed and unpacked packages. Only an
//! account at a forge is taken, and no package whose purl says whose it is. Nothing is downloaded.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use wean_catalogue::Catalogue;
use wean_model::{Component, ComponentKind, Controller, Organisation, Role};

/// A table of packages and their makers' accounts, as TOML, from packages at hand.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// purl type of the packages.
    #[arg(value_parser = ["cargo", "npm", "pypi"])]
    purl_type: String,
    /// Folders to look for packages in, at any depth.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Tables that stand already: what they say is kept.
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// Day on which the packages are read, `YYYY-MM-DD`.
    #[arg(long)]
    date: String,
}

/// Prints the table.
///
/// # Errors
/// What cannot be read.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let purl_type = arguments.purl_type.as_str();
    let file = match purl_type {
        "npm" => "package.json",
        "cargo" => "Cargo.toml",
        _ => "METADATA",
    };
    let mut files = Vec::new();
    for folder in &arguments.folders {
        find(folder, file, &mut files)?;
    }
    // Nothing but accounts: whose they are is for the records of organisations to say, when the table is used.
    let catalogue = Catalogue::new(wean_catalogue::Records::default());
    let mut table: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    if let Some(keep) = &arguments.keep {
        let text = std::fs::read_to_string(keep).map_err(|error| format!("cannot read {}: {error}", keep.display()))?;
        let record: wean_catalogue::PackagesRecord = toml::from_str(&text).map_err(|error| error.to_string())?;
        for (account, packages) in record.account {
            seen.extend(packages.iter().cloned());
            table.entry(account).or_default().extend(packages);
        }
    }
    for path in files {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let Some((name, repository)) = package(purl_type, &text) else { continue };
        // A scope is an account: its packages need no table.
        if name.contains('/') || !is_folder_of(&path, &name) || !seen.insert(name.clone()) {
            continue;
        }
        let mut component =
            Component::with_purl(ComponentKind::Library, &name, None, &format!("pkg:{purl_type}/{name}"));
        component.hints.repository = Some(repository.into());
        let attribution = catalogue.attribute(&component, &Organisation::default());
        let Some(claim) = attribution.best(Role::Maker) else { continue };
        if let Controller::Account(account) = &claim.controller
            && account.split_once('/').is_some_and(|(host, name)| host.contains("git") && !name.contains('/'))
        {
            table.entry(account.to_string()).or_default().insert(name);
        }
    }
    print!("{}", write(purl_type, file, &arguments.date, &table));
    Ok(ExitCode::SUCCESS)
}

fn write(purl_type: &str, file: &str, date: &str, table: &BTreeMap<String, BTreeSet<String>>) -> String {
    let mut text = format!(
        "# Written by `cargo xtask packages {purl_type}`.\ntype = \"{purl_type}\"\n\n[[source]]\n\
         title = \"{file} of the packages\"\ndate = \"{date}\"\n\
         says = \"the repository that each package names as its own\"\n\n[account]\n"
    );
    for (account, packages) in table {
        _ = write!(text, "\"{account}\" = [");
        let mut line = account.len() + 6;
        for (i, package) in packages.iter().enumerate() {
            if line + package.len() > 120 {
                text.push_str("\n ");
                line = 1;
            }
            _ = write!(
                text,
                "{}\"{package}\"{}",
                if line == 1 || i > 0 { " " } else { "" },
                if i + 1 < packages.len() { "," } else { "" }
            );
            line += package.len() + 4;
        }
        text.push_str("]\n");
    }
    text
}

/// The files of that name in a folder at any depth; links are not followed.
fn find(folder: &Path, file: &str, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            find(&entry.path(), file, files)?;
        } else if kind.is_file() && entry.file_name() == file {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// Whether a file lies in the folder that an installer makes for the package: tests of packages hold others' files.
fn is_folder_of(file: &Path, name: &str) -> bool {
    let folder = file.parent().and_then(Path::file_name).map(|folder| folder.to_string_lossy().to_lowercase());
    let plain = |text: &str| text.to_lowercase().replace(['_', '.'], "-");
    folder.is_some_and(|folder| {
        let rest = plain(&folder);
        rest.strip_prefix(&plain(name)).is_some_and(|rest| {
            rest.is_empty() || rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        })
    })
}

/// Name and repository.
fn package(purl_type: &str, text: &str) -> Option<(String, String)> {
    match purl_type {
        "npm" => {
            let json: serde_json::Value = serde_json::from_str(text).ok()?;
            // What has no version was never published: parts of a package have such files, too.
            json.get("version")?.as_str()?;
            let repository = json.get("repository")?;
            let address = repository.as_str().or_else(|| repository.get("url")?.as_str())?;
            Some((json.get("name")?.as_str()?.to_owned(), address.to_owned()))
        }
        "cargo" => {
            let toml: toml::Table = toml::from_str(text).ok()?;
            let package = toml.get("package")?;
            Some((package.get("name")?.as_str()?.to_owned(), package.get("repository")?.as_str()?.to_owned()))
        }
        _ => {
            let field =
                |name: &str| text.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix(name));
            let name = field("Name: ")?.trim().to_lowercase().replace(['_', '.'], "-");
            let urls = text.lines().take_while(|line| !line.is_empty()).filter_map(|line| {
                let rest = line.strip_prefix("Project-URL: ").and_then(|rest| Some(rest.split_once(',')?.1));
                rest.or_else(|| line.strip_prefix("Home-page: "))
            });
            let forge = urls.map(str::trim).find(|url| url.contains("github.com/") || url.contains("gitlab.com/"))?;
            (!forge.contains("/sponsors/")).then(|| (name, forge.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_name_their_repository() {
        let npm = r#"{"name": "x", "version": "1.0.0", "repository": {"url": "git+https://github.com/a/x.git"}}"#;
        assert_eq!(package("npm", npm), Some(("x".to_owned(), "git+https://github.com/a/x.git".to_owned())));
        assert_eq!(package("npm", r#"{"name": "x", "repository": "a/x"}"#), None, "never published");
        let cargo = "[package]\nname = \"x\"\nrepository = \"https://github.com/a/x\"\n";
        assert_eq!(package("cargo", cargo).unwrap().1, "https://github.com/a/x");
        let pypi =
            "Name: X_y\nProject-URL: Docs, https://x.example\nProject-URL: Source, https://github.com/a/x\n\nName: z\n";
        assert_eq!(package("pypi", pypi), Some(("x-y".to_owned(), "https://github.com/a/x".to_owned())));
    }

    #[test]
    fn a_package_lies_in_its_own_folder() {
        for (file, name, own) in [
            ("node_modules/braces/package.json", "braces", true),
            ("node_modules/resolve/test/foo/package.json", "braces", false),
            ("src/serde_json-1.0.1/Cargo.toml", "serde_json", true),
            ("src/serde_json-1.0.1/Cargo.toml", "serde", false),
            ("site-packages/Zope.Event-5.0.dist-info/METADATA", "zope-event", true),
        ] {
            assert_eq!(is_folder_of(Path::new(file), name), own, "{file}");
        }
    }

    #[test]
    fn what_is_written_is_a_record() {
        let packages: BTreeSet<String> = (0..40).map(|i| format!("package-{i}")).collect();
        let table = BTreeMap::from([("github.com/a".to_owned(), packages.clone())]);
        let text = write("npm", "package.json", "2026-11-24", &table);
        assert!(text.lines().all(|line| line.len() <= 124), "{text}");
        let record: wean_catalogue::PackagesRecord = toml::from_str(&text).unwrap();
        assert_eq!(record.account["github.com/a"].iter().cloned().collect::<BTreeSet<_>>(), packages);
    }
}
