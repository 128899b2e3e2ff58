//! What the documents say of the program is what the program says of itself.

use std::path::Path;

use wean_scan::CATALOGERS;

fn document(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Lines of `document` that are missing, to be pasted.
fn missing(document: &str, lines: impl Iterator<Item = String>) -> Vec<String> {
    lines.filter(|line| !document.lines().any(|present| present == line)).collect()
}

fn globs(globs: &[&str]) -> String {
    globs.iter().map(|glob| format!("`{}`", glob.trim_start_matches("**/"))).collect::<Vec<_>>().join(", ")
}

/// A cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[test]
fn the_readme_lists_every_cataloger() {
    let rows = CATALOGERS.iter().map(|c| format!("| `{}` | {} |", c.name(), cell(c.sees())));
    let missing = missing(&document("README.md"), rows);
    assert!(missing.is_empty(), "README.md lacks these rows of its table of sources:\n{}", missing.join("\n"));
}

#[test]
fn the_list_of_sources_says_what_each_cataloger_says() {
    let rows = CATALOGERS.iter().map(|c| {
        format!("| `{}` | {} | {} | {} |", c.name(), globs(c.globs()), cell(c.sees()), cell(c.does_not_see()))
    });
    let missing = missing(&document("docs/sources.md"), rows);
    assert!(missing.is_empty(), "docs/sources.md lacks these rows:\n{}", missing.join("\n"));
}

/// Each code of a diagnostic that a document names in brackets exists.
#[test]
fn codes_in_the_documents_exist() {
    let mut documents = vec!["README.md".to_owned(), "CONTRIBUTING.md".to_owned(), "ARCHITECTURE.md".to_owned()];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if Path::new(&name).extension().is_some_and(|extension| extension == "md") {
            documents.push(format!("docs/{name}"));
        }
    }
    for path in documents {
        let text = document(&path);
        for severity in ["error[", "warning[", "note["] {
            for rest in text.split(severity).skip(1) {
                let code = rest.split(']').next().unwrap_or_default();
                assert!(wean_diag::code(code).is_some(), "{path} names the diagnostic `{code}`, which does not exist");
            }
        }
    }
}

/// Links between the documents lead somewhere.
#[test]
fn links_lead_to_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for path in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/concepts.md",
        "docs/configuration.md",
        "docs/output.md",
        "docs/sources.md",
    ] {
        let folder = Path::new(path).parent().unwrap();
        for rest in document(path).split("](").skip(1) {
            let target = rest.split([')', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") {
                assert!(root.join(folder).join(target).exists(), "{path} links to `{target}`, which is not there");
            }
        }
    }
}

/// The records that CONTRIBUTING.md writes are right, and do what it says.
#[test]
fn the_worked_example_of_a_record_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let text = document("CONTRIBUTING.md");
    let blocks: Vec<&str> = text.split("```toml\n# my-records/").skip(1).collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        let (path, rest) = block.split_once('\n').unwrap();
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, rest.split("```").next().unwrap()).unwrap();
    }
    let findings = wean_catalogue::lint(folder.path(), true, None);
    assert!(findings.is_empty(), "{findings:?}");
    let (catalogue, _) = wean_catalogue::Catalogue::embedded().with_folder(folder.path());
    assert_eq!(catalogue.find_product("Bookwright Library System"), Some("bookwright"));
    let control = catalogue.control("example-software");
    assert_eq!(control.jurisdictions.keys().map(ToString::to_string).collect::<Vec<_>>(), ["AT", "US"]);
}
