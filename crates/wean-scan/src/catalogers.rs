//! The list of catalogers. A new one is a file beside the others, a fixture folder, and two lines here.

use crate::cataloger::Cataloger;

mod cargo;
mod compose;
mod cyclonedx;
mod dns_zone;
mod dockerfile;
mod purchases;
mod spdx;
mod terraform;

/// Every cataloger, sorted by name.
pub static CATALOGERS: &[&dyn Cataloger] = &[
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
