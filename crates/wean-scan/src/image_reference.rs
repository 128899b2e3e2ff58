//! Names of container images, as Dockerfiles and Compose files write them, and the variables in them.
//!
//! The grammar is that of the distribution project: `[HOST[:PORT]/]PATH[:TAG][@DIGEST]`, where the first part is a host
//! when it has a `.` or `:` or is `localhost`; everything else comes from Docker Hub.

use wean_model::{Component, ComponentKind};

use crate::cataloger::purl;
use crate::catalogers::is_at;

/// Stands for a variable without a value.
const HOLE: char = '\u{1}';

/// Text with its variables filled in.
pub(crate) struct Expanded {
    text: String,
    /// Names of variables without a value, in the order of their holes.
    pub(crate) missing: Vec<String>,
}

/// Fills in `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:+other}`, `${NAME:?error}`; `$$` is `$`.
pub(crate) fn expand(text: &str, value: &dyn Fn(&str) -> Option<String>) -> Expanded {
    let mut expanded = Expanded { text: String::new(), missing: Vec::new() };
    expand_into(&mut expanded, text, value, 0);
    expanded
}

/// Defaults may hold variables themselves, but not deeper than anybody writes them.
const DEEPEST: usize = 8;

fn expand_into(out: &mut Expanded, text: &str, value: &dyn Fn(&str) -> Option<String>, depth: usize) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        // A variable of twice another, of twice another: no name of an image is that long.
        if out.text.len() + text.len() > LONGEST {
            return;
        }
        out.text.extend(before.chars().filter(|c| *c != HOLE));
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if let Some(after) = after.strip_prefix('$') {
            out.text.push('$');
            rest = after;
        } else if let Some(inner) = after.strip_prefix('{') {
            let Some(end) = closing(inner) else {
                out.text.push('$');
                rest = after;
                continue;
            };
            let (inner, after) = inner.split_at(end);
            rest = after.strip_prefix('}').unwrap_or(after);
            let name_end = inner.find(|c| !is_name(c)).unwrap_or(inner.len());
            let (name, modifier) = inner.split_at(name_end);
            let found = value(name);
            let (colon, modifier) = modifier.strip_prefix(':').map_or((false, modifier), |m| (true, m));
            let found = found.filter(|found| !colon || !found.is_empty());
            let mut modifier = modifier.chars();
            let kind = modifier.next();
            match (kind, found) {
                (Some('+'), None) => {}
                (Some('+'), Some(_)) | (Some('-'), None) if depth < DEEPEST => {
                    expand_into(out, modifier.as_str(), value, depth + 1);
                }
                (_, Some(found)) => out.text.push_str(&found),
                (_, None) => out.hole(name),
            }
        } else {
            let end = after.find(|c| !is_name(c)).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            match value(name) {
                _ if name.is_empty() => out.text.push('$'),
                Some(found) => out.text.push_str(&found),
                None => out.hole(name),
            }
            rest = after;
        }
    }
    out.text.extend(rest.chars().filter(|c| *c != HOLE));
}

/// Text longer than this is not filled in.
const LONGEST: usize = 8192;

/// Where the brace closes that was opened before this text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

impl Expanded {
    fn hole(&mut self, name: &str) {
        self.text.push(HOLE);
        self.missing.push(name.to_owned());
    }

    /// The text with `${NAME}` for what is not known.
    pub(crate) fn shown(&self) -> String {
        self.fill(&self.text)
    }

    fn fill(&self, text: &str) -> String {
        let mut missing = self.missing.iter();
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if c == HOLE {
                out.extend(["${", missing.next().map_or("", String::as_str), "}"]);
            } else {
                out.push(c);
            }
        }
        out
    }

    /// The image that the text names, without the parts that are not known. Nothing when it is no name of an image.
    pub(crate) fn image(&self) -> Option<Component> {
        let text = self.text.trim();
        let (text, digest) = text.split_once('@').map_or((text, None), |(text, digest)| (text, Some(digest)));
        let slash = text.rfind('/').map_or(0, |i| i + 1);
        let colon = text.get(slash..)?.find(':').map(|i| slash + i);
        let name = text.get(..colon.unwrap_or(text.len()))?;
        let tag = colon.and_then(|colon| text.get(colon + 1..));
        let known = |part: &&str| !part.contains(HOLE);
        let version = digest.filter(known).or(tag.filter(known));
        let proper = |part: &str| {
            let usual = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '+') || c == HOLE;
            !part.is_empty() && part.len() <= 256 && part.chars().all(usual)
        };
        if !digest.is_none_or(proper) || !tag.is_none_or(proper) || !name.split('/').all(proper) {
            return None;
        }
        if name.contains(HOLE) {
            // Which image it is cannot be said; that there is one can.
            let rest = name.chars().any(|c| c != HOLE && c.is_ascii_alphanumeric());
            return rest.then(|| Component::new(ComponentKind::ContainerImage, &self.fill(name), version));
        }
        let is_host = |part: &str| part.contains(['.', ':']) || part == "localhost";
        let (host, path) = match name.split_once('/') {
            Some((host, path)) if is_host(host) => (Some(host), path),
            _ => (None, name),
        };
        if path.chars().any(|c| c.is_ascii_uppercase()) {
            return None;
        }
        Some(match host {
            Some(host) if !is_at(host, "docker.io") => {
                let full = format!("{}/{path}", host.to_ascii_lowercase());
                let mut component = purl(ComponentKind::ContainerImage, "docker", &full, version, &[]);
                component.hints.registry = Some(host.to_ascii_lowercase().into());
                component
            }
            _ => {
                let path = path.strip_prefix("library/").unwrap_or(path);
                purl(ComponentKind::ContainerImage, "docker", path, version, &[])
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, id: &str) {
        let value = |name: &str| (name == "TAG").then(|| "17".to_owned());
        let component = expand(text, &value).image();
        assert_eq!(component.map_or(String::new(), |c| c.id.to_string()), id, "{text}");
    }

    #[test]
    fn images_have_the_purls_that_the_catalogue_knows() {
        check("postgres", "pkg:docker/postgres");
        check("postgres:17", "pkg:docker/postgres@17");
        check("docker.io/library/postgres:17", "pkg:docker/postgres@17");
        check("grafana/grafana:11.4.0", "pkg:docker/grafana/grafana@11.4.0");
        check(
            "registry.riverton.example/citizen-portal:2.1",
            "pkg:docker/registry.riverton.example/citizen-portal@2.1",
        );
        check("localhost:5000/a/b", "pkg:docker/localhost:5000/a/b");
        check("alpine:3@sha256:0123abcd", "pkg:docker/alpine@sha256:0123abcd");
        check("postgres:$TAG", "pkg:docker/postgres@17");
        check("postgres:${TAG:-16}-alpine", "pkg:docker/postgres@17-alpine");
        check("postgres:${NO:-${TAG}}", "pkg:docker/postgres@17");
        check("postgres:${NO}", "pkg:docker/postgres");
        check("postgres${TAG:+ql}", "pkg:docker/postgresql");
        check("${HOST}/app:1", "container-image:${HOST}/app@1");
        check("${IMAGE}", "");
        check("Upper/case", "");
        check("a b", "");
        check("{{ base }}", "");
        check("a::b", "pkg:docker/a@:b");
        check("", "");
        check("/", "");
        check("${", "");
        check(&"${a:-".repeat(5000), "");
    }
}
