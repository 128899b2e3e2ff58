//! What bites a component when those behind it withdraw.

use wean_model::{Act, Attribution, Component, ComponentKind, Controller, Grade, Hold, HoldKind, Role};

use crate::catalogue::Catalogue;
use crate::matchers::purl;
use crate::record::HoldRecord;

/// A hold on a component: what, by whom, and how sure that is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Held {
    /// What bites.
    pub hold: Hold,
    /// Who can exercise it; nobody known when none.
    pub party: Option<Controller>,
    /// Another party that evidence as good names in its place: certain is only what is so of both.
    pub rival: Option<Controller>,
    /// How sure it is that this party can.
    pub grade: Grade,
    /// Which fact it comes from.
    pub role: Role,
    /// Product whose record, or whose class, states it. None: the component is no known product.
    pub product: Option<Box<str>>,
    /// Path of the record that states the hold.
    pub record: Box<str>,
    /// It bites on its day, whatever is cut.
    pub dated: bool,
}

impl Held {
    /// A hold that one party has, and that bites when it does.
    pub fn new(
        hold: Hold,
        party: Option<Controller>,
        grade: Grade,
        role: Role,
        product: Option<&str>,
        record: &str,
    ) -> Self {
        let (product, record) = (product.map(Into::into), record.into());
        Self { hold, party, rival: None, grade, role, product, record, dated: false }
    }
}

impl Catalogue {
    /// The holds on a component: those of its product, the rest of its class, and its registry's.
    ///
    /// A party whose claim is below a grade asked for is the caller's to treat as unknown: see [`Held::grade`].
    pub fn holds(&self, component: &Component, attribution: &Attribution) -> Vec<Held> {
        let mut held = Vec::new();
        // Nobody can take away what is our own, but for the registry it is fetched from.
        let maker = attribution.best(Role::Maker).or_else(|| {
            // A purchase of something unknown: whoever sold it is the party to ask.
            attribution.best(Role::Supplier).filter(|_| attribution.class.as_deref() == Some("unclassified"))
        });
        // A name of ours is still the registry's of its top-level domain to take away.
        let name = component.kind == ComponentKind::Domain;
        let maker = if name { attribution.best(Role::Supplier) } else { maker };
        let (party, grade) = maker.map_or((None, Grade::Unknown), |c| (Some(c.controller.clone()), c.grade));
        let rival = maker.filter(|claim| claim.role == Role::Maker).and_then(|_| attribution.rival(Role::Maker));
        let rival = rival.map(|claim| claim.controller.clone());
        let product_id = attribution.product.as_deref();
        // What bites is known no better than what the thing is: another party's `Zoom helper` may not be Zoom.
        let grade = if product_id.is_some() { grade.min(attribution.product_grade) } else { grade };
        let product = product_id.and_then(|id| self.records.products.get(id));
        let class = attribution.class.as_deref().and_then(|id| self.records.classes.get(id));
        if party != Some(Controller::Own) || rival.is_some() {
            let own = product.map_or(&[] as &[HoldRecord], |(_, record)| &record.hold);
            let mut push = |record: &HoldRecord, path: &str| {
                let Some(bites) = Self::hold(record) else { return };
                // Nothing new is delivered in place of a version that is nailed down.
                if bites.act == Act::Delivery && is_pinned(component) {
                    return;
                }
                let named = record.party.as_deref().map(|id| self.controller(id));
                let rival = rival.clone().filter(|_| named.is_none());
                let party = named.or_else(|| party.clone());
                held.push(Held { rival, ..Held::new(bites, party, grade, Role::Maker, product_id, path) });
            };
            if let Some((path, _)) = product {
                // A registry's own holds of kind registry are on what it serves, not on itself.
                for record in own {
                    push(record, path);
                }
            }
            if let Some((path, class)) = class {
                for record in class.hold.iter().filter(|record| !overrides(own, record)) {
                    push(record, path);
                }
            }
            // Nobody looks for a person's country, and only these two kinds of hold concern a person's account. A site may
            // be a firm's.
            let person = matches!(&party, Some(Controller::Account(name)) if name.contains('/'));
            if person && rival.is_none() && attribution.product.is_none() {
                held.retain(|h| matches!(h.hold.kind, HoldKind::Stewardship | HoldKind::Registry));
            }
        }
        if let Some(id) = product_id {
            self.required_holds(id, grade, &mut vec![id], &mut held);
        }
        self.dated_holds(component, attribution, &mut held);
        self.registry_holds(component, attribution, &mut held);
        held
    }

    /// The holds on what a product cannot work without, by the catalogue: who runs its servers can stop it too.
    fn required_holds<'a>(&'a self, id: &'a str, grade: Grade, passed: &mut Vec<&'a str>, held: &mut Vec<Held>) {
        let Some((_, product)) = self.records.products.get(id) else { return };
        for required in &product.requires {
            let Some((path, record)) = self.records.products.get(required) else { continue };
            if passed.contains(&required.as_str()) {
                continue;
            }
            passed.push(required);
            let class = self.records.classes.get(&record.class);
            let of_class = class.iter().flat_map(|(path, class)| class.hold.iter().map(move |hold| (hold, path)));
            let of_class = of_class.filter(|(hold, _)| !overrides(&record.hold, hold));
            for (hold, path) in record.hold.iter().map(|hold| (hold, path)).chain(of_class) {
                if let Some(hold) = Self::hold(hold) {
                    let party = Some(self.controller(self.maker_of(record)));
                    held.push(Held::new(hold, party, grade, Role::Maker, Some(required), path));
                }
            }
            self.required_holds(required, grade, passed, held);
        }
    }

    fn registry_holds(&self, component: &Component, attribution: &Attribution, held: &mut Vec<Held>) {
        let claim = attribution.best(Role::Registry);
        if claim.is_some_and(|claim| claim.controller == Controller::Own) {
            return;
        }
        let product = self.registry_product(component);
        let (holds, path, party, grade) = match product.and_then(|id| self.records.products.get(id)) {
            Some((path, registry)) => {
                let (party, grade) = claim.map_or((None, Grade::Unknown), |c| (Some(c.controller.clone()), c.grade));
                (&registry.hold, path, party, grade)
            }
            // Fetched from a host of which nothing is known.
            None if component.hints.registry.is_some() => match self.records.classes.get("registry") {
                Some((path, class)) => (&class.hold, path, None, Grade::Unknown),
                None => return,
            },
            None => return,
        };
        let holds = holds.iter().filter(|record| record.kind == HoldKind::Registry.as_str()).filter_map(Self::hold);
        held.extend(holds.map(|hold| Held::new(hold, party.clone(), grade, Role::Registry, product, path)));
    }
}

impl HoldRecord {
    /// What its party does, as the word in the record.
    pub fn act(&self) -> &str {
        self.act.as_deref().unwrap_or("withdrawal")
    }
}

/// Whether a product's own holds stand in place of one of its class: what is said of withdrawal says nothing of revocation.
pub fn overrides(own: &[HoldRecord], of_class: &HoldRecord) -> bool {
    own.iter().any(|own| own.kind == of_class.kind && own.act() == of_class.act())
}

/// Whether the version at hand stays until somebody takes another: a package of a language, as a lock file has it, and an
/// image named by its digest. A system's packages come with its updates, and a tag may lead to another image tomorrow.
fn is_pinned(component: &Component) -> bool {
    let Some(version) = component.version.as_deref() else { return false };
    match component.purl_type() {
        Some("docker" | "oci") => version.contains(':'),
        Some("alpm") | None => false,
        Some(purl_type) if purl::is_distribution(purl_type) => false,
        Some(_) => component.kind == ComponentKind::Library,
    }
}
