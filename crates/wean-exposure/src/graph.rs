//! Nodes and edges in flat arrays, both ways.
//!
//! A node is a thing (hit as soon as one of its needs is) or a group of alternatives (hit when the last member is).

use wean_model::Relation;

/// A node's place in the arrays.
pub type NodeIndex = u32;

/// Most nodes a graph can hold: an edge is a node and a relation in 32 bits.
const MAX_NODES: u32 = 1 << 30;

/// Nodes and edges, read only.
#[derive(Debug)]
pub struct Graph {
    /// Number of members if the node is a group, else 0.
    members: Vec<u32>,
    needs: Adjacency,
    needed_by: Adjacency,
}

/// Edges of all nodes, one after the other.
#[derive(Debug, Default)]
struct Adjacency {
    start: Vec<u32>,
    packed: Vec<u32>,
}

impl Adjacency {
    fn new(nodes: usize, edges: &[(NodeIndex, u32)]) -> Self {
        let mut start = vec![0u32; nodes + 1];
        for (from, _) in edges {
            start[*from as usize + 1] += 1;
        }
        for i in 0..nodes {
            start[i + 1] += start[i];
        }
        let mut next = start.clone();
        let mut packed = vec![0u32; edges.len()];
        for (from, to) in edges {
            let at = &mut next[*from as usize];
            packed[*at as usize] = *to;
            *at += 1;
        }
        Self { start, packed }
    }

    fn of(&self, node: NodeIndex) -> impl Iterator<Item = (NodeIndex, u32)> {
        let range = self.start[node as usize] as usize..self.start[node as usize + 1] as usize;
        self.packed[range].iter().map(|edge| (edge >> 2, edge & 3))
    }
}

/// Edge of a group to its member, where others have their relation.
const MEMBER: u32 = 3;

const fn relation(bits: u32) -> Relation {
    match bits {
        1 => Relation::Uses,
        2 => Relation::BuildsWith,
        // And a group is hit as its members are.
        _ => Relation::Requires,
    }
}

impl Graph {
    /// How many nodes.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// How many edges.
    pub fn edges(&self) -> usize {
        self.needs.packed.len()
    }

    /// Number of members of a group; 0 for a thing.
    pub fn members(&self, node: NodeIndex) -> u32 {
        self.members[node as usize]
    }

    /// What a node needs, and how; for a group its members.
    pub fn needs(&self, node: NodeIndex) -> impl Iterator<Item = (NodeIndex, Relation)> {
        self.needs.of(node).map(|(need, bits)| (need, relation(bits)))
    }

    /// What needs a node, and how.
    pub fn needed_by(&self, node: NodeIndex) -> impl Iterator<Item = (NodeIndex, Relation)> {
        self.needed_by.of(node).map(|(dependent, bits)| (dependent, relation(bits)))
    }

    /// Likewise; none in place of the relation says that what needs the node is a group of which it is a member.
    pub(crate) fn dependents(&self, node: NodeIndex) -> impl Iterator<Item = (NodeIndex, Option<Relation>)> {
        self.needed_by.of(node).map(|(dependent, bits)| (dependent, (bits != MEMBER).then(|| relation(bits))))
    }
}

/// Collects edges.
#[derive(Debug, Default)]
pub struct GraphBuilder {
    nodes: u32,
    groups: Vec<(NodeIndex, u32)>,
    /// From, to, and the relation's bits.
    edges: Vec<(NodeIndex, NodeIndex, u32)>,
}

impl GraphBuilder {
    /// A graph of `nodes` things, without edges.
    pub fn new(nodes: u32) -> Self {
        assert!(nodes < MAX_NODES, "at most 2^30 nodes");
        Self { nodes, ..Self::default() }
    }

    /// `from` needs `to`.
    pub fn edge(&mut self, from: NodeIndex, to: NodeIndex, relation: Relation) {
        debug_assert!(from < self.nodes && to < self.nodes);
        self.edges.push((from, to, relation as u32));
    }

    /// `from` needs any of `members`, which differ from each other. Returns the group's own node. No members: nothing.
    pub fn group(&mut self, from: NodeIndex, members: &[NodeIndex], relation: Relation) -> Option<NodeIndex> {
        if members.is_empty() {
            return None;
        }
        let group = self.nodes;
        assert!(group + 1 < MAX_NODES, "at most 2^30 nodes");
        self.nodes += 1;
        self.groups.push((group, u32::try_from(members.len()).expect("fewer members than nodes")));
        self.edges.push((from, group, relation as u32));
        self.edges.extend(members.iter().map(|member| (group, *member, MEMBER)));
        Some(group)
    }

    /// The finished graph.
    pub fn finish(self) -> Graph {
        let nodes = self.nodes as usize;
        let mut members = vec![0; nodes];
        for (group, count) in self.groups {
            members[group as usize] = count;
        }
        let pack = |node: NodeIndex, bits: u32| node << 2 | bits;
        let forward: Vec<_> = self.edges.iter().map(|(from, to, r)| (*from, pack(*to, *r))).collect();
        let needs = Adjacency::new(nodes, &forward);
        drop(forward);
        let backward: Vec<_> = self.edges.iter().map(|(from, to, r)| (*to, pack(*from, *r))).collect();
        let needed_by = Adjacency::new(nodes, &backward);
        Graph { members, needs, needed_by }
    }
}
