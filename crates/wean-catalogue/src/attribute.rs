//! Who stands behind a component, with evidence and grade.
//!
//! For each of the three facts (maker, supplier, registry) the evidence is tried from strong to weak and the first that
//! leads somewhere is the claim: declared, then exact rules of records, then what the package's metadata leads to, then
//! similar names. Other evidence of the same grade that leads elsewhere is a claim of its own, the
//! [rival](Attribution::rival): then only what both parties have in common is known.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use wean_model::{
    Attribution, Claim, Component, ComponentKind, Controller, Evidence, Grade, Hints, Inventory, Jurisdiction,
    Occurrence, Organisation, Role,
};

use crate::catalogue::{Catalogue, Ground, Served};
use crate::matchers::hosts::is_mail_host;
use crate::matchers::namespace::{Behind, Sort, behind, behind_mail, behind_purl, entry_of_purl, find_key, kin};
use crate::matchers::{domain, name, purl};
use crate::record::PartyKind;

/// An inventory with who stands behind each component.
#[derive(Debug)]
pub struct Attributed {
    /// Everything found.
    pub inventory: Inventory,
    /// Who stands behind each of [`Inventory::components`], in the same order.
    pub attributions: Vec<Attribution>,
}

/// A party that evidence leads to.
struct Lead {
    grade: Grade,
    /// For an account: how its name follows. A party of the catalogue has none.
    sort: Option<Sort>,
    controller: Controller,
    matched: String,
    source: Arc<str>,
    date: Option<Arc<str>>,
    seen: Option<Box<Occurrence>>,
}

impl Lead {
    /// To the party of a record.
    fn on(ground: &Ground, grade: Grade, matched: String) -> Option<Self> {
        let (source, date) = (ground.source.clone(), ground.date.clone());
        Some(Self { grade, sort: None, controller: ground.controller.clone()?, matched, source, date, seen: None })
    }

    fn claim(self, role: Role) -> Claim {
        let evidence = Evidence { matched: self.matched.into(), source: self.source, date: self.date, seen: self.seen };
        Claim { role, grade: self.grade, controller: self.controller, evidence }
    }
}

/// A component's purl without version, qualifiers and subpath, in lower case, as rules are looked up.
struct Purl<'a> {
    bare: Cow<'a, str>,
    /// Where the type ends.
    slash: usize,
}

impl<'a> Purl<'a> {
    fn of(component: &'a Component) -> Option<Self> {
        let bare = purl::bare(component.purl.as_deref()?);
        let bare = if bare.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
            Cow::Owned(bare.to_lowercase())
        } else {
            Cow::Borrowed(bare)
        };
        let slash = START + bare.strip_prefix("pkg:")?.find('/')?;
        Some(Self { bare, slash })
    }

    /// Its type: `npm`.
    fn kind(&self) -> &str {
        &self.bare[START..self.slash]
    }

    /// What follows the type: `%40scope/name`.
    fn path(&self) -> &str {
        &self.bare[self.slash + 1..]
    }

    /// Type and path: `npm/name`.
    fn rest(&self) -> &str {
        &self.bare[START..]
    }

    /// Whether it is a distribution's package, which others made.
    fn is_distribution(&self) -> bool {
        purl::is_distribution(self.kind())
    }
}

/// Length of `pkg:`.
const START: usize = 4;

/// Where a component is fetched from.
enum Registry<'a> {
    /// From where its sort of packages comes, unless said otherwise.
    Default(&'a Served),
    /// A product by its id.
    Product(&'a str),
}

impl Catalogue {
    /// Who stands behind each component of an inventory.
    pub fn attribute_all(&self, inventory: Inventory) -> Attributed {
        let components = inventory.components.iter();
        let attributions = components.map(|component| self.attribute(component, &inventory.organisation)).collect();
        Attributed { inventory, attributions }
    }

    /// Who stands behind a component. `own` is whose inventory it is.
    pub fn attribute(&self, component: &Component, own: &Organisation) -> Attribution {
        let purl = Purl::of(component);
        let matched = self.product_of(component, purl.as_ref());
        let matched = matched.map(|(id, grade, matched)| (self.index.product.get(id), grade, matched));
        // A package that a hosted service's record claims is a client of the service: its maker is known by that, but
        // it does not stop with the service.
        let product = matched.as_ref().and_then(|(ground, ..)| *ground).filter(|ground| !is_client(component, ground));
        let mut attribution = Attribution {
            class: product.map_or_else(|| self.class_of(component, purl.as_ref()), |ground| ground.class.clone()),
            product: product.map(|ground| ground.id.clone()),
            product_grade: matched
                .as_ref()
                .filter(|_| product.is_some())
                .map_or(Grade::Unknown, |(_, grade, _)| *grade),
            claims: Vec::with_capacity(2 + usize::from(purl.as_ref().is_some_and(Purl::is_distribution))),
        };

        let mut leads = Vec::new();
        leads.extend(self.declared(component));
        leads.extend(own_host(component, own));
        // The registry of a top-level domain does not make the names in it: it hands them over.
        if component.kind != ComponentKind::Domain
            && let Some((Some(ground), grade, matched)) = matched
        {
            leads.extend(Lead::on(ground, grade, matched));
        }
        if !leads.iter().any(|lead| lead.grade >= Grade::Catalogue) {
            leads.extend(self.derived(component, purl.as_ref()));
        }
        if leads.is_empty() {
            leads.extend(self.guessed(component.hints.maker.as_deref()));
        }
        // The first of the best grade is shown first; another of that grade that leads to another party is its rival.
        // Of accounts the one counts whose name says most.
        leads.sort_by_key(|lead| std::cmp::Reverse((lead.grade, lead.sort.is_none(), lead.sort)));
        let mut leads = leads.into_iter();
        if let Some(first) = leads.next() {
            let other =
                leads.find(|lead| lead.grade == first.grade && self.differ(&lead.controller, &first.controller));
            attribution.claims.push(first.claim(Role::Maker));
            attribution.claims.extend(other.map(|other| other.claim(Role::Maker)));
        }
        attribution.claims.extend(self.supplier(component, purl.as_ref()));
        attribution.claims.extend(self.registry(component, purl.as_ref(), own));
        attribution
    }

    /// Where a component runs, if the place is known: stated by its source, or its provider's region.
    pub fn hosted_in(&self, component: &Component, attribution: &Attribution) -> Option<Jurisdiction> {
        if component.hosted_in.is_some() {
            return component.hosted_in;
        }
        let region = component.hints.region.as_deref()?;
        let (_, product) = self.records.products.get(attribution.product.as_deref()?)?;
        let tables = self.index.regions.get(self.maker_of(product))?;
        let code = tables.iter().find_map(|id| {
            let regions = &self.records.regions.get(&**id)?.1.region;
            regions
                .get(region)
                .or_else(|| regions.iter().find(|(name, _)| name.eq_ignore_ascii_case(region)).map(|(_, c)| c))
        });
        code?.parse().ok()
    }

    /// The party of that id.
    pub(crate) fn controller(&self, id: &str) -> Controller {
        let ground = self.index.organisation.get(id).and_then(|ground| ground.controller.clone());
        ground.unwrap_or_else(|| Controller::Organisation(id.into()))
    }

    /// A party by its record's id, where that record is the source of the rule too.
    fn by_organisation(&self, id: &str, grade: Grade, matched: String) -> Option<Lead> {
        Lead::on(self.index.organisation.get(id)?, grade, matched)
    }

    fn declared(&self, component: &Component) -> Option<Lead> {
        let declared = component.declared.as_ref()?;
        let place = &declared.occurrence;
        let source = place.line.map_or_else(|| place.path.to_string(), |line| format!("{}:{line}", place.path));
        let matched = declared.because.as_deref().unwrap_or("declared by the organisation").to_owned();
        let controller = if &*declared.controller == "self" {
            Controller::Own
        } else {
            self.controller(self.find_organisation(&declared.controller)?)
        };
        Some(Lead {
            grade: Grade::Declared,
            sort: None,
            controller,
            matched,
            source: source.into(),
            date: declared.date.as_deref().map(Into::into),
            seen: Some(Box::new(place.clone())),
        })
    }

    /// The product record a component matches, with grade and the rule that matched.
    fn product_of(&self, component: &Component, purl: Option<&Purl<'_>>) -> Option<(&str, Grade, String)> {
        let hints = &component.hints;
        if let Some(product) = &hints.product
            && let Some((id, _)) = self.records.products.get_key_value(&**product)
        {
            return Some((id, Grade::Declared, format!("alias of `wean.toml`: {product}")));
        }
        if let Some((id, rule)) = purl.and_then(|purl| self.index.purl.find(&purl.bare)) {
            return Some((id, Grade::Catalogue, format!("purl {rule}")));
        }
        if component.purl.is_none()
            && let Some(id) = self.index.component_name.get(&*component.name.to_lowercase())
        {
            return Some((id, Grade::Catalogue, format!("name {}", component.name)));
        }
        match component.kind {
            ComponentKind::ContainerImage => self.product_of_image(&component.name),
            ComponentKind::CloudResource => {
                let kind = component.name.split('.').next()?;
                let (id, rule) = self.index.terraform.find(kind)?;
                Some((id, Grade::Catalogue, format!("resource type {rule}")))
            }
            ComponentKind::HostedService | ComponentKind::Certificate => {
                let (id, rule) = self.index.product_domain.find(&component.name)?;
                Some((id, Grade::Catalogue, format!("domain {rule}")))
            }
            ComponentKind::Library => {
                // A provider's address is `namespace/type`.
                component.name.contains('/').then_some(())?;
                let id = self.index.provider.get(&*component.name.to_lowercase())?;
                Some((id, Grade::Catalogue, format!("provider {}", component.name)))
            }
            ComponentKind::Domain => {
                let suffix = component.name.rsplit('.').next()?;
                let id = self.index.tld.get(suffix)?;
                Some((id, Grade::Catalogue, format!("top-level domain .{suffix}")))
            }
            ComponentKind::Binary | ComponentKind::Unknown => None,
            // A package's name is its registry's to give, not its maker's: `net-tools` is not .NET.
            ComponentKind::Application if is_package(component) => None,
            ComponentKind::OperatingSystem
            | ComponentKind::Application
            | ComponentKind::Device
            | ComponentKind::Cpu
            | ComponentKind::CardScheme
            | ComponentKind::Purchase => self.product_of_name(component),
        }
    }

    fn product_of_image(&self, image: &str) -> Option<(&str, Grade, String)> {
        let image = image.to_lowercase();
        let first = image.split('/').next().unwrap_or_default();
        let full = if first.contains('.') || first.contains(':') || first == "localhost" {
            image
        } else if image.contains('/') {
            format!("docker.io/{image}")
        } else {
            format!("docker.io/library/{image}")
        };
        // The start of a name up to a `/`; the registry's own record is not the maker of what it carries.
        let mut end = full.len();
        while let Some(start) = full.get(..end) {
            if let Some(id) = self.index.image.get(start)
                && self.records.products.get(&**id).is_some_and(|(_, product)| product.class != "registry")
            {
                return Some((id, Grade::Catalogue, format!("image {start}")));
            }
            end = start.rfind('/')?;
        }
        None
    }

    fn product_of_name(&self, component: &Component) -> Option<(&str, Grade, String)> {
        let text = name::product(&component.name);
        if let Some(id) = self.index.product_name.exact(&text) {
            return Some((id, Grade::Catalogue, format!("name {}", component.name)));
        }
        let (id, words) = self.index.product_name.prefix(&text)?;
        // `Zoom Pro` may be Zoom; `Oracle Database Enterprise Edition` is Oracle Database. One word alone is a guess,
        // unless the supplier's name says the same.
        let supplier = component.hints.supplier.as_deref().and_then(|s| self.find_organisation(s));
        let maker = self.records.products.get(id).map(|(_, product)| product.maker.as_str());
        let sure = words.contains(' ') || supplier.is_some() && supplier == maker;
        let grade = if sure { Grade::Derived } else { Grade::Guessed };
        Some((id, grade, format!("name begins with {}", self.product_name(id))))
    }

    fn class_of(&self, component: &Component, purl: Option<&Purl<'_>>) -> Option<Arc<str>> {
        // Kinds that say how a thing is held win over the purl type; a library is what its purl type says.
        let by_purl = purl.and_then(|purl| self.index.class_of_purl_type.get(purl.kind()));
        by_purl.or_else(|| self.index.class_of_kind.get(component.kind.as_str())).cloned()
    }

    /// What the package's metadata leads to. The table of evidence by ecosystem in docs/concepts.md follows this.
    fn derived(&self, component: &Component, purl: Option<&Purl<'_>>) -> Vec<Lead> {
        let mut leads = Vec::new();
        leads.extend(purl.and_then(|purl| self.by_purl(purl)));
        if leads.is_empty() && component.kind == ComponentKind::ContainerImage {
            leads.extend(self.by_image(&component.name.to_lowercase()));
        }
        if matches!(component.kind, ComponentKind::HostedService | ComponentKind::Certificate)
            && let Some((id, rule)) = self.index.organisation_domain.find(&component.name)
        {
            leads.extend(self.by_organisation(id, Grade::Derived, format!("domain {rule}")));
        }
        // Only its owner can publish in a party's namespace: what the package says of itself is no evidence against that.
        if !leads.iter().any(|lead| lead.sort.is_none() || lead.sort == Some(Sort::Account)) {
            self.by_addresses(&component.hints, purl.is_some_and(Purl::is_distribution), &mut leads);
        }
        // A lock file names a package and says no more: then what another copy of it says of itself counts.
        if leads.is_empty() {
            leads.extend(purl.and_then(|purl| self.listed(purl.rest())));
        }
        // Debian calls npm's NAME node-NAME, and keeps the address that it had when it was first packaged.
        if let Some(name) = purl.filter(|purl| purl.kind() == "deb").and_then(|purl| purl.path().rsplit('/').next())
            && let Some(name) = name.strip_prefix("node-")
            && leads.iter().all(|lead| lead.sort.is_some())
            && let Some(lead) = self.listed(&["npm/", name].concat())
        {
            leads = vec![lead];
        }
        if leads.is_empty() {
            leads.extend(self.by_people(&component.hints, purl));
        }
        // An account of nobody in the catalogue counts only when nothing leads to a party.
        if leads.iter().any(|lead| lead.sort.is_none()) {
            leads.retain(|lead| lead.sort.is_none());
        }
        leads.dedup_by(|a, b| a.controller == b.controller);
        leads
    }

    /// Whose namespace the purl is in.
    fn by_purl(&self, purl: &Purl<'_>) -> Option<Lead> {
        let (purl_type, path) = (purl.kind(), purl.path());
        match find_key(purl_type, path, |key| Some((key.to_owned(), &**self.index.namespace.get(key)?))) {
            Some((key, id)) => self.by_organisation(id, Grade::Derived, format!("namespace {key}")),
            None => behind_purl(purl_type, path).and_then(|behind| self.behind(&behind, "namespace")),
        }
    }

    /// Whose namespace an image is in. What lies at a forge's registry lies under the forge's accounts.
    fn by_image(&self, name: &str) -> Option<Lead> {
        let (owner, rest) = name.split_once('/')?;
        let forge = match owner {
            "ghcr.io" => "github.com",
            "registry.gitlab.com" => "gitlab.com",
            _ if owner.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) => {
                let key = format!("docker:{owner}");
                let lead = self.by_namespace(&key, format!("namespace {key}"));
                return Some(lead.unwrap_or_else(|| account(&format!("docker.io/{owner}"), Sort::Scope, "namespace")));
            }
            _ => return None,
        };
        behind(&format!("https://{forge}/{rest}")).and_then(|behind| self.behind(&behind, "image at"))
    }

    /// What the package's addresses and its maker's name lead to, beside a scope it may be published in.
    fn by_addresses(&self, hints: &Hints, distribution: bool, leads: &mut Vec<Lead>) {
        let scope = leads.iter().find(|lead| lead.sort == Some(Sort::Scope)).map(|lead| lead.controller.clone());
        let (repository, homepage) = (("repository", &hints.repository), ("homepage", &hints.homepage));
        // A distribution looks after its packages' home pages; their sources may lie at a mirror.
        let addresses = if distribution { [homepage, repository] } else { [repository, homepage] };
        for (what, address) in addresses.into_iter().chain([("funding", &hints.funding)]) {
            // Who is paid is asked only when nothing says who made it.
            if what == "funding" && !leads.is_empty() {
                continue;
            }
            let Some(address) = address.as_deref() else { continue };
            // Mostly the home page is the repository's.
            let same = |lead: &Lead| match &lead.controller {
                Controller::Account(name) => {
                    let rest = address.split_once("://").and_then(|(_, rest)| rest.strip_prefix(&**name));
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                }
                _ => false,
            };
            if leads.iter().any(same) {
                continue;
            }
            let Some(behind) = behind(address) else { continue };
            // Where a distribution took the sources from may be a mirror: beside a home page only a forge counts.
            if distribution && !leads.is_empty() && behind.sort != Sort::Account {
                continue;
            }
            // A fork keeps the address of what it was forked from: whose scope it is published in counts.
            if let Some(Controller::Account(scope)) = &scope
                && !kin(scope, &behind.name)
            {
                continue;
            }
            leads.extend(self.behind(&behind, what));
        }
        // A distribution's package keeps the name of whoever was asked when it was first packaged: an account says more.
        let forge = leads.iter().any(|lead| lead.sort == Some(Sort::Account));
        if let Some(maker) = hints.maker.as_deref().filter(|_| !(distribution && forge)) {
            leads.extend(self.by_name(maker, "maker"));
            if maker.contains("://") && !forge {
                leads.extend(behind(maker).and_then(|behind| self.behind(&behind, "contact")));
            }
        }
    }

    /// What the people it names lead to, when nothing stronger says who made it.
    fn by_people(&self, hints: &Hints, purl: Option<&Purl<'_>>) -> Option<Lead> {
        // Whoever maintains a distribution's package packages it.
        let maintainer = hints.maintainer.as_deref().filter(|_| !purl.is_some_and(Purl::is_distribution));
        let people: Vec<&str> = hints.maker.as_deref().into_iter().chain(maintainer).collect();
        // People write from their employer's address. A foundation's or a university's says only that they belong there.
        let employer = people.iter().find_map(|person| {
            let host = mail_host(person).filter(|host| !is_mail_host(host))?;
            let (id, rule) = self.index.organisation_domain.find(&host)?;
            let company = self.records.organisations.get(id).is_some_and(|(_, r)| r.kind == PartyKind::Company);
            company.then(|| self.by_organisation(id, Grade::Derived, format!("mail address at {rule}")))?
        });
        if employer.is_some() {
            return employer;
        }
        if let Some(behind) = people.iter().find_map(|person| behind_mail(person)) {
            return Some(account(&behind.name, behind.sort, "mail address of"));
        }
        // People stand behind it: whoever they are, they publish it there. A firm without a record stays unknown.
        let person = people.first().filter(|person| !name::is_firm(plain_name(person)));
        let entry = purl.filter(|_| person.is_some()).and_then(|purl| entry_of_purl(purl.kind(), purl.path()))?;
        Some(account(&entry.name, entry.sort, "author named, published at"))
    }

    fn by_namespace(&self, key: &str, matched: String) -> Option<Lead> {
        self.by_organisation(self.index.namespace.get(key)?, Grade::Derived, matched)
    }

    /// Whose a package is by the tables of packages; `rest` is its purl without `pkg:`.
    fn listed(&self, rest: &str) -> Option<Lead> {
        let (name, id) = self.index.package.get(rest)?;
        let (path, record) = self.records.packages.get(&**id)?;
        let what = "package listed at";
        Some(self.by_namespace(name, [what, " ", name].concat()).unwrap_or_else(|| Lead {
            source: path.as_str().into(),
            date: Self::newest(&record.source),
            ..account(name, Sort::Account, what)
        }))
    }

    /// The party whose namespace or domain it is; else the account by its own name.
    fn behind(&self, behind: &Behind, what: &str) -> Option<Lead> {
        if let Some(id) = self.index.namespace.get(&*behind.name) {
            return self.by_organisation(id, Grade::Derived, [what, " ", &behind.name].concat());
        }
        if let Some((host, least)) = &behind.host {
            let key = self.index.namespace.get(host.as_str()).map(|id| (&**id, host.as_str()));
            if let Some((id, rule)) = key.or_else(|| self.index.organisation_domain.find(host))
                && rule.len() >= *least
            {
                return self.by_organisation(id, Grade::Derived, format!("{what} {rule}"));
            }
        }
        Some(account(&behind.name, behind.sort, what))
    }

    fn by_name(&self, text: &str, what: &str) -> Option<Lead> {
        let plain = plain_name(text);
        let id = self.index.organisation_name.exact(&name::organisation(plain))?;
        self.by_organisation(id, Grade::Derived, format!("{what} {plain}"))
    }

    /// A name that begins as an organisation's does: `Microsoft Ireland Operations Limited`.
    fn guessed(&self, text: Option<&str>) -> Option<Lead> {
        let text = text?;
        let plain = name::organisation(text.split(['<', '(']).next().unwrap_or(text));
        let (id, words) = self.index.organisation_name.prefix(&plain)?;
        self.by_organisation(id, Grade::Guessed, format!("name begins with {words}"))
    }

    fn supplier(&self, component: &Component, purl: Option<&Purl<'_>>) -> Option<Claim> {
        // A distribution hands over what its archive holds.
        if let Some(served) = purl.filter(|purl| purl.is_distribution()).and_then(|purl| self.served_by(purl)) {
            return served.supplier.clone();
        }
        if component.kind == ComponentKind::Domain
            && let Some((id, grade, matched)) = self.product_of(component, purl)
        {
            return Some(Lead::on(self.index.product.get(id)?, grade, matched)?.claim(Role::Supplier));
        }
        let text = component.hints.supplier.as_deref()?;
        let lead = self.by_name(text, "supplier").or_else(|| self.guessed(Some(text)));
        lead.map(|lead| lead.claim(Role::Supplier))
    }

    /// Where it is fetched from: the host a lock file names, else the registry that serves its purl type by default.
    fn registry(&self, component: &Component, purl: Option<&Purl<'_>>, own: &Organisation) -> Option<Claim> {
        let host = component.hints.registry.as_deref().and_then(domain::host);
        if let Some(host) = &host
            && own.domains.iter().any(|domain| domain::is_below(host, domain))
        {
            return Some(own_lead(host).claim(Role::Registry));
        }
        match self.registry_of(component, purl)? {
            Registry::Default(served) => served.registry.clone(),
            Registry::Product(id) => {
                let ground = self.index.product.get(id)?;
                let matched = match &host {
                    Some(host) => format!("downloaded from {host}"),
                    None => format!("{} packages come from {}", purl?.kind(), self.product_name(id)),
                };
                Some(Lead::on(ground, Grade::Catalogue, matched)?.claim(Role::Registry))
            }
        }
    }

    /// The registry product a component comes from.
    pub(crate) fn registry_product(&self, component: &Component) -> Option<&str> {
        match self.registry_of(component, Purl::of(component).as_ref())? {
            Registry::Default(served) => Some(&served.product),
            Registry::Product(id) => Some(id),
        }
    }

    fn registry_of(&self, component: &Component, purl: Option<&Purl<'_>>) -> Option<Registry<'_>> {
        if let Some(address) = &component.hints.registry {
            let host = domain::host(address)?;
            let by_image = self.index.image.get(host.as_str()).map(|id| &**id);
            let id = by_image.or_else(|| self.index.product_domain.find(&host).map(|(id, _)| id));
            return id.map(Registry::Product);
        }
        let purl = purl?;
        match purl.kind() {
            "docker" | "oci" => self.index.image.get("docker.io").map(|id| Registry::Product(id)),
            // An application of a language's packages is what the source tree itself makes: nobody fetches it.
            _ if component.kind == ComponentKind::Application && !purl.is_distribution() => None,
            _ => self.served_by(purl).map(Registry::Default),
        }
    }

    /// What serves a purl type, or one vendor's packages of that type, by default.
    fn served_by(&self, purl: &Purl<'_>) -> Option<&Served> {
        let rest = purl.rest();
        let vendor = purl.path().find('/').map(|end| &rest[..purl.kind().len() + 1 + end]);
        vendor.and_then(|vendor| self.index.serves.get(vendor)).or_else(|| self.index.serves.get(purl.kind()))
    }

    /// Whether two controllers are known to be different parties: neither controls the other.
    fn differ(&self, a: &Controller, b: &Controller) -> bool {
        match (a, b) {
            // One person has several accounts, and a repository moves from one to the next.
            (Controller::Account(_), Controller::Account(_)) => false,
            (Controller::Organisation(a), Controller::Organisation(b)) => {
                a != b && !self.control(a).organisations.contains(&**b) && !self.control(b).organisations.contains(&**a)
            }
            _ => a != b,
        }
    }
}

/// The source of a claim that rests on no record.
static METADATA: LazyLock<Arc<str>> = LazyLock::new(|| "the package's metadata".into());

fn account(key: &str, sort: Sort, what: &str) -> Lead {
    Lead {
        grade: Grade::Derived,
        sort: Some(sort),
        controller: Controller::Account(key.into()),
        matched: [what, " ", key].concat(),
        source: METADATA.clone(),
        date: None,
        seen: None,
    }
}

fn own_lead(host: &str) -> Lead {
    Lead {
        grade: Grade::Declared,
        sort: None,
        controller: Controller::Own,
        matched: format!("{host} is one of our own names"),
        source: "wean.toml".into(),
        date: None,
        seen: None,
    }
}

/// Whether a package is only the client of the product whose record claims it.
fn is_client(component: &Component, product: &Ground) -> bool {
    let software =
        matches!(component.kind, ComponentKind::Library | ComponentKind::Application | ComponentKind::Binary);
    let package = is_package(component) || component.kind == ComponentKind::Library;
    let class = product.class.as_deref();
    software && package && matches!(class, Some("hosted-service" | "cloud-resource" | "registry" | "card-scheme"))
}

/// What is served under our own names is ours.
fn own_host(component: &Component, own: &Organisation) -> Option<Lead> {
    let host = match component.kind {
        ComponentKind::HostedService | ComponentKind::Domain => component.name.to_lowercase(),
        _ => return None,
    };
    own.domains.iter().any(|domain| domain::is_below(&host, domain)).then(|| own_lead(&host))
}

/// Whether a component is one of a registry's or a distribution's packages, whose names anyone may take.
fn is_package(component: &Component) -> bool {
    component.purl_type().is_some_and(|purl_type| !matches!(purl_type, "generic" | "bitnami" | "swid"))
}

/// `A Team (since 2001) <mail>` is `A Team`.
fn plain_name(text: &str) -> &str {
    text.split(['<', '(']).next().unwrap_or(text).trim()
}

fn mail_host(text: &str) -> Option<String> {
    let (_, after) = text.rsplit_once('@')?;
    let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-').unwrap_or(after.len());
    domain::host(&after[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses_have_hosts() {
        assert_eq!(mail_host("A Team <team@lists.example.org>"), Some("lists.example.org".to_owned()));
        assert_eq!(mail_host("nobody"), None);
    }

    fn maker(kind: ComponentKind, name: &str, purl: &str, set: impl FnOnce(&mut Component)) -> Option<String> {
        let mut component = Component::with_purl(kind, name, None, purl);
        set(&mut component);
        let attribution = Catalogue::embedded().attribute(&component, &Organisation::default());
        assert_eq!(attribution.rival(Role::Maker), None, "{name}");
        let claim = attribution.best(Role::Maker)?;
        Some(match &claim.controller {
            Controller::Organisation(id) | Controller::Community(id) | Controller::Account(id) => id.to_string(),
            Controller::Own => "self".to_owned(),
        })
    }

    #[test]
    fn a_package_is_not_the_product_its_name_begins_with() {
        let application = ComponentKind::Application;
        assert_eq!(maker(application, "net-tools", "pkg:deb/debian/net-tools", |_| ()), None);
        let module = "github.com/someone-else/thing";
        let purl = format!("pkg:golang/{module}");
        assert_eq!(maker(application, module, &purl, |_| ()).as_deref(), Some("github.com/someone-else"));
    }

    #[test]
    fn who_only_gives_room_makes_nothing() {
        // The room, not the house.
        for homepage in [
            "https://www.freedesktop.org/wiki/Software/systemd",
            "https://www.kernel.org/pub/linux/utils/util-linux/",
            "https://people.redhat.com/sgrubb/audit/",
        ] {
            let set = |component: &mut Component| component.hints.homepage = Some(homepage.into());
            let maker = maker(ComponentKind::Library, "x", "pkg:deb/debian/x", set);
            assert!(maker.as_ref().is_some_and(|maker| maker.contains('/')), "{homepage}: {maker:?}");
        }
    }

    #[test]
    fn a_namespace_outweighs_what_its_package_says() {
        let set = |component: &mut Component| {
            component.hints.repository = Some("https://github.com/microsoft/x".into());
            component.hints.maker = Some("Google Inc.".into());
        };
        let maker = maker(ComponentKind::Library, "@jest/x", "pkg:npm/%40jest/x", set);
        assert_eq!(maker.as_deref(), Some("openjs-foundation"));
    }

    #[test]
    fn a_fork_in_a_scope_of_its_own_is_its_scopes() {
        for (name, repository, expected) in [
            ("@isaacs/fs-minipass", "https://github.com/npm/fs-minipass", "npmjs.com/@isaacs"),
            ("@xtuc/ieee754", "git://github.com/feross/ieee754.git", "npmjs.com/@xtuc"),
            ("@jridgewell/x", "https://github.com/jridgewell/x", "github.com/jridgewell"),
            ("@a-fan-of-microsoft/x", "https://github.com/microsoft/x", "npmjs.com/@a-fan-of-microsoft"),
        ] {
            let set = |component: &mut Component| component.hints.repository = Some(repository.into());
            let purl = format!("pkg:npm/{}", name.replace('@', "%40"));
            assert_eq!(maker(ComponentKind::Library, name, &purl, set).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn what_others_publish_at_a_partys_site_is_theirs() {
        for (module, expected) in [
            ("buf.build/gen/go/bufbuild/protodescriptor/protocolbuffers/go", "buf"),
            ("buf.build/gen/go/someone-else/thing/protocolbuffers/go", "buf.build/someone-else"),
        ] {
            let maker = maker(ComponentKind::Library, module, &format!("pkg:golang/{module}"), |_| ());
            assert_eq!(maker.as_deref(), Some(expected), "{module}");
        }
    }

    /// People write from where they study or take part; only a firm's address is an employer's.
    #[test]
    fn a_mail_address_names_an_employer_or_nobody() {
        let of = |mail: &str| {
            let set = |component: &mut Component| component.hints.maker = Some(format!("A <a@{mail}>").into());
            maker(ComponentKind::Library, "x", "pkg:pypi/x", set)
        };
        assert_eq!(of("microsoft.com").as_deref(), Some("microsoft"));
        for nobody in ["gmail.com", "python.org", "mit.edu", "apache.org", "debian.org", "lists.example.org"] {
            assert_eq!(of(nobody).as_deref(), Some("pypi.org/project/x"), "{nobody}");
        }
        let set = |component: &mut Component| component.hints.maker = Some("Some Unknown Firm GmbH".into());
        assert_eq!(maker(ComponentKind::Library, "x", "pkg:pypi/x", set), None, "a firm without a record");
    }

    #[test]
    fn who_packages_is_not_who_made_it() {
        let deb = |set: &dyn Fn(&mut Component)| maker(ComponentKind::Library, "x", "pkg:deb/debian/x", set);
        let maintainer = |c: &mut Component| c.hints.maintainer = Some("A <a@microsoft.com>".into());
        assert_eq!(deb(&maintainer), None);
        let mirror = |c: &mut Component| {
            c.hints.homepage = Some("http://www.jedsoft.org/slang/".into());
            c.hints.repository = Some("ftp://space.mit.edu/pub/davis/slang".into());
        };
        assert_eq!(deb(&mirror).as_deref(), Some("jedsoft.org"));
        let first = |c: &mut Component| {
            c.hints.homepage = Some("https://github.com/codehaus-plexus/plexus-cipher".into());
            c.hints.maker = Some("Oracle".into());
        };
        assert_eq!(deb(&first).as_deref(), Some("github.com/codehaus-plexus"));
        let forge = |c: &mut Component| {
            c.hints.homepage = Some("https://www.vim.org/".into());
            c.hints.repository = Some("https://github.com/vim/vim".into());
        };
        assert_eq!(deb(&forge).as_deref(), Some("github.com/vim"));
    }

    #[test]
    fn a_lock_file_that_only_names_a_package_asks_the_tables() {
        let library = ComponentKind::Library;
        assert_eq!(maker(library, "braces", "pkg:npm/braces", |_| ()).as_deref(), Some("github.com/micromatch"));
        assert_eq!(maker(library, "x", "pkg:npm/no-such-package-anywhere", |_| ()), None);
        let set = |component: &mut Component| component.hints.repository = Some("github:another/braces".into());
        assert_eq!(maker(library, "braces", "pkg:npm/braces", set).as_deref(), Some("github.com/another"));
    }

    #[test]
    fn an_address_that_debian_kept_gives_way_to_npms() {
        let deb = |name: &str, homepage: &str| {
            let set = |component: &mut Component| component.hints.homepage = Some(homepage.into());
            maker(ComponentKind::Library, name, &format!("pkg:deb/debian/{name}"), set)
        };
        let homepage = "https://github.com/someone-else/braces";
        assert_eq!(deb("node-braces", homepage).as_deref(), Some("github.com/micromatch"));
        assert_eq!(deb("braces", homepage).as_deref(), Some("github.com/someone-else"));
        assert_eq!(deb("node-braces", "https://github.com/microsoft/braces").as_deref(), Some("microsoft"));
    }

    #[test]
    fn what_a_tree_makes_is_not_fetched() {
        for (kind, fetched) in [(ComponentKind::Application, false), (ComponentKind::Library, true)] {
            let component = Component::with_purl(kind, "x", None, "pkg:cargo/x");
            let attribution = Catalogue::embedded().attribute(&component, &Organisation::default());
            assert_eq!(attribution.best(Role::Registry).is_some(), fetched);
        }
    }

    #[test]
    fn images_at_a_forge_are_its_accounts() {
        let image = ComponentKind::ContainerImage;
        let of = |name: &str| maker(image, name, &format!("pkg:docker/{name}"), |_| ());
        assert_eq!(of("ghcr.io/someone-else/thing").as_deref(), Some("github.com/someone-else"));
        assert_eq!(of("${REGISTRY}/app"), None);
    }
}
