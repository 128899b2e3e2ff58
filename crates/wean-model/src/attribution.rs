//! Who stands behind a component, and how sure that is.

use std::sync::Arc;

use crate::{Occurrence, words};

words! {
    /// How sure a claim is, from worst to best.
    #[derive(Default)]
    pub enum Grade {
        /// Nothing points anywhere.
        #[default]
        Unknown = "unknown",
        /// Name similarity, top-level domain, language: shown, never counted unless asked.
        Guessed = "guessed",
        /// Package metadata leads to an organisation of the catalogue.
        Derived = "derived",
        /// Matched a record by an exact rule.
        Catalogue = "catalogue",
        /// The organisation said so, or the supplier in a signed document.
        Declared = "declared",
    }
}

words! {
    /// Which of the facts about a component a claim states.
    pub enum Role {
        /// Who made it.
        Maker = "maker",
        /// Who handed it over: distribution, reseller.
        Supplier = "supplier",
        /// Where it is downloaded from.
        Registry = "registry",
    }
}

/// Who controls. Texts are shared: a million components have few parties.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Controller {
    /// An organisation or foundation of the catalogue, by id. It has a seat.
    Organisation(Arc<str>),
    /// A community of the catalogue, by id: no one party.
    Community(Arc<str>),
    /// A forge or registry account, as `github.com/NAME`. Nobody looks for the person's country.
    Account(Arc<str>),
    /// The organisation whose inventory it is.
    Own,
}

/// Why a claim is made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Evidence {
    /// How it was matched, in a few words: `purl pkg:npm/%40azure/*`, `repository github.com/microsoft/vscode`.
    pub matched: Arc<str>,
    /// The record or declaration that says so: `catalogue/products/entra-id.toml`, `wean.toml:31`.
    pub source: Arc<str>,
    /// Date of the record's newest source.
    pub date: Option<Arc<str>>,
    /// Where the component was seen, if that matters.
    pub seen: Option<Box<Occurrence>>,
}

/// One statement about who stands behind a component.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// Which fact.
    pub role: Role,
    /// How sure.
    pub grade: Grade,
    /// Who.
    pub controller: Controller,
    /// Why.
    pub evidence: Evidence,
}

/// Everything known about who stands behind one component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribution {
    /// Product record it matches, by id.
    pub product: Option<Arc<str>>,
    /// How sure it is that it is this product; its holds are no surer. `unknown` without one.
    pub product_grade: Grade,
    /// Class whose default holds it has, by id.
    pub class: Option<Arc<str>>,
    /// Claims, best grade first within each role.
    pub claims: Vec<Claim>,
}

impl Attribution {
    /// The best claim about one fact; of several of one grade the first.
    pub fn best(&self, role: Role) -> Option<&Claim> {
        self.claims.iter().rev().filter(|claim| claim.role == role).max_by_key(|claim| claim.grade)
    }

    /// The claim about one fact that is as good as the best and names another party: which of the two is right, nobody
    /// knows.
    pub fn rival(&self, role: Role) -> Option<&Claim> {
        let best = self.best(role)?;
        let mut as_good = self.claims.iter().filter(|claim| claim.role == role && claim.grade == best.grade);
        as_good.find(|claim| claim.controller != best.controller)
    }

    /// Who is named as the controller in tables: the maker, else the supplier.
    pub fn controller(&self) -> Option<&Claim> {
        self.best(Role::Maker).or_else(|| self.best(Role::Supplier))
    }

    /// Grade of [`Self::controller`], `unknown` without one.
    pub fn grade(&self) -> Grade {
        self.controller().map_or(Grade::Unknown, |claim| claim.grade)
    }
}

words! {
    /// What foundations that hold open projects count as.
    #[derive(Default)]
    pub enum Foundations {
        /// A party with a seat, as its statutes say: the law of that place binds it.
        #[default]
        Seat = "seat",
        /// A community that no one party decides for: the project can go on elsewhere.
        Community = "community",
    }
}
