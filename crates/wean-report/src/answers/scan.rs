//! What do we run, and who stands behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use wean_catalogue::{Attributed, Catalogue, Place};
use wean_exposure::Influence;
use wean_model::{Component, Grade, Group, Inventory, Occurrence, Organisation, Role};

use super::parts::{ComponentPart, OrganisationPart, ServicePart, grades, relations};
use super::{Asked, Typed, unread};
use crate::formats::cyclonedx;
use crate::paint::{Text, Tint, bar, count, counted, percent};
use crate::party::{self, ControlledFrom, Parties};
use crate::report::{Report, line};
use crate::table::{Cell, Column, Shown, Table};

wean_model::words! {
    /// What `--show` asks for.
    pub enum Show {
        /// Where it was found, from where it is controlled, how sure that is.
        Summary = "summary",
        /// Every component.
        Components = "components",
        /// Components nobody is known to stand behind.
        Unattributed = "unattributed",
    }
}

/// What one cataloger read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub cataloger: String,
    /// Files it read.
    pub files: Vec<Arc<str>>,
}

/// The answer of `wean scan`.
pub struct Scan<'a> {
    /// What was found and who stands behind it.
    pub attributed: &'a Attributed,
    /// The catalogue that says so.
    pub catalogue: &'a Catalogue,
    /// What each cataloger read.
    pub sources: &'a [Source],
    /// How much to show.
    pub show: Show,
    /// What each component that nobody is known to stand behind could bring about, in the order to show them; empty
    /// unless they are asked for.
    pub influences: &'a [Influence],
    /// Attributions of this grade or better count; `derived` unless the user asks otherwise.
    pub at_least: Grade,
    /// How the user asked.
    pub typed: &'a Typed,
}

/// A line of the table of sources.
struct SourceRow<'a> {
    cataloger: &'a str,
    files: Vec<&'a str>,
    components: usize,
    unattributed: usize,
}

impl<'a> Scan<'a> {
    fn inventory(&self) -> &'a Inventory {
        &self.attributed.inventory
    }

    fn parties(&self) -> Parties<'a> {
        Parties { catalogue: self.catalogue, own: &self.inventory().organisation }
    }

    /// Indices of the components nobody is known to stand behind, at this grade or better.
    pub fn unattributed_of(attributed: &Attributed, at_least: Grade) -> Vec<u32> {
        let attributions = (0..).zip(&attributed.attributions);
        attributions.filter(|(_, a)| party::counted(a, at_least).is_none()).map(|(i, _)| i).collect()
    }

    /// Components with whether somebody is known to stand behind them.
    fn known(&self) -> impl Iterator<Item = (&'a Component, bool)> {
        let at_least = self.at_least;
        let attributions = self.attributed.attributions.iter();
        let known = attributions.map(move |attribution| party::counted(attribution, at_least).is_some());
        self.inventory().components.iter().zip(known)
    }

    fn unattributed(&self) -> usize {
        self.known().filter(|(_, known)| !known).count()
    }

    /// Indices of the components that `show` asks for.
    fn selected(&self) -> Vec<usize> {
        let unattributed = self.show == Show::Unattributed;
        if unattributed && !self.influences.is_empty() {
            return self.influences.iter().map(|influence| influence.component as usize).collect();
        }
        self.known().enumerate().filter(|(_, (_, known))| !(unattributed && *known)).map(|(i, _)| i).collect()
    }

    fn source_rows(&self) -> Vec<SourceRow<'a>> {
        type Rows<'a> = BTreeMap<&'a str, SourceRow<'a>>;
        fn row<'m, 'a>(rows: &'m mut Rows<'a>, cataloger: &'a str) -> &'m mut SourceRow<'a> {
            let new = || SourceRow { cataloger, files: Vec::new(), components: 0, unattributed: 0 };
            rows.entry(cataloger).or_insert_with(new)
        }
        let mut rows = Rows::new();
        for source in self.sources {
            row(&mut rows, &source.cataloger).files.extend(source.files.iter().map(|file| &**file));
        }
        for (component, known) in self.known() {
            let catalogers: BTreeSet<&str> = component.occurrences.iter().map(|o| &*o.cataloger).collect();
            for cataloger in catalogers {
                let row = row(&mut rows, cataloger);
                row.components += 1;
                row.unattributed += usize::from(!known);
            }
            for Occurrence { path, cataloger, .. } in &component.occurrences {
                // Read from an inventory, sources are not there any more: then the places tell.
                if !self.sources.iter().any(|source| *source.cataloger == **cataloger) {
                    row(&mut rows, cataloger).files.push(path);
                }
            }
        }
        let mut rows: Vec<SourceRow<'_>> = rows.into_values().collect();
        for row in &mut rows {
            row.files.sort_unstable();
            row.files.dedup();
        }
        // An inventory of wean's own keeps the catalogers that filled it; the reader adds nothing to them.
        rows.retain(|row| row.components > 0 || row.cataloger != "cyclonedx");
        rows.sort_by_key(|row| (std::cmp::Reverse(row.components), row.cataloger));
        rows
    }

    fn controlled_from(&self) -> BTreeMap<ControlledFrom, usize> {
        let mut froms = BTreeMap::new();
        for attribution in &self.attributed.attributions {
            let claim = party::counted(attribution, self.at_least);
            *froms.entry(self.parties().controlled_from(claim.map(|claim| &claim.controller))).or_insert(0) += 1;
        }
        froms
    }

    /// Grades by what people call the sort: purl type, else kind.
    fn grades(&self) -> Vec<(&'a str, [usize; Grade::ALL.len()])> {
        let mut sorts: BTreeMap<&str, [usize; Grade::ALL.len()]> = BTreeMap::new();
        for (component, attribution) in self.inventory().components.iter().zip(&self.attributed.attributions) {
            let sort = component.purl_type().unwrap_or(component.kind.as_str());
            sorts.entry(sort).or_default()[attribution.grade() as usize] += 1;
        }
        let mut sorts: Vec<_> = sorts.into_iter().collect();
        sorts.sort_by_key(|(sort, grades)| (std::cmp::Reverse(grades.iter().sum::<usize>()), *sort));
        sorts
    }

    fn title(&self) -> Text {
        let inventory = self.inventory();
        let organisations = party::organisations(&self.attributed.attributions, self.at_least);
        let text = format!(
            ": {}, {}, {}",
            counted(inventory.components.len(), "component"),
            counted(inventory.services.len(), "service"),
            counted(organisations, "organisation"),
        );
        Text::tinted("Scanned ", Tint::Strong).and(&inventory.target, Tint::Name).and(&text, Tint::Strong)
    }

    fn sources_table(&self) -> Table {
        let mut table = Table::new([
            Column::text("SOURCE"),
            Column::text("CATALOGER"),
            Column::number("COMPONENTS"),
            Column::number("UNATTRIBUTED"),
        ]);
        for row in self.source_rows() {
            let files = summary(&row.files);
            let source =
                if row.files.len() == 1 { Text::path(&files, &files) } else { Text::tinted(&files, Tint::Name) };
            table.row([
                source.into(),
                row.cataloger.into(),
                Cell::number(row.components),
                Cell::number(row.unattributed),
            ]);
        }
        table
    }

    fn controlled_table(&self, wide: bool) -> Table {
        let all = self.inventory().components.len();
        let mut table = Table::new([
            Column::text("CONTROLLED FROM"),
            Column::number("COMPONENTS"),
            Column::text(""),
            Column::number(format!("OF {}", count(all))),
        ]);
        let parties = self.parties();
        let home = parties.home();
        let mut lines: Vec<(usize, bool, String)> = Vec::new();
        let mut at_home = 0;
        for (from, components) in self.controlled_from() {
            match (&from, &home) {
                // A bloc that is home is one line: inside it nothing is foreign.
                (ControlledFrom::Seat(seat), Some(Place::Bloc(bloc))) if !wide && bloc.members.contains(seat) => {
                    at_home += components;
                }
                _ => {
                    let name = format!("{}  {}", from.mark(), parties.place_name(&from));
                    lines.push((components, matches!(from, ControlledFrom::Seat(_)), name));
                }
            }
        }
        if let Some(Place::Bloc(bloc)) = home.filter(|_| at_home > 0) {
            lines.push((at_home, false, format!("{}  {}", bloc.id.to_uppercase(), bloc.name)));
        }
        lines.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
        // The long tail of countries in one line: each of them is in `--wide` and in JSON.
        let tail: Vec<_> = lines.iter().filter(|(_, country, _)| *country && !wide).skip(6).cloned().collect();
        if tail.len() > 1 {
            lines.retain(|line| !tail.contains(line));
            let codes: Vec<&str> = tail.iter().filter_map(|(.., name)| name.get(..2)).collect();
            lines.push((tail.iter().map(|(components, ..)| components).sum(), false, codes.join(" ")));
        }
        let most = lines.iter().map(|(components, ..)| *components).max().unwrap_or(0);
        for (components, _, name) in lines {
            let bar = bar(components, most, 20);
            table.row([name.into(), Cell::number(components), bar.into(), percent(components, all).into()]);
        }
        table
    }

    fn grades_table(&self) -> Table {
        let head = |grade: &Grade| Column::number(grade.as_str().to_uppercase());
        let best_first = || Grade::ALL.iter().rev();
        let mut columns = vec![Column::text("KIND"), Column::number("COMPONENTS")];
        columns.extend(best_first().map(head));
        let mut table = Table::new(columns);
        let row = |name: &str, grades: &[usize; Grade::ALL.len()]| {
            let mut cells = vec![name.into(), Cell::number(grades.iter().sum())];
            cells.extend(best_first().map(|grade| Cell::number(grades[*grade as usize])));
            cells
        };
        let mut total = [0; Grade::ALL.len()];
        let sorts = self.grades();
        for (sort, grades) in &sorts {
            table.row(row(sort, grades));
            total.iter_mut().zip(grades).for_each(|(sum, n)| *sum += n);
        }
        if sorts.len() > 1 {
            table.footer(row("total", &total));
        }
        table
    }

    /// Components with all there is in columns; the terminal shows the first few, CSV all.
    fn components_table(&self) -> Table {
        let unattributed = self.show == Show::Unattributed;
        // Of what nobody is known to stand behind, what its metadata says is the thing to look at.
        let (party, clue) = if unattributed { (Shown::Data, Shown::Always) } else { (Shown::Always, Shown::Wide) };
        let could = if self.influences.is_empty() { Shown::Data } else { Shown::Always };
        let mut table = Table::new([
            Column::text("ID").shown(Shown::Data),
            Column::text("COMPONENT"),
            Column::text("VERSION").shown(Shown::Data),
            Column::word("KIND"),
            Column::text("CONTROLLER").shown(party),
            Column::word("FROM").shown(party),
            Column::word("GRADE"),
            Column::path("SEEN"),
            Column::text("COULD").shown(could),
            Column::text("CLUE").shown(clue),
            Column::text("SCOPE").shown(Shown::Wide),
            Column::text("PRODUCT").shown(Shown::Wide),
            Column::text("SUPPLIER").shown(Shown::Wide),
            Column::text("REGISTRY").shown(Shown::Wide),
            Column::text("HOSTED IN").shown(Shown::Wide),
            Column::text("LICENCES").shown(Shown::Wide),
            Column::text("MATCHED").shown(Shown::Wide),
            Column::path("RECORD").shown(Shown::Wide),
            Column::text("PURL").shown(Shown::Data),
            Column::number("SIGHTINGS").shown(Shown::Data),
        ]);
        let parties = self.parties();
        for (at, i) in self.selected().into_iter().enumerate() {
            let (component, attribution) = (&self.inventory().components[i], &self.attributed.attributions[i]);
            let claim = attribution.controller();
            let text = |text: Option<&str>| Cell::from(text.unwrap_or_default());
            let by = |role: Role| text(attribution.best(role).map(|claim| parties.name(&claim.controller)));
            let hosted = self.catalogue.hosted_in(component, attribution);
            table.row([
                (&*component.id).into(),
                Cell::from(Text::tinted(&component.title(), Tint::Name)).raw(&component.name),
                text(component.version.as_deref()),
                component.purl_type().unwrap_or(component.kind.as_str()).into(),
                text(claim.map(|claim| parties.name(&claim.controller))),
                parties.codes(claim.map(|claim| &claim.controller)),
                attribution.grade().as_str().into(),
                Cell::from(seen(&component.occurrences))
                    .raw(&component.occurrences.first().map(place).unwrap_or_default()),
                self.could(at).into(),
                clue_of(component).into(),
                component.scope.as_str().into(),
                text(attribution.product.as_deref()),
                by(Role::Supplier),
                by(Role::Registry),
                hosted.map(|place| place.to_string()).unwrap_or_default().into(),
                component.licences.join(", ").into(),
                text(claim.map(|claim| &*claim.evidence.matched)),
                text(claim.map(|claim| &*claim.evidence.source)),
                text(component.purl.as_deref()),
                Cell::number(component.occurrences.len()),
            ]);
        }
        table
    }

    fn influence_part(&self, influence: &Influence) -> InfluencePart<'a> {
        let inventory = self.inventory();
        let names = |services: &[u32]| services.iter().map(|i| &*inventory.services[*i as usize].name).collect();
        InfluencePart {
            component: &inventory.components[influence.component as usize].id,
            stops: names(&influence.impact.stops),
            degrades: names(&influence.impact.degrades),
            frozen: names(&influence.impact.frozen),
        }
    }

    /// What the component at a place of the list could bring about: `stop 2, degrade 1`.
    fn could(&self, at: usize) -> String {
        let Some(influence) = self.influences.get(at) else { return String::new() };
        let impact = &influence.impact;
        let parts = [("stop", &impact.stops), ("degrade", &impact.degrades), ("freeze", &impact.frozen)];
        let parts = parts.into_iter().filter(|(_, services)| !services.is_empty());
        let parts: Vec<String> = parts.map(|(verb, services)| format!("{verb} {}", services.len())).collect();
        if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
    }

    fn next(&self) -> Vec<(String, String)> {
        let inventory = self.inventory();
        let home = self.parties().home();
        let foreign = self.controlled_from().into_iter().filter_map(|(from, components)| match from {
            ControlledFrom::Seat(seat) if !home.as_ref().is_some_and(|home| home.holds(seat)) => {
                Some((components, seat))
            }
            _ => None,
        });
        let mut next = Vec::new();
        if let Some((_, seat)) = foreign.max_by_key(|(components, seat)| (*components, std::cmp::Reverse(*seat))) {
            let says = "what stops if these suppliers withdraw".to_owned();
            next.push((self.typed.with_cut(&["--from", seat.as_str()]).command("cut"), says));
        }
        // With an organisation or a service there is a `wean.toml` already; of nothing there is nothing to say.
        let declared = inventory.organisation != Organisation::default()
            || inventory.services.iter().any(|service| service.occurrence.is_some());
        if !declared && !inventory.components.is_empty() {
            let says = "a `wean.toml` that says what is done for people with all this".to_owned();
            next.push((self.typed.command("init"), says));
        }
        next
    }
}

/// Raw text of the metadata that may lead somebody to the party, the best first.
fn clue_of(component: &Component) -> String {
    let hints = &component.hints;
    let clues = [
        ("maker", &hints.maker),
        ("supplier", &hints.supplier),
        ("repository", &hints.repository),
        ("homepage", &hints.homepage),
        ("maintainer", &hints.maintainer),
        ("registry", &hints.registry),
    ];
    let clue = clues.into_iter().find_map(|(what, hint)| Some(format!("{what} {}", hint.as_deref()?)));
    clue.unwrap_or_default()
}

/// `web/package-lock.json:31`.
pub fn place(occurrence: &Occurrence) -> String {
    match occurrence.line {
        Some(line) => format!("{}:{line}", occurrence.path),
        None => occurrence.path.to_string(),
    }
}

/// The first place, and how many more.
pub(crate) fn seen(occurrences: &[Occurrence]) -> Text {
    let Some(first) = occurrences.first() else { return Text::default() };
    let text = Text::path(&first.path, &place(first));
    match occurrences.len() {
        1 => text,
        n => text.and(&format!(" +{}", n - 1), Tint::Faint),
    }
}

/// Many files in a few characters: `web/package-lock.json`, `**/package-lock.json`, `ddl/*.sql, *.pkb`, `31 files`.
fn summary(files: &[&str]) -> String {
    let [first, _, ..] = files else { return files.first().copied().unwrap_or_default().to_owned() };
    let split = |path: &'_ str| {
        let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
        (folder.to_owned(), name.to_owned())
    };
    let (folder, name) = split(first);
    if files.iter().all(|file| split(file).1 == name) {
        return format!("**/{name}");
    }
    let extension = |name: &str| name.rsplit_once('.').map(|(_, extension)| format!("*.{extension}"));
    let extensions: Option<BTreeSet<String>> = files.iter().map(|file| extension(&split(file).1)).collect();
    let one_folder = files.iter().all(|file| split(file).0 == folder);
    match extensions.map(|e| e.into_iter().collect::<Vec<_>>()) {
        Some(extensions) if extensions.len() <= 3 && one_folder => {
            let folder = if folder.is_empty() { folder } else { format!("{folder}/") };
            format!("{folder}{}", extensions.join(", "))
        }
        Some(extensions) if extensions.len() == 1 => format!("**/{}", extensions[0]),
        _ => counted(files.len(), "file"),
    }
}

impl<'a> Asked for Scan<'a> {
    const NAME: &'static str = "scan";
    type Document = Document<'a>;
    type Line = ComponentLine<'a>;

    fn report(&self, wide: bool) -> Report {
        let mut report = Report { title: self.title(), next: self.next(), ..Report::default() };
        let unattributed = self.unattributed();
        match self.show {
            Show::Summary => {
                report.table(self.sources_table());
                report.table(self.controlled_table(wide));
                report.table(self.grades_table());
            }
            Show::Components | Show::Unattributed => report.table(self.components_table()),
        }
        let attributions = &self.attributed.attributions;
        let weak = attributions.iter().filter(|a| a.grade() != Grade::Unknown && a.grade() < self.at_least).count();
        if weak > 0 {
            let what = counted(weak, "attribution");
            report.note(format!("{what} weaker than {}: shown, but counted as not known", self.at_least));
        }
        report.warnings.extend(unread(self.inventory()));
        if attributions.is_empty() {
            report.warnings.push(line("nothing was found: no file here is of a kind that wean reads"));
        }
        if unattributed > 0 && self.show == Show::Summary {
            let what = counted(unattributed, "component");
            report.warnings.push(line(&format!("{what} could not be attributed (`wean scan --show unattributed`)")));
        }
        if unattributed > 0 && self.show == Show::Unattributed {
            let says =
                "those that could hit most services come first; `wean attribute NAME` says who stands behind one";
            report.warnings.push(line(&format!("{} of {}: {says}", count(unattributed), count(attributions.len()))));
        }
        report
    }

    fn records(&self) -> Table {
        self.components_table()
    }

    fn json(&self) -> Document<'a> {
        let inventory = self.inventory();
        let parties = self.parties();
        Document {
            schema: "wean-scan/1",
            target: &inventory.target,
            organisation: OrganisationPart::new(inventory),
            at_least: self.at_least.as_str(),
            components_found: inventory.components.len(),
            unattributed: self.unattributed(),
            organisations: party::organisations(&self.attributed.attributions, self.at_least),
            sources: self
                .source_rows()
                .into_iter()
                .map(|row| SourcePart {
                    cataloger: row.cataloger,
                    components: row.components,
                    unattributed: row.unattributed,
                    files: row.files,
                })
                .collect(),
            controlled_from: self
                .controlled_from()
                .into_iter()
                .map(|(from, components)| FromPart {
                    by: from.word(),
                    jurisdiction: match from {
                        ControlledFrom::Seat(seat) => Some(seat.to_string()),
                        _ => None,
                    },
                    components,
                })
                .collect(),
            grades: self
                .grades()
                .into_iter()
                .map(|(kind, n)| GradesPart {
                    kind,
                    declared: n[Grade::Declared as usize],
                    catalogue: n[Grade::Catalogue as usize],
                    derived: n[Grade::Derived as usize],
                    guessed: n[Grade::Guessed as usize],
                    unknown: n[Grade::Unknown as usize],
                })
                .collect(),
            services: inventory.services.iter().map(ServicePart::new).collect(),
            influences: self.influences.iter().map(|influence| self.influence_part(influence)).collect(),
            components: self
                .selected()
                .into_iter()
                .map(|i| ComponentPart::new(parties, &inventory.components[i], &self.attributed.attributions[i]))
                .collect(),
            dependencies: inventory
                .dependencies
                .iter()
                .map(|edge| DependencyPart {
                    from: inventory.id(edge.from),
                    to: inventory.id(edge.to),
                    relation: edge.relation.as_str(),
                })
                .collect(),
            groups: inventory
                .groups
                .iter()
                .map(|Group { from, relation, members }| GroupPart {
                    from: inventory.id(*from),
                    any_of: members.iter().map(|member| &**inventory.id(*member)).collect(),
                    relation: relation.as_str(),
                })
                .collect(),
        }
    }

    fn lines(&self) -> impl Iterator<Item = ComponentLine<'a>> {
        let (attributed, parties) = (self.attributed, self.parties());
        self.selected().into_iter().map(move |i| ComponentLine {
            schema: "wean-component/1",
            component: ComponentPart::new(parties, &attributed.inventory.components[i], &attributed.attributions[i]),
        })
    }

    fn cyclonedx(&self) -> Option<String> {
        Some(cyclonedx::write(self.attributed, self.catalogue))
    }
}

/// What `wean scan --format json` writes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Scan")]
pub(crate) struct Document<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-scan/1"))]
    schema: &'static str,
    /// What was scanned, as the user named it.
    target: &'a str,
    /// Whose it is.
    organisation: OrganisationPart<'a>,
    /// Attributions of this grade or better count.
    #[schemars(extend("enum" = grades()))]
    at_least: &'static str,
    /// How many components were found, listed below or not.
    components_found: usize,
    /// How many of them nobody is known to stand behind.
    unattributed: usize,
    /// Organisations and communities that stand behind the rest.
    organisations: usize,
    /// What each cataloger read and saw.
    sources: Vec<SourcePart<'a>>,
    /// Components by where their controller sits.
    controlled_from: Vec<FromPart>,
    /// Components by how sure their attribution is.
    grades: Vec<GradesPart<'a>>,
    /// What the organisation does for people.
    services: Vec<ServicePart<'a>>,
    /// With `--show unattributed`: what each could bring about if whoever stands behind it withdrew, the worst first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    influences: Vec<InfluencePart<'a>>,
    /// What was found; with `--show unattributed`, only that.
    components: Vec<ComponentPart<'a>>,
    /// What needs what, by id.
    dependencies: Vec<DependencyPart<'a>>,
    /// What needs any one of several, by id.
    groups: Vec<GroupPart<'a>>,
}

/// A line of `wean scan --format jsonl`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Component")]
pub(crate) struct ComponentLine<'a> {
    /// Name and version of this form.
    #[schemars(extend("const" = "wean-component/1"))]
    schema: &'static str,
    #[serde(flatten)]
    component: ComponentPart<'a>,
}

/// What one cataloger read and saw.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SourcePart<'a> {
    /// Its name.
    cataloger: &'a str,
    /// Components it saw, some of them perhaps with others.
    components: usize,
    /// How many of them nobody is known to stand behind.
    unattributed: usize,
    /// Files it read.
    files: Vec<&'a str>,
}

/// How many components are controlled from somewhere.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FromPart {
    /// By whom: a party in one `jurisdiction`, a `community` (no one party), an individual's `account`, our `own`, or
    /// `unknown`.
    #[schemars(extend("enum" = ["jurisdiction", "community", "account", "own", "unknown"]))]
    by: &'static str,
    /// ISO 3166-1 code of the party's own seat.
    jurisdiction: Option<String>,
    /// How many.
    components: usize,
}

/// How sure the attributions of one sort of component are.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct GradesPart<'a> {
    /// purl type, else kind.
    kind: &'a str,
    /// The organisation said so.
    declared: usize,
    /// Matched a record by an exact rule.
    catalogue: usize,
    /// Metadata leads there.
    derived: usize,
    /// Similar names.
    guessed: usize,
    /// Nothing leads anywhere.
    unknown: usize,
}

/// One thing needs another.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DependencyPart<'a> {
    /// Id of what needs.
    from: &'a str,
    /// Id of what is needed.
    to: &'a str,
    /// `requires`: stops with it; `uses`: degrades when it stops; `builds-with`: only making and changing it need it.
    #[schemars(extend("enum" = relations()))]
    relation: &'static str,
}

/// One thing needs any of several.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct GroupPart<'a> {
    /// Id of what needs.
    from: &'a str,
    /// Ids of the alternatives.
    any_of: Vec<&'a str>,
    /// As in a dependency.
    #[schemars(extend("enum" = relations()))]
    relation: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_summed_up() {
        let check = |files: &[&str], expected: &str| assert_eq!(summary(files), expected);
        check(&[], "");
        check(&["web/package-lock.json"], "web/package-lock.json");
        check(&["a/go.sum", "b/c/go.sum"], "**/go.sum");
        check(&["images/a.tar", "images/b.tar"], "images/*.tar");
        check(&["ddl/a.pkb", "ddl/b.sql", "ddl/c.sql"], "ddl/*.pkb, *.sql");
        check(&["a/x.tf", "b/y.tf"], "**/*.tf");
        check(&["a.tf", "b.tf"], "*.tf");
        check(&["a/x.tf", "b/y"], "2 files");
    }
}

/// What a component that nobody is known to stand behind could bring about within a year.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Influence")]
pub(crate) struct InfluencePart<'a> {
    /// Its id.
    component: &'a str,
    /// Services it would stop.
    stops: Vec<&'a str>,
    /// Services it would degrade.
    degrades: Vec<&'a str>,
    /// Services it would freeze.
    frozen: Vec<&'a str>,
}
