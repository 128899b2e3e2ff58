//! Text for a terminal: its colour, its width, its links.
//!
//! [`Text`] takes in whatever a scanned file holds and makes it harmless, so that nothing behind it needs to think of
//! that. Widths are counted a character at a time and never too small: a line may end a column early where characters
//! join, it never runs over.

use std::fmt::Write;

use unicode_width::UnicodeWidthChar;
use wean_diag::printable;
use wean_model::{Effect, State};

/// What a piece of text means; which colour that is, is decided here. The word always stands there too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tint {
    /// Nothing in particular.
    #[default]
    Plain,
    /// A path, a name, something to type.
    Name,
    /// The head of a table, the first line of an answer.
    Strong,
    /// Beside the point.
    Faint,
    /// Runs as usual.
    Runs,
    /// Runs, but cannot be rebuilt or patched.
    Frozen,
    /// Works in part.
    Degrades,
    /// Does not work.
    Stops,
}

impl Tint {
    /// One of the sixteen colours every terminal has, so that its theme holds.
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Name => Some("36"),
            Self::Strong => Some("1"),
            Self::Faint => Some("2"),
            Self::Runs => Some("32"),
            Self::Frozen => Some("34"),
            Self::Degrades => Some("33"),
            Self::Stops => Some("31"),
        }
    }
}

impl From<State> for Tint {
    fn from(state: State) -> Self {
        match state {
            State::Runs => Self::Runs,
            State::Frozen => Self::Frozen,
            State::Degrades => Self::Degrades,
            State::Stops => Self::Stops,
        }
    }
}

impl From<Effect> for Tint {
    fn from(effect: Effect) -> Self {
        State::from(effect).into()
    }
}

/// Whether and how to decorate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paint {
    /// With ANSI colours.
    pub colour: bool,
    /// Makes paths clickable (OSC 8): the address of the target, `file:///home/me/riverton/`, percent-encoded.
    pub links: Option<Box<str>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Span {
    text: String,
    tint: Tint,
    /// Path below the target.
    path: Option<Box<str>>,
}

/// A line of text, or a part of one, in pieces of one colour each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    spans: Vec<Span>,
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::tinted(text, Tint::Plain)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::tinted(&text, Tint::Plain)
    }
}

impl Text {
    /// Text that means something.
    pub fn tinted(text: &str, tint: Tint) -> Self {
        Self::default().and(text, tint)
    }

    /// The path of a scanned file, or of a place in it; `label` is what to show.
    pub fn path(path: &str, label: &str) -> Self {
        let mut text = Self::tinted(label, Tint::Name);
        if let Some(span) = text.spans.first_mut() {
            span.path = Some(path.into());
        }
        text
    }

    /// With more text behind it.
    #[must_use]
    pub fn and(mut self, text: &str, tint: Tint) -> Self {
        if !text.is_empty() {
            self.spans.push(Span { text: printable(text).into_owned(), tint, path: None });
        }
        self
    }

    /// With another text behind it.
    #[must_use]
    pub fn then(mut self, mut other: Self) -> Self {
        self.spans.append(&mut other.spans);
        self
    }

    /// The characters alone.
    pub fn plain(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Columns it takes.
    pub fn width(&self) -> usize {
        self.spans.iter().map(|span| width(&span.text)).sum()
    }

    /// Cut at its end to at most `columns`, with `…` for what is gone.
    #[must_use]
    pub fn shorten(&self, columns: usize) -> Self {
        if self.width() <= columns {
            return self.clone();
        }
        let Some(mut left) = columns.checked_sub(1) else { return Self::default() };
        let mut spans = Vec::new();
        for span in &self.spans {
            let kept = prefix(&span.text, left);
            let whole = kept.len() == span.text.len();
            left -= width(kept);
            spans.push(Span { text: kept.to_owned(), ..span.clone() });
            if !whole {
                break;
            }
        }
        if let Some(last) = spans.last_mut() {
            last.text.push('…');
        }
        Self { spans }
    }

    /// Cut at its start to at most `columns`: of a path, the end says more.
    #[must_use]
    pub fn shorten_start(&self, columns: usize) -> Self {
        if self.width() <= columns {
            return self.clone();
        }
        let Some(mut left) = columns.checked_sub(1) else { return Self::default() };
        let mut spans = Vec::new();
        for span in self.spans.iter().rev() {
            let mut start = span.text.len();
            let mut whole = true;
            for (at, c) in span.text.char_indices().rev() {
                if char_width(c) > left {
                    whole = false;
                    break;
                }
                left -= char_width(c);
                start = at;
            }
            spans.push(Span { text: span.text[start..].to_owned(), ..span.clone() });
            if !whole {
                break;
            }
        }
        if let Some(first) = spans.last_mut() {
            first.text.insert(0, '…');
        }
        spans.reverse();
        Self { spans }
    }

    /// Broken between words into lines of at most `columns`, where words allow; all but the first begin with `indent`.
    pub(crate) fn wrap(&self, columns: usize, indent: usize) -> Vec<Self> {
        let mut lines = vec![Self::default()];
        let mut used = 0;
        // A word may be in several colours: it ends at a space, not with its span.
        let mut word = Self::default();
        let mut place = |word: &mut Self, space: bool| {
            let word = std::mem::take(word);
            let (mut line, wide) = (lines.pop().unwrap_or_default(), word.width());
            if used + wide > columns && used > indent {
                lines.push(line);
                line = Self::from(" ".repeat(indent));
                used = indent;
            }
            used += wide + usize::from(space);
            line = line.then(word);
            lines.push(if space { line.and(" ", Tint::Plain) } else { line });
        };
        for span in &self.spans {
            let mut parts = span.text.split(' ').peekable();
            while let Some(part) = parts.next() {
                if !part.is_empty() {
                    word.spans.push(Span { text: part.to_owned(), ..span.clone() });
                }
                if parts.peek().is_some() {
                    place(&mut word, true);
                }
            }
        }
        place(&mut word, false);
        for line in &mut lines {
            line.spans.truncate(line.spans.iter().rposition(|span| span.text != " ").map_or(0, |last| last + 1));
            line.join();
        }
        lines
    }

    /// Makes one span of neighbours that look the same.
    fn join(&mut self) {
        let mut joined: Vec<Span> = Vec::with_capacity(self.spans.len());
        let mut spaces = String::new();
        for span in self.spans.drain(..) {
            if span.text.trim().is_empty() && span.path.is_none() {
                spaces.push_str(&span.text);
                continue;
            }
            match joined.last_mut() {
                Some(last) if last.tint == span.tint && last.path == span.path => {
                    last.text.push_str(&std::mem::take(&mut spaces));
                    last.text.push_str(&span.text);
                }
                _ => {
                    if !spaces.is_empty() {
                        joined.push(Span { text: std::mem::take(&mut spaces), tint: Tint::Plain, path: None });
                    }
                    joined.push(span);
                }
            }
        }
        self.spans = joined;
    }

    /// Writes it with its colours and links.
    pub fn write(&self, paint: &Paint, out: &mut String) {
        for span in &self.spans {
            let link = paint.links.as_deref().zip(span.path.as_deref());
            if let Some((base, path)) = link {
                _ = write!(out, "\u{1b}]8;;{base}{}\u{1b}\\", percent_encoded(path));
            }
            match span.tint.code().filter(|_| paint.colour) {
                Some(code) => _ = write!(out, "\u{1b}[{code}m{}\u{1b}[0m", span.text),
                None => out.push_str(&span.text),
            }
            if link.is_some() {
                out.push_str("\u{1b}]8;;\u{1b}\\");
            }
        }
    }
}

/// The longest start of `text` that fits into `columns`.
fn prefix(text: &str, columns: usize) -> &str {
    let mut left = columns;
    for (at, c) in text.char_indices() {
        match left.checked_sub(char_width(c)) {
            Some(rest) => left = rest,
            None => return &text[..at],
        }
    }
    text
}

/// Columns a text takes, at most.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> usize {
    // The selector for emoji presentation makes the character before it one column wider.
    if c == '\u{fe0f}' { 1 } else { c.width().unwrap_or(0) }
}

fn percent_encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A bar of `part` in `whole`, `columns` wide when they are equal, in eighths of a block.
pub(crate) fn bar(part: usize, whole: usize, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if whole == 0 || part == 0 {
        return String::new();
    }
    // Rounded, but what is there is seen.
    let eighths = ((part.min(whole) * columns * 8 + whole / 2) / whole).max(1);
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

/// Likewise, with the rest of its columns in `░`, and in `▒` what may be the one or the other.
pub(crate) fn gauge(part: usize, maybe: usize, whole: usize, columns: usize) -> String {
    let sure = bar(part, whole, columns);
    let used = width(&sure).min(columns);
    let maybe = width(&bar(maybe, whole, columns)).clamp(used, columns);
    format!("{sure}{}{}", "▒".repeat(maybe - used), "░".repeat(columns - maybe))
}

/// A count as people read it: `1 204`.
pub(crate) fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// `1 component`, `2 components`.
pub(crate) fn counted(n: usize, thing: &str) -> String {
    format!("{} {thing}{}", count(n), if n == 1 { "" } else { "s" })
}

/// `40 %`; never 0 % of something nor 100 % of not everything.
pub(crate) fn percent(part: usize, whole: usize) -> String {
    let rounded = (part * 100 + whole / 2).checked_div(whole).unwrap_or(0);
    match rounded {
        0 if part > 0 => "<1 %".to_owned(),
        100 if part < whole => ">99 %".to_owned(),
        _ => format!("{rounded} %"),
    }
}

/// A span of days in words: `at once`, `within 30 days`, `within a year`.
pub(crate) fn within(day: u32) -> String {
    match day {
        0 => "at once".to_owned(),
        1 => "within a day".to_owned(),
        365 | 366 => "within a year".to_owned(),
        day if day % 365 == 0 => format!("within {} years", day / 365),
        day => format!("within {day} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_in_eighths() {
        assert_eq!(bar(371, 371, 20), "████████████████████");
        assert_eq!(bar(262, 371, 20), "██████████████▏");
        assert_eq!(bar(33, 371, 20), "█▊");
        assert_eq!(bar(1, 100_000, 20), "▏");
        assert_eq!(bar(0, 5, 20), "");
        assert_eq!(gauge(4, 4, 12, 8), "██▋░░░░░");
        assert_eq!(gauge(3, 6, 12, 8), "██▒▒░░░░");
        assert_eq!(gauge(0, 0, 0, 3), "░░░");
    }

    #[test]
    fn counts_and_shares_read_well() {
        assert_eq!([count(0), count(999), count(1204), count(1_234_567)], ["0", "999", "1 204", "1 234 567"]);
        assert_eq!([counted(1, "file"), counted(0, "file")], ["1 file", "0 files"]);
        let shares = [percent(371, 918), percent(1, 918), percent(917, 918), percent(0, 0), percent(3, 3)];
        assert_eq!(shares, ["40 %", "<1 %", ">99 %", "0 %", "100 %"]);
    }

    #[test]
    fn wide_characters_and_escapes_are_cut_whole() {
        let text = Text::from("日本語").and("ab", Tint::Stops);
        assert_eq!(text.width(), 8);
        assert_eq!(text.shorten(8).plain(), "日本語ab");
        assert_eq!(text.shorten(7).plain(), "日本語…");
        assert_eq!(text.shorten(6).plain(), "日本…");
        assert_eq!(text.shorten_start(4).plain(), "…ab");
        assert_eq!(text.shorten(1).plain(), "…");
        assert_eq!(text.shorten(0).plain(), "");
        assert_eq!(Text::from("e\u{301}e\u{301}e\u{301}").shorten(2).plain(), "e\u{301}…");
        assert_eq!(Text::from("\u{1b}[31m").plain(), "\\u{1b}[31m");
    }

    #[test]
    fn lines_break_between_words() {
        let text = Text::tinted("If US withdraws, ", Tint::Strong)
            .and("E-mail", Tint::Name)
            .and("s stop at once", Tint::Strong);
        let lines = |columns| text.wrap(columns, 2).iter().map(Text::plain).collect::<Vec<_>>();
        assert_eq!(lines(80), ["If US withdraws, E-mails stop at once"]);
        assert_eq!(lines(20), ["If US withdraws,", "  E-mails stop at", "  once"]);
        assert_eq!(lines(3), ["If", "  US", "  withdraws,", "  E-mails", "  stop", "  at", "  once"]);
        assert_eq!(text.wrap(80, 0)[0].plain(), text.plain());
        assert_eq!(Text::default().wrap(5, 0), [Text::default()]);
    }

    #[test]
    fn colours_and_links_come_only_when_asked_for() {
        let text = Text::path("a b/c.txt", "c.txt").and(" stops", Tint::Stops);
        let mut plain = String::new();
        text.write(&Paint::default(), &mut plain);
        assert_eq!(plain, "c.txt stops");
        let mut full = String::new();
        text.write(&Paint { colour: true, links: Some("file:///x/".into()) }, &mut full);
        let expected = "\u{1b}]8;;file:///x/a%20b/c.txt\u{1b}\\\u{1b}[36mc.txt\u{1b}[0m\u{1b}]8;;\u{1b}\\\u{1b}[31m stops\u{1b}[0m";
        assert_eq!(full, expected);
    }
}
