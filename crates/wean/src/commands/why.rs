//! `wean why`: who stands behind a thing and, with a cut, why it is hit.

use std::process::ExitCode;

use clap::ArgMatches;
use wean_catalogue::{Attributed, Catalogue};
use wean_exposure::{Cut, Exposure};
use wean_model::Node;
use wean_report::{Answer, Why};

use crate::arguments::{Common, GraphLanguage, WhyArguments};
use crate::commands::cut::{closest, terms, typed};
use crate::output::{Failure, Outcome, Terminal};
use crate::target;

/// Paths shown by `--all` and `--graph`.
const PATHS: usize = 200;

/// Answers for one node.
pub(crate) fn run(arguments: &WhyArguments, matches: &ArgMatches, common: &Common, terminal: &mut Terminal) -> Outcome {
    let configuration = target::configuration(&arguments.target)?;
    let catalogue = target::catalogue(common, &configuration, Some(&arguments.target), terminal)?;
    let cut = terms(matches, &catalogue)?;
    if cut.is_none() && arguments.graph.is_some() {
        return Err(Failure::new("bad-argument", "a graph of paths needs a cut").hint("add `--from US`"));
    }
    let target = target::read(&arguments.target, &configuration, common, &catalogue, terminal)?;
    let exposure = Exposure::naming(&target.attributed, &catalogue, cut.iter().flat_map(Cut::packages));
    let node = find(&arguments.name, &target.attributed, &catalogue, terminal)?;
    let answer = cut.map(|cut| exposure.why(node, &cut, arguments.day, target::grade(common), PATHS));
    if let (Some(language), Some(answer)) = (arguments.graph, &answer) {
        let graph = match language {
            GraphLanguage::Dot => wean_report::dot(answer, &exposure),
            GraphLanguage::Mermaid => wean_report::mermaid(answer, &exposure),
        };
        crate::output::text(&graph, common, terminal)?;
        return Ok(ExitCode::SUCCESS);
    }
    let typed = typed(&arguments.target, matches, common);
    let why = Why {
        node,
        answer: answer.as_ref(),
        exposure: &exposure,
        typed: &typed,
        day: arguments.day,
        all: arguments.all,
    };
    crate::output::report(&Answer::Why(why), common, terminal)?;
    Ok(ExitCode::SUCCESS)
}

/// A way in which a name may mean a node, its name, its id.
type Test<'a> = &'a dyn Fn(&(Node, &str, &str)) -> bool;

/// The service or component people mean by a name: exactly so, without regard to case, a purl without version, a product
/// of the catalogue, or a name that begins so.
pub(crate) fn find(
    name: &str,
    attributed: &Attributed,
    catalogue: &Catalogue,
    terminal: &mut Terminal,
) -> Result<Node, Failure> {
    let inventory = &attributed.inventory;
    let product = catalogue.find_product(name);
    let of_product = |node: &Node| match node {
        Node::Component(i) => product.is_some() && attributed.attributions[*i as usize].product.as_deref() == product,
        Node::Service(_) => false,
    };
    let services = (0u32..).zip(&inventory.services).map(|(i, s)| (Node::Service(i), &*s.name, &*s.id));
    let components = (0u32..).zip(&inventory.components).map(|(i, c)| (Node::Component(i), &*c.name, &*c.id));
    let all: Vec<(Node, &str, &str)> = services.chain(components).collect();
    let wanted = name.to_lowercase();
    let same = |text: &str| text.to_lowercase() == wanted;
    let tests: [Test<'_>; 5] = [
        &|(_, n, id)| *n == name || *id == name,
        &|(node, n, id)| same(n) || same(id) || same(&inventory.title(*node)),
        &|(_, _, id)| id.to_lowercase().strip_prefix(&wanted).is_some_and(|rest| rest.starts_with(['@', '?'])),
        &|(node, ..)| of_product(node),
        &|(_, n, _)| n.to_lowercase().starts_with(&wanted),
    ];
    for test in tests {
        let mut hits = all.iter().filter(|candidate| test(candidate));
        if let Some((node, ..)) = hits.next() {
            let others: Vec<&str> = hits.map(|(_, _, id)| *id).collect();
            if !others.is_empty() {
                let shown = others.iter().take(3).copied().collect::<Vec<_>>().join(", ");
                let more = if others.len() > 3 { format!(" and {} more", others.len() - 3) } else { String::new() };
                terminal.say(&format!("note: `{name}` could also be {shown}{more}; taking {}", inventory.id(*node)));
            }
            return Ok(*node);
        }
    }
    let failure = Failure::new("unknown-name", format!("nothing in `{}` is called `{name}`", inventory.target));
    Err(match closest(name, all.iter().map(|(_, n, _)| *n)) {
        Some(close) => failure.hint(format!("did you mean `{close}`?")),
        None => failure.hint("`wean scan --show components` lists what was found"),
    })
}
