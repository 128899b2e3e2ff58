//! Python: what is installed in a `site-packages`, by `*.dist-info/METADATA` and the older `*.egg-info`.
//!
//! Both are mail headers (the core metadata of the Python packaging standards). `direct_url.json` beside says where a
//! package came from that was not taken from an index.

use std::sync::Arc;

use serde::Deserialize;
use wean_model::{Component, ComponentKind, Relation};

use super::is_at;
use super::npm::git;
use crate::cataloger::{Cataloger, Found, SourceFile, purl};

/// See the module.
pub(super) struct PythonInstalled;

impl Cataloger for PythonInstalled {
    fn name(&self) -> &'static str {
        "python-installed"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/*.dist-info/METADATA", "**/*.egg-info/PKG-INFO", "**/*.egg-info"]
    }

    fn sees(&self) -> &'static str {
        "installed Python packages with dependencies, home page, repository, funding, author, maintainer and licence"
    }

    fn does_not_see(&self) -> &'static str {
        "extras, which markers (system, Python version) leave a dependency out, modules copied in without metadata, \
         copies under `_vendor`"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        // A copy that a package brings along is a part of that package.
        if file.path().contains("/_vendor/") {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let metadata = Metadata::read(&text);
        let (Some(name), Some(version)) = (metadata.name, metadata.version) else {
            file.malformed(found, &text, None, "a Python package without `Name` or `Version`; it was left out");
            return;
        };
        let mut component = package(ComponentKind::Library, name, Some(version));
        let hints = &mut component.hints;
        hints.homepage = metadata.homepage.map(Into::into);
        hints.repository = metadata.repository.or(metadata.issues).map(Into::into);
        hints.funding = metadata.funding.map(Into::into);
        hints.maker = person(metadata.author, metadata.author_mail);
        hints.maintainer = person(metadata.maintainer, metadata.maintainer_mail);
        let licence = metadata.expression.or(metadata.licence).or(metadata.classifier);
        component.licences.extend(licence.map(Into::into));
        direct_url(file, &mut component);
        let id = found.component(file, None, component);
        // What is installed in one `site-packages` finds each other.
        let folder = if file.name().ends_with(".egg-info") { file.folder() } else { above(file.folder()) };
        let place: Arc<str> = format!("python-installed {folder}").into();
        found.names.push(((place.clone(), normal(name).into()), id.clone()));
        for need in metadata.needs {
            found.wanted.push((id.clone(), (place.clone(), normal(need).into()), Relation::Requires));
        }
    }
}

fn above(folder: &str) -> &str {
    folder.rsplit_once('/').map_or("", |(above, _)| above)
}

/// A Python package; the purl has the name as the index compares names.
pub(super) fn package(kind: ComponentKind, name: &str, version: Option<&str>) -> Component {
    let mut component = purl(kind, "pypi", &normal(name), version, &[]);
    component.name = name.into();
    component
}

/// A name as the index compares names: `Flask_SQLAlchemy` and `flask.sqlalchemy` are `flask-sqlalchemy`.
pub(super) fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            c => normal.push(c.to_ascii_lowercase()),
        }
    }
    normal
}

/// The name at the start of a requirement, and the rest: `Flask[async] >=2; python_version > "3"`.
pub(super) fn requirement(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let named = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let ends = rest.is_empty() || rest.starts_with(['[', '(', '=', '<', '>', '!', '~', ';', '@', ' ', '\t']);
    (named && ends).then_some((name, rest))
}

/// Notes where a package comes from, unless that is the Python Package Index.
pub(super) fn origin(component: &mut Component, address: &str) {
    let bare = address.split(['#', '?']).next().unwrap_or(address);
    if let Some(repository) = git(bare) {
        // `git+https://HOST/PATH.git@TAG`; an `@` before the path is a user.
        let path = repository.find("://").map_or(0, |at| at + 3);
        let path = repository.get(path..).and_then(|rest| rest.find('/')).map_or(repository.len(), |at| path + at);
        let end = repository.get(path..).and_then(|rest| rest.find('@')).map_or(repository.len(), |at| path + at);
        component.hints.repository = repository.get(..end).map(Into::into);
    } else if bare.starts_with("http") && !is_at(bare, "pypi.org") {
        component.hints.registry = Some(bare.into());
    }
}

#[derive(Deserialize)]
struct DirectUrl {
    url: String,
    vcs_info: Option<serde::de::IgnoredAny>,
}

fn direct_url(file: &SourceFile<'_>, component: &mut Component) {
    let Ok(bytes) = file.tree().read(&file.beside("direct_url.json")) else { return };
    let Ok(direct) = serde_json::from_slice::<DirectUrl>(&bytes) else { return };
    match direct.vcs_info {
        Some(_) => component.hints.repository = Some(direct.url.into()),
        None => origin(component, &direct.url),
    }
}

#[derive(Default)]
struct Metadata<'a> {
    name: Option<&'a str>,
    version: Option<&'a str>,
    homepage: Option<&'a str>,
    repository: Option<&'a str>,
    /// Issues and changes lie beside the repository.
    issues: Option<&'a str>,
    funding: Option<&'a str>,
    author: Option<&'a str>,
    author_mail: Option<&'a str>,
    maintainer: Option<&'a str>,
    maintainer_mail: Option<&'a str>,
    expression: Option<&'a str>,
    licence: Option<&'a str>,
    classifier: Option<&'a str>,
    needs: Vec<&'a str>,
}

impl<'a> Metadata<'a> {
    fn read(text: &'a str) -> Self {
        let mut metadata = Self::default();
        // An empty line ends the headers; what follows is the description.
        for line in text.lines().take_while(|line| !line.is_empty()) {
            let Some((field, value)) = line.split_once(':').filter(|(field, _)| !field.starts_with([' ', '\t'])) else {
                continue;
            };
            let value = value.trim();
            let slot = match field.to_ascii_lowercase().as_str() {
                "name" => &mut metadata.name,
                "version" => &mut metadata.version,
                "home-page" => &mut metadata.homepage,
                "author" => &mut metadata.author,
                "author-email" => &mut metadata.author_mail,
                "maintainer" => &mut metadata.maintainer,
                "maintainer-email" => &mut metadata.maintainer_mail,
                "license-expression" => &mut metadata.expression,
                // Some write the whole text here.
                "license" if value.len() <= 100 => &mut metadata.licence,
                "classifier" if value.starts_with("License ::") => &mut metadata.classifier,
                // `NAME[extra]>=1; extra == "x"` is needed only when asked for.
                "requires-dist" if !value.contains("extra ==") && !value.contains("extra==") => {
                    metadata.needs.extend(requirement(value).map(|(name, _)| name));
                    continue;
                }
                "project-url" => {
                    let Some((label, address)) = value.split_once(',') else { continue };
                    let address = address.trim();
                    let label = label.trim().to_ascii_lowercase();
                    let says = |words: &[&str]| words.iter().any(|word| label.contains(word));
                    let slot = if says(&["issue", "bug", "track", "change", "release", "history"]) {
                        &mut metadata.issues
                    } else if says(&["sourc", "repo", "github", "gitlab", "code"]) {
                        &mut metadata.repository
                    } else if says(&["home"]) {
                        &mut metadata.homepage
                    } else if says(&["fund", "sponsor", "donat"]) {
                        &mut metadata.funding
                    } else {
                        continue;
                    };
                    slot.get_or_insert(address);
                    continue;
                }
                _ => continue,
            };
            let value = if field.eq_ignore_ascii_case("classifier") {
                value.rsplit(" :: ").next().unwrap_or(value)
            } else {
                value
            };
            if !value.is_empty() && value != "UNKNOWN" {
                slot.get_or_insert(value);
            }
        }
        metadata
    }
}

fn person(name: Option<&str>, mail: Option<&str>) -> Option<Box<str>> {
    match (name, mail) {
        (Some(name), Some(mail)) if !mail.contains('<') && !mail.contains(',') => {
            Some(format!("{name} <{mail}>").into())
        }
        (Some(name), _) => Some(name.into()),
        (None, mail) => mail.map(Into::into),
    }
}
