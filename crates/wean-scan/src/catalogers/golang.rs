//! Go: `go.mod`.
//!
//! From Go 1.17 on it lists every module that the product is built from, those of others as `// indirect`, so `go.sum`
//! adds nothing but versions that were considered. `replace` puts another module, or a folder, in a module's place.

use rustc_hash::{FxHashMap, FxHashSet};
use wean_model::{Component, ComponentKind, Relation, Scope};

use super::is_shipped;
use crate::cataloger::{Cataloger, Found, SourceFile, purl};

/// See the module.
pub(super) struct Golang;

impl Cataloger for Golang {
    fn name(&self) -> &'static str {
        "golang"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/go.mod"]
    }

    fn sees(&self) -> &'static str {
        "modules that `go.mod` requires, direct and indirect, with what replaces them; tools"
    }

    fn does_not_see(&self) -> &'static str {
        "which module needs which, modules of Go before 1.17 that are only needed indirectly, the standard library"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        if is_shipped(file.path()) {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let module = Module::read(file, &text, found);
        let root = module.path.map(|(path, line)| {
            let root = component(ComponentKind::Application, path, None);
            found.component(file, line, root)
        });
        let tools = module.tools();
        for require in &module.requires {
            let replaced = [Some(require.version), None]
                .into_iter()
                .find_map(|version| module.replaces.get(&(require.path, version)));
            let (path, version) = match replaced {
                // A folder: its own `go.mod` says what it is, and mostly it has the name that it replaces.
                Some((_, None)) => {
                    if let Some(root) = &root {
                        let local = component(ComponentKind::Application, require.path, None);
                        found.dependency(root, &local.id, Relation::Requires);
                    }
                    continue;
                }
                Some((path, version)) => (*path, *version),
                None => (require.path, Some(require.version)),
            };
            let mut component = component(ComponentKind::Library, path, version);
            // What a tool and nothing else needs is indirect, too.
            let relation = if require.indirect && tools.contains(require.path) {
                component.scope = Scope::Development;
                Relation::BuildsWith
            } else {
                Relation::Requires
            };
            let id = found.component(file, require.line, component);
            if let Some(root) = &root {
                found.dependency(root, &id, relation);
            }
        }
    }
}

fn component(kind: ComponentKind, path: &str, version: Option<&str>) -> Component {
    let mut component = purl(kind, "golang", path, version, &[]);
    component.hints.repository = repository(path).map(Into::into);
    component
}

/// Where the source of a module is, when its path says so.
fn repository(path: &str) -> Option<String> {
    let mut parts = path.split('/');
    let (host, first, second) = (parts.next()?, parts.next()?, parts.next());
    Some(match (host, second) {
        ("github.com" | "gitlab.com" | "bitbucket.org" | "codeberg.org" | "gitea.com" | "git.sr.ht", Some(second)) => {
            format!("https://{host}/{first}/{second}")
        }
        ("golang.org", Some(second)) if first == "x" => format!("https://go.googlesource.com/{second}"),
        // gopkg.in/NAME.v3 and gopkg.in/OWNER/NAME.v3
        ("gopkg.in", None) => {
            let (name, _) = first.rsplit_once(".v")?;
            format!("https://github.com/go-{name}/{name}")
        }
        ("gopkg.in", Some(second)) => format!("https://github.com/{first}/{}", second.rsplit_once(".v")?.0),
        ("k8s.io", _) => format!("https://github.com/kubernetes/{first}"),
        ("sigs.k8s.io", _) => format!("https://github.com/kubernetes-sigs/{first}"),
        _ => return None,
    })
}

#[derive(Default)]
struct Module<'a> {
    path: Option<(&'a str, u32)>,
    requires: Vec<Require<'a>>,
    /// What stands in the place of a module in a version, or in all; without version it is a folder.
    replaces: FxHashMap<Versioned<'a>, Versioned<'a>>,
    /// Paths of packages that are run while building.
    tools: Vec<&'a str>,
}

/// A path, perhaps with a version.
type Versioned<'a> = (&'a str, Option<&'a str>);

struct Require<'a> {
    line: u32,
    path: &'a str,
    version: &'a str,
    indirect: bool,
}

impl<'a> Module<'a> {
    fn read(file: &SourceFile<'_>, text: &'a str, found: &mut Found) -> Self {
        let mut module = Self::default();
        let mut block = None;
        let mut fault = None;
        let mut offset = 0;
        for (line, number) in text.split_inclusive('\n').zip(1..) {
            let start = offset;
            offset += line.len();
            let (code, comment) = line.split_once("//").unwrap_or((line, ""));
            let mut words = code.split_whitespace();
            let Some(first) = words.next() else { continue };
            let directive = match block {
                Some(_) if first == ")" => {
                    block = None;
                    continue;
                }
                Some(directive) => directive,
                None if code.trim_end().ends_with('(') => {
                    block = Some(first.trim_end_matches('('));
                    continue;
                }
                None => first,
            };
            let words: Vec<&str> =
                if block.is_some() { Some(first).into_iter().chain(words).collect() } else { words.collect() };
            let words: Vec<&str> = words.iter().take(5).map(|word| word.trim_matches(['"', '`'])).collect();
            match (directive, words.as_slice()) {
                ("module", [path]) => module.path = Some((path, number)),
                ("require", [path, version]) => {
                    let indirect = comment.trim_start().starts_with("indirect");
                    module.requires.push(Require { line: number, path, version, indirect });
                }
                ("replace", [old, "=>", new]) => _ = module.replaces.insert((old, None), (new, None)),
                ("replace", [old, version, "=>", new]) => {
                    module.replaces.insert((old, Some(version)), (new, None));
                }
                ("replace", [old, "=>", new, version]) => {
                    module.replaces.insert((old, None), (new, Some(version)));
                }
                ("replace", [old, version, "=>", new, to]) => {
                    module.replaces.insert((old, Some(version)), (new, Some(to)));
                }
                ("tool", [path]) => module.tools.push(path),
                ("go" | "toolchain" | "godebug" | "exclude" | "retract" | "ignore", _) => {}
                _ => _ = fault.get_or_insert(start),
            }
        }
        if let Some(at) = fault {
            file.malformed(found, text, Some(at..at), "not a directive of `go.mod`; the line was left out");
        }
        module
    }

    /// Modules that hold the tools.
    fn tools(&self) -> FxHashSet<&'a str> {
        let modules: FxHashSet<&str> = self.requires.iter().map(|require| require.path).collect();
        // The longest path that is a module's: from the whole upwards.
        let module_of = |tool: &'a str| {
            let above = tool.rmatch_indices('/').map(|(at, _)| at);
            [tool.len()].into_iter().chain(above).find_map(|end| modules.get(tool.get(..end)?).copied())
        };
        // No path is as long; in one made to harm there would be a million places to look at.
        self.tools.iter().filter(|tool| tool.len() < 1024).filter_map(|tool| module_of(tool)).collect()
    }
}
