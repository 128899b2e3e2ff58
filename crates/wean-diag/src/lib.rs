//! Diagnostics: what is wrong, where, what to do.
//!
//! Every crate that reads something returns what it understood *and* a list of [`Diagnostic`]s; none of them prints.
//! [`render`] is the one place that turns a diagnostic into text. Each has a [`Code`] of kebab-case words; all codes
//! stand in [`CODES`], and `wean explain CODE` prints their long form.

mod codes;
mod render;

use std::fmt;
use std::sync::Arc;

pub use codes::{CODES, Code, Severity, code};
pub use render::{Style, render};

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path as the user would type it.
    pub path: Arc<str>,
    /// Line and column, from 1, and the text of that line.
    pub span: Option<Span>,
}

/// Part of one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Line, from 1.
    pub line: u32,
    /// Column of the first marked character, from 1; in characters.
    pub column: u32,
    /// How many characters are marked; at least 1.
    pub width: u32,
    /// The line's text, without its end; shortened to 200 characters.
    pub text: Box<str>,
    /// What to write beside the mark.
    pub label: Box<str>,
}

impl Span {
    /// The span at a byte range of `source`; ends are moved into the text and onto its first line.
    pub fn of(source: &str, range: std::ops::Range<usize>, label: &str) -> Self {
        let floor = |mut at: usize| {
            at = at.min(source.len());
            while !source.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, end) = (floor(range.start), floor(range.end.max(range.start)));
        let line_start = source[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |i| start + i);
        let before = source[line_start..start].chars().count();
        let marked = source[start..end.clamp(start, line_end)].chars().count();
        let text: String = source[line_start..line_end].trim_end_matches('\r').chars().take(200).collect();
        let length = text.chars().count();
        let column = before.min(length.saturating_sub(1));
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            line: count(source[..start].matches('\n').count() + 1),
            column: count(column + 1),
            width: count(marked.min(length - column).max(1)),
            text: text.into(),
            label: label.into(),
        }
    }

    /// The span of a whole line (from 1) of `source`.
    pub fn line(source: &str, line: u32, label: &str) -> Self {
        let mut start = 0;
        for _ in 1..line {
            match source[start..].find('\n') {
                Some(i) => start += i + 1,
                None => break,
            }
        }
        let end = source[start..].find('\n').map_or(source.len(), |i| start + i);
        let indent = source[start..end].len() - source[start..end].trim_start().len();
        Self::of(source, start + indent..end, label)
    }
}

/// Something a user should know: what, where, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of thing; also says how bad it is.
    pub code: &'static Code,
    /// One sentence, lower case, no full stop, values in backticks; it says what wean did about it.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// What to type or change.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of the code of that name, which must be one of [`CODES`].
    pub fn new(name: &str, message: impl Into<String>) -> Self {
        let code = code(name).unwrap_or_else(|| panic!("`{name}` is not in the list of codes"));
        Self { code, message: message.into(), place: None, hint: None }
    }

    /// At a file as a whole.
    #[must_use]
    pub fn at(mut self, path: impl Into<Arc<str>>) -> Self {
        self.place = Some(Place { path: path.into(), span: None });
        self
    }

    /// At a part of a line.
    #[must_use]
    pub fn span(mut self, path: impl Into<Arc<str>>, span: Span) -> Self {
        self.place = Some(Place { path: path.into(), span: Some(span) });
        self
    }

    /// With something to type or change.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn key(&self) -> (Option<&Place>, &str, &str) {
        (self.place.as_ref(), self.code.name, &self.message)
    }
}

impl PartialOrd for Diagnostic {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Diagnostic {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// `severity[code]: message`, on one line, for logs.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.code.severity, self.code.name, self.message)?;
        match &self.place {
            Some(Place { path, span: Some(span) }) => write!(f, " ({path}:{}:{})", span.line, span.column),
            Some(Place { path, span: None }) => write!(f, " ({path})"),
            None => Ok(()),
        }
    }
}

/// Makes text safe for a terminal: control characters become visible escapes. Newlines too: a name is one line.
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    let bad = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(bad) {
        text.chars()
            .map(|c| if bad(c) { c.escape_default().to_string() } else { c.to_string() })
            .collect::<String>()
            .into()
    } else {
        text.into()
    }
}

/// What the system says of a fault, in lower case and without Rust's `(os error 13)`.
pub fn system_error(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    text.chars().take(1).flat_map(char::to_lowercase).chain(text.chars().skip(1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_stay_inside_their_text() {
        let source = "ab\nzwölf é\r\nlast";
        for start in 0..=source.len() + 2 {
            for end in start..=source.len() + 2 {
                let span = Span::of(source, start..end, "");
                assert!(span.column >= 1 && span.width >= 1, "{start}..{end}: {span:?}");
                assert!(span.column as usize <= span.text.chars().count().max(1), "{start}..{end}: {span:?}");
            }
        }
        let span = Span::of(source, 3..9, "");
        assert_eq!((span.line, span.column, span.width, &*span.text), (2, 1, 5, "zwölf é"));
        assert_eq!(Span::line(source, 3, "").text.as_ref(), "last");
    }

    #[test]
    fn control_characters_never_reach_a_terminal() {
        assert_eq!(printable("a\u{1b}[31m\nb\u{202e}"), "a\\u{1b}[31m\\nb\\u{202e}");
        assert_eq!(printable("Zürich"), "Zürich");
    }
}
