//! Embeds the records of `catalogue/`: parsed here, so that start-up parses no TOML. A record that does not parse is a
//! build error that names its file.

#[path = "src/record.rs"]
#[expect(unreachable_pub, reason = "the library exports it; a build script exports nothing")]
mod record;

use std::path::Path;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    println!("cargo::rerun-if-changed={}", root.display());
    println!("cargo::rerun-if-changed=src/record.rs");
    let mut records = record::Records::default();
    for folder in record::FOLDERS {
        let mut files: Vec<_> = std::fs::read_dir(root.join(folder))
            .unwrap_or_else(|error| panic!("catalogue/{folder}: {error}"))
            .map(|entry| entry.expect("a readable folder").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .collect();
        files.sort();
        for file in files {
            let id = file.file_stem().expect("it has an extension").to_string_lossy().into_owned();
            let path = format!("catalogue/{folder}/{id}.toml");
            let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
            if let Err((message, span)) = records.add(folder, &id, &path, &text) {
                let line = span.map_or(1, |span| text[..span.start].matches('\n').count() + 1);
                println!("cargo::error={path}:{line}: {message}");
            }
        }
    }
    let bytes = postcard::to_stdvec(&records).expect("records serialise");
    let out = std::env::var_os("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&out).join("catalogue.bin"), bytes).expect("the build folder can be written");
}
