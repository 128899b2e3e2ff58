//! The earliest day of each state, for every node: one pass in order of days.
//!
//! ```text
//! stops(n)    = min( own holds, stops(d)    for d required,   max over each any-of group of stops(member) )
//! degrades(n) = min( own holds, degrades(d) for d required,   stops(d) for d used,   stops(n) )
//! frozen(n)   = min( own holds, frozen(d)   for d required or built with,   degrades(n) )
//! ```
//!
//! Days only ever come down from "never", and a node's day is final once the pass has gone by it, as in Dijkstra's
//! algorithm generalised by Knuth (A Generalization of Dijkstra's Algorithm, Information Processing Letters 6, 1977).
//! With cycles this gives the solution in which nothing is hit without a cause outside of the cycle. Since days are few
//! and small, the priority queue is a list of nodes per day: the pass is linear in the edges.

use wean_model::{Effect, Relation, State};

use crate::graph::{Graph, NodeIndex};

/// A day that never comes.
pub const NEVER: u32 = u32::MAX;

/// A node whose day comes from its own holds, in [`Solution::cause`].
const OWN: u32 = u32::MAX;

/// The earliest day of each effect, by [`Effect::index`]. A worse effect implies the milder ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days(pub [u32; 3]);

impl Days {
    /// Runs for ever.
    pub const NEVER: Self = Self([NEVER; 3]);

    /// Takes in an effect from `day` on; it implies the milder ones.
    pub fn hit(&mut self, effect: Effect, day: u32) {
        for known in &mut self.0[..=effect.index()] {
            *known = (*known).min(day);
        }
    }

    /// The first day of an effect; none if it never comes.
    pub fn day(self, effect: Effect) -> Option<u32> {
        Some(self.0[effect.index()]).filter(|day| *day != NEVER)
    }

    /// The state on a day.
    pub fn state(self, day: u32) -> State {
        let worst = Effect::ALL.iter().rev().find(|effect| self.0[effect.index()] <= day);
        worst.map_or(State::Runs, |effect| State::from(*effect))
    }
}

/// Days of every node, and what brought them about.
#[derive(Debug)]
pub struct Solution {
    reached: Vec<Reached>,
}

/// What a node has reached. Days and causes stand together, since they are written together.
#[derive(Clone, Copy, Debug)]
struct Reached {
    days: Days,
    causes: [u32; 3],
}

impl Solution {
    /// Days of a node.
    pub fn days(&self, node: NodeIndex) -> Days {
        self.reached[node as usize].days
    }

    /// The needed node that brought an effect about first; none when it is the node's own holds, or never happens.
    pub fn cause(&self, node: NodeIndex, effect: Effect) -> Option<NodeIndex> {
        let cause = self.reached[node as usize].causes[effect.index()];
        (cause != OWN).then_some(cause)
    }
}

/// Which effect on what needs it an effect on a thing has.
pub(crate) const fn carried(effect: Effect, relation: Relation) -> Option<Effect> {
    match (relation, effect) {
        (Relation::Requires, effect) => Some(effect),
        (Relation::Uses, Effect::Stops) => Some(Effect::Degrades),
        // What stops or degrades is frozen too, and comes here once as that.
        (Relation::BuildsWith, Effect::Frozen) => Some(Effect::Frozen),
        (Relation::Uses | Relation::BuildsWith, _) => None,
    }
}

/// The mildest effect on what is needed that brings at least `effect` about on what needs it.
pub(crate) fn brings(group: bool, relation: Relation, effect: Effect) -> Option<Effect> {
    if group {
        return Some(effect);
    }
    Effect::ALL.iter().copied().find(|on_need| carried(*on_need, relation) >= Some(effect))
}

/// Solves for holds given as a profile for each node and days for each profile.
pub fn solve(graph: &Graph, profile_of: &[u32], days_of: &[Days]) -> Solution {
    solve_without(graph, profile_of, days_of, None)
}

/// Likewise, as if one node could not be hit.
pub(crate) fn solve_without(
    graph: &Graph,
    profile_of: &[u32],
    days_of: &[Days],
    immune: Option<NodeIndex>,
) -> Solution {
    assert!(profile_of.len() <= graph.len(), "a profile for each thing; groups have none");
    let mut pass = Pass {
        graph,
        reached: vec![Reached { days: Days::NEVER, causes: [OWN; 3] }; graph.len()],
        // Groups count down their members, for each effect.
        pending: (0..).take(graph.len()).map(|node| [graph.members(node); 3]).collect(),
        work: Vec::new(),
        immune,
    };

    // The nodes that each day hits by their own holds: those of one profile, then those of the next.
    let mut hits: Vec<(u32, Effect, u32)> = Vec::new();
    for (profile, days) in (0u32..).zip(days_of) {
        for effect in Effect::ALL.iter().rev() {
            let day = days.0[effect.index()];
            let implied = days.0[effect.index() + 1..].contains(&day);
            if day != NEVER && !implied {
                hits.push((day, *effect, profile));
            }
        }
    }
    hits.sort_unstable_by_key(|(day, effect, profile)| (*day, std::cmp::Reverse(*effect), *profile));
    let nodes = nodes_by_profile(profile_of, days_of.len());
    for (day, effect, profile) in hits {
        for node in nodes.of(profile) {
            pass.hit(*node, effect, day, OWN);
        }
        pass.spread(day);
    }
    Solution { reached: pass.reached }
}

/// Nodes of each profile, one after the other.
pub(crate) struct NodesByProfile {
    start: Vec<u32>,
    nodes: Vec<NodeIndex>,
}

impl NodesByProfile {
    pub(crate) fn of(&self, profile: u32) -> &[NodeIndex] {
        &self.nodes[self.start[profile as usize] as usize..self.start[profile as usize + 1] as usize]
    }
}

pub(crate) fn nodes_by_profile(profile_of: &[u32], profiles: usize) -> NodesByProfile {
    let mut start = vec![0u32; profiles + 1];
    for profile in profile_of {
        start[*profile as usize + 1] += 1;
    }
    for i in 0..profiles {
        start[i + 1] += start[i];
    }
    let mut next = start.clone();
    let mut nodes = vec![0; profile_of.len()];
    for (node, profile) in (0u32..).zip(profile_of) {
        let at = &mut next[*profile as usize];
        nodes[*at as usize] = node;
        *at += 1;
    }
    NodesByProfile { start, nodes }
}

struct Pass<'a> {
    graph: &'a Graph,
    reached: Vec<Reached>,
    pending: Vec<[u32; 3]>,
    /// Nodes to spread from, with a bit for each effect that is new.
    work: Vec<(NodeIndex, u8)>,
    immune: Option<NodeIndex>,
}

impl Pass<'_> {
    /// An effect, and the milder ones it implies, reaches a node on `day`.
    fn hit(&mut self, node: NodeIndex, effect: Effect, day: u32, cause: u32) {
        if self.immune == Some(node) {
            return;
        }
        let Reached { days, causes } = &mut self.reached[node as usize];
        let mut new = 0u8;
        for (level, (known, by)) in days.0.iter_mut().zip(causes).enumerate().take(effect.index() + 1) {
            if *known == NEVER {
                *known = day;
                *by = cause;
                new |= 1 << level;
            }
        }
        if new != 0 {
            self.work.push((node, new));
        }
    }

    fn spread(&mut self, day: u32) {
        while let Some((node, new)) = self.work.pop() {
            let graph = self.graph;
            for (dependent, relation) in graph.dependents(node) {
                let Some(relation) = relation else {
                    for effect in Effect::ALL {
                        let pending = &mut self.pending[dependent as usize][effect.index()];
                        if new & 1 << effect.index() != 0 {
                            *pending -= 1;
                            if *pending == 0 {
                                self.hit(dependent, *effect, day, node);
                            }
                        }
                    }
                    continue;
                };
                let worst = Effect::ALL
                    .iter()
                    .filter(|effect| new & 1 << effect.index() != 0)
                    .filter_map(|effect| carried(*effect, relation))
                    .max();
                if let Some(effect) = worst {
                    self.hit(dependent, effect, day, node);
                }
            }
        }
    }
}
