//! Every code there is, with what `wean explain` says about it. Sorted by name; a code is never reused.

use std::fmt;

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// wean could not do what was asked.
    Error,
    /// Something was skipped, guessed, or is probably wrong.
    Warning,
    /// Worth knowing.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// A kind of diagnostic.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case words; named for what is wrong.
    pub name: &'static str,
    /// How bad.
    pub severity: Severity,
    /// What it means, what wean did, what to do: whole sentences.
    pub explanation: &'static str,
}

/// The code of that name.
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.binary_search_by(|code| code.name.cmp(name)).ok().map(|i| &CODES[i])
}

const fn error(name: &'static str, explanation: &'static str) -> Code {
    Code { name, severity: Severity::Error, explanation }
}

const fn warning(name: &'static str, explanation: &'static str) -> Code {
    Code { name, severity: Severity::Warning, explanation }
}

const fn note(name: &'static str, explanation: &'static str) -> Code {
    Code { name, severity: Severity::Note, explanation }
}

/// Every code, sorted by name.
pub static CODES: &[Code] = &[
    warning(
        "bad-amount",
        "An amount in a purchases file is no number in the notation that `wean.toml` names under `[purchases]` \
         (`decimal`, and the other of `.` and `,` between thousands). The row is kept as a purchase without a price, \
         so shares by spend leave it out. Correct the cell, or set `decimal`.",
    ),
    error("bad-argument", "An argument on the command line is no word that the command knows. Nothing was done."),
    error(
        "bad-configuration",
        "`wean.toml` is no valid TOML, or a key holds a value of the wrong kind. Nothing of it was used, since half a \
         configuration could give a wrong answer without a word. `wean.toml` is documented in docs/configuration.md.",
    ),
    warning(
        "bad-purl",
        "A package URL in an SBOM or in a configuration file does not follow the purl specification. The component is \
         kept under its name; attribution by purl cannot see it.",
    ),
    warning(
        "bad-record",
        "A record of the catalogue is no valid TOML, has an unknown or missing key, or a value of the wrong kind. The \
         record is left out; the rest of the catalogue is used. The format is described in catalogue/README.md.",
    ),
    warning(
        "cannot-read",
        "A file or folder could not be read: no permission, a broken disk, or it vanished while wean ran. It is left \
         out and the rest is reported; what it would have said counts as a component of which nothing is known. Run wean as a user who may read it, or exclude it under `[scan] exclude`.",
    ),
    error(
        "cannot-write",
        "A result could not be written: no permission, no space, or the folder is not there. Results are written whole \
         or not at all, so nothing half done is left behind.",
    ),
    warning(
        "conflicting-claims",
        "Two pieces of evidence of the same grade name different parties for the same fact. Tables name one, \
         always the same; of a cut, only what it does to both is known, what it does to one is possible. Settle it with an \
         `[[attribute]]` in `wean.toml`, or mend the record that is wrong.",
    ),
    warning(
        "cyclic-ownership",
        "Following the parents of an organisation leads back to itself. The chain is cut where it closes. One of the \
         records is wrong, or lacks an `until`.",
    ),
    warning(
        "dangling-reference",
        "A record of the catalogue, or `wean.toml`, names an organisation, product, class, jurisdiction or bloc that no \
         record defines. The reference is ignored; `wean catalogue search` finds names.",
    ),
    warning(
        "duplicate-record",
        "Two records of the same kind have the same id, or the same rule stands in two records. The user's own \
         catalogue wins over the embedded one; between two of the same, the first in alphabetical order.",
    ),
    warning("duplicate-service", "`wean.toml` declares two services of the same name. The first is kept."),
    warning(
        "malformed",
        "A file is not in the format its name promises, or only in part: truncated, wrong encoding, a different format, \
         or a version wean does not know. What could be read before the fault is kept, the rest of the file is left out. A file \
         of which nothing could be read counts as a component of which nothing is known.",
    ),
    warning(
        "missing-source",
        "A record of the catalogue names no source with a title and a date. It is left out: a claim nobody can check \
         is worse than none.",
    ),
    error("no-target", "The target is not there, may not be read, or is neither a folder nor a file."),
    note(
        "not-followed",
        "Something was seen and deliberately left alone: a link out of the target, a mount of another file system, a \
         device. Scan the place itself if it belongs to the answer.",
    ),
    warning(
        "not-unicode",
        "A file holds bytes that are no UTF-8. They are shown as U+FFFD and the rest is read. Save the file as UTF-8 if \
         names look wrong.",
    ),
    warning(
        "purchase-without-currency",
        "Rows of a purchases file have an amount but neither a currency column nor a symbol. They are kept without a price, \
         since adding up amounts of different currencies gives nonsense. Set `currency` in `wean.toml` under `[purchases]`.",
    ),
    warning(
        "purchase-without-product",
        "A row of a purchases file names a supplier but no product. It is kept under the supplier's name; who controls \
         the supplier is known at best, not what the purchase is. Fill in the product, or name it in `wean.toml` under \
         `[purchases.aliases]`.",
    ),
    warning(
        "purchase-without-supplier",
        "A row of a purchases file has a price but no supplier. It is kept; who stands behind it comes from the product \
         name alone. Fill it in, or name the product in `wean.toml` under `[purchases.aliases]`.",
    ),
    warning(
        "selects-nothing",
        "A selector in `wean.toml` (a path, host, purchase, component or service name) matches nothing that was found. \
         What `requires`, `uses`, `builds-with` or `any-of` name counts as a component of which nothing is known; of what \
         merely belongs to the service something is missing. Names are compared whole; `*` at the end stands for anything.",
    ),
    note(
        "stale-source",
        "The newest source of a record is more than three years older than the date asked for. Control changes hands; look it up again.",
    ),
    note(
        "sum-left-out",
        "A row of a purchases file adds up other rows: it names no supplier and its product says `total`, `Summe` or the \
         like. It was left out, since it would count everything twice.",
    ),
    warning(
        "too-deep",
        "Data is nested deeper than wean reads (128 levels in files, 64 folders of links). It was left out; nothing that \
         people write by hand is as deep, hostile input is.",
    ),
    warning(
        "too-large",
        "A file is larger than wean reads whole (256 MiB, or 2 GiB when the file is the target itself). It was left out, \
         and counts as a component of which nothing is known. If it is a real lock file or SBOM, name it as the target, or \
         split it.",
    ),
    error(
        "unknown-name",
        "No service, component, jurisdiction, bloc, organisation or product is called so. Names are compared without \
         regard to case; `wean catalogue search` finds what the catalogue knows, `wean scan --show components` what the \
         target holds.",
    ),
    warning(
        "unresolved-variable",
        "A name or version is built from a variable whose value the file does not hold (`ARG` without default, an \
         environment variable, a Maven property of a parent that is not there). The component is kept without that part.",
    ),
    warning("unsupported", "A file is of a kind wean reads, in a version or dialect it does not. It was left out."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(CODES.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
