//! Attribution of a generated inventory: 1,000,000 components of which some are alike in what they say, as the packages
//! of one account or scope are. `cargo bench -p wean-catalogue`; set `WEAN_BENCH_SMALL=1` for a hundredth of it.

use divan::{Bencher, black_box};
use fastrand::Rng;
use wean_catalogue::Catalogue;
use wean_model::{Component, ComponentKind, Inventory, InventoryBuilder};

fn main() {
    divan::main();
}

fn pick(random: &mut Rng, list: &[&str]) -> String {
    list[random.usize(..list.len())].to_owned()
}

/// As large systems are: half of it npm, of which one in four has a scope and two in three are installed; then Debian,
/// Python, Go, Rust, Java, images. One in five leads to a party of the catalogue.
fn inventory(catalogue: &Catalogue) -> Inventory {
    let number = if std::env::var_os("WEAN_BENCH_SMALL").is_some() { 10_000 } else { 1_000_000 };
    let mut random = Rng::with_seed(42);
    let namespaces = || catalogue.records().organisations.values().flat_map(|(_, record)| &record.namespaces);
    let forge: Vec<&str> = namespaces().map(String::as_str).filter(|n| n.starts_with("github.com/")).collect();
    let scopes: Vec<&str> = namespaces().filter_map(|n| n.strip_prefix("npm:@")).collect();
    let groups: Vec<&str> = namespaces().filter_map(|n| n.strip_prefix("maven:")).collect();
    let sites: Vec<&str> = catalogue
        .records()
        .organisations
        .values()
        .flat_map(|(_, record)| &record.domains)
        .map(String::as_str)
        .collect();
    let mut builder = InventoryBuilder::new("generated");
    for i in 0..number {
        let known = random.u32(..5) == 0;
        let account = random.u32(..50_000);
        let repository = if known { pick(&mut random, &forge) } else { format!("github.com/owner{account}") };
        let (kind, purl) = match random.u32(..100) {
            0..=12 => {
                let scope = if known { pick(&mut random, &scopes) } else { format!("scope{account}") };
                (ComponentKind::Library, format!("pkg:npm/%40{scope}/name{i}@1.2.3"))
            }
            13..=49 => (ComponentKind::Library, format!("pkg:npm/name{i}@1.2.3")),
            50..=64 => {
                (ComponentKind::Application, format!("pkg:deb/debian/name{i}@1.2.3-4?arch=amd64&distro=debian-12"))
            }
            65..=79 => (ComponentKind::Library, format!("pkg:pypi/name{i}@1.2.3")),
            80..=88 => (ComponentKind::Library, format!("pkg:golang/{repository}/name{i}@v1.2.3")),
            89..=93 => (ComponentKind::Library, format!("pkg:cargo/name{i}@1.2.3")),
            94..=97 => {
                let group = if known { pick(&mut random, &groups) } else { format!("org.group{account}") };
                (ComponentKind::Library, format!("pkg:maven/{group}/name{i}@1.2.3"))
            }
            _ => (ComponentKind::ContainerImage, format!("pkg:docker/owner{account}/name{i}@1.2.3")),
        };
        let mut component = Component::with_purl(kind, &format!("name{i}"), Some("1.2.3"), &purl);
        let hints = &mut component.hints;
        match component.purl.as_deref().and_then(|purl| purl.split(['/', ':']).nth(1)) {
            Some("npm" | "pypi") if random.u32(..3) > 0 => {
                hints.repository = Some(format!("git+https://{repository}/name{i}.git").into());
                hints.homepage = Some(format!("https://{repository}/name{i}#readme").into());
                hints.maker = Some(format!("Author {account} <author{account}@mail{account}.example>").into());
            }
            Some("deb") => {
                let site = if known { pick(&mut random, &sites) } else { format!("www.site{account}.org") };
                hints.homepage = Some(format!("https://{site}/name{i}/").into());
                hints.maintainer = Some("A Team <team@lists.example.org>".into());
                hints.supplier = Some("Debian".into());
            }
            _ => {}
        }
        builder.component(component);
    }
    builder.finish()
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn attribute(bencher: Bencher) {
    let catalogue = Catalogue::embedded();
    let inventory = inventory(&catalogue);
    bencher
        .with_inputs(|| inventory.clone())
        .bench_local_values(|inventory| black_box(catalogue.attribute_all(inventory)));
}
