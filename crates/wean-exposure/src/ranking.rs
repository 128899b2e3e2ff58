//! What each supplier, product and jurisdiction would stop, and which alone stop a service.
//!
//! Asking for one cut after the other would take a pass over the graph each. Here one pass answers 256 cuts: each node
//! carries a bit for every candidate and effect, and the pass goes once from what is needed to what needs it. Cycles are
//! gone over until nothing changes.

use rayon::prelude::*;
use wean_catalogue::Catalogue;
use wean_model::{Criticality, Effect, Grade, Relation};

use crate::answer::Bounds;
use crate::cut::{Certainty, Cut, Term};
use crate::exposure::Exposure;
use crate::graph::{Graph, NodeIndex};
use crate::solve::Days;

const WORDS: usize = 4;
/// Candidates of one pass.
pub(crate) const BATCH: usize = WORDS * 64;

type Bits = [u64; WORDS];

/// What is ranked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The cut it stands for.
    pub term: Term,
    /// Its name in front of people.
    pub title: String,
}

/// What a candidate would bring about by the horizon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Services that stop, as indexes; sorted.
    pub stops: Vec<u32>,
    /// Services that degrade, without those that stop.
    pub degrades: Vec<u32>,
    /// Services that are frozen, without the others.
    pub frozen: Vec<u32>,
}

/// A candidate that alone stops a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinglePoint {
    /// The service.
    pub service: u32,
    /// Index into [`RankAnswer::suppliers`] of each supplier whose withdrawal alone stops it.
    pub suppliers: Vec<usize>,
}

/// Suppliers and jurisdictions by what each would stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RankAnswer {
    /// The day asked about.
    pub day: u32,
    /// Lowest grade that counts as known.
    pub minimum: Grade,
    /// Organisations, the one that stops most first; with both bounds and how many components it holds directly.
    pub suppliers: Vec<(Candidate, Bounds<Impact>, usize)>,
    /// Jurisdictions, likewise.
    pub jurisdictions: Vec<(Candidate, Bounds<Impact>, usize)>,
    /// Services that one supplier alone can stop, as far as known.
    pub single_points: Vec<SinglePoint>,
    /// What a supplier could bring about of whom nothing is known: everything nobody is known to stand behind is theirs.
    pub unknown: Impact,
}

impl Exposure<'_> {
    /// Ranks every organisation and jurisdiction that holds something, by what it would stop by `day`. What bites on its
    /// day anyway counts for each of them: leave it out with [`Exposure::undated`].
    pub fn rank(&self, day: u32, minimum: Grade) -> RankAnswer {
        let mut organisations: Vec<&str> =
            self.control.values().flat_map(|c| &c.organisations).map(|id| &**id).collect();
        organisations.sort_unstable();
        organisations.dedup();
        let mut seats: Vec<_> = self.control.values().flat_map(|c| c.jurisdictions.keys().copied()).collect();
        seats.sort_unstable();
        seats.dedup();
        let mut candidates: Vec<Candidate> =
            organisations.iter().map(|id| candidate(Term::Organisation((*id).into()), self.catalogue)).collect();
        let suppliers = candidates.len();
        candidates.extend(seats.into_iter().map(|code| candidate(Term::Jurisdiction(code), self.catalogue)));

        let at = |at_least: Certainty| -> (Vec<Impact>, Vec<Vec<Days>>) {
            let days: Vec<Vec<Days>> =
                candidates.iter().map(|c| self.days(&Cut::of(c.term.clone()), minimum, at_least)).collect();
            (rank(&self.graph, &self.profile_of, &days, self.services(), day), days)
        };
        let (known, days) = at(Certainty::Yes);
        let (possible, _) = at(Certainty::Maybe);
        let nobody = self.days(&Cut::of(Term::Organisation("".into())), minimum, Certainty::Maybe);
        let unknown = rank(&self.graph, &self.profile_of, &[nobody], self.services(), day).pop().unwrap_or_default();
        let mut components = vec![0usize; self.profiles.len()];
        for profile in &self.profile_of[self.services() as usize..] {
            components[*profile as usize] += 1;
        }
        let held = |days: &Vec<Days>| -> usize {
            let hits = |profile: usize| days[profile].0[0] <= day;
            components.iter().enumerate().filter(|(profile, _)| hits(*profile)).map(|(_, count)| count).sum()
        };
        let mut all: Vec<_> = candidates
            .into_iter()
            .zip(known.into_iter().zip(possible))
            .zip(&days)
            .map(|((candidate, (known, possible)), days)| (candidate, Bounds { known, possible }, held(days)))
            .collect();
        let mut jurisdictions = all.split_off(suppliers);
        let mut suppliers = all;
        for ranked in [&mut suppliers, &mut jurisdictions] {
            ranked.sort_by_cached_key(|(candidate, impact, held)| {
                let weight = self.weight(&impact.known);
                (std::cmp::Reverse(weight), std::cmp::Reverse(*held), candidate.title.clone())
            });
        }
        let single_points = (0..self.services())
            .filter_map(|service| {
                let stop = |(_, impact, _): &&(Candidate, Bounds<Impact>, usize)| {
                    impact.known.stops.binary_search(&service).is_ok()
                };
                let suppliers: Vec<usize> =
                    suppliers.iter().enumerate().filter(|(_, s)| stop(s)).map(|(i, _)| i).collect();
                (!suppliers.is_empty()).then_some(SinglePoint { service, suppliers })
            })
            .collect();
        RankAnswer { day, minimum, suppliers, jurisdictions, single_points, unknown }
    }

    /// What sorts: services stopped, weighted by how bad that is, then degraded, then frozen.
    pub(crate) fn weight(&self, impact: &Impact) -> [u64; 3] {
        let weigh = |services: &[u32]| {
            services
                .iter()
                .map(|service| match self.attributed.inventory.services[*service as usize].criticality {
                    Criticality::Critical => 1000,
                    Criticality::High => 100,
                    Criticality::Medium => 10,
                    Criticality::Low => 1,
                })
                .sum()
        };
        [weigh(&impact.stops), weigh(&impact.degrades), weigh(&impact.frozen)]
    }
}

fn candidate(term: Term, catalogue: &Catalogue) -> Candidate {
    let title = match &term {
        Term::Jurisdiction(code) => format!("{code}  {}", catalogue.country_name(code)),
        Term::Organisation(id) => catalogue.organisation_name(id).to_owned(),
        other => other.title(catalogue),
    };
    Candidate { term, title }
}

/// What each candidate brings about on the first `services` nodes by `day`; `days_of[candidate][profile]`.
pub fn rank(graph: &Graph, profile_of: &[u32], days_of: &[Vec<Days>], services: u32, day: u32) -> Vec<Impact> {
    let order = Order::new(graph);
    days_of.par_chunks(BATCH).flat_map_iter(|batch| pass(graph, &order, profile_of, batch, services, day)).collect()
}

/// [`rank`] of no more candidates than one pass takes.
pub(crate) fn pass(
    graph: &Graph,
    order: &Order,
    profile_of: &[u32],
    batch: &[Vec<Days>],
    services: u32,
    day: u32,
) -> Vec<Impact> {
    let bits = spread(graph, order, profile_of, batch, day);
    let mut impacts = vec![Impact::default(); batch.len()];
    for service in 0..services {
        let [frozen, degrades, stops] = bits[service as usize];
        for (i, impact) in impacts.iter_mut().enumerate() {
            let hit = |bits: Bits| bits[i / 64] >> (i % 64) & 1 == 1;
            if hit(stops) {
                impact.stops.push(service);
            } else if hit(degrades) {
                impact.degrades.push(service);
            } else if hit(frozen) {
                impact.frozen.push(service);
            }
        }
    }
    impacts
}

/// Bits of every node: for each effect, which candidates bring it about.
fn spread(graph: &Graph, order: &Order, profile_of: &[u32], batch: &[Vec<Days>], day: u32) -> Vec<[Bits; 3]> {
    let profiles = batch.first().map_or(0, Vec::len);
    let mut own = vec![[[0u64; WORDS]; 3]; profiles];
    for (i, days) in batch.iter().enumerate() {
        for (bits, days) in own.iter_mut().zip(days) {
            for (bits, effect_day) in bits.iter_mut().zip(days.0) {
                bits[i / 64] |= u64::from(effect_day <= day) << (i % 64);
            }
        }
    }
    let mut bits = vec![[[0u64; WORDS]; 3]; graph.len()];
    let mut dirty = vec![false; graph.len()];
    let update = |bits: &mut Vec<[Bits; 3]>, node: NodeIndex| -> bool {
        let new = combine(graph, bits, node, profile_of.get(node as usize).map(|p| &own[*p as usize]));
        let old = &mut bits[node as usize];
        let changed = *old != new;
        *old = new;
        changed
    };
    for component in order.components() {
        if let [node] = component {
            update(&mut bits, *node);
            continue;
        }
        // Bits only ever come, and there are finitely many: sweep until nothing changes, over what may have changed.
        for node in component {
            dirty[*node as usize] = true;
        }
        let mut again = true;
        while std::mem::take(&mut again) {
            for node in component {
                if std::mem::take(&mut dirty[*node as usize]) && update(&mut bits, *node) {
                    for (dependent, _) in graph.needed_by(*node) {
                        // Those of later components are swept later anyway, and marked in vain.
                        dirty[dependent as usize] = true;
                    }
                    again = true;
                }
            }
        }
    }
    bits
}

fn combine(graph: &Graph, bits: &[[Bits; 3]], node: NodeIndex, own: Option<&[Bits; 3]>) -> [Bits; 3] {
    let or = |a: &mut Bits, b: &Bits| a.iter_mut().zip(b).for_each(|(a, b)| *a |= b);
    if graph.members(node) > 0 {
        let mut all = [[u64::MAX; WORDS]; 3];
        for (member, _) in graph.needs(node) {
            for (all, member) in all.iter_mut().zip(&bits[member as usize]) {
                all.iter_mut().zip(member).for_each(|(all, member)| *all &= member);
            }
        }
        return all;
    }
    let mut new = own.copied().unwrap_or_default();
    for (need, relation) in graph.needs(node) {
        let [frozen, degrades, stops] = &bits[need as usize];
        match relation {
            Relation::Requires => {
                or(&mut new[Effect::Frozen.index()], frozen);
                or(&mut new[Effect::Degrades.index()], degrades);
                or(&mut new[Effect::Stops.index()], stops);
            }
            Relation::Uses => {
                or(&mut new[Effect::Degrades.index()], stops);
                or(&mut new[Effect::Frozen.index()], stops);
            }
            Relation::BuildsWith => or(&mut new[Effect::Frozen.index()], frozen),
        }
    }
    new
}

/// Strongly connected components, what is needed before what needs it (Tarjan, 1972, without recursion).
pub(crate) struct Order {
    nodes: Vec<NodeIndex>,
    /// Where each component begins in `nodes`.
    start: Vec<u32>,
}

impl Order {
    fn components(&self) -> impl Iterator<Item = &[NodeIndex]> {
        self.start.windows(2).map(|pair| &self.nodes[pair[0] as usize..pair[1] as usize])
    }

    pub(crate) fn new(graph: &Graph) -> Self {
        const UNSEEN: u32 = u32::MAX;
        let n = graph.len();
        let mut order = Self { nodes: Vec::with_capacity(n), start: vec![0] };
        let mut number = vec![UNSEEN; n];
        let mut lowest = vec![0u32; n];
        let mut on_stack = vec![false; n];
        let mut stack: Vec<NodeIndex> = Vec::new();
        let mut next = 0;
        // A frame is a node and the edges not yet followed.
        let mut frames: Vec<(NodeIndex, _)> = Vec::new();
        // Within a component, what a depth-first search leaves first comes first: most needs before what needs them, so
        // that few sweeps are enough.
        let mut left = vec![0u32; n];
        let mut leaving = 0;
        for root in (0u32..).take(n) {
            if number[root as usize] != UNSEEN {
                continue;
            }
            let mut enter = Some(root);
            loop {
                if let Some(node) = enter.take() {
                    number[node as usize] = next;
                    lowest[node as usize] = next;
                    next += 1;
                    stack.push(node);
                    on_stack[node as usize] = true;
                    frames.push((node, graph.needs(node)));
                }
                let Some((node, edges)) = frames.last_mut() else { break };
                let node = *node;
                if let Some((need, _)) = edges.next() {
                    if number[need as usize] == UNSEEN {
                        enter = Some(need);
                    } else if on_stack[need as usize] {
                        lowest[node as usize] = lowest[node as usize].min(number[need as usize]);
                    }
                    continue;
                }
                frames.pop();
                left[node as usize] = leaving;
                leaving += 1;
                if let Some((above, _)) = frames.last() {
                    lowest[*above as usize] = lowest[*above as usize].min(lowest[node as usize]);
                }
                if lowest[node as usize] == number[node as usize] {
                    while let Some(member) = stack.pop() {
                        on_stack[member as usize] = false;
                        order.nodes.push(member);
                        if member == node {
                            break;
                        }
                    }
                    let start = order.start.last().copied().unwrap_or_default() as usize;
                    order.nodes[start..].sort_unstable_by_key(|member| left[*member as usize]);
                    order.start.push(u32::try_from(order.nodes.len()).expect("fewer than 2^30 nodes"));
                }
            }
        }
        order
    }
}
