//! Data to standard output or files, talk to standard error.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use wean_diag::{Diagnostic, Severity, Style, system_error};
use wean_report::{Answer, Format, Paint, Screen};

use crate::arguments::{ColorWhen, Common};

/// Why a command could not do it.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What to tell the user.
    pub diagnostic: Diagnostic,
}

impl Failure {
    /// A failure that is worth a code of its own.
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { diagnostic: Diagnostic::new(code, message) }
    }

    /// With something to type or change.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { diagnostic: self.diagnostic.hint(hint) }
    }
}

/// What a command gives back.
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// How much to say on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Talk {
    /// Errors alone.
    Quiet,
    /// The first few of each kind.
    Normal,
    /// Everything.
    Verbose,
}

/// Where to print, and how.
#[derive(Debug)]
pub(crate) struct Terminal {
    style: Style,
    /// Columns to fit into; none when standard output is no terminal and `COLUMNS` does not say.
    pub width: Option<usize>,
    /// Somebody watches standard output.
    watched: bool,
    /// Colours on standard output.
    pub colour: bool,
    talk: Talk,
    /// Address of the target, for paths that can be clicked.
    links: Option<Box<str>>,
    /// Progress may be shown.
    pub progress: bool,
}

impl Terminal {
    /// Looks at the environment.
    pub(crate) fn new(common: &Common) -> Self {
        let colour = |terminal: bool| match common.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
        let columns = asked.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)));
        let columns = columns.filter(|columns| *columns > 0).unwrap_or(80).max(40);
        Self {
            style: Style { colour: colour(err), unicode: true, width: columns },
            width: ((out || asked.is_some()) && !common.wide).then_some(columns),
            watched: out,
            colour: colour(out),
            talk: match (common.quiet, common.verbose) {
                (true, _) => Talk::Quiet,
                (false, true) => Talk::Verbose,
                (false, false) => Talk::Normal,
            },
            links: None,
            progress: err && !common.no_progress && !common.quiet,
        }
    }

    /// Makes paths below the target clickable (OSC 8), where a terminal shows them in colour.
    pub(crate) fn link(&mut self, target: &Path) {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        if let Ok(full) = std::fs::canonicalize(target)
            && self.colour
            && self.watched
            && !dumb
        {
            let folder = if full.is_dir() { full.as_path() } else { full.parent().unwrap_or(Path::new("/")) };
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._~".contains(&b);
            let path: String = folder
                .to_string_lossy()
                .bytes()
                .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
                .collect();
            self.links = Some(format!("file://{}/", path.trim_end_matches('/')).into());
        }
    }

    /// How standard output is decorated.
    fn paint(&self) -> Paint {
        Paint { colour: self.colour, links: self.links.clone() }
    }

    /// Prints one diagnostic.
    pub(crate) fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        if self.talk != Talk::Quiet || diagnostic.code.severity == Severity::Error {
            talk(&wean_diag::render(diagnostic, self.style));
        }
    }

    /// Prints diagnostics: the first few of each code, and how many more there are.
    pub(crate) fn diagnostics(&mut self, diagnostics: &[Diagnostic]) {
        const SHOWN: usize = 3;
        if self.talk == Talk::Quiet {
            return;
        }
        let mut counts = std::collections::BTreeMap::new();
        for diagnostic in diagnostics {
            let count = counts.entry(diagnostic.code.name).or_insert(0usize);
            *count += 1;
            if self.talk == Talk::Verbose || *count <= SHOWN {
                self.diagnostic(diagnostic);
            }
        }
        if self.talk != Talk::Verbose {
            for (code, count) in counts.into_iter().filter(|(_, count)| *count > SHOWN) {
                let more = count - SHOWN;
                talk(&format!(
                    "note: {more} more [{code}]; `--verbose` shows them, `wean explain {code}` says what it means"
                ));
            }
        }
    }

    /// Prints a line of talk.
    pub(crate) fn say(&mut self, line: &str) {
        if self.talk != Talk::Quiet {
            talk(line);
        }
    }
}

/// Prints data. A reader that goes away, as `head` does, is the end of the work and no fault.
pub(crate) fn data(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => {
            Err(Failure::new("cannot-write", format!("cannot write to standard output: {}", system_error(&error))))
        }
        Ok(()) => Ok(()),
    }
}

/// Writes what has no form but text, to the files of `-o` or to standard output.
pub(crate) fn text(text: &str, common: &Common, terminal: &mut Terminal) -> Result<(), Failure> {
    if let Some(format) = &common.format {
        return Err(Failure::new("bad-argument", format!("this answer has no form in `{format}`"))
            .hint("leave `--format` out; `-o FILE` writes the text to a file"));
    }
    for file in &common.output {
        write(Path::new(file), text)?;
        terminal.say(&format!("wrote {file}"));
    }
    if common.output.is_empty() { data(text) } else { Ok(()) }
}

/// Prints talk. Nothing can be said when standard error is gone.
fn talk(text: &str) {
    _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes an answer to the files of `-o`, or else to standard output.
pub(crate) fn report(answer: &Answer<'_>, common: &Common, terminal: &mut Terminal) -> Result<(), Failure> {
    let render = |format: Format, screen: &Screen| {
        wean_report::render(answer, format, screen)
            .map_err(|error| Failure::new("bad-argument", error.to_string()).hint(error.hint()))
    };
    let asked = asked(common);
    let files = files(common, asked)?;
    // All are made before one is written: a format that this answer lacks is said while nothing has changed.
    let plain = Screen { width: None, paint: Paint::default(), wide: true };
    let texts = files.iter().map(|(format, _)| Ok(render(*format, &plain)?.data));
    let texts: Vec<String> = texts.collect::<Result<_, Failure>>()?;
    for ((_, path), text) in files.iter().zip(&texts) {
        write(path, text)?;
        terminal.say(&format!("wrote {}", path.display()));
    }
    // Who watches still gets the table; a pipe gets nothing that went to a file.
    if files.is_empty() || asked.is_none() && terminal.watched {
        let format = asked.unwrap_or(Format::Table);
        let screen = Screen { width: terminal.width, paint: terminal.paint(), wide: common.wide };
        let output = render(format, &screen)?;
        crate::output::data(&output.data)?;
        if format == Format::Table && !output.talk.is_empty() {
            terminal.say(output.talk.trim_end());
        }
    }
    Ok(())
}

/// Whether the files of `-o` can be written as asked: said before the work, not after it.
pub(crate) fn check(common: &Common) -> Result<(), Failure> {
    for (_, path) in files(common, asked(common))? {
        let folder = folder_of(path);
        if !folder.is_dir() {
            return Err(Failure::new(
                "cannot-write",
                format!("cannot write `{}`: `{}` is no folder", path.display(), folder.display()),
            )
            .hint("name a file in a folder that is there"));
        }
    }
    Ok(())
}

fn asked(common: &Common) -> Option<Format> {
    common.format.as_deref().map(|word| word.parse().expect("clap allows no other word"))
}

/// The files of `-o`, each with its format.
fn files(common: &Common, asked: Option<Format>) -> Result<Vec<(Format, &Path)>, Failure> {
    common
        .output
        .iter()
        .map(|output| {
            if let Some((format, file)) = output.split_once('=')
                && let Ok(format) = format.parse::<Format>()
            {
                return Ok((format, Path::new(file)));
            }
            asked.or_else(|| Format::of_path(output)).map(|format| (format, Path::new(output.as_str()))).ok_or_else(
                || {
                    let formats: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
                    Failure::new("bad-argument", format!("the ending of `{output}` names no format"))
                        .hint(format!("write `-o FORMAT={output}`; formats are {}", formats.join(", ")))
                },
            )
        })
        .collect()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Writes a file whole or not at all: a temporary file beside it, flushed to disk, then renamed. A link is followed, and
/// what is no regular file (`/dev/null`, a pipe) is written to, never replaced.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let attempt = || -> io::Result<()> {
        let place = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if std::fs::metadata(&place).is_ok_and(|metadata| !metadata.is_file()) {
            return std::fs::OpenOptions::new().write(true).open(&place)?.write_all(text.as_bytes());
        }
        let folder = folder_of(&place);
        let mut builder = tempfile::Builder::new();
        // As any program creates a file: the user's umask decides who else may read it.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.prefix(".wean-").tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&place).map_err(|error| error.error)?;
        Ok(())
    };
    attempt().map_err(|error| {
        let mut failure =
            Failure::new("cannot-write", format!("cannot write `{}`: {}", path.display(), system_error(&error)));
        failure.diagnostic = failure.diagnostic.at(path.display().to_string());
        failure
    })
}
