//! `cargo xtask fuzz`: every fuzz target for some time, with the fixtures of the tests to start from.
//!
//! cargo-fuzz and its flags need a nightly compiler. Where there is none, `RUSTC_BOOTSTRAP=1` makes the stable one take
//! them: good enough for a chore, never for what is released.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Fuzz the parsers, one target after the other
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Minutes for each target
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    minutes: f64,
    /// Targets; all when none is named
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
}

/// Seconds after which one input counts as a hang.
const HANG: u32 = 10;

/// Megabytes above which a run counts as a leak.
const MEMORY: u32 = 4096;

/// Longer fixtures slow every run down; those are tried by the tests.
const LONGEST_SEED: usize = 16 << 10;

/// What a target came to.
struct Outcome {
    executions: u64,
    coverage: u64,
    /// Where the input that broke it lies.
    crash: Option<String>,
    log: PathBuf,
}

/// Runs the targets. Success when none found anything.
///
/// # Errors
/// What to install, or what cannot be read or started.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().map_err(|error| format!("cannot find the workspace: {error}"))?;
    let all = names(&root.join("fuzz/fuzz_targets"), ".rs")?;
    if let Some(wrong) = arguments.targets.iter().find(|target| !all.contains(target)) {
        return Err(format!("no target `{wrong}`; there are {}", all.join(", ")));
    }
    let targets = if arguments.targets.is_empty() { &all } else { &arguments.targets };
    for target in targets {
        let corpus = root.join("fuzz/corpus").join(target);
        seed(&root, target, &corpus).map_err(|error| format!("cannot write the corpus of `{target}`: {error}"))?;
    }
    let toolchain = Toolchain::find()?;
    println!("{:<18} {:>12} {:>9}  crashes", "target", "executions", "coverage");
    let mut crashed = false;
    for target in targets {
        let outcome = fuzz(&root, target, arguments.minutes, &toolchain)?;
        let crash = outcome.crash.as_deref().unwrap_or("none");
        println!("{target:<18} {:>12} {:>9}  {crash}", outcome.executions, outcome.coverage);
        if outcome.crash.is_some() {
            println!("  see {}; minimise the input, mend, keep it in fuzz/seeds/{target}/", outcome.log.display());
            crashed = true;
        }
    }
    Ok(if crashed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// How to call cargo so that it takes cargo-fuzz's flags.
struct Toolchain {
    nightly: bool,
}

impl Toolchain {
    fn find() -> Result<Self, String> {
        let answers = |command: &mut Command| {
            let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
            output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
        };
        // A toolchain of that name may be anything: ask it.
        let version = answers(Command::new("rustc").args(["+nightly", "--version"]).env_remove("RUSTUP_TOOLCHAIN"));
        let found = Self { nightly: version.is_some_and(|version| version.contains("nightly")) };
        if answers(found.cargo().args(["fuzz", "--version"])).is_none() {
            return Err("cargo-fuzz is missing\nhint: `cargo install cargo-fuzz`; it also wants a C++ compiler, and \
                        works best with `rustup toolchain install nightly`"
                .to_owned());
        }
        Ok(found)
    }

    fn cargo(&self) -> Command {
        // Not $CARGO: that is the cargo of one toolchain, and this may have to be another's.
        let mut cargo = Command::new("cargo");
        for name in ["CARGO", "RUSTC", "RUSTUP_TOOLCHAIN"] {
            cargo.env_remove(name);
        }
        if self.nightly {
            cargo.env("RUSTUP_TOOLCHAIN", "nightly");
        } else {
            cargo.env("RUSTC_BOOTSTRAP", "1");
        }
        cargo
    }
}

fn fuzz(root: &Path, target: &str, minutes: f64, toolchain: &Toolchain) -> Result<Outcome, String> {
    let start = |error: std::io::Error| format!("cannot start cargo: {error}");
    let built = toolchain.cargo().args(["fuzz", "build", target]).current_dir(root).output().map_err(start)?;
    if !built.status.success() {
        return Err(format!("`{target}` does not build\n{}", String::from_utf8_lossy(&built.stderr)));
    }
    let seconds = (minutes * 60.0).max(1.0).round();
    let mut run = toolchain.cargo();
    run.args(["fuzz", "run", target, "--"]).current_dir(root);
    run.args([format!("-max_total_time={seconds}"), format!("-timeout={HANG}"), format!("-rss_limit_mb={MEMORY}")]);
    run.arg("-print_final_stats=1");
    // A dictionary of the words that parsers look for would be stale soon; libFuzzer finds them by comparison.
    let output = run.stdin(Stdio::null()).stdout(Stdio::null()).output().map_err(start)?;
    let text = String::from_utf8_lossy(&output.stderr);
    let log = root.join("fuzz/artifacts").join(target).join("log");
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).and_then(|()| fs::write(&log, &*text)).map_err(|error| error.to_string())?;
    }
    let crash = match crash(&text) {
        Some(path) => Some(path.strip_prefix(&format!("{}/", root.display())).unwrap_or(path).to_owned()),
        None if output.status.success() => None,
        None => Some(format!("{} without an input", output.status)),
    };
    Ok(Outcome { executions: executions(&text), coverage: coverage(&text), crash, log })
}

/// Where libFuzzer wrote the input that broke the target.
fn crash(text: &str) -> Option<&str> {
    text.lines().rev().find_map(|line| line.split_once("Test unit written to ").map(|(_, path)| path.trim()))
}

/// From the last `stat::number_of_executed_units:`, which a crash leaves out, or the last progress line `#N`.
fn executions(text: &str) -> u64 {
    let number = |line: &str| {
        let rest = line.strip_prefix("stat::number_of_executed_units:").or_else(|| line.strip_prefix('#'))?;
        rest.split_whitespace().next()?.parse().ok()
    };
    text.lines().rev().find_map(number).unwrap_or(0)
}

/// From the last progress line: `#123 NEW cov: 456 ft: …`.
fn coverage(text: &str) -> u64 {
    let number = |line: &str| line.split_once(" cov: ")?.1.split_whitespace().next()?.parse().ok();
    text.lines().rev().find_map(number).unwrap_or(0)
}

/// Puts into the corpus what stands elsewhere in the project: committed seeds, and for a cataloger its fixtures and the
/// example city's files, each file by itself and each folder as one input (the form is told in fuzz/src/lib.rs).
fn seed(root: &Path, target: &str, corpus: &Path) -> std::io::Result<()> {
    fs::create_dir_all(corpus)?;
    let mut inputs: Vec<Vec<u8>> = Vec::new();
    for file in files(&root.join("fuzz/seeds").join(target))? {
        inputs.push(fs::read(file)?);
    }
    let fixtures = root.join("crates/wean-scan/tests/catalogers").join(target.replace('_', "-"));
    for fixture in entries(&fixtures)? {
        if fixture.is_dir() {
            inputs.push(together(&fixture)?);
        }
        for file in files(&fixture)? {
            inputs.push(fs::read(file)?);
        }
    }
    let city = root.join("examples/riverton");
    if let Ok(tree) = wean_scan::Tree::open(&city, &[], 0) {
        let scan =
            wean_scan::scan(&tree, "riverton", &wean_scan::Configuration::default(), &wean_scan::Progress::default());
        let sources = scan.sources.iter().filter(|source| source.cataloger.replace('-', "_") == target);
        for file in sources.flat_map(|source| &source.files) {
            inputs.push(fs::read(city.join(&**file))?);
        }
    }
    match target {
        "configuration" => inputs.push(fs::read(city.join("wean.toml"))?),
        "records" => {
            for folder in ["organisations", "products", "classes", "jurisdictions", "regions", "packages"] {
                // A handful of each sort is enough: they are all alike.
                for file in files(&root.join("catalogue").join(folder))?.iter().step_by(40) {
                    let name = file.file_name().unwrap_or_default().to_string_lossy();
                    let mut input = format!("-- {folder}/{name} --\n").into_bytes();
                    input.extend(fs::read(file)?);
                    inputs.push(input);
                }
            }
        }
        _ => {}
    }
    inputs.retain(|input| input.len() <= LONGEST_SEED);
    for (number, input) in inputs.iter().enumerate() {
        fs::write(corpus.join(format!("seed-{number}")), input)?;
    }
    Ok(())
}

/// A folder as one input.
fn together(folder: &Path) -> std::io::Result<Vec<u8>> {
    let mut input = Vec::new();
    for file in files(folder)? {
        let path = file.strip_prefix(folder).unwrap_or(&file).display();
        writeln!(input, "-- {path} --")?;
        input.extend(fs::read(&file)?);
        if !input.ends_with(b"\n") {
            input.push(b'\n');
        }
    }
    Ok(input)
}

/// The files of a folder at any depth, or the file itself; sorted. Snapshots are no inputs.
fn files(path: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        let input = path.is_file() && path.extension().is_none_or(|extension| extension != "snap");
        return Ok(if input { vec![path.to_owned()] } else { Vec::new() });
    }
    let below = entries(path)?.into_iter().map(|entry| files(&entry)).collect::<Result<Vec<_>, _>>()?;
    Ok(below.concat())
}

/// What is in a folder, sorted; nothing when there is none.
fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}

/// Names of the files that end so, without that end.
fn names(folder: &Path, end: &str) -> Result<Vec<String>, String> {
    let files = entries(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let name = |path: &PathBuf| Some(path.file_name()?.to_str()?.strip_suffix(end)?.to_owned());
    Ok(files.iter().filter_map(name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libfuzzer_writes_is_understood() {
        let crashed = "#5600\tNEW    cov: 10370 ft: 3 corp: 5/6Kb\n#5636\tREDUCE cov: 10373 ft: 32964 corp: 587/678Kb\n\
                       thread '<unnamed>' panicked at src/lib.rs:1:1:\n==25036== ERROR: libFuzzer: deadly signal\n\
                       artifact_prefix='/p/fuzz/artifacts/a/'; Test unit written to /p/fuzz/artifacts/a/crash-26\n";
        assert_eq!((executions(crashed), coverage(crashed)), (5636, 10373));
        assert_eq!(crash(crashed), Some("/p/fuzz/artifacts/a/crash-26"));
        let done = "#6731\tDONE   cov: 10644 ft: 34772 corp: 680/779Kb\nstat::number_of_executed_units: 6732\n";
        assert_eq!((executions(done), coverage(done), crash(done)), (6732, 10644, None));
    }
}
