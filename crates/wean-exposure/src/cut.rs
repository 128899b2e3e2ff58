//! A cut: whose withdrawal is asked about.

use std::fmt;

use wean_catalogue::{Bloc, Catalogue, Control, Held, Place};
use wean_model::{Controller, Grade, HoldKind, Jurisdiction};

/// Whether a hold bites under a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// It does not.
    No,
    /// It would if what is unknown is the worst.
    Maybe,
    /// It does.
    Yes,
}

/// One thing that is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// All that is controlled from there.
    Jurisdiction(Jurisdiction),
    /// All that is controlled from any member.
    Bloc(Bloc),
    /// All that an organisation of the catalogue controls, by id.
    Organisation(Box<str>),
    /// One product of the catalogue, by id.
    Product(Box<str>),
    /// All holds of a kind.
    Hold(HoldKind),
    /// All that runs there, whoever controls it.
    HostedIn(Place),
    /// All that is controlled from anywhere else.
    Outside(Place),
}

/// Whose withdrawal is asked about: every clause must hold, and a clause holds when one of its terms does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// The clauses; none cuts nothing.
    pub clauses: Vec<Vec<Term>>,
}

/// A name that is nothing that can be cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutError {
    /// The name.
    pub name: String,
    /// What was looked for under it.
    pub sort: &'static str,
}

impl fmt::Display for CutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no {} is called `{}`", self.sort, self.name)
    }
}

impl std::error::Error for CutError {}

impl Term {
    /// What `--from NAME` means: a jurisdiction, bloc, organisation or product.
    pub fn from_name(name: &str, catalogue: &Catalogue) -> Result<Self, CutError> {
        if let Some(place) = catalogue.place(name) {
            return Ok(match place {
                Place::Jurisdiction(code) => Self::Jurisdiction(code),
                Place::Bloc(bloc) => Self::Bloc(bloc),
            });
        }
        if let Some(id) = catalogue.find_organisation(name) {
            return Ok(Self::Organisation(id.into()));
        }
        if let Some(id) = catalogue.find_product(name) {
            return Ok(Self::Product(id.into()));
        }
        Err(CutError { name: name.to_owned(), sort: "jurisdiction, bloc, organisation or product" })
    }

    /// What `--outside NAME` and `--hosted-in NAME` name.
    pub fn place(name: &str, catalogue: &Catalogue) -> Result<Place, CutError> {
        catalogue.place(name).ok_or_else(|| CutError { name: name.to_owned(), sort: "jurisdiction or bloc" })
    }

    /// In words, after `if`: `US`, `Microsoft Corporation`, `everything outside EU`.
    pub fn title(&self, catalogue: &Catalogue) -> String {
        match self {
            Self::Jurisdiction(code) => code.to_string(),
            Self::Bloc(bloc) => bloc.name.to_string(),
            Self::Organisation(id) => catalogue.organisation_name(id).to_owned(),
            Self::Product(id) => catalogue.product_name(id).to_owned(),
            Self::Hold(kind) => format!("every {kind} hold"),
            Self::HostedIn(place) => format!("what is hosted in {}", title(place)),
            Self::Outside(place) => format!("everything outside {}", title(place)),
        }
    }
}

fn title(place: &Place) -> String {
    match place {
        Place::Jurisdiction(code) => code.to_string(),
        Place::Bloc(bloc) => bloc.name.to_string(),
    }
}

impl Cut {
    /// A cut of one term.
    pub fn of(term: Term) -> Self {
        Self { clauses: vec![vec![term]] }
    }

    /// In words: `US or CN`, `US (registry holds only)`.
    pub fn title(&self, catalogue: &Catalogue) -> String {
        let clause =
            |terms: &Vec<Term>, of: &dyn Fn(&Term) -> String| terms.iter().map(of).collect::<Vec<_>>().join(" or ");
        let Some((first, rest)) = self.clauses.split_first() else { return String::new() };
        // What is cut, then what narrows it: who withdraws is the first.
        let narrowed = rest.iter().map(|terms| {
            let of = |term: &Term| match term {
                Term::Hold(kind) => format!("{kind} holds"),
                term => term.title(catalogue),
            };
            format!(" ({} only)", clause(terms, &of))
        });
        clause(first, &|term| term.title(catalogue)) + &narrowed.collect::<String>()
    }

    /// Whether a hold bites. `control` is that of the hold's party where it is an organisation; a claim below
    /// `minimum` counts as unknown.
    pub fn bites(
        &self,
        held: &Held,
        control: Option<&Control>,
        hosted_in: Option<Jurisdiction>,
        minimum: Grade,
    ) -> Certainty {
        let clause = |terms: &Vec<Term>| {
            terms.iter().map(|term| term.bites(held, control, hosted_in, minimum)).max().unwrap_or(Certainty::No)
        };
        self.clauses.iter().map(clause).min().unwrap_or(Certainty::No)
    }
}

impl Term {
    fn bites(
        &self,
        held: &Held,
        control: Option<&Control>,
        hosted_in: Option<Jurisdiction>,
        minimum: Grade,
    ) -> Certainty {
        let when = |yes: bool| if yes { Certainty::Yes } else { Certainty::No };
        match self {
            Self::Hold(kind) => return when(held.hold.kind == *kind),
            // Only what runs at a supplier's is hosted anywhere but here.
            Self::HostedIn(_) if held.hold.kind != HoldKind::Service => return Certainty::No,
            Self::HostedIn(place) => return hosted_in.map_or(Certainty::Maybe, |code| when(place.holds(code))),
            _ => {}
        }
        if held.grade < minimum {
            return Certainty::Maybe;
        }
        if let Self::Product(id) = self {
            return match &held.product {
                Some(product) => when(product == id),
                // It has an identity, and is none of the product's: that is known. Without a party nothing is.
                None if held.party.is_some() => Certainty::No,
                None => Certainty::Maybe,
            };
        }
        let (control, unknown) = match (&held.party, control) {
            // A community sits nowhere, but may be asked about by its name.
            (Some(Controller::Community(of)), _) => {
                return when(matches!(self, Self::Organisation(id) if **id == **of));
            }
            (Some(Controller::Own), _) => return Certainty::No,
            // Nobody looks for a person's country or employer.
            (None | Some(Controller::Account(_)), _) | (Some(Controller::Organisation(_)), None) => {
                return Certainty::Maybe;
            }
            (Some(Controller::Organisation(_)), Some(control)) => {
                (control, if control.incomplete { Certainty::Maybe } else { Certainty::No })
            }
        };
        let yes = match self {
            Self::Jurisdiction(code) => control.jurisdictions.contains_key(code),
            Self::Bloc(bloc) => control.jurisdictions.keys().any(|code| bloc.members.binary_search(code).is_ok()),
            Self::Outside(place) => control.jurisdictions.keys().any(|code| !place.holds(*code)),
            Self::Organisation(id) => control.organisations.contains(id),
            Self::Product(_) | Self::Hold(_) | Self::HostedIn(_) => unreachable!("answered above"),
        };
        if yes { Certainty::Yes } else { unknown }
    }
}
