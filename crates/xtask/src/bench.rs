//! `cargo xtask bench`: whole commands, by CPU time and peak memory.
//!
//! Machines are shared and noisy: CPU time (user + system) is what to compare, wall time only says how it felt. Needs GNU
//! time at /usr/bin/time. The graph's own benchmark is `cargo bench -p wean-exposure`.

use std::path::PathBuf;
use std::process::Command;
use std::process::ExitCode;

/// Times whole commands: the median of several runs, as a table in Markdown.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Folders to scan beside examples/riverton.
    targets: Vec<PathBuf>,
    /// Counted runs of each command, after one that is not.
    #[arg(long, default_value_t = 5)]
    runs: usize,
}

struct Run {
    cpu: f64,
    wall: f64,
    megabytes: f64,
}

/// Builds the release binary and times it.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--package", "wean"])
        .current_dir(root)
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !built.success() {
        return Err("the release build failed".to_owned());
    }
    let wean = format!("{root}/target/release/wean");
    let riverton = format!("{root}/examples/riverton");
    let mut commands: Vec<(String, Vec<String>)> = Vec::new();
    let mut add = |name: &str, words: &[&str]| {
        commands.push((name.to_owned(), words.iter().map(ToString::to_string).collect()));
    };
    add("wean --version", &["--version"]);
    add("wean scan examples/riverton", &["scan", &riverton, "-q", "--format", "json"]);
    add("wean cut --from US examples/riverton", &["cut", "--from", "US", &riverton, "-q"]);
    add("wean cut --rank examples/riverton", &["cut", "--rank", &riverton, "-q"]);
    for target in &arguments.targets {
        let path = target.display().to_string();
        let name = target.file_name().map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned());
        add(&format!("wean scan {name}"), &["scan", &path, "-q", "--format", "cyclonedx"]);
    }
    println!("| command | CPU s, median (least to most) | wall s | peak MB |");
    println!("| --- | ---: | ---: | ---: |");
    for (name, words) in commands {
        timed(&wean, &words)?;
        let mut runs = (0..arguments.runs.max(1)).map(|_| timed(&wean, &words)).collect::<Result<Vec<_>, _>>()?;
        runs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
        let (least, median, most) = (&runs[0], &runs[runs.len() / 2], &runs[runs.len() - 1]);
        println!(
            "| `{name}` | {:.2} ({:.2} to {:.2}) | {:.2} | {:.0} |",
            median.cpu, least.cpu, most.cpu, median.wall, median.megabytes
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn timed(program: &str, words: &[String]) -> Result<Run, String> {
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%U %S %e %M", program])
        .args(words)
        .output()
        .map_err(|error| format!("cannot run /usr/bin/time (GNU time; on Debian the package `time`): {error}"))?;
    let talk = String::from_utf8_lossy(&output.stderr);
    let last = talk.lines().last().unwrap_or_default();
    let figures: Vec<f64> = last.split(' ').filter_map(|figure| figure.parse().ok()).collect();
    let [user, system, wall, kilobytes] = figures[..] else {
        return Err(format!("`{program} {}` did not run: {last}", words.join(" ")));
    };
    Ok(Run { cpu: user + system, wall, megabytes: kilobytes / 1024.0 })
}
