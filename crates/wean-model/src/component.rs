//! Anything found: packages, images, cloud resources, hosts, devices, purchases.

use std::sync::Arc;

use crate::{Jurisdiction, words};

/// A component's identity: its purl where one exists, else `kind:name` or `kind:name@version`.
pub type Id = Arc<str>;

words! {
    /// What sort of thing a component is. The words are the catalogue's `kinds` and the `wean:kind` of a CycloneDX file.
    pub enum ComponentKind {
        /// A program that people or machines run.
        Application = "application",
        /// A package that others build on.
        Library = "library",
        /// A distribution or other operating system.
        OperatingSystem = "operating-system",
        /// A container image.
        ContainerImage = "container-image",
        /// An executable file.
        Binary = "binary",
        /// A device: router, phone, server.
        Device = "device",
        /// A processor architecture.
        Cpu = "cpu",
        /// A service that runs at a supplier's, named by host.
        HostedService = "hosted-service",
        /// A resource at a cloud provider's.
        CloudResource = "cloud-resource",
        /// A domain name of ours.
        Domain = "domain",
        /// A certificate or a trust root.
        Certificate = "certificate",
        /// A card scheme.
        CardScheme = "card-scheme",
        /// Something bought, known only by its line in the books.
        Purchase = "purchase",
        /// Something is there, or needed, and nobody can say what: in a file that could not be read, or by a name that was
        /// not found.
        Unknown = "unknown",
    }
}

words! {
    /// What a dependency is for, as lock files say it. Ordered from weak to strong: merging keeps the strongest.
    pub enum Scope {
        /// Needed only to build or test.
        Development = "development",
        /// Used when there.
        Optional = "optional",
        /// Needed to run.
        Required = "required",
    }
}

/// Where a component was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occurrence {
    /// Path relative to the target, with `/`; non-UTF-8 bytes as U+FFFD.
    pub path: Arc<str>,
    /// Line, counted from 1.
    pub line: Option<u32>,
    /// Name of the cataloger that saw it.
    pub cataloger: Arc<str>,
}

/// What a package's own metadata says about who stands behind it. Raw text: attribution judges it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Home page address.
    pub homepage: Option<Box<str>>,
    /// Address of the source repository.
    pub repository: Option<Box<str>>,
    /// Where the package asks to be paid: an account at a forge, a collective.
    pub funding: Option<Box<str>>,
    /// Who maintains the package, as `Name <mail>`; for a distribution's package, the packager.
    pub maintainer: Option<Box<str>>,
    /// Who made it: author, publisher, vendor label, `manufacturer`.
    pub maker: Option<Box<str>>,
    /// Who handed it over: reseller, distribution, the supplier column of a purchase.
    pub supplier: Option<Box<str>>,
    /// Host it is downloaded from, where the lock file names one.
    pub registry: Option<Box<str>>,
    /// The catalogue product an alias of `wean.toml` names.
    pub product: Option<Box<str>>,
    /// Region or data centre, as the configuration names it: `eu-central-1`.
    pub region: Option<Box<str>>,
}

impl Hints {
    /// Takes from `other` what is missing here.
    pub fn fill(&mut self, other: Self) {
        let fill = |mine: &mut Option<Box<str>>, theirs: Option<Box<str>>| {
            if mine.is_none() {
                *mine = theirs;
            }
        };
        fill(&mut self.homepage, other.homepage);
        fill(&mut self.repository, other.repository);
        fill(&mut self.funding, other.funding);
        fill(&mut self.maintainer, other.maintainer);
        fill(&mut self.maker, other.maker);
        fill(&mut self.supplier, other.supplier);
        fill(&mut self.registry, other.registry);
        fill(&mut self.product, other.product);
        fill(&mut self.region, other.region);
    }
}

/// A line of the books.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Purchase {
    /// Amount in hundredths of the currency's unit; credits are negative.
    pub cents: i64,
    /// ISO 4217 code.
    pub currency: Box<str>,
    /// What the amount covers, as the books say it: `2026`, `2026-Q1`, `2026-01-01/2026-12-31`.
    pub period: Option<Box<str>>,
    /// Booking date, as the books say it.
    pub date: Option<Box<str>>,
    /// Licences or seats bought.
    pub seats: Option<u64>,
    /// Where it stands.
    pub occurrence: Occurrence,
}

/// What the organisation itself declares about a component in `wean.toml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Declaration {
    /// Organisation id of the catalogue, or `self`.
    pub controller: Box<str>,
    /// Why, in the organisation's words.
    pub because: Option<Box<str>>,
    /// Since when it is declared so, `YYYY-MM-DD`.
    pub date: Option<Box<str>>,
    /// Where it is declared.
    pub occurrence: Occurrence,
}

/// Anything found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Identity; see [`Id`].
    pub id: Id,
    /// What sort of thing.
    pub kind: ComponentKind,
    /// Name, as its ecosystem writes it.
    pub name: Box<str>,
    /// Version, as its record has it.
    pub version: Option<Box<str>>,
    /// Canonical package URL.
    pub purl: Option<Box<str>>,
    /// What it is for.
    pub scope: Scope,
    /// Licences, as the record has them.
    pub licences: Vec<Box<str>>,
    /// Where it was seen; sorted, no two alike.
    pub occurrences: Vec<Occurrence>,
    /// What its metadata says about who stands behind it.
    pub hints: Hints,
    /// Lines of the books that paid for it.
    pub purchases: Vec<Purchase>,
    /// Where it runs, if it runs at a supplier's and the place is known.
    pub hosted_in: Option<Jurisdiction>,
    /// What the organisation declares about it.
    pub declared: Option<Declaration>,
}

impl Component {
    /// A component without a purl: identified by kind, name and version.
    pub fn new(kind: ComponentKind, name: &str, version: Option<&str>) -> Self {
        let id = match version {
            Some(version) => format!("{kind}:{name}@{version}"),
            None => format!("{kind}:{name}"),
        };
        Self {
            id: id.into(),
            kind,
            name: name.into(),
            version: version.map(Into::into),
            purl: None,
            scope: Scope::Required,
            licences: Vec::new(),
            occurrences: Vec::new(),
            hints: Hints::default(),
            purchases: Vec::new(),
            hosted_in: None,
            declared: None,
        }
    }

    /// A component identified by its purl.
    pub fn with_purl(kind: ComponentKind, name: &str, version: Option<&str>, purl: &str) -> Self {
        let mut component = Self::new(kind, name, version);
        component.id = purl.into();
        component.purl = Some(purl.into());
        component
    }

    /// `name version`, or the name alone.
    pub fn title(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.name),
            None => self.name.to_string(),
        }
    }

    /// The type of its purl: `npm`, `deb`.
    pub fn purl_type(&self) -> Option<&str> {
        self.purl.as_deref()?.strip_prefix("pkg:")?.split('/').next()
    }

    /// Takes in another sighting of the same thing: occurrences add up, the strongest scope stays, gaps are filled.
    pub(crate) fn merge(&mut self, other: Self) {
        self.scope = self.scope.max(other.scope);
        self.occurrences.extend(other.occurrences);
        self.purchases.extend(other.purchases);
        self.hints.fill(other.hints);
        if self.licences.is_empty() {
            self.licences = other.licences;
        }
        self.hosted_in = self.hosted_in.or(other.hosted_in);
        if self.declared.is_none() {
            self.declared = other.declared;
        }
    }
}
