//! Everything found, sorted, with the edges between.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::{Component, Id, Organisation, Service, words};

words! {
    /// How one thing needs another, from strong to weak.
    pub enum Relation {
        /// Stops with it.
        Requires = "requires",
        /// Degrades when it stops.
        Uses = "uses",
        /// Only making and changing it need it.
        BuildsWith = "builds-with",
    }
}

/// A component or service, by its index in the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// Index into [`Inventory::services`].
    Service(u32),
    /// Index into [`Inventory::components`].
    Component(u32),
}

/// `from` needs `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dependency {
    /// What needs.
    pub from: Node,
    /// What is needed.
    pub to: Node,
    /// How.
    pub relation: Relation,
}

/// `from` needs any of `members`: it is hit when the last of them is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group {
    /// What needs.
    pub from: Node,
    /// How.
    pub relation: Relation,
    /// The alternatives, sorted; at least two.
    pub members: Vec<Node>,
}

/// Everything found in one target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// What was scanned, as the user named it.
    pub target: Box<str>,
    /// Whose it is.
    pub organisation: Organisation,
    /// What it does for people, in the order declared.
    pub services: Vec<Service>,
    /// Anything found, sorted by id.
    pub components: Vec<Component>,
    /// Edges, sorted.
    pub dependencies: Vec<Dependency>,
    /// Alternatives, sorted.
    pub groups: Vec<Group>,
}

impl Inventory {
    /// The component of that id.
    pub fn component(&self, id: &str) -> Option<u32> {
        self.components.binary_search_by(|c| (*c.id).cmp(id)).ok().map(index)
    }

    /// The service of that name.
    pub fn service(&self, name: &str) -> Option<u32> {
        self.services.iter().position(|s| &*s.name == name).map(index)
    }

    /// Identity of a node: a component's or service's id.
    pub fn id(&self, node: Node) -> &Id {
        match node {
            Node::Service(i) => &self.services[i as usize].id,
            Node::Component(i) => &self.components[i as usize].id,
        }
    }

    /// What to call a node in front of people.
    pub fn title(&self, node: Node) -> String {
        match node {
            Node::Service(i) => self.services[i as usize].name.to_string(),
            Node::Component(i) => self.components[i as usize].title(),
        }
    }
}

fn index(i: usize) -> u32 {
    u32::try_from(i).expect("fewer than 2^32 nodes")
}

/// Collects parts in any order and makes one sorted [`Inventory`] of them.
#[derive(Default)]
pub struct InventoryBuilder {
    target: Box<str>,
    organisation: Organisation,
    services: Vec<Service>,
    service_ids: HashSet<Id>,
    components: Vec<Component>,
    dependencies: Vec<(Id, Id, Relation)>,
    groups: Vec<(Id, Relation, Vec<Id>)>,
}

impl InventoryBuilder {
    /// An empty inventory of `target`.
    pub fn new(target: &str) -> Self {
        Self { target: target.into(), ..Self::default() }
    }

    /// Whose inventory it is.
    pub fn organisation(&mut self, organisation: Organisation) {
        self.organisation = organisation;
    }

    /// Adds a service; a second one of the same name is left out and `false` says so.
    pub fn service(&mut self, service: Service) -> bool {
        let new = self.service_ids.insert(service.id.clone());
        if new {
            self.services.push(service);
        }
        new
    }

    /// Adds a sighting of a component.
    pub fn component(&mut self, component: Component) {
        self.components.push(component);
    }

    /// `from` needs `to`. Edges whose ends are never added are dropped by [`Self::finish`].
    pub fn dependency(&mut self, from: Id, to: Id, relation: Relation) {
        self.dependencies.push((from, to, relation));
    }

    /// `from` needs any of `members`.
    pub fn group(&mut self, from: Id, relation: Relation, members: Vec<Id>) {
        self.groups.push((from, relation, members));
    }

    /// Sorts and joins. Between the same two ends `requires` takes the place of weaker edges; an edge to oneself goes.
    pub fn finish(self) -> Inventory {
        let mut sightings = self.components;
        for sighting in &mut sightings {
            sighting.occurrences.sort();
        }
        // Sightings come in any order; hints are filled first come, first served: so order them by place.
        sightings.sort_by(|a, b| a.id.cmp(&b.id).then_with(|| a.occurrences.cmp(&b.occurrences)));
        let mut components: Vec<Component> = Vec::with_capacity(sightings.len());
        for sighting in sightings {
            match components.last_mut() {
                Some(component) if component.id == sighting.id => component.merge(sighting),
                _ => components.push(sighting),
            }
        }
        for component in &mut components {
            component.occurrences.sort();
            component.occurrences.dedup();
            component.purchases.sort();
            component.purchases.dedup();
        }

        let mut inventory = Inventory {
            target: self.target,
            organisation: self.organisation,
            services: self.services,
            components,
            dependencies: Vec::new(),
            groups: Vec::new(),
        };
        let nodes: HashMap<&Id, Node> = inventory
            .services
            .iter()
            .enumerate()
            .map(|(i, s)| (&s.id, Node::Service(index(i))))
            .chain(inventory.components.iter().enumerate().map(|(i, c)| (&c.id, Node::Component(index(i)))))
            .collect();

        let mut edges: Vec<Dependency> = Vec::with_capacity(self.dependencies.len());
        let mut edge = |from: Node, to: Node, relation: Relation| {
            if from != to {
                edges.push(Dependency { from, to, relation });
            }
        };
        for (from, to, relation) in &self.dependencies {
            if let (Some(&from), Some(&to)) = (nodes.get(from), nodes.get(to)) {
                edge(from, to, *relation);
            }
        }
        let mut groups = BTreeSet::new();
        for (from, relation, members) in &self.groups {
            let Some(&from) = nodes.get(from) else { continue };
            let mut members: Vec<Node> = members.iter().filter_map(|m| nodes.get(m).copied()).collect();
            members.sort();
            members.dedup();
            match members.as_slice() {
                [] => {}
                [only] => edge(from, *only, *relation),
                _ => _ = groups.insert(Group { from, relation: *relation, members }),
            }
        }
        drop(nodes);
        edges.sort_unstable();
        edges.dedup();
        // What is required is also used and built with, and comes first; of those two neither implies the other.
        let mut required = None;
        edges.retain(|edge| {
            if edge.relation == Relation::Requires {
                required = Some((edge.from, edge.to));
                return true;
            }
            required != Some((edge.from, edge.to))
        });
        inventory.dependencies = edges;
        inventory.groups = groups.into_iter().collect();
        inventory
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ComponentKind, Occurrence, Scope};

    fn seen(name: &str, path: &str, scope: Scope) -> Component {
        let mut component = Component::new(ComponentKind::Library, name, None);
        component.scope = scope;
        component.hints.homepage = Some(path.into());
        component.occurrences.push(Occurrence { path: path.into(), line: None, cataloger: "test".into() });
        component
    }

    #[test]
    fn the_order_of_parts_does_not_matter() {
        let parts =
            [seen("a", "y", Scope::Development), seen("a", "x", Scope::Required), seen("b", "z", Scope::Optional)];
        let build = |order: [usize; 3]| {
            let mut builder = InventoryBuilder::new("t");
            for i in order {
                builder.component(parts[i].clone());
                builder.dependency("library:a".into(), "library:b".into(), Relation::Uses);
            }
            builder.dependency("library:a".into(), "library:b".into(), Relation::Requires);
            builder.dependency("library:a".into(), "library:gone".into(), Relation::Requires);
            builder.finish()
        };
        let inventory = build([0, 1, 2]);
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            assert_eq!(inventory, build(order));
        }
        assert_eq!(inventory.components[0].scope, Scope::Required);
        assert_eq!(inventory.components[0].hints.homepage.as_deref(), Some("x"));
        assert_eq!(
            inventory.dependencies,
            [Dependency { from: Node::Component(0), to: Node::Component(1), relation: Relation::Requires }]
        );
    }
}
