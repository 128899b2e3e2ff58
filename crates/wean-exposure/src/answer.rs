//! The answer to "what stops, when, if they withdraw".

use std::collections::VecDeque;

use rustc_hash::FxHashSet;
use wean_catalogue::Held;
use wean_model::{Effect, Grade, Node, State};

use crate::cut::{Certainty, Cut};
use crate::exposure::Exposure;
use crate::graph::NodeIndex;
use crate::solve::{Days, Solution, brings};

/// A figure with its two bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds<T> {
    /// Counts attributions of the asked grade or better.
    pub known: T,
    /// Counts the unknown as cut too.
    pub possible: T,
}

/// Why a service is hit: a hold on something it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What is held: a component.
    pub node: Node,
    /// The hold.
    pub held: Held,
    /// Its effect on the service.
    pub effect: Effect,
    /// First day of that effect by this cause.
    pub day: u32,
    /// How many steps away the component is.
    pub distance: u32,
    /// The service's own need through which it comes, if that is not the component itself.
    pub via: Option<Node>,
    /// Whether it is known to bite, or would if the unknown is the worst.
    pub certainty: Certainty,
}

/// One service under a cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAnswer {
    /// Index into the inventory's services.
    pub service: u32,
    /// Days of each effect.
    pub days: Bounds<Days>,
    /// What brings about its worst state on the last horizon: known causes first, then by day and distance; unknown ones
    /// only where they could make it worse. Components held in the same way by the same product or party are one cause,
    /// the nearest.
    pub causes: Vec<Cause>,
    /// There may be more causes: the search was cut short, as it is when services are many and the graph is large.
    pub more: bool,
}

/// Nodes looked at for causes, over all services of an answer.
const SEARCH: usize = 1_000_000;

/// Counts of components.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ComponentCounts {
    /// In all.
    pub total: usize,
    /// Hit by a hold of their own by the last horizon.
    pub directly: Bounds<usize>,
    /// Hit at all: by a hold of their own or through what they need. Counted with those hit directly, since a bound of the
    /// others alone would fall as more is hit directly.
    pub hit: Bounds<usize>,
    /// With nobody named at the asked grade or better.
    pub unattributed: usize,
}

/// The answer for one cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutAnswer {
    /// In words, what is cut.
    pub title: String,
    /// Days asked about, ascending.
    pub horizons: Vec<u32>,
    /// Lowest grade that counts as known.
    pub minimum: Grade,
    /// Services, the worst hit first.
    pub services: Vec<ServiceAnswer>,
    /// Services that run as usual on each horizon.
    pub running: Vec<Bounds<usize>>,
    /// Components.
    pub components: ComponentCounts,
    /// Days of each component, in the inventory's order.
    pub component_days: Vec<Bounds<Days>>,
}

impl Exposure<'_> {
    /// What stops, when. `horizons` are days, not empty; `minimum` is the lowest grade that counts as known.
    pub fn cut(&self, cut: &Cut, horizons: &[u32], minimum: Grade) -> CutAnswer {
        let mut horizons = horizons.to_vec();
        horizons.sort_unstable();
        horizons.dedup();
        let last = horizons.last().copied().unwrap_or(0);
        let known = self.solve(cut, minimum, Certainty::Yes);
        let possible = self.solve(cut, minimum, Certainty::Maybe);
        let bounds = |node: NodeIndex| Bounds { known: known.days(node), possible: possible.days(node) };

        let solutions = Bounds { known: &known, possible: &possible };
        let mut services: Vec<ServiceAnswer> = (0..self.services())
            .map(|service| {
                let days = bounds(service);
                let (causes, more) = self.causes(service, cut, minimum, last, &solutions);
                ServiceAnswer { service, days, causes, more }
            })
            .collect();
        // The worst first: by what is known, from stops to frozen and from early to late; then by what is possible.
        services.sort_by_key(|s| (worst_first(s.days.known), worst_first(s.days.possible), s.service));

        let running = horizons
            .iter()
            .map(|day| {
                let count = |of: &dyn Fn(&ServiceAnswer) -> Days| {
                    services.iter().filter(|s| of(s).state(*day) == State::Runs).count()
                };
                Bounds { known: count(&|s| s.days.known), possible: count(&|s| s.days.possible) }
            })
            .collect();

        let own = Bounds {
            known: self.days(cut, minimum, Certainty::Yes),
            possible: self.days(cut, minimum, Certainty::Maybe),
        };
        let mut components =
            ComponentCounts { total: self.attributed.inventory.components.len(), ..ComponentCounts::default() };
        let mut component_days = Vec::with_capacity(components.total);
        for (i, attribution) in (self.services()..).zip(&self.attributed.attributions) {
            let days = bounds(i);
            let profile = self.profile_of[i as usize] as usize;
            let hit = |days: Days| days.state(last) != State::Runs;
            let counts = &mut components;
            for (own, all, directly, any) in [
                (own.known[profile], days.known, &mut counts.directly.known, &mut counts.hit.known),
                (own.possible[profile], days.possible, &mut counts.directly.possible, &mut counts.hit.possible),
            ] {
                *directly += usize::from(hit(own));
                *any += usize::from(hit(all));
            }
            components.unattributed += usize::from(attribution.grade() < minimum);
            component_days.push(days);
        }
        CutAnswer { title: cut.title(self.catalogue), horizons, minimum, services, running, components, component_days }
    }

    /// Holds that bring about a service's worst state by `last`.
    fn causes(
        &self,
        service: NodeIndex,
        cut: &Cut,
        minimum: Grade,
        last: u32,
        solutions: &Bounds<&Solution>,
    ) -> (Vec<Cause>, bool) {
        let mut causes = Vec::new();
        let mut more = false;
        let nodes = SEARCH / self.attributed.inventory.services.len().max(1);
        // Components of one profile are held in the same way: the nearest stands for all, unless nobody is known to hold
        // them, since then each is another question.
        let mut counted = FxHashSet::default();
        for (solution, at_least) in [(solutions.known, Certainty::Yes), (solutions.possible, Certainty::Maybe)] {
            // Where both bounds agree, what is unknown changes nothing.
            if at_least == Certainty::Maybe && solutions.known.days(service) == solution.days(service) {
                continue;
            }
            let Some(worst) = worst(solution.days(service), last) else { continue };
            more |= self.walk(service, worst, last, solution, nodes, |node, effect, distance, via| {
                let Some(profile) = self.profile(node) else { return };
                for (at, held) in profile.held.iter().enumerate() {
                    let unknown = held.party.is_none().then_some(node);
                    if !counted.insert((self.profile_of[node as usize], at, unknown, at_least)) {
                        continue;
                    }
                    let certainty = self.bites(cut, profile, held, minimum);
                    // A cause known to bite was listed in the first round.
                    let listed = at_least == Certainty::Maybe && certainty == Certainty::Yes;
                    if certainty >= at_least && !listed && held.hold.effect >= effect && held.hold.onset <= last {
                        causes.push(Cause {
                            node: self.node(node).expect("groups hold nothing"),
                            held: held.clone(),
                            effect: worst,
                            day: held.hold.onset,
                            distance,
                            via: via.filter(|via| *via != node).and_then(|via| self.node(via)),
                            certainty,
                        });
                    }
                }
            });
        }
        if causes.is_empty() && more {
            causes.extend(self.first_cause(service, cut, minimum, last, solutions));
        }
        causes.sort_by(|a, b| {
            let key =
                |c: &Cause| (std::cmp::Reverse(c.certainty), std::cmp::Reverse(c.effect), c.day, c.distance, c.node);
            key(a).cmp(&key(b)).then_with(|| a.held.cmp(&b.held))
        });
        let mut seen = FxHashSet::default();
        causes.retain(|cause| {
            let held = &cause.held;
            let what = if held.product.is_some() { None } else { Some(cause.node).filter(|_| held.party.is_none()) };
            seen.insert((held.product.clone(), held.party.clone(), held.hold.kind, cause.certainty, what))
        });
        (causes, more)
    }

    /// The cause at the end of the critical path.
    fn first_cause(
        &self,
        service: NodeIndex,
        cut: &Cut,
        minimum: Grade,
        last: u32,
        solutions: &Bounds<&Solution>,
    ) -> Option<Cause> {
        let (path, solution) = [(solutions.known, Certainty::Yes), (solutions.possible, Certainty::Maybe)]
            .into_iter()
            .find_map(|(solution, at_least)| {
                let effect = worst(solution.days(service), last)?;
                let path = self.critical_path(service, effect, cut, minimum, solution, at_least)?;
                Some((path, solution))
            })?;
        let step = path.steps.last()?;
        let distance = u32::try_from(path.steps.len() - 1).unwrap_or(u32::MAX);
        Some(Cause {
            node: step.node,
            effect: worst(solution.days(service), last)?,
            day: path.held.hold.onset,
            held: path.held,
            distance,
            via: (distance > 1).then(|| path.steps[1].node),
            certainty: path.certainty,
        })
    }

    /// Visits everything that brings `effect` about on `service` by day `last`, the nearest first: node, the effect it
    /// has there, distance, and the service's own need it was reached through. Ends after `nodes` and says so.
    fn walk(
        &self,
        service: NodeIndex,
        effect: Effect,
        last: u32,
        solution: &Solution,
        nodes: usize,
        mut visit: impl FnMut(NodeIndex, Effect, u32, Option<NodeIndex>),
    ) -> bool {
        let mut seen = FxHashSet::default();
        let mut queue = VecDeque::from([(service, effect, 0u32, None)]);
        seen.insert((service, effect));
        let mut more = false;
        while let Some((node, effect, distance, via)) = queue.pop_front() {
            visit(node, effect, distance, via);
            if seen.len() >= nodes {
                // What stands in the queue is visited, nothing beyond.
                more = true;
                continue;
            }
            for (need, relation) in self.graph.needs(node) {
                if let Some(on_need) = brings(self.graph.members(node) > 0, relation, effect)
                    && solution.days(need).day(on_need).is_some_and(|day| day <= last)
                    && seen.insert((need, on_need))
                {
                    // A group is a step of its own for nobody.
                    let group = self.graph.members(need) > 0;
                    let via = via.or_else(|| (!group).then_some(need));
                    queue.push_back((need, on_need, distance + u32::from(!group), via));
                }
            }
        }
        more
    }
}

/// The worst effect reached by a day.
pub(crate) fn worst(days: Days, by: u32) -> Option<Effect> {
    Effect::ALL.iter().rev().copied().find(|effect| days.day(*effect).is_some_and(|day| day <= by))
}

/// Sorts the worst first: stops before degrades before frozen, early before late.
fn worst_first(days: Days) -> [u32; 3] {
    let [frozen, degrades, stops] = days.0;
    [stops, degrades, frozen]
}
