//! pip: `requirements*.txt`.
//!
//! A line is a requirement, an option or a comment. Files that one names with `-r` or `-c` are read when their own name
//! matches. pip-compile and uv write behind each package which others it is there for (`# via`): that gives edges.

use rustc_hash::FxHashMap;
use wean_model::{ComponentKind, Id, Relation, Scope};

use super::is_shipped;
use super::python_installed::{normal, origin, package, requirement};
use crate::cataloger::{Cataloger, Found, SourceFile};

/// See the module.
pub(super) struct Requirements;

/// Words in a file's name by which it is for work on the product, not for running it.
const DEVELOPMENT: &[&str] =
    &["build", "ci", "dev", "develop", "development", "doc", "docs", "lint", "test", "testing", "tests", "typing"];

impl Cataloger for Requirements {
    fn name(&self) -> &'static str {
        "requirements"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/requirements*.txt"]
    }

    fn sees(&self) -> &'static str {
        "requirements of `requirements*.txt`: pinned with their version, others without, addresses and repositories"
    }

    fn does_not_see(&self) -> &'static str {
        "what the requirements need in turn, unless `# via` says so; files of other names included with `-r`"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        if is_shipped(file.path()) {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let words = file.name().trim_end_matches(".txt").split(['-', '_', '.']);
        let development = words.skip(1).any(|word| DEVELOPMENT.contains(&word));
        let index = text.lines().find_map(|line| {
            let (option, address) = line.trim().split_once([' ', '='])?;
            matches!(option, "-i" | "--index-url").then_some(address.trim())
        });
        let mut by_name: FxHashMap<String, Id> = FxHashMap::default();
        let mut via: Vec<(String, Id)> = Vec::new();
        // The requirement that comments below it are about.
        let mut last: Option<Id> = None;
        let mut fault = None;
        let mut offset = 0;
        for (line, number) in text.split_inclusive('\n').zip(1..) {
            let start = offset;
            offset += line.len();
            let (line, comment) = match line.find('#') {
                // `#` within an address is no comment.
                Some(at) if line[..at].trim().is_empty() || line[..at].ends_with([' ', '\t']) => line.split_at(at),
                _ => (line, ""),
            };
            if let Some(id) = &last {
                via.extend(needed_by(comment).map(|name| (normal(name), id.clone())));
            }
            let line = line.trim().trim_end_matches('\\').trim_end();
            if line.is_empty() || line.starts_with("--hash") {
                continue;
            }
            last = None;
            let wanted = match line.strip_prefix("-e ").or_else(|| line.strip_prefix("--editable ")) {
                Some(wanted) => wanted.trim(),
                None if line.starts_with('-') => continue,
                None => line.split(" --").next().unwrap_or(line).trim(),
            };
            let Some(wanted) = Wanted::read(wanted) else {
                if !is_path(wanted) {
                    fault.get_or_insert(start);
                }
                continue;
            };
            let mut component = package(ComponentKind::Library, wanted.name, wanted.version);
            if development {
                component.scope = Scope::Development;
            }
            if let Some(address) = wanted.address.or(index) {
                origin(&mut component, address);
            }
            let id = found.component(file, number, component);
            by_name.insert(normal(wanted.name), id.clone());
            via.extend(needed_by(comment).map(|name| (normal(name), id.clone())));
            last = Some(id);
        }
        for (from, to) in via {
            if let Some(from) = by_name.get(&from) {
                found.dependency(from, &to, Relation::Requires);
            }
        }
        if let Some(at) = fault {
            file.malformed(found, &text, Some(at..at), "not a requirement as pip reads it; the line was left out");
        }
    }
}

struct Wanted<'a> {
    name: &'a str,
    version: Option<&'a str>,
    address: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn read(text: &'a str) -> Option<Self> {
        if text.contains("://") && !text.contains(" @ ") {
            // `git+https://HOST/PATH@TAG#egg=NAME`
            let (_, fragment) = text.split_once('#')?;
            let name = fragment.split('&').find_map(|part| part.strip_prefix("egg="))?;
            return Some(Self { name: requirement(name)?.0, version: None, address: Some(text) });
        }
        let (name, rest) = requirement(text)?;
        // Extras are parts of the same package.
        let rest = rest.trim_start();
        let rest = if rest.starts_with('[') { rest.split_once(']')?.1.trim_start() } else { rest };
        if let Some(address) = rest.strip_prefix('@') {
            let address = address.split(" ;").next().unwrap_or(address).trim();
            return Some(Self { name, version: None, address: Some(address) });
        }
        let specifier = rest.split(';').next().unwrap_or(rest).trim_matches(['(', ')', ' ']);
        if !(specifier.is_empty() || specifier.starts_with(['=', '<', '>', '!', '~'])) {
            return None;
        }
        let version = specifier.split(',').find_map(|part| {
            let version = part.trim().strip_prefix("==")?.trim_start_matches('=').trim();
            (!version.is_empty() && !version.contains(['*', ' '])).then_some(version)
        });
        Some(Self { name, version, address: None })
    }
}

/// Whether it is a file or folder to install, or text that a tool is to replace.
fn is_path(text: &str) -> bool {
    text.contains(['/', '\\', '$']) || text == "."
}

/// Names in `# via NAME`, or in a line below `# via`: `#   NAME`.
fn needed_by(comment: &str) -> impl Iterator<Item = &str> {
    let names = comment.strip_prefix('#').map(str::trim).unwrap_or_default();
    let names = names.strip_prefix("via").unwrap_or(names);
    let listed = comment.starts_with("#   ") || comment.starts_with("# via");
    names
        .split(',')
        .map(str::trim)
        .filter(move |name| listed && requirement(name).is_some_and(|(_, rest)| rest.is_empty()))
}
