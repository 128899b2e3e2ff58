//! Why a thing is hit: the derivation, from the thing down to a hold; and what it takes with it.

use wean_catalogue::Held;
use wean_model::{Effect, Grade, Node, Relation};

use crate::answer::{Bounds, worst};
use crate::cut::{Certainty, Cut};
use crate::exposure::Exposure;
use crate::graph::NodeIndex;
use crate::solve::{Days, Solution, brings, solve, solve_without};

/// One step of a derivation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is hit.
    pub node: Node,
    /// How.
    pub effect: Effect,
    /// On which day.
    pub day: u32,
    /// How the step before needs it; none for the first.
    pub relation: Option<Relation>,
    /// It is the last of so many alternatives; 0 when it is no alternative.
    pub alternatives: u32,
}

/// A derivation: each step is hit because the next is, and the last because of a hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// From the thing asked about to what is held.
    pub steps: Vec<Step>,
    /// The hold on the last step.
    pub held: Held,
    /// Whether what it says is known to happen: the hold may be certain and the way to it not, as when another alternative
    /// falls only if the unknown is the worst.
    pub certainty: Certainty,
}

/// Why a thing is hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyAnswer {
    /// What is asked about.
    pub node: Node,
    /// In words, what is cut.
    pub title: String,
    /// Its days.
    pub days: Bounds<Days>,
    /// The path by which the worst known state is reached first; if none is known, the worst possible one.
    pub critical: Option<Path>,
    /// All paths to the same state, the critical one among them, the short ones first.
    pub paths: Vec<Path>,
    /// There may be more paths: as many as were asked for were found, or the search was cut short.
    pub more: bool,
    /// Services hit when this thing alone is, with the state it brings about, and whether they would be hit as badly
    /// by the cut without it.
    pub takes_along: Vec<(u32, Effect, bool)>,
}

impl Exposure<'_> {
    /// Why a node is hit by the day `last`; at most `limit` paths.
    pub fn why(&self, node: Node, cut: &Cut, last: u32, minimum: Grade, limit: usize) -> WhyAnswer {
        let index = self.index(node);
        let known = self.solve(cut, minimum, Certainty::Yes);
        let possible = self.solve(cut, minimum, Certainty::Maybe);
        let days = Bounds { known: known.days(index), possible: possible.days(index) };
        let (solution, certainty) =
            if worst(days.known, last).is_some() { (&known, Certainty::Yes) } else { (&possible, Certainty::Maybe) };
        let search = Search { exposure: self, cut, minimum, last, solution, certainty };
        let mut critical = None;
        let mut found = Found { limit, budget: BUDGET, paths: Vec::new(), more: false };
        if let Some(effect) = worst(solution.days(index), last) {
            critical = search.critical(index, effect);
            search.all(index, effect, &mut Vec::new(), (None, 0), &mut found);
        }
        let Found { mut paths, more, .. } = found;
        if let Some(critical) = critical.as_ref().filter(|critical| !paths.contains(critical)) {
            paths.truncate(limit.saturating_sub(1));
            paths.push(critical.clone());
        }
        paths.sort_by_key(|path| (path.steps.len(), path.held.hold.onset));
        let takes_along = self.takes_along(index, cut, minimum, last, solution, certainty);
        WhyAnswer { node, title: cut.title(self.catalogue), days, critical, paths, more, takes_along }
    }

    /// The path by which an effect was reached first, in one bound's solution.
    pub(crate) fn critical_path(
        &self,
        index: NodeIndex,
        effect: Effect,
        cut: &Cut,
        minimum: Grade,
        solution: &Solution,
        certainty: Certainty,
    ) -> Option<Path> {
        Search { exposure: self, cut, minimum, last: 0, solution, certainty }.critical(index, effect)
    }

    fn takes_along(
        &self,
        index: NodeIndex,
        cut: &Cut,
        minimum: Grade,
        last: u32,
        solution: &Solution,
        certainty: Certainty,
    ) -> Vec<(u32, Effect, bool)> {
        let mut alone = vec![0; self.profile_of.len()];
        alone[index as usize] = 1;
        let alone = solve(&self.graph, &alone, &[Days::NEVER, solution.days(index)]);
        let days = self.days(cut, minimum, certainty);
        let without = solve_without(&self.graph, &self.profile_of, &days, Some(index));
        let services = (0..self.services()).filter(|service| *service != index);
        services
            .filter_map(|service| {
                let effect = worst(alone.days(service), last)?;
                let anyway = worst(without.days(service), last) >= Some(effect);
                Some((service, effect, anyway))
            })
            .collect()
    }
}

/// What a derivation is sought in: one bound of one cut.
struct Search<'a> {
    exposure: &'a Exposure<'a>,
    cut: &'a Cut,
    minimum: Grade,
    last: u32,
    solution: &'a Solution,
    certainty: Certainty,
}

/// Nodes looked at for all paths: in a knot of cycles there are more ways than anyone could wait for.
const BUDGET: usize = 1_000_000;

/// Paths found so far.
struct Found {
    limit: usize,
    budget: usize,
    paths: Vec<Path>,
    more: bool,
}

impl Found {
    /// Nothing more is looked for.
    fn ended(&self) -> bool {
        self.budget == 0 || self.more && self.paths.len() >= self.limit
    }
}

impl Search<'_> {
    /// The holds of a node that bring `effect` about by `by`.
    fn holds(&self, node: NodeIndex, effect: Effect, by: u32) -> Vec<(Held, Certainty)> {
        let Some(profile) = self.exposure.profile(node) else { return Vec::new() };
        let mut holds: Vec<_> = profile
            .held
            .iter()
            .map(|held| (held, self.exposure.bites(self.cut, profile, held, self.minimum)))
            .filter(|(held, certainty)| {
                *certainty >= self.certainty && held.hold.effect >= effect && held.hold.onset <= by
            })
            .map(|(held, certainty)| (held.clone(), certainty.min(self.certainty)))
            .collect();
        holds.sort_by_key(|(held, certainty)| (held.hold.onset, std::cmp::Reverse(*certainty)));
        holds
    }

    fn step(&self, index: NodeIndex, effect: Effect, relation: Option<Relation>, alternatives: u32) -> Option<Step> {
        let node = self.exposure.node(index)?;
        let day = self.solution.days(index).day(effect)?;
        Some(Step { node, effect, day, relation, alternatives })
    }

    /// Follows what hit each node first.
    fn critical(&self, index: NodeIndex, effect: Effect) -> Option<Path> {
        let graph = &self.exposure.graph;
        let mut steps = vec![self.step(index, effect, None, 0)?];
        let (mut node, mut effect) = (index, effect);
        let mut alternatives = 0;
        let mut relation = None;
        // Each step was hit before the one it hit: the way ends after as many steps as there are nodes and effects.
        while let Some(cause) = self.solution.cause(node, effect) {
            let group = graph.members(node) > 0;
            let day = self.solution.days(node).day(effect)?;
            // Of several edges, the one by which it came.
            let edges = graph.needs(node).filter(|(need, _)| *need == cause);
            let (on_cause, edge) = edges
                .filter_map(|(_, edge)| Some((brings(group, edge, effect)?, edge)))
                .filter(|(on_cause, _)| self.solution.days(cause).day(*on_cause).is_some_and(|d| d <= day))
                .min()?;
            if group {
                alternatives = graph.members(node);
            } else {
                relation = Some(edge);
            }
            effect = on_cause;
            node = cause;
            if graph.members(node) == 0 {
                steps.push(self.step(node, effect, relation, std::mem::take(&mut alternatives))?);
            }
        }
        let day = self.solution.days(node).day(effect)?;
        let (held, certainty) = self.holds(node, effect, day).into_iter().next()?;
        Some(Path { steps, held, certainty })
    }

    /// Every way down that passes no node twice, up to the limit. `by` is how the step before needs it, and the last of how
    /// many alternatives it is.
    fn all(
        &self,
        index: NodeIndex,
        effect: Effect,
        passed: &mut Vec<Step>,
        by: (Option<Relation>, u32),
        found: &mut Found,
    ) {
        // Paths grow with the depth; far down nobody reads them, and the stack is not endless.
        const DEEPEST: usize = 64;
        // A loop that calls ends before the budget is overdrawn.
        found.budget -= 1;
        found.more |= found.budget == 0;
        let graph = &self.exposure.graph;
        let group = graph.members(index);
        if group == 0 {
            let Some(step) = self.step(index, effect, by.0, by.1) else { return };
            if passed.iter().any(|before| before.node == step.node) {
                return;
            }
            if passed.len() >= DEEPEST {
                found.more = true;
                return;
            }
            passed.push(step);
            for (held, certainty) in self.holds(index, effect, self.last) {
                if found.paths.len() >= found.limit {
                    found.more = true;
                    break;
                }
                found.paths.push(Path { steps: passed.clone(), held, certainty });
            }
        }
        for (need, edge) in graph.needs(index) {
            if found.ended() {
                break;
            }
            let Some(on_need) = brings(group > 0, edge, effect) else { continue };
            if self.solution.days(need).day(on_need).is_some_and(|day| day <= self.last) {
                let relation = if group > 0 { by.0 } else { Some(edge) };
                self.all(need, on_need, passed, (relation, group), found);
            }
        }
        if group == 0 {
            passed.pop();
        }
    }
}
