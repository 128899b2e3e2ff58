//! Days on which updates end, from a copy of the `products` folder of endoflife.date (MIT): Markdown files whose front
//! matter lists release cycles. Only whole dates are taken; what is true or false there says nothing of a day.

use saphyr::MarkedYaml;
use wean_diag::Diagnostic;
use wean_model::{Ends, Release};

use crate::tree::Tree;
use crate::yaml;

/// Reads every file of the folder. One that cannot be read is left out with a diagnostic.
pub fn ends(tree: &Tree) -> (Vec<Ends>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut all = Vec::new();
    for name in tree.list("").into_iter().filter(|name| name.rsplit_once('.').is_some_and(|(_, ending)| ending == "md"))
    {
        let text = match tree.read(&name) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => {
                let message = format!("cannot read it: {}; it was left out", wean_diag::system_error(&error));
                diagnostics.push(Diagnostic::new("cannot-read", message).at(name));
                continue;
            }
        };
        let Some(front) = front_matter(&text) else { continue };
        let documents = yaml::parse(&name.as_str().into(), front, &mut diagnostics);
        all.extend(documents.first().and_then(|document| product(document, &name)));
    }
    (all, diagnostics)
}

/// What stands between the first two lines of `---`.
fn front_matter(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches('\u{feff}').strip_prefix("---")?;
    let rest = rest.strip_prefix('\r').unwrap_or(rest).strip_prefix('\n')?;
    Some(rest.split_once("\n---").map_or(rest, |(front, _)| front))
}

fn product(document: &MarkedYaml<'_>, path: &str) -> Option<Ends> {
    let list = |key: &str| yaml::get(document, key).and_then(|node| yaml::bare(node).data.as_sequence());
    let releases: Vec<Release> = list("releases")?
        .iter()
        .filter_map(|release| {
            let of = |key: &str| yaml::get(release, key).and_then(yaml::text).filter(|text| is_day(text));
            // `eoas`, the end of active support, is not the end of updates; `eoes` is that of the paid ones.
            Some(Release {
                version: yaml::text(yaml::get(release, "releaseCycle")?)?.to_owned(),
                ends: of("eol")?.to_owned(),
                extended: of("eoes").map(str::to_owned),
            })
        })
        .collect();
    let purls = list("identifiers").into_iter().flatten();
    let purls = purls.filter_map(|node| yaml::get(node, "purl").and_then(yaml::text)).map(str::to_owned).collect();
    let names = yaml::get(document, "title").and_then(yaml::text).into_iter().map(str::to_owned).collect();
    (!releases.is_empty()).then(|| Ends { names, purls, releases, path: path.to_owned() })
}

/// `YYYY-MM-DD`.
fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_with_a_day_are_read() {
        let text = "---\ntitle: Thing\nidentifiers:\n  - purl: pkg:deb/debian/thing\n  - cpe: cpe:/a:thing\nreleases:\n  \
                    - releaseCycle: \"8\"\n    eol: 2029-05-31\n    eoes: 2032-05-31\n  - releaseCycle: \"7\"\n    eol: true\n---\nText\n";
        let files = [("thing.md", text), ("empty.md", ""), ("bad.md", "---\n[\n---\n"), ("notes.txt", "---\n")];
        let tree = Tree::memory(files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())));
        let (all, diagnostics) = ends(&tree);
        assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
        let release = Release { version: "8".into(), ends: "2029-05-31".into(), extended: Some("2032-05-31".into()) };
        let thing = Ends {
            names: vec!["Thing".into()],
            purls: vec!["pkg:deb/debian/thing".into()],
            releases: vec![release],
            path: "thing.md".into(),
        };
        assert_eq!(all, [thing]);
    }
}
