//! An attributed inventory on the graph, ready for any number of cuts.

use rustc_hash::FxHashMap;
use wean_catalogue::{Attributed, Catalogue, Control, Held};
use wean_model::{Controller, Grade, Jurisdiction, Node, Relation};

use crate::cut::{Certainty, Cut};
use crate::graph::{Graph, GraphBuilder, NodeIndex};
use crate::solve::{Days, Solution, solve};

/// What a component is held by: components with the same holds share one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Profile {
    pub(crate) held: Vec<Held>,
    pub(crate) hosted_in: Option<Jurisdiction>,
}

/// An attributed inventory on the graph. Nodes: services, then components, then groups.
#[derive(Debug)]
pub struct Exposure<'a> {
    pub(crate) attributed: &'a Attributed,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) graph: Graph,
    pub(crate) profile_of: Vec<u32>,
    pub(crate) profiles: Vec<Profile>,
    /// Control of each organisation that holds something.
    pub(crate) control: FxHashMap<Box<str>, Control>,
}

impl<'a> Exposure<'a> {
    /// Builds the graph.
    pub fn new(attributed: &'a Attributed, catalogue: &'a Catalogue) -> Self {
        let inventory = &attributed.inventory;
        let services = inventory.services.len();
        let things = u32::try_from(services + inventory.components.len()).expect("fewer than 2^30 nodes");
        // Profile 0 holds nothing: services and groups have it.
        let mut profiles = vec![Profile { held: Vec::new(), hosted_in: None }];
        let mut known: FxHashMap<Profile, u32> = FxHashMap::default();
        known.insert(profiles[0].clone(), 0);
        let mut profile_of = vec![0; services];
        let mut control = FxHashMap::default();
        for (component, attribution) in inventory.components.iter().zip(&attributed.attributions) {
            let held = catalogue.holds(component, attribution);
            let hosted_in = catalogue.hosted_in(component, attribution);
            let profile = Profile { held, hosted_in };
            let next = u32::try_from(profiles.len()).expect("no more profiles than components");
            let index = *known.entry(profile).or_insert_with_key(|profile| {
                for held in &profile.held {
                    if let Some(Controller::Organisation(id)) = &held.party {
                        control.entry(id.clone()).or_insert_with(|| catalogue.control(id));
                    }
                }
                profiles.push(profile.clone());
                next
            });
            profile_of.push(index);
        }
        let mut builder = GraphBuilder::new(things);
        let mut exposure =
            Self { attributed, catalogue, graph: GraphBuilder::new(0).finish(), profile_of, profiles, control };
        for edge in &inventory.dependencies {
            builder.edge(exposure.index(edge.from), exposure.index(edge.to), edge.relation);
        }
        for group in &inventory.groups {
            let members: Vec<NodeIndex> = group.members.iter().map(|member| exposure.index(*member)).collect();
            builder.group(exposure.index(group.from), &members, group.relation);
        }
        exposure.graph = builder.finish();
        exposure
    }

    /// The inventory and who stands behind it.
    pub fn attributed(&self) -> &'a Attributed {
        self.attributed
    }

    /// The catalogue it was attributed by.
    pub fn catalogue(&self) -> &'a Catalogue {
        self.catalogue
    }

    /// The graph below.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The graph's node of a service or component.
    pub fn index(&self, node: Node) -> NodeIndex {
        match node {
            Node::Service(i) => i,
            Node::Component(i) => self.services() + i,
        }
    }

    /// The service or component of a graph's node; none for a group.
    pub fn node(&self, index: NodeIndex) -> Option<Node> {
        let component = index.checked_sub(self.services());
        match component {
            None => Some(Node::Service(index)),
            Some(i) if (i as usize) < self.attributed.inventory.components.len() => Some(Node::Component(i)),
            Some(_) => None,
        }
    }

    pub(crate) fn services(&self) -> u32 {
        u32::try_from(self.attributed.inventory.services.len()).expect("fewer than 2^30 nodes")
    }

    /// The holds on a node; none on services and groups.
    pub fn held(&self, index: NodeIndex) -> &[Held] {
        self.profile(index).map_or(&[], |profile| &profile.held)
    }

    pub(crate) fn profile(&self, index: NodeIndex) -> Option<&Profile> {
        self.profile_of.get(index as usize).map(|profile| &self.profiles[*profile as usize])
    }

    pub(crate) fn control_of(&self, held: &Held) -> Option<&Control> {
        match &held.party {
            Some(Controller::Organisation(id)) => self.control.get(id),
            _ => None,
        }
    }

    /// Whether a hold of a profile bites under a cut.
    pub(crate) fn bites(&self, cut: &Cut, profile: &Profile, held: &Held, minimum: Grade) -> Certainty {
        cut.bites(held, self.control_of(held), profile.hosted_in, minimum)
    }

    /// Days of each profile under a cut, counting holds that bite with at least this certainty.
    pub(crate) fn days(&self, cut: &Cut, minimum: Grade, at_least: Certainty) -> Vec<Days> {
        let days = |profile: &Profile| {
            let mut days = Days::NEVER;
            for held in &profile.held {
                if self.bites(cut, profile, held, minimum) >= at_least {
                    days.hit(held.hold.effect, held.hold.onset);
                }
            }
            days
        };
        self.profiles.iter().map(days).collect()
    }

    /// Solves for a cut at one bound.
    pub fn solve(&self, cut: &Cut, minimum: Grade, at_least: Certainty) -> Solution {
        solve(&self.graph, &self.profile_of, &self.days(cut, minimum, at_least))
    }

    /// How a node needs another that stands one step away; the strongest if there are several edges.
    pub(crate) fn relation(&self, from: NodeIndex, to: NodeIndex) -> Option<Relation> {
        self.graph.needs(from).filter(|(node, _)| *node == to).map(|(_, relation)| relation).min()
    }
}
