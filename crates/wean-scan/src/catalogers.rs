//! The list of catalogers. A new one is a file beside the others, a fixture folder, and two lines here.

use crate::cataloger::Cataloger;

mod apk;
mod cargo;
mod compose;
mod cyclonedx;
mod dns_zone;
mod dockerfile;
mod dpkg;
mod purchases;
mod spdx;
mod terraform;

/// Every cataloger, sorted by name.
pub static CATALOGERS: &[&dyn Cataloger] = &[
    // One a line, so that a new one is one line.
    &apk::Apk,
    &cargo::Cargo,
    &compose::Compose,
    &cyclonedx::CycloneDx,
    &dns_zone::DnsZone,
    &dockerfile::Dockerfile,
    &dpkg::Dpkg,
    &purchases::Purchases,
    &spdx::Spdx,
    &terraform::Terraform,
];

/// Finds lines of a text in the order in which they are asked for, in one pass. A text that is not found ends the
/// search, so that a hostile file costs one pass, too.
struct Lines<'a> {
    rest: &'a str,
    line: u32,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text, line: 1 }
    }

    /// Line (from 1) of the next place that reads `wanted`.
    fn next(&mut self, wanted: &str) -> Option<u32> {
        let Some(at) = memchr::memmem::find(self.rest.as_bytes(), wanted.as_bytes()) else {
            self.rest = "";
            return None;
        };
        let newlines = memchr::memchr_iter(b'\n', &self.rest.as_bytes()[..at]).count();
        self.line = self.line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        self.rest = &self.rest[at..];
        Some(self.line)
    }
}
    &cargo::Cargo,
    &compose::Compose,
    &cyclonedx::CycloneDx,
    &dns_zone::DnsZone,
    &dockerfile::Dockerfile,
    &purchases::Purchases,
    &spdx::Spdx,
    &terraform::Terraform,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A forgotten line is named: `left: ["cargo"] right: ["apk", "cargo"]`.
    #[test]
    fn the_list_holds_every_file_of_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/catalogers");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| Some(name.strip_suffix(".rs")?.replace('_', "-")))
            .collect();
        files.sort();
        let listed: Vec<&str> = CATALOGERS.iter().map(|cataloger| cataloger.name()).collect();
        assert_eq!(listed, files);
    }
}
