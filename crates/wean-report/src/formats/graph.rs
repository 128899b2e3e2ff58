//! The paths of `wean why` as one graph, for Graphviz and Mermaid to draw.

use std::collections::BTreeMap;
use std::fmt::Write;

use wean_diag::printable;
use wean_exposure::{Exposure, WhyAnswer};
use wean_model::{Controller, Effect};

use crate::party::Parties;

/// Nodes and edges, each once, in the order met.
#[derive(Default)]
struct Graph {
    /// Label and, for what is hit, how.
    nodes: Vec<(String, Option<Effect>)>,
    known: BTreeMap<String, usize>,
    edges: Vec<(usize, usize, String)>,
}

impl Graph {
    fn new(why: &WhyAnswer, exposure: &Exposure<'_>) -> Self {
        let mut graph = Self::default();
        let inventory = &exposure.attributed().inventory;
        let parties = Parties { catalogue: exposure.catalogue(), own: &inventory.organisation };
        for path in &why.paths {
            let mut before = None;
            for step in &path.steps {
                let label = format!("{}\n{}, day {}", printable(&inventory.title(step.node)), step.effect, step.day);
                let node = graph.node(inventory.id(step.node), label, Some(step.effect));
                if let (Some(before), Some(relation)) = (before, step.relation) {
                    let any = if step.alternatives > 1 { ", one of several" } else { "" };
                    graph.edge(before, node, format!("{relation}{any}"));
                }
                before = Some(node);
            }
            let Some(before) = before else { continue };
            let Some(party) = &path.held.party else {
                let nobody = graph.node("nobody", "nobody known".to_owned(), None);
                graph.edge(before, nobody, path.held.hold.kind.to_string());
                continue;
            };
            let name = parties.name(party);
            let node = graph.node(&format!("party {name}"), printable(name).into_owned(), None);
            graph.edge(before, node, path.held.hold.kind.to_string());
            if let Controller::Organisation(id) = party {
                for seat in exposure.catalogue().control(id).jurisdictions.keys() {
                    let country = exposure.catalogue().country_name(seat);
                    let seat = graph.node(&format!("seat {seat}"), format!("{seat}\n{country}"), None);
                    graph.edge(node, seat, "seat".to_owned());
                }
            }
        }
        graph
    }

    fn node(&mut self, key: &str, label: String, effect: Option<Effect>) -> usize {
        let next = self.nodes.len();
        let index = *self.known.entry(key.to_owned()).or_insert(next);
        if index == next {
            self.nodes.push((label, effect));
        }
        index
    }

    fn edge(&mut self, from: usize, to: usize, label: String) {
        let edge = (from, to, label);
        if !self.edges.contains(&edge) {
            self.edges.push(edge);
        }
    }
}

/// Fill and line; the word stands in the label.
const fn colours(effect: Option<Effect>) -> (&'static str, &'static str) {
    match effect {
        None => ("#f2f2f2", "#666666"),
        Some(Effect::Frozen) => ("#dbe9f6", "#2c6fad"),
        Some(Effect::Degrades) => ("#fdf0d0", "#b7791f"),
        Some(Effect::Stops) => ("#fbe0dc", "#b3261e"),
    }
}

/// The paths in Graphviz's language.
pub fn dot(why: &WhyAnswer, exposure: &Exposure<'_>) -> String {
    let graph = Graph::new(why, exposure);
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    let mut out =
        "digraph why {\n  rankdir=LR;\n  node [shape=box, style=filled, fontname=\"sans-serif\"];\n".to_owned();
    for (i, (label, effect)) in graph.nodes.iter().enumerate() {
        let (fill, line) = colours(*effect);
        _ = writeln!(out, "  n{i} [label=\"{}\", fillcolor=\"{fill}\", color=\"{line}\"];", quoted(label));
    }
    for (from, to, label) in &graph.edges {
        _ = writeln!(out, "  n{from} -> n{to} [label=\"{}\"];", quoted(label));
    }
    out.push_str("}\n");
    out
}

/// The paths in Mermaid's language.
pub fn mermaid(why: &WhyAnswer, exposure: &Exposure<'_>) -> String {
    let graph = Graph::new(why, exposure);
    let quoted = |text: &str| {
        let mut quoted = String::new();
        for c in text.chars() {
            match c {
                '\n' => quoted.push_str("<br>"),
                // Mermaid reads HTML and Markdown in labels; as numbers these are only characters.
                '"' | '<' | '>' | '&' | '#' | ';' | '`' | '*' | '_' | '\\' => _ = write!(quoted, "#{};", u32::from(c)),
                c => quoted.push(c),
            }
        }
        quoted
    };
    let mut out = "flowchart LR\n".to_owned();
    for (i, (label, effect)) in graph.nodes.iter().enumerate() {
        let (fill, line) = colours(*effect);
        _ = writeln!(out, "  n{i}[\"{}\"]\n  style n{i} fill:{fill},stroke:{line}", quoted(label));
    }
    for (from, to, label) in &graph.edges {
        _ = writeln!(out, "  n{from} -->|\"{}\"| n{to}", quoted(label));
    }
    out
}
