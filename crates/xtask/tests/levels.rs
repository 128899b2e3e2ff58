//! Data flows one way: a crate names only crates on lower levels. The table is that of ARCHITECTURE.md.

use std::collections::BTreeMap;
use std::process::Command;

const LEVELS: &[(&str, u32)] = &[
    ("wean-model", 0),
    ("wean-diag", 1),
    ("wean-scan", 2),
    ("wean-catalogue", 2),
    ("wean-exposure", 3),
    ("wean-replay", 4),
    ("wean-report", 5),
    ("wean", 7),
    ("xtask", 8),
];

#[test]
fn crates_name_only_crates_on_lower_levels() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let levels: BTreeMap<&str, u32> = LEVELS.iter().copied().collect();
    let mut seen = Vec::new();
    for package in metadata["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let level = *levels.get(name).unwrap_or_else(|| panic!("`{name}` has no level: add it to the table"));
        seen.push(name);
        for dependency in package["dependencies"].as_array().unwrap() {
            let on = dependency["name"].as_str().unwrap();
            if let Some(below) = levels.get(on) {
                assert!(*below < level, "`{name}` (level {level}) names `{on}` (level {below})");
            }
        }
    }
    let mut listed: Vec<&str> = levels.keys().copied().collect();
    listed.sort_unstable();
    seen.sort_unstable();
    assert_eq!(listed, seen);
}
