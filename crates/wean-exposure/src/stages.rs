//! A withdrawal in stages: cuts that are each in force from a day of their own, and perhaps for some services only.

use std::collections::BTreeSet;

use wean_model::{Effect, Grade, Node};

use crate::cut::{Certainty, Cut};
use crate::exposure::Exposure;
use crate::solve::{Days, NEVER, solve};
use crate::why::Path;

/// A stage of a withdrawal: a cut that is in force from a day on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// Whose withdrawal.
    pub cut: Cut,
    /// From which day on.
    pub day: u32,
    /// Services it hits, as indexes; none means all. What is not among them goes on as if nothing were cut, unless it
    /// needs a service that is.
    pub hits: Vec<u32>,
}

impl Stage {
    fn hits(&self, service: u32) -> bool {
        self.hits.is_empty() || self.hits.contains(&service)
    }
}

/// Days of every service and component, as [`Exposure::index`] counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played(Vec<Days>);

impl Exposure<'_> {
    /// What all these cuts together bring about, at one bound.
    pub fn play(&self, cuts: &[Stage], minimum: Grade, at_least: Certainty) -> Played {
        // What is hit directly: for each service by those cuts that are meant for it.
        let services = self.services();
        let meant = |service: u32| -> Vec<usize> { (0..cuts.len()).filter(|i| cuts[*i].hits(service)).collect() };
        let all: Vec<usize> = (0..cuts.len()).filter(|i| cuts[*i].hits.is_empty()).collect();
        let sets: BTreeSet<Vec<usize>> = (0..services).map(meant).chain([all.clone()]).collect();
        let mut days = vec![Days::NEVER; self.profile_of.len()];
        let mut profile_of = self.profile_of.clone();
        let mut own = Vec::new();
        for set in &sets {
            let of_set = self.own_days(set.iter().map(|i| &cuts[*i]), minimum, at_least);
            let solution = solve(&self.graph, &self.profile_of, &of_set);
            for (index, days) in (0u32..).zip(&mut days) {
                // A component is hit if it is for anybody.
                let counts = index >= services || meant(index) == *set;
                if counts {
                    *days = earlier(*days, solution.days(index));
                }
            }
            if *set == all {
                own = of_set;
            }
        }
        if sets.len() == 1 {
            return Played(days);
        }
        // Then what needs a service that is hit, though it was not meant.
        for service in 0..services {
            profile_of[service as usize] = u32::try_from(own.len()).expect("no more profiles than nodes");
            own.push(days[service as usize]);
        }
        let solution = solve(&self.graph, &profile_of, &own);
        for (index, days) in (0u32..).zip(&mut days) {
            *days = earlier(*days, solution.days(index));
        }
        Played(days)
    }

    /// Days of each profile under several cuts.
    fn own_days<'b>(&self, cuts: impl Iterator<Item = &'b Stage>, minimum: Grade, at_least: Certainty) -> Vec<Days> {
        let mut own = vec![Days::NEVER; self.profiles.len()];
        for stage in cuts {
            for (own, days) in own.iter_mut().zip(self.days(&stage.cut, minimum, at_least)) {
                *own = earlier(*own, later_by(days, stage.day));
            }
        }
        own
    }

    /// The way by which one of these cuts alone brings a state about by a day; none when it takes several of them.
    pub fn because(
        &self,
        node: Node,
        effect: Effect,
        by: u32,
        cuts: &[Stage],
        minimum: Grade,
        at_least: Certainty,
    ) -> Option<Path> {
        let index = self.index(node);
        cuts.iter().find_map(|stage| {
            if let Node::Service(service) = node
                && !stage.hits(service)
            {
                return None;
            }
            let solution = self.solve(&stage.cut, minimum, at_least);
            let day = solution.days(index).day(effect)?;
            if day.saturating_add(stage.day) > by {
                return None;
            }
            self.critical_path(index, effect, &stage.cut, minimum, &solution, at_least)
        })
    }

    /// Days of a service or component.
    pub fn played(&self, played: &Played, node: Node) -> Days {
        played.0.get(self.index(node) as usize).copied().unwrap_or(Days::NEVER)
    }
}

fn earlier(a: Days, b: Days) -> Days {
    Days(std::array::from_fn(|i| a.0[i].min(b.0[i])))
}

fn later_by(days: Days, by: u32) -> Days {
    Days(days.0.map(|day| if day == NEVER { NEVER } else { day.saturating_add(by).min(NEVER - 1) }))
}
