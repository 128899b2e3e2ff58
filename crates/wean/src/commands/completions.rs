//! `wean completions` and `wean man`: made from the one definition of the command line.

use std::process::ExitCode;

use crate::arguments::command;
use crate::output::{Failure, Outcome};

/// Completions of a shell.
pub(crate) fn completions(shell: clap_complete::Shell) -> Outcome {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut command(), "wean", &mut bytes);
    print(&bytes)
}

/// The man page: the main page, then one section a command.
pub(crate) fn man() -> Outcome {
    let mut bytes = Vec::new();
    let mut command = command();
    command.build();
    let render = |command: clap::Command, bytes: &mut Vec<u8>| clap_mangen::Man::new(command).render(bytes);
    let commands: Vec<clap::Command> = command.get_subcommands().cloned().collect();
    let mut result = render(command, &mut bytes);
    for part in commands {
        let name = format!("wean-{}", part.get_name());
        result = result.and_then(|()| render(part.name(name), &mut bytes));
    }
    result.map_err(|error| Failure::new("cannot-write", format!("cannot make the man page: {error}")))?;
    print(&bytes)
}

fn print(bytes: &[u8]) -> Outcome {
    crate::output::data(&String::from_utf8_lossy(bytes))?;
    Ok(ExitCode::SUCCESS)
}
