//! A diagnostic as text: the message, the line with its mark, the hint.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::{Diagnostic, Severity, printable};

/// How to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// With ANSI colours.
    pub colour: bool,
    /// With box-drawing characters; else ASCII.
    pub unicode: bool,
    /// Columns to fit into.
    pub width: usize,
}

/// The text of a diagnostic, without a newline at the end.
pub fn render(diagnostic: &Diagnostic, style: Style) -> String {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer
        .decor_style(if style.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii })
        .term_width(style.width);
    let level = match diagnostic.code.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let message = printable(&diagnostic.message).into_owned();
    let hint = diagnostic.hint.as_ref().map(|hint| printable(hint).into_owned());
    let mut group = level
        .primary_title(message.as_str())
        .id(diagnostic.code.name)
        .elements(std::iter::empty::<Snippet<'_, annotate_snippets::Annotation<'_>>>());
    let path = diagnostic.place.as_ref().map(|place| printable(&place.path).into_owned());
    // Tabs would shift the mark; the renderer widens them, and other control characters must not reach the terminal.
    let span = diagnostic.place.as_ref().and_then(|place| place.span.as_ref());
    let line = span.map(|span| span.text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>());
    let label = span.map(|span| printable(&span.label)).unwrap_or_default();
    match (span, &path, &line) {
        (Some(span), Some(path), Some(line)) if !line.is_empty() => {
            let offset = |n: usize| line.char_indices().nth(n).map_or(line.len(), |(i, _)| i);
            let start = offset(span.column as usize - 1);
            let end = offset((span.column + span.width) as usize - 1);
            let mark = AnnotationKind::Primary.span(start..end);
            let mark = if label.is_empty() { mark } else { mark.label(&*label) };
            group = group.element(
                Snippet::source(line.as_str()).line_start(span.line as usize).path(path.as_str()).annotation(mark),
            );
        }
        (_, Some(path), _) => {
            group = group.element(annotate_snippets::Origin::path(path.as_str()));
        }
        _ => {}
    }
    if let Some(hint) = &hint {
        group = group.element(Level::HELP.with_name("hint").message(hint.as_str()));
    }
    renderer.render(&[group])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    /// Found by fuzzing: labels were drawn as they are.
    #[test]
    fn nothing_drawn_moves_the_cursor_or_turns_the_writing() {
        let odd = "a\u{1b}[31m\u{202e}\tb\u{9b}\u{2066}";
        let diagnostic = Diagnostic::new("malformed", odd).span(odd, Span::of(odd, 1..2, odd)).hint(odd);
        for unicode in [false, true] {
            let drawn = render(&diagnostic, Style { colour: false, unicode, width: 80 });
            let bad = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202e}' | '\u{2066}'));
            assert!(!drawn.contains(bad), "{drawn:?}");
        }
    }
}
