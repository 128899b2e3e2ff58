//! The command line: one definition from which `-h`, `--help`, the man page and the completions come.

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};

/// Tells what an organisation runs, who can take it away, and what stops when they do.
#[derive(Debug, Parser)]
#[command(
    name = "wean",
    version,
    max_term_width = 100,
    before_help = "Example: wean cut --from US examples/riverton",
    after_help = "`wean COMMAND --help` is the manual of a command. Exit codes: 0 fine, 1 findings at or over --fail-on, \
                  2 wean could not do it.",
    disable_help_subcommand = true
)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

/// What `--grade` is unless the user says otherwise.
pub(crate) const DEFAULT_GRADE: &str = "derived";

/// Options of every command.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Common {
    /// Format of the answer; a table unless said otherwise.
    #[arg(long, global = true, value_name = "FORMAT", value_parser = formats())]
    pub format: Option<String>,
    /// Writes to a file; its format is --format, or comes from FORMAT=FILE or its ending. May be given several times.
    #[arg(short, long, global = true, value_name = "FILE")]
    pub output: Vec<String>,
    /// Adds a folder of your own records to the catalogue; they win over the embedded ones.
    #[arg(long, global = true, value_name = "DIR", env = "WEAN_CATALOGUE", hide_env_values = true)]
    pub catalogue: Vec<PathBuf>,
    /// Lowest grade of attribution that counts as known.
    #[arg(long, global = true, value_name = "GRADE", default_value = DEFAULT_GRADE, value_parser = grades())]
    pub grade: String,
    /// Answers for a day: who controlled whom then, and which updates had ended. YYYY-MM-DD or `today`.
    #[arg(long, global = true, value_name = "DATE")]
    pub as_of: Option<wean_catalogue::Day>,
    /// Reads days on which updates end from a copy of endoflife.date's `products` folder. They count with --as-of.
    #[arg(long, global = true, value_name = "DIR", hide_short_help = true)]
    pub eol: Option<PathBuf>,
    /// Shows all columns and shortens nothing.
    #[arg(long, global = true)]
    pub wide: bool,
    /// Colours.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_short_help = true)]
    pub color: ColorWhen,
    /// Threads; 0 means as many as there are cores.
    #[arg(short, long, global = true, value_name = "N", default_value_t = 0, value_parser = threads(), hide_short_help = true)]
    pub jobs: usize,
    /// Leaves paths out of the scan; globs relative to the target. May be given several times.
    #[arg(long, global = true, value_name = "GLOB", hide_short_help = true)]
    pub exclude: Vec<String>,
    /// Hides progress.
    #[arg(long, global = true, hide_short_help = true)]
    pub no_progress: bool,
    /// Hides progress, warnings and hints.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Shows every warning, not only the first of each kind.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Finds what runs in a folder, root file system or SBOM, and who stands behind it.
    Scan(ScanArguments),
    /// Tells what stops, and when, if suppliers or jurisdictions withdraw.
    Cut(CutArguments),
    /// Tells who stands behind a thing and, with a cut, why it stops.
    Why(WhyArguments),
    /// Replays withdrawals that happened: what is documented, beside what wean predicts.
    Replay(ReplayArguments),
    /// Says who stands behind a component: asks, and writes a record with its source.
    Attribute(AttributeArguments),
    /// Writes a commented `wean.toml` to fill in.
    Init(InitArguments),
    /// Looks into the catalogue of organisations and products.
    Catalogue(CatalogueArguments),
    /// Explains a diagnostic: `wean explain malformed`. Without a code, lists them.
    Explain(ExplainArguments),
    /// Prints the completions of a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Prints the man page.
    Man,
}

/// `wean scan`.
#[derive(Debug, Args)]
#[command(before_help = "Example: wean scan examples/riverton -o city.cdx.json")]
pub(crate) struct ScanArguments {
    /// Folder, root file system, lock file or SBOM.
    #[arg(default_value = ".")]
    pub target: PathBuf,
    /// Lists components instead of sums.
    #[arg(long, value_name = "WHAT")]
    pub show: Option<Show>,
}

/// What `wean scan --show` lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Show {
    /// Every component.
    Components,
    /// Components that nobody is known to stand behind.
    Unattributed,
}

/// Whose withdrawal is asked about.
#[derive(Debug, Args)]
#[command(next_help_heading = "The cut")]
pub(crate) struct CutTerms {
    /// Cuts a jurisdiction (US), bloc (EU), organisation (microsoft), product (zoom) or package (pkg:npm/left-pad). May
    /// be given several times.
    #[arg(long, value_name = "NAME")]
    pub from: Vec<String>,
    /// Cuts all that is controlled from outside a jurisdiction or bloc.
    #[arg(long, value_name = "PLACE")]
    pub outside: Vec<String>,
    /// Cuts all that runs there at a supplier's, whoever controls it.
    #[arg(long, value_name = "PLACE")]
    pub hosted_in: Vec<String>,
    /// Cuts all holds of a kind.
    #[arg(long, value_name = "KIND", value_parser = holds())]
    pub hold: Vec<String>,
    /// What those who are cut do: `revocation` takes back what was given, `delivery` harms by what is delivered. By
    /// default they withdraw, and may revoke.
    #[arg(long, value_name = "ACT", value_delimiter = ',', value_parser = acts())]
    pub act: Vec<String>,
    /// Between two sets: both must hold. `--from US --and --hold registry`
    #[arg(long, num_args = 0, action = ArgAction::Append, default_missing_value = "")]
    pub and: Vec<String>,
}

/// `wean cut`.
#[derive(Debug, Args)]
#[command(before_help = "Example: wean cut --from US --days 0,30,365 examples/riverton")]
pub(crate) struct CutArguments {
    /// Folder, root file system, lock file or SBOM.
    #[arg(default_value = ".")]
    pub target: PathBuf,
    /// Days to show, counted from the day the withdrawal is in force.
    #[arg(long, value_name = "DAYS", value_delimiter = ',', default_value = "0,30,365")]
    pub days: Vec<u32>,
    /// Orders suppliers and jurisdictions by what each would stop on the last of the days.
    #[arg(long)]
    pub rank: bool,
    /// Exits with 1 when a service is known to reach this state by the last of the days.
    #[arg(long, value_name = "STATE", value_parser = effects())]
    pub fail_on: Option<String>,
    // Last, since its heading holds for all that follows.
    /// Whose withdrawal.
    #[command(flatten)]
    pub terms: CutTerms,
}

/// `wean why`.
#[derive(Debug, Args)]
#[command(before_help = "Example: wean why \"Single sign-on\" --from US examples/riverton")]
pub(crate) struct WhyArguments {
    /// Service, component (name or purl), purchase or host.
    pub name: String,
    /// Folder, root file system, lock file or SBOM.
    #[arg(default_value = ".")]
    pub target: PathBuf,
    /// By which day.
    #[arg(long, value_name = "DAY", default_value_t = 365)]
    pub day: u32,
    /// Shows all paths, not the critical one alone.
    #[arg(long)]
    pub all: bool,
    /// Prints the paths as a graph.
    #[arg(long, value_name = "LANGUAGE")]
    pub graph: Option<GraphLanguage>,
    // Last, since its heading holds for all that follows.
    /// Whose withdrawal.
    #[command(flatten)]
    pub terms: CutTerms,
}

/// Languages of `wean why --graph`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphLanguage {
    /// Graphviz.
    Dot,
    /// Mermaid, as forges render it in Markdown.
    Mermaid,
}

/// `wean replay`.
#[derive(Debug, Args)]
#[command(before_help = "Example: wean replay crowdstrike-2024")]
pub(crate) struct ReplayArguments {
    /// Event of the catalogue. Without one, lists them and says whether each comes out as documented.
    pub event: Option<String>,
    /// Tells which events would have hit this target, and how: a folder, root file system, lock file or SBOM.
    #[arg(long, value_name = "TARGET", num_args = 0..=1, default_missing_value = ".", conflicts_with = "event")]
    pub all: Option<PathBuf>,
    /// By which day; for --all.
    #[arg(long, value_name = "DAY", default_value_t = 365, requires = "all")]
    pub day: u32,
    /// Exits with 1 when an event would have brought a service to this state; for --all.
    #[arg(long, value_name = "STATE", value_parser = effects(), requires = "all")]
    pub fail_on: Option<String>,
}

/// `wean attribute`.
#[derive(Debug, Args)]
#[command(before_help = "Example: wean attribute \"ParkWerk Kiosk\" examples/riverton")]
pub(crate) struct AttributeArguments {
    /// Component: name, purl or host.
    pub name: String,
    /// Folder, root file system, lock file or SBOM it was found in.
    #[arg(default_value = ".")]
    pub target: PathBuf,
    /// Who makes it: an organisation of the catalogue, or the legal name of a new one.
    #[arg(long, value_name = "NAME")]
    pub maker: Option<String>,
    /// What a new organisation is.
    #[arg(long, value_name = "KIND", value_parser = ["company", "foundation", "community", "government"])]
    pub kind: Option<String>,
    /// Legal seat of a new organisation.
    #[arg(long, value_name = "CODE")]
    pub seat: Option<String>,
    /// A domain a new organisation runs.
    #[arg(long, value_name = "DOMAIN")]
    pub domain: Option<String>,
    /// Class whose holds it has.
    #[arg(long, value_name = "CLASS")]
    pub class: Option<String>,
    /// Title of the source that says so.
    #[arg(long, value_name = "TITLE")]
    pub source: Option<String>,
    /// Date of the source, YYYY-MM-DD.
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Who published it.
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
}

/// `wean init`.
#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// Folder to write into; with a file, beside it.
    #[arg(default_value = ".")]
    pub target: PathBuf,
    /// Prints it instead.
    #[arg(long)]
    pub dry_run: bool,
}

/// `wean catalogue`.
#[derive(Debug, Args)]
pub(crate) struct CatalogueArguments {
    /// What to do.
    #[command(subcommand)]
    pub command: CatalogueCommand,
}

/// `wean catalogue COMMAND`.
#[derive(Debug, Subcommand)]
pub(crate) enum CatalogueCommand {
    /// Shows one record with its sources: an organisation, product, class, jurisdiction or bloc.
    Show {
        /// Id, name or alias.
        name: String,
    },
    /// Finds organisations and products by a part of their name.
    Search {
        /// Part of an id, name or alias.
        text: String,
    },
    /// Checks records: dangling references, cycles of ownership, rules that stand twice, missing or old sources.
    Lint {
        /// Notes records whose newest source is older than this date, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        stale_before: Option<String>,
    },
}

/// `wean explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// Code of a diagnostic, as it stands in brackets.
    pub code: Option<String>,
}

/// The whole command line.
pub(crate) fn command() -> clap::Command {
    let styles = Styles::styled()
        .header(AnsiColor::Yellow.on_default().bold())
        .usage(AnsiColor::Yellow.on_default().bold())
        .literal(AnsiColor::Cyan.on_default())
        .placeholder(AnsiColor::Cyan.on_default());
    Arguments::command().styles(styles)
}

fn words(words: impl IntoIterator<Item = &'static str>) -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(words)
}

fn grades() -> clap::builder::PossibleValuesParser {
    words(wean_model::Grade::ALL.iter().filter(|g| **g != wean_model::Grade::Unknown).map(|g| g.as_str()))
}

fn holds() -> clap::builder::PossibleValuesParser {
    words(wean_model::HoldKind::ALL.iter().map(|kind| kind.as_str()))
}

fn acts() -> clap::builder::PossibleValuesParser {
    words(wean_model::Act::ALL.iter().map(|act| act.as_str()))
}

fn effects() -> clap::builder::PossibleValuesParser {
    words(wean_model::Effect::ALL.iter().map(|effect| effect.as_str()))
}

/// More threads than any machine has cores take memory and time, not work.
fn threads() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(0..=1024)
}

fn formats() -> clap::builder::PossibleValuesParser {
    words(wean_report::Format::ALL.iter().map(|format| format.as_str()))
}
