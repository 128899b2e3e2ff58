//! `wean init`: a commented `wean.toml` to fill in.

use std::process::ExitCode;

use crate::arguments::InitArguments;
use crate::output::{Failure, Outcome, Terminal};

/// Every key with its meaning; what is commented out is the default or an example.
const TEMPLATE: &str = include_str!("init.toml");

/// Writes the file, or prints it with `--dry-run`. A file that is there already is left alone.
pub(crate) fn run(arguments: &InitArguments, terminal: &mut Terminal) -> Outcome {
    if arguments.dry_run {
        crate::output::data(TEMPLATE)?;
        return Ok(ExitCode::SUCCESS);
    }
    // Beside a file: what is scanned may be one, and this is where scanning it looks.
    let path = crate::target::folder(&arguments.target).join("wean.toml");
    if path.exists() {
        return Err(Failure::new(
            "cannot-write",
            format!("`{}` is there already; it was left as it is", path.display()),
        )
        .hint("`wean init --dry-run` prints what would be written"));
    }
    crate::output::write(&path, TEMPLATE)?;
    terminal.say(&format!("wrote {}: name your services in it, then `wean cut --from US`", path.display()));
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::TEMPLATE;

    /// The template is right as it stands, and with every example in it uncommented.
    #[test]
    fn the_template_is_right() {
        wean_scan::Configuration::parse("wean.toml", TEMPLATE).unwrap();
        let uncommented: Vec<&str> = TEMPLATE.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line)).collect();
        let configuration = wean_scan::Configuration::parse("wean.toml", &uncommented.join("\n")).unwrap();
        assert_eq!(configuration.service.len(), 2);
    }
}
