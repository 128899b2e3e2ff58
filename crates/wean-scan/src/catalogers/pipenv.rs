//! Pipenv: `Pipfile.lock`, JSON with the sections `default` and `develop`.
//!
//! The lock is a list: which package needs which is not in it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use wean_model::{ComponentKind, Scope};

use super::python_installed::{origin, package};
use super::{Lines, is_shipped};
use crate::cataloger::{Cataloger, Found, SourceFile};

/// See the module.
pub(super) struct Pipenv;

#[derive(Deserialize)]
struct Lock {
    #[serde(default, rename = "_meta")]
    meta: Meta,
    #[serde(default)]
    default: Map<String, Value>,
    #[serde(default)]
    develop: Map<String, Value>,
}

#[derive(Default, Deserialize)]
struct Meta {
    #[serde(default)]
    sources: Vec<Index>,
}

#[derive(Deserialize)]
struct Index {
    name: String,
    url: String,
}

impl Cataloger for Pipenv {
    fn name(&self) -> &'static str {
        "pipenv"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/Pipfile.lock"]
    }

    fn sees(&self) -> &'static str {
        "packages of `Pipfile.lock`, which of them are for development, index or repository"
    }

    fn does_not_see(&self) -> &'static str {
        "which package needs which: the lock file does not say"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        if is_shipped(file.path()) {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let Some(lock) = file.json::<Lock>(found, &text) else { return };
        let indexes: BTreeMap<&str, &str> =
            lock.meta.sources.iter().map(|index| (index.name.as_str(), index.url.as_str())).collect();
        let mut lines = Lines::new(&text);
        for (packages, scope) in [(&lock.default, Scope::Required), (&lock.develop, Scope::Development)] {
            for (name, entry) in packages {
                let field = |key: &str| entry.get(key).and_then(Value::as_str);
                let version = field("version").and_then(|version| version.strip_prefix("=="));
                let mut component = package(ComponentKind::Library, name, version);
                component.scope = scope;
                if let Some(git) = field("git") {
                    component.hints.repository = Some(git.into());
                } else if let Some(address) = field("file").or(field("index").and_then(|i| indexes.get(i).copied())) {
                    origin(&mut component, address);
                }
                let line = lines.next(&format!("\"{name}\": {{"));
                found.component(file, line, component);
            }
        }
    }
}
