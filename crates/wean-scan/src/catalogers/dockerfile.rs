//! Dockerfiles: what images are built from.
//!
//! What the last stage stands on is there when the image runs; images of other stages, and those that files are copied
//! from, are needed only to build it. The image that is built has no name here: a Compose file or a pipeline gives it one.

use rustc_hash::FxHashMap;
use wean_diag::{Diagnostic, Span};
use wean_model::Scope;

use crate::cataloger::{Cataloger, Found, SourceFile};
use crate::image_reference::{Expanded, expand};

/// See the module.
pub(crate) struct Dockerfile;

impl Cataloger for Dockerfile {
    fn name(&self) -> &'static str {
        "dockerfile"
    }

    fn globs(&self) -> &'static [&'static str] {
        &["**/Dockerfile", "**/Dockerfile.*", "**/*.Dockerfile", "**/Containerfile", "**/Containerfile.*"]
    }

    fn sees(&self) -> &'static str {
        "base images of all stages with `ARG` defaults, images that files are copied from, the image of `# syntax=`"
    }

    fn does_not_see(&self) -> &'static str {
        "what `RUN` installs; build arguments given on the command line; what is inside the images"
    }

    fn catalogue(&self, file: &SourceFile<'_>, found: &mut Found) {
        if file.name().ends_with(".dockerignore") {
            return;
        }
        let Some(text) = file.text(found) else { return };
        let mut reader = Reader {
            file,
            found,
            arguments: FxHashMap::default(),
            stages: Vec::new(),
            names: FxHashMap::default(),
            copied: Vec::new(),
        };
        let mut instructions = Instructions::new(&text);
        for instruction in instructions.by_ref() {
            reader.instruction(&instruction);
        }
        if let Some(line) = instructions.unclosed {
            let message = "a here-document is never closed; the rest of the file was read as its text";
            reader.report("malformed", line, message.into());
        }
        if reader.stages.is_empty() {
            file.malformed(found, &text, None, "no `FROM` stands in the file; nothing was found in it");
            return;
        }
        reader.finish();
    }
}

/// Where an instruction stands: line from 1, and its text for diagnostics.
#[derive(Clone, Copy)]
struct At<'a> {
    line: u32,
    text: &'a str,
}

struct Image<'a> {
    at: At<'a>,
    expanded: Expanded,
}

enum Base<'a> {
    Image(Image<'a>),
    Stage(usize),
    Scratch,
}

struct Reader<'a, 'f> {
    file: &'a SourceFile<'a>,
    found: &'f mut Found,
    /// Defaults of `ARG`s before the first stage: no others count in `FROM`.
    arguments: FxHashMap<String, String>,
    /// What each stage stands on.
    stages: Vec<Base<'a>>,
    /// The last stage of each name, in lower case.
    names: FxHashMap<String, usize>,
    copied: Vec<Image<'a>>,
}

impl<'a> Reader<'a, '_> {
    fn instruction(&mut self, instruction: &Instruction<'a>) {
        let at = instruction.at;
        let mut words = instruction.words.iter().map(String::as_str);
        match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "SYNTAX" if instruction.directive => self.copied.extend(words.next().map(|image| self.image(at, image))),
            "ARG" if self.stages.is_empty() => {
                for (name, value) in words.filter_map(|word| word.split_once('=')) {
                    // An argument may be made of those before it.
                    let value = expand(value.trim_matches(['"', '\'']), &|name| self.arguments.get(name).cloned());
                    if value.missing.is_empty() {
                        self.arguments.insert(name.to_owned(), value.shown());
                    }
                }
            }
            "FROM" => {
                let mut words = words.filter(|word| !word.starts_with("--"));
                let Some(image) = words.next() else {
                    return self.report("malformed", at, "`FROM` names no image; the stage was left out".into());
                };
                let name = words.next().filter(|word| word.eq_ignore_ascii_case("as")).and_then(|_| words.next());
                let stage = self.stage(image);
                let base = match stage {
                    Some(stage) => Base::Stage(stage),
                    None if image == "scratch" => Base::Scratch,
                    None => Base::Image(self.image(at, image.trim_matches(['"', '\'']))),
                };
                if let Some(name) = name {
                    self.names.insert(name.to_lowercase(), self.stages.len());
                }
                self.stages.push(base);
            }
            "COPY" => {
                for from in words.filter_map(|word| word.strip_prefix("--from=")) {
                    self.copy(at, from);
                }
            }
            "RUN" => {
                for mount in words.filter_map(|word| word.strip_prefix("--mount=")) {
                    if let Some(from) = mount.split(',').find_map(|part| part.strip_prefix("from=")) {
                        self.copy(at, from);
                    }
                }
            }
            _ => {}
        }
    }

    /// The stage of that name before this one.
    fn stage(&self, name: &str) -> Option<usize> {
        self.names.get(&name.to_lowercase()).copied()
    }

    fn copy(&mut self, at: At<'a>, from: &str) {
        let number = from.parse::<usize>().is_ok();
        if !number && self.stage(from).is_none() && from != "scratch" {
            let image = self.image(at, from);
            self.copied.push(image);
        }
    }

    fn image(&self, at: At<'a>, text: &str) -> Image<'a> {
        Image { at, expanded: expand(text, &|name| self.arguments.get(name).cloned()) }
    }

    fn finish(&mut self) {
        // A stage stands on an earlier one, so this ends.
        let mut last = self.stages.len().saturating_sub(1);
        while let Some(Base::Stage(on)) = self.stages.get(last) {
            last = *on;
        }
        for (index, base) in std::mem::take(&mut self.stages).into_iter().enumerate() {
            if let Base::Image(image) = base {
                self.add(&image, if index == last { Scope::Required } else { Scope::Development });
            }
        }
        for image in std::mem::take(&mut self.copied) {
            self.add(&image, Scope::Development);
        }
    }

    fn add(&mut self, image: &Image<'a>, scope: Scope) {
        let shown: String = image.expanded.shown().chars().take(100).collect();
        let component = image.expanded.image();
        for name in &image.expanded.missing {
            let kept = match &component {
                Some(component) => format!("the image is kept as `{}`", component.title()),
                None => "the image was left out".to_owned(),
            };
            let message = format!("`{name}` has no value in this file; {kept}");
            self.report("unresolved-variable", image.at, message);
        }
        match component {
            Some(mut component) => {
                component.scope = scope;
                self.found.component(self.file, image.at.line, component);
            }
            None if image.expanded.missing.is_empty() => {
                self.report("malformed", image.at, format!("`{shown}` is no name of an image; it was left out"));
            }
            None => {}
        }
    }

    fn report(&mut self, code: &str, at: At<'a>, message: String) {
        let mut span = Span::of(at.text, 0..usize::MAX, "");
        span.line = at.line;
        self.found.report(Diagnostic::new(code, message).span(self.file.path().clone(), span));
    }
}

/// An instruction with its words, or a parser directive (`# syntax=`).
struct Instruction<'a> {
    at: At<'a>,
    directive: bool,
    words: Vec<String>,
}

/// Lines joined where they go on, without comments and the text of here-documents.
struct Instructions<'a> {
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
    escape: char,
    /// Parser directives stand before anything else.
    at_top: bool,
    /// The instruction whose here-document is open at the end.
    unclosed: Option<At<'a>>,
}

impl<'a> Instructions<'a> {
    fn new(text: &'a str) -> Self {
        Self { lines: text.lines().enumerate(), escape: '\\', at_top: true, unclosed: None }
    }
}

impl<'a> Iterator for Instructions<'a> {
    type Item = Instruction<'a>;

    fn next(&mut self) -> Option<Instruction<'a>> {
        let mut at: Option<At<'a>> = None;
        let mut joined = String::new();
        while let Some((number, line)) = self.lines.next() {
            let trimmed = line.trim();
            let here = At { line: u32::try_from(number + 1).unwrap_or(u32::MAX), text: line };
            if let Some(comment) = trimmed.strip_prefix('#') {
                let directive = comment.split_once('=').filter(|_| self.at_top && at.is_none());
                match directive.map(|(key, value)| (key.trim().to_lowercase(), value.trim())) {
                    Some((key, value)) if key == "escape" => self.escape = value.chars().next().unwrap_or('\\'),
                    Some((key, value)) if key == "syntax" => {
                        return Some(Instruction { at: here, directive: true, words: vec![key, value.to_owned()] });
                    }
                    Some((key, _)) if key == "check" => {}
                    _ => self.at_top = at.is_none() && self.at_top && trimmed == "#",
                }
                continue;
            }
            if trimmed.is_empty() {
                continue;
            }
            self.at_top = false;
            at = at.or(Some(here));
            if let Some(more) = trimmed.strip_suffix(self.escape) {
                joined.push_str(more);
                joined.push(' ');
                continue;
            }
            joined.push_str(trimmed);
            break;
        }
        let at = at?;
        let words: Vec<String> = joined.split_whitespace().map(str::to_owned).collect();
        let command = words.first().map(|word| word.to_ascii_uppercase()).unwrap_or_default();
        if matches!(command.as_str(), "RUN" | "COPY" | "ADD") {
            for word in &words {
                if let Some(end) = here_document(word) {
                    let closed = self.lines.by_ref().any(|(_, line)| line.trim_start_matches('\t') == end);
                    if !closed {
                        self.unclosed = Some(at);
                    }
                }
            }
        }
        Some(Instruction { at, directive: false, words })
    }
}

/// The word that ends the here-document which `<<EOF`, `<<-EOF` or `<<"EOF"` begins.
fn here_document(word: &str) -> Option<&str> {
    let (_, rest) = word.split_once("<<")?;
    let end = rest.trim_start_matches('-').trim_matches(['"', '\'']);
    let name = !end.is_empty() && end.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // `<<<` is a here-string, `1<<2` a shift.
    (name && end.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')).then_some(end)
}
