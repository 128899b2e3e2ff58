//! A cut: whose withdrawal is asked about.

use std::fmt;

use wean_catalogue::{Bloc, Catalogue, Control, Held, Place};
use wean_model::{Act, Controller, Grade, HoldKind, Jurisdiction};

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
    /// One package, by its purl without version; a `*` at the end stands for anything. Whoever decides about it, and
    /// wherever it is fetched from: it is what is taken away.
    Package(Box<str>),
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
    /// What those who are cut do. None: they withdraw, and whether they also take back what they gave is not known.
    pub acts: Vec<Act>,
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
    /// What `--from NAME` means: a jurisdiction, bloc, organisation or product, or a package by its purl.
    pub fn from_name(name: &str, catalogue: &Catalogue) -> Result<Self, CutError> {
        if let Some((_, path)) = name.strip_prefix("pkg:").and_then(|rest| rest.split_once('/')) {
            let bare = wean_catalogue::bare_purl(name);
            let whole = bare == name && !path.trim_end_matches('*').contains('*');
            return if whole && !path.is_empty() {
                Ok(Self::Package(name.into()))
            } else {
                Err(CutError { name: name.to_owned(), sort: "package (to be named without version)" })
            };
        }
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
            Self::Package(purl) => purl.to_string(),
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
        Self { clauses: vec![vec![term]], acts: Vec::new() }
    }

    /// In words: `US or CN`, `US (registry holds only)`, `nobody`.
    pub fn title(&self, catalogue: &Catalogue) -> String {
        let clause =
            |terms: &Vec<Term>, of: &dyn Fn(&Term) -> String| terms.iter().map(of).collect::<Vec<_>>().join(" or ");
        let Some((first, rest)) = self.clauses.split_first() else { return "nobody".to_owned() };
        // What is cut, then what narrows it: who withdraws is the first.
        let narrowed = rest.iter().map(|terms| {
            let of = |term: &Term| match term {
                Term::Hold(kind) => format!("{kind} holds"),
                term => term.title(catalogue),
            };
            format!(" ({} only)", clause(terms, &of))
        });
        let acts: Vec<&str> = self.acts.iter().map(|act| act.as_str()).collect();
        let acts = if acts.is_empty() { String::new() } else { format!(" (by {} only)", acts.join(" or ")) };
        clause(first, &|term| term.title(catalogue)) + &narrowed.collect::<String>() + &acts
    }

    /// Purls of the packages it names: an [`Exposure`](crate::Exposure) has to know them beforehand.
    pub fn packages(&self) -> impl Iterator<Item = &str> {
        self.clauses.iter().flatten().filter_map(|term| match term {
            Term::Package(purl) => Some(&**purl),
            _ => None,
        })
    }

    /// Whether a hold bites. `on` says what it is on; a claim below `minimum` counts as unknown.
    pub fn bites(&self, held: &Held, on: On<'_>, minimum: Grade) -> Certainty {
        let clause =
            |terms: &Vec<Term>| terms.iter().map(|term| term.bites(held, on, minimum)).max().unwrap_or(Certainty::No);
        let who = self.clauses.iter().map(clause).min().unwrap_or(Certainty::No);
        who.min(self.does(held.hold.act))
    }

    /// Whether those who are cut do this. Whoever withdraws may also take back what was given, which cannot be ruled
    /// out; that they deliver harm is another question, to be asked for.
    fn does(&self, act: Act) -> Certainty {
        match act {
            _ if self.acts.contains(&act) => Certainty::Yes,
            _ if !self.acts.is_empty() => Certainty::No,
            Act::Withdrawal => Certainty::Yes,
            Act::Revocation => Certainty::Maybe,
            Act::Delivery => Certainty::No,
        }
    }
}

/// What a hold is on.
#[derive(Clone, Copy, Debug, Default)]
pub struct On<'a> {
    /// Control of the hold's party, where it is an organisation.
    pub control: Option<&'a Control>,
    /// Where it runs, if at a supplier's and known.
    pub hosted_in: Option<Jurisdiction>,
    /// Its purl without version, where the cut may name it.
    pub package: Option<&'a str>,
}

impl Term {
    fn bites(&self, held: &Held, on: On<'_>, minimum: Grade) -> Certainty {
        let when = |yes: bool| if yes { Certainty::Yes } else { Certainty::No };
        match self {
            Self::Hold(kind) => return when(held.hold.kind == *kind),
            // Only what runs at a supplier's is hosted anywhere but here.
            Self::HostedIn(_) if held.hold.kind != HoldKind::Service => return Certainty::No,
            Self::HostedIn(place) => return on.hosted_in.map_or(Certainty::Maybe, |code| when(place.holds(code))),
            // What a package is called is known for sure.
            Self::Package(purl) => return when(on.package.is_some_and(|package| names(purl, package))),
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
        let (control, unknown) = match (&held.party, on.control) {
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
            Self::Product(_) | Self::Package(_) | Self::Hold(_) | Self::HostedIn(_) => unreachable!("answered above"),
        };
        if yes { Certainty::Yes } else { unknown }
    }
}

/// Whether a purl without version, perhaps with `*` at its end, means this package.
pub(crate) fn names(purl: &str, package: &str) -> bool {
    match purl.strip_suffix('*') {
        Some(start) => package.starts_with(start),
        None => package == purl,
    }
}
