//! Chores of the project: `cargo xtask CHORE`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "chores talk to the one who runs them")]

mod bench;
mod coverage;
mod fuzz;
mod packages;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Chores of the project.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    Bench(bench::Arguments),
    Coverage(coverage::Arguments),
    Fuzz(fuzz::Arguments),
    Packages(packages::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Bench(arguments) => bench::run(&arguments),
        Chore::Coverage(arguments) => coverage::run(&arguments),
        Chore::Fuzz(arguments) => fuzz::run(&arguments),
        Chore::Packages(arguments) => packages::run(&arguments),
    };
    match done {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}
