//! Entries of a master file (RFC 1035, section 5): words of one record, over several lines where parentheses say so.

use hickory_proto::rr::{Name, RecordType};

/// One record or directive.
pub(super) struct Entry<'a> {
    /// Line of its first word, from 1, and where that line begins.
    pub(super) line: u32,
    pub(super) start: usize,
    /// It begins with a blank: the owner is that of the record before.
    pub(super) indented: bool,
    /// Words as written; quoted ones with their quotes.
    pub(super) words: Vec<&'a str>,
    /// A parenthesis or quote is open at its end.
    pub(super) unclosed: bool,
}

/// Goes through a text once, whatever is in it.
pub(super) struct Entries<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Entries<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let bytes = self.text.as_bytes();
        let mut open = false;
        let mut unclosed = false;
        let mut entry: Option<Entry<'a>> = None;
        let mut line_start = self.at;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'\n' => {
                    self.at += 1;
                    self.line = self.line.saturating_add(1);
                    line_start = self.at;
                    if entry.is_some() && !open {
                        break;
                    }
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                b';' => {
                    let rest = bytes.get(self.at..).unwrap_or_default();
                    self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                }
                b'(' | b')' => {
                    open = *byte == b'(';
                    self.at += 1;
                }
                _ => {
                    let start = self.at;
                    unclosed |= self.word();
                    let entry = entry.get_or_insert(Entry {
                        line: self.line,
                        start: line_start,
                        indented: start != line_start,
                        words: Vec::new(),
                        unclosed: false,
                    });
                    entry.words.extend(self.text.get(start..self.at));
                }
            }
        }
        let mut entry = entry?;
        entry.unclosed = open || unclosed;
        Some(entry)
    }
}

impl Entries<'_> {
    /// Passes over a word; whether a quote in it is never closed on its line. `CAA 0 issue ca="x"` has quotes inside words.
    fn word(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let mut quoted = false;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'\n' => break,
                // What is quoted by a backslash is no delimiter, but the end of the line stays one.
                b'\\' if bytes.get(self.at + 1).is_some_and(|next| *next != b'\n') => self.at += 1,
                b'"' => quoted = !quoted,
                b' ' | b'\t' | b'\r' | b';' | b'(' | b')' if !quoted => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(bytes.len());
        quoted
    }
}

/// A domain name made absolute, in lower case, without the dot at its end; nothing when it is none.
pub(super) fn name(text: &str, origin: Option<&str>) -> Option<String> {
    if text == "@" {
        return origin.map(str::to_owned);
    }
    // A name is at most 255 bytes, written with escapes four times that.
    if text.len() > 1020 || text.contains('"') {
        return None;
    }
    let origin = match origin {
        Some(origin) => Some(Name::from_ascii(format!("{origin}.")).ok()?),
        None if text.ends_with('.') => None,
        None => return None,
    };
    let name = Name::parse(text, origin.as_ref()).ok()?.to_lowercase().to_ascii();
    let name = name.trim_end_matches('.');
    let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '*');
    (!name.is_empty() && name.chars().all(usual)).then(|| name.to_owned())
}

/// `3600` or `1h30m`.
pub(super) fn is_ttl(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        && word
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b.to_ascii_lowercase(), b's' | b'm' | b'h' | b'd' | b'w'))
}

/// A type of record that somebody knows, or `TYPE65280` (RFC 3597).
pub(super) fn is_type(word: &str) -> bool {
    let numbered = word.strip_prefix("TYPE").is_some_and(|number| number.parse::<u16>().is_ok());
    // Types that hickory does not know and zones still have.
    let others =
        ["DLV", "EUI48", "EUI64", "HIP", "L32", "L64", "LOC", "LP", "NID", "RP", "URI", "WKS", "AFSDB", "KX", "APL"];
    numbered || others.contains(&word) || word.parse::<RecordType>().is_ok()
}

/// A word without its quotes and escapes.
pub(super) fn unquoted(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match c {
            '"' => {}
            '\\' => {
                let code = rest.get(..3).filter(|code| code.bytes().all(|b| b.is_ascii_digit()));
                if let Some(byte) = code.and_then(|code| code.parse::<u8>().ok()) {
                    out.push(char::from(byte));
                    rest = rest.get(3..).unwrap_or_default();
                } else if let Some(next) = rest.chars().next() {
                    out.push(next);
                    rest = rest.get(next.len_utf8()..).unwrap_or_default();
                }
            }
            c => out.push(c),
        }
    }
    out
}
