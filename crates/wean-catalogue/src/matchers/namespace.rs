//! Accounts at forges and registries: `github.com/microsoft`, `npm:@azure`, `maven:com.google`, `k8s.io`.

use std::borrow::Cow;

use super::domain::{host, private_suffix, registrable};
use super::hosts::{GITHUB, Host, PARTS, PEOPLE, REGISTRIES, known};

/// How a name follows from an address. Later ones say more about who made a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// A package's own page at a registry, `metacpan.org/dist/NAME`: whoever publishes it there.
    Entry,
    /// A site of its own, by the name that was registered: `curl.se`.
    Site,
    /// A namespace at a registry, `npmjs.com/@SCOPE`: only its owner publishes in it.
    Scope,
    /// An account at a forge, a project's room at a host, a person's pages: `github.com/NAME`, `sourceforge.net/NAME`.
    Account,
}

/// What an address says about who stands behind a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Behind {
    /// How it follows.
    pub(crate) sort: Sort,
    /// The name that stands for who is there.
    pub(crate) name: String,
    /// A host that a record may name as its own, and how long that name must be at least: a room's or a tenant's host
    /// does not belong to whoever runs the house.
    pub(crate) host: Option<(String, usize)>,
}

impl Behind {
    fn new(sort: Sort, name: String) -> Self {
        Self { sort, name, host: None }
    }
}

/// Who an address leads to; nothing for hosts that carry other people's pages.
pub(crate) fn behind(address: &str) -> Option<Behind> {
    // npm writes `github:owner/name`, `owner/name`, `git+ssh://git@github.com/owner/name.git`.
    let mut address = address.trim();
    while let Some(rest) = ["git+", "scm:", "git:"].iter().find_map(|start| address.strip_prefix(start)) {
        address = rest;
    }
    for (short, forge) in
        [("github:", "github.com"), ("gitlab:", "gitlab.com"), ("bitbucket:", "bitbucket.org"), ("gist:", "github.com")]
    {
        if let Some(rest) = address.strip_prefix(short) {
            // A bare gist has a number and no owner.
            return rest.contains('/').then(|| account(forge, rest)).flatten();
        }
    }
    let address = address.strip_prefix("//").unwrap_or(address);
    if !address.contains("://") && !address.contains('@') && !address.split('/').next()?.contains('.') {
        return match address.split('/').collect::<Vec<_>>().as_slice() {
            [_, _] => account("github.com", address),
            _ => None,
        };
    }
    let host = host(address)?;
    let bare = host.strip_prefix("www.").unwrap_or(&host);
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = match rest.find(['/', '?', '#']) {
        // `user@` stands before the path only.
        Some(end) if !rest[..end].contains(':') || rest[..end].rsplit(':').next().is_some_and(is_port) => &rest[end..],
        _ => {
            let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
            rest.split_once(['/', ':']).map_or("", |(_, rest)| rest)
        }
    };
    let path = rest.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    match bare {
        "gist.github.com" | "raw.githubusercontent.com" | "rawgit.com" | "codeload.github.com" => {
            // A bare gist has a number and no owner.
            return path.contains('/').then(|| account("github.com", path)).flatten();
        }
        "api.github.com" => return account("github.com", path.strip_prefix("repos/")?),
        "pkg.go.dev" | "godoc.org" => {
            return path.split('/').next()?.contains('.').then(|| behind(&format!("https://{path}"))).flatten();
        }
        _ => {}
    }
    let known = known(bare);
    if let Some((_, Host::Forge)) = known {
        return account(bare, path);
    }
    // GitHub's pages once lay below its own name.
    if let Some(label) = bare.strip_suffix(".github.com")
        && !GITHUB.contains(&label)
    {
        return account("github.com", label);
    }
    for (pages, forge) in
        [(".github.io", "github.com"), (".gitlab.io", "gitlab.com"), (".codeberg.page", "codeberg.org")]
    {
        if let Some(owner) = bare.strip_suffix(pages) {
            let owner = owner.rsplit('.').next()?;
            return Some(Behind::new(Sort::Account, format!("{forge}/{owner}")));
        }
    }
    if let Some(entry) = entry(bare, path) {
        return Some(entry);
    }
    // R's own site is R's; what is below it carries packages.
    if let Some((_, Host::Shared)) = known
        && bare != "r-project.org"
    {
        return None;
    }
    // A file server holds what others made, too.
    if ["ftp.", "mirror.", "mirrors."].iter().any(|start| bare.starts_with(start)) {
        return None;
    }
    // `HOST/~user` and `people.HOST/user` are a person's, whoever runs the host.
    let first = segments.next();
    if let Some(user) = first.filter(|first| first.starts_with('~') && first.len() > 1) {
        return Some(Behind::new(Sort::Account, format!("{bare}/{user}")));
    }
    if bare.split('.').next().is_some_and(|label| PEOPLE.contains(&label)) && bare.matches('.').count() > 1 {
        return first.map(|user| Behind::new(Sort::Account, format!("{bare}/{}", user.to_lowercase())));
    }
    if let Some((room, Host::Room(of))) = known {
        let label = bare.strip_suffix(room)?.trim_end_matches('.').split('.').next_back();
        let label = label.filter(|label| !label.is_empty() && !PARTS.contains(label));
        let in_path =
            || path.split('/').find(|part| !part.is_empty() && !PARTS.contains(&part.to_lowercase().as_str()));
        let name = label.or_else(in_path)?.trim_end_matches(".git").to_lowercase();
        // A file is no project.
        let good = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.+".contains(&b));
        return good.then(|| Behind {
            sort: Sort::Account,
            name: format!("{of}/{name}"),
            host: Some((host.clone(), room.len() + 1)),
        });
    }
    let name = registrable(bare)?.to_owned();
    let least = private_suffix(bare).map_or(0, |suffix| suffix.len() + 1);
    Some(Behind { sort: Sort::Site, name, host: Some((host.clone(), least)) })
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A package's page, or its author's, at a registry.
fn entry(host: &str, path: &str) -> Option<Behind> {
    if !REGISTRIES.contains(&host) {
        return None;
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let page = |name: String| Some(Behind::new(Sort::Entry, name));
    let cpan = |author: &str| {
        let author = author.trim_start_matches('~').to_uppercase();
        let good =
            author.len() > 2 && author.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
        good.then(|| Behind::new(Sort::Account, format!("metacpan.org/author/{author}")))
    };
    match (host, parts.as_slice()) {
        ("metacpan.org" | "beta.metacpan.org", ["author", author, ..] | ["release", author, _])
        | (
            "cpan.org" | "ftp.cpan.org",
            ["authors", "id", _, _, author, ..] | ["modules", "by-authors", "id", _, _, author, ..],
        ) => cpan(author),
        ("metacpan.org" | "beta.metacpan.org", ["release" | "dist", name])
        | ("search.cpan.org", ["dist", name, ..]) => page(format!("metacpan.org/dist/{name}")),
        ("metacpan.org" | "beta.metacpan.org", ["pod" | "module", name]) => page(format!("metacpan.org/pod/{name}")),
        ("search.cpan.org", [author, ..]) if author.starts_with('~') => cpan(author),
        ("pypi.org" | "pypi.python.org", ["project" | "pypi", name, ..])
        | ("python.org", ["pypi", name, ..])
        | ("pythonhosted.org" | "packages.python.org", [name, ..]) => {
            page(format!("pypi.org/project/{}", name.to_lowercase().replace(['_', '.'], "-")))
        }
        ("npmjs.com" | "npmjs.org", ["package", scope, ..]) if scope.starts_with('@') => {
            Some(Behind::new(Sort::Scope, format!("npmjs.com/{}", scope.to_lowercase())))
        }
        ("npmjs.com" | "npmjs.org", ["package", name, ..]) => page(format!("npmjs.com/package/{name}")),
        ("rubygems.org", ["gems", name, ..]) => page(format!("rubygems.org/gems/{name}")),
        ("hackage.haskell.org", ["package", name, ..] | ["cgi-bin", "hackage-scripts", "package", name, ..]) => {
            page(format!("hackage.haskell.org/package/{name}"))
        }
        ("cran.r-project.org", ["web", "packages", name, ..]) => page(format!("cran.r-project.org/package={name}")),
        ("cran.r-project.org", [name, ..]) if name.starts_with("package=") => {
            page(format!("cran.r-project.org/{name}"))
        }
        ("bioconductor.org", ["packages", .., name]) => {
            page(format!("bioconductor.org/packages/{}", name.trim_end_matches(".html")))
        }
        ("crates.io" | "lib.rs", ["crates", name, ..]) | ("docs.rs", [name, ..]) => {
            page(format!("crates.io/crates/{name}"))
        }
        ("hex.pm", ["packages", name, ..]) | ("hexdocs.pm", [name, ..]) => page(format!("hex.pm/packages/{name}")),
        ("nuget.org", ["packages", name, ..]) => page(format!("nuget.org/packages/{name}")),
        ("packagist.org", ["packages", vendor, _, ..]) => {
            Some(Behind::new(Sort::Scope, format!("packagist.org/{}", vendor.to_lowercase())))
        }
        ("ctan.org", ["pkg", name, ..]) => page(format!("ctan.org/pkg/{name}")),
        ("pear.php.net" | "pecl.php.net", ["package", name, ..]) => page(format!("{host}/package/{name}")),
        ("wordpress.org", ["plugins", name, ..]) => page(format!("wordpress.org/plugins/{name}")),
        ("drupal.org", ["project", name, ..]) => page(format!("drupal.org/project/{name}")),
        // A collective is a project's purse, and has the project's name.
        ("opencollective.com", [name, ..]) => {
            Some(Behind::new(Sort::Account, format!("opencollective.com/{}", name.to_lowercase())))
        }
        ("hub.docker.com", ["r", owner, ..]) => {
            Some(Behind::new(Sort::Scope, format!("docker.io/{}", owner.to_lowercase())))
        }
        _ => None,
    }
}

fn account(forge: &str, path: &str) -> Option<Behind> {
    let path = path.trim_matches('/');
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let owner = segments.next()?;
    // `github.com/orgs/NAME`, `github.com/sponsors/NAME` are pages of an account.
    let owner = if matches!(owner, "orgs" | "sponsors") { segments.next()? } else { owner };
    let owner = owner.trim_start_matches('~').trim_end_matches(".git");
    // A port, or GitHub's own pages, are nobody's account.
    let reserved =
        ["topics", "search", "about", "features", "apps", "marketplace", "project", "projects", "users", "login"];
    if owner.is_empty() || owner.bytes().all(|b| b.is_ascii_digit()) || reserved.contains(&owner) {
        return None;
    }
    let good = owner.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.+".contains(&b));
    good.then(|| Behind::new(Sort::Account, [forge, "/", &owner.to_ascii_lowercase()].concat()))
}

/// What `find` gives for the most exact key of a purl's namespace that it knows. `path` is in lower case.
pub(crate) fn find_key<T>(purl_type: &str, path: &str, mut find: impl FnMut(&str) -> Option<T>) -> Option<T> {
    let plain = plain(path);
    let path = &*plain;
    match purl_type {
        "npm" | "docker" | "composer" | "hex" | "huggingface" => {
            let (scope, _) = path.split_once('/')?;
            find(&[purl_type, ":", scope].concat())
        }
        "golang" if generated(path).is_some() => find(&format!("buf.build/{}", generated(path)?)),
        // A Go module path starts with a host; its owner may run all of it or an account.
        "golang" => shorter(path, '/').find_map(find),
        // Maven Central asks for proof of the domain that a group id spells backwards.
        "maven" | "nuget" => {
            let group = if purl_type == "maven" { path.split('/').next()? } else { path };
            let key = [purl_type, ":", group].concat();
            shorter(&key, '.').find_map(find)
        }
        "github" => find(&format!("github.com/{}", path.split('/').next()?)),
        "gitlab" => find(&format!("gitlab.com/{}", path.split('/').next()?)),
        "bitbucket" => find(&format!("bitbucket.org/{}", path.split('/').next()?)),
        _ => None,
    }
}

/// Whose module of the Buf registry a Go module was generated from, unless it is Buf's own.
fn generated(path: &str) -> Option<&str> {
    let owner = path.strip_prefix("buf.build/gen/go/")?.split('/').next()?;
    (owner != "bufbuild").then_some(owner)
}

/// A text and its starts that end before `at`, the longest first.
fn shorter(text: &str, at: char) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(text), move |text| text.rsplit_once(at).map(|(start, _)| start))
}

/// The path of a purl with the escapes of scopes undone.
fn plain(path: &str) -> Cow<'_, str> {
    if path.contains('%') {
        Cow::Owned(path.replace("%40", "@").replace("%2F", "/").replace("%2f", "/"))
    } else {
        Cow::Borrowed(path)
    }
}

/// Who a purl's own namespace leads to when no record names it: the forge account of a Go module or of a Maven group
/// `io.github.NAME`, the domain that a Maven group spells backwards, a scope or vendor of a registry.
pub(crate) fn behind_purl(purl_type: &str, path: &str) -> Option<Behind> {
    match purl_type {
        "golang" => {
            // The documented rule of gopkg.in: `gopkg.in/NAME.v3` is `github.com/go-NAME/NAME`.
            if let Some(rest) = path.strip_prefix("gopkg.in/") {
                return match rest.split_once('/') {
                    Some((owner, name)) if name.contains(".v") => account("github.com", owner),
                    _ => account("github.com", &format!("go-{}", rest.split(".v").next()?)),
                };
            }
            if let Some(owner) = generated(path) {
                return Some(Behind::new(Sort::Scope, format!("buf.build/{owner}")));
            }
            behind(&format!("https://{path}"))
        }
        "github" => account("github.com", path),
        "bitbucket" => account("bitbucket.org", path),
        "gitlab" => account("gitlab.com", path),
        "npm" => {
            let (scope, _) = path.split_once('/')?;
            let scope = scope.replace("%40", "@");
            scope.starts_with('@').then(|| Behind::new(Sort::Scope, format!("npmjs.com/{scope}")))
        }
        "composer" => {
            path.split_once('/').map(|(vendor, _)| Behind::new(Sort::Scope, format!("packagist.org/{vendor}")))
        }
        "maven" => {
            let group = path.split('/').next()?;
            let parts: Vec<&str> = group.split('.').collect();
            match parts.as_slice() {
                ["io" | "com", "github", owner, ..] => account("github.com", owner),
                ["io" | "com", "gitlab", owner, ..] => account("gitlab.com", owner),
                ["net" | "com", "sf" | "sourceforge", ..] | ["com", "googlecode", ..] | [_, _, ..] => {
                    let reversed = parts.iter().rev().copied().collect::<Vec<_>>().join(".");
                    behind(&format!("https://{reversed}"))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The page at its registry of a package whose metadata names its author: whoever publishes it there.
pub(crate) fn entry_of_purl(purl_type: &str, path: &str) -> Option<Behind> {
    let page = match purl_type {
        "pypi" => "pypi.org/project",
        "npm" => "npmjs.com/package",
        "gem" => "rubygems.org/gems",
        "cargo" => "crates.io/crates",
        "hex" => "hex.pm/packages",
        "nuget" => "nuget.org/packages",
        "hackage" => "hackage.haskell.org/package",
        "cpan" => "metacpan.org/dist",
        _ => return None,
    };
    Some(Behind::new(Sort::Entry, format!("{page}/{}", plain(path))))
}

/// The registry account that a mail address is: CPAN gives each author one.
pub(crate) fn behind_mail(address: &str) -> Option<Behind> {
    let (before, after) = address.rsplit_once('@')?;
    let host = after.trim_end_matches(['>', ')', ' ', ',']);
    host.eq_ignore_ascii_case("cpan.org").then_some(())?;
    let author = before.rsplit(['<', ' ', '(', ',', ':']).next()?;
    entry("metacpan.org", &format!("author/{author}"))
}

/// Whether two names of accounts are one party's: `@opentelemetry` and `github.com/open-telemetry`. Words that accounts
/// add to a name that was taken do not count.
pub(crate) fn kin(scope: &str, owner: &str) -> bool {
    let plain = |name: &str| {
        let name = name.trim_start_matches("npmjs.com/").trim_start_matches("packagist.org/").trim_start_matches('@');
        let name = name.rsplit('/').next().unwrap_or(name).to_lowercase();
        let words: Vec<&str> = name.split(['-', '_', '.']).collect();
        let added = ["js", "org", "project", "labs", "hq", "io", "dev", "inc", "team", "oss", "com", "net", "www"];
        let end = words.iter().rposition(|word| !added.contains(word)).map_or(words.len(), |last| last + 1);
        let plain = words[..end].concat();
        plain.strip_suffix("js").filter(|rest| rest.len() > 2).map(str::to_owned).unwrap_or(plain)
    };
    plain(scope) == plain(owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(address: &str) -> Option<(Sort, String)> {
        behind(address).map(|behind| (behind.sort, behind.name))
    }

    #[test]
    fn addresses_lead_to_accounts_or_sites() {
        for address in [
            "git+https://github.com/Owner/name.git",
            "git@github.com:owner/name.git",
            "git+ssh://git@github.com/owner/name.git",
            "ssh://git@github.com:22/owner/name.git",
            "github:owner/name",
            "owner/name",
            "git://github.com/owner/name",
            "https://owner.github.io/name/",
            "https://www.github.com/owner",
            "https://github.com/owner/name/issues?q=a@b",
            "https://github.com/sponsors/owner",
            "https://gist.github.com/owner/0123456789abcdef",
            "https://raw.githubusercontent.com/owner/name/main/x",
            "https://pkg.go.dev/github.com/owner/name",
            "http://owner.github.com/name",
        ] {
            assert_eq!(name(address), Some((Sort::Account, "github.com/owner".to_owned())), "{address}");
        }
        assert_eq!(name("https://cli.github.com/"), Some((Sort::Site, "github.com".to_owned())));
        assert_eq!(name("https://www.gnu.org/software/tar/"), Some((Sort::Site, "gnu.org".to_owned())));
        for nothing in [
            "https://www.pypi.org",
            "https://x.readthedocs.io",
            "https://x.wordpress.com",
            "https://wiki.debian.org/x",
            "https://groups.google.com/g/x",
            "https://gist.github.com/0123456789abcdef",
            "https://example.com",
            "https://sourceforge.net/",
            "https://ftp.isc.org/isc/cron/",
            "",
            "https://github.com/",
            "x",
            "…",
        ] {
            assert_eq!(behind(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn rooms_and_personal_pages_are_their_owners() {
        for (address, account) in [
            ("http://e2fsprogs.sourceforge.net", "sourceforge.net/e2fsprogs"),
            ("https://sourceforge.net/projects/libtirpc/", "sourceforge.net/libtirpc"),
            ("http://psmisc.sf.net/", "sourceforge.net/psmisc"),
            ("https://savannah.nongnu.org/projects/acl/", "savannah.nongnu.org/acl"),
            ("https://nongnu.org/dmidecode/", "savannah.nongnu.org/dmidecode"),
            ("https://www.kernel.org/pub/linux/utils/util-linux/", "kernel.org/util-linux"),
            ("https://dbus.freedesktop.org/releases/dbus/", "freedesktop.org/dbus"),
            ("https://www.kernel.org/pub/linux/utils/net/iproute2/", "kernel.org/iproute2"),
            ("https://www.freedesktop.org/wiki/Software/systemd", "freedesktop.org/systemd"),
            ("https://sourceware.org/bzip2/", "sourceware.org/bzip2"),
            ("https://code.google.com/archive/p/snappy", "code.google.com/snappy"),
            ("http://gondor.apana.org.au/~herbert/dash/", "gondor.apana.org.au/~herbert"),
            ("https://people.redhat.com/sgrubb/audit/", "people.redhat.com/sgrubb"),
            ("https://metacpan.org/release/RJBS/Email-Simple-2.2", "metacpan.org/author/RJBS"),
        ] {
            assert_eq!(name(address), Some((Sort::Account, account.to_owned())), "{address}");
        }
        // Whoever runs the house must not be found by its name.
        assert_eq!(behind("https://dbus.freedesktop.org/x").unwrap().host.unwrap().1, "freedesktop.org".len() + 1);
        assert_eq!(behind("https://x.appspot.com").unwrap().host.unwrap().1, "appspot.com".len() + 1);
        assert_eq!(behind("https://x.kde.org").unwrap().host.unwrap().1, 0);
    }

    #[test]
    fn pages_at_registries_are_entries() {
        for (address, entry) in [
            ("https://metacpan.org/release/Email-Simple", "metacpan.org/dist/Email-Simple"),
            ("http://search.cpan.org/dist/Email-Simple/", "metacpan.org/dist/Email-Simple"),
            ("https://pypi.python.org/pypi/zope.interface", "pypi.org/project/zope-interface"),
            ("https://www.python.org/pypi/x", "pypi.org/project/x"),
            ("https://www.npmjs.com/package/x", "npmjs.com/package/x"),
            ("https://cran.r-project.org/package=boot", "cran.r-project.org/package=boot"),
            ("https://pecl.php.net/package/apcu", "pecl.php.net/package/apcu"),
        ] {
            assert_eq!(name(address), Some((Sort::Entry, entry.to_owned())), "{address}");
        }
    }

    #[test]
    fn purls_lead_to_namespaces() {
        for (purl_type, path, key) in [
            ("npm", "%40azure/core", "npm:@azure"),
            ("golang", "k8s.io/api", "k8s.io"),
            ("golang", "github.com/owner/x", "github.com/owner"),
            ("maven", "com.google.guava/guava", "maven:com.google"),
            ("nuget", "azure.core", "nuget:azure"),
            ("github", "owner/x", "github.com/owner"),
        ] {
            let found = find_key(purl_type, path, |tried| (tried == key).then(|| tried.to_owned()));
            assert_eq!(found.as_deref(), Some(key), "{purl_type} {path}");
        }
        for (purl_type, path, expected) in [
            ("maven", "com.google.guava/guava", "google.com"),
            ("maven", "io.github.owner/x", "github.com/owner"),
            ("maven", "net.sourceforge.pmd/pmd", "sourceforge.net/pmd"),
            ("maven", "com.googlecode.json-simple/json-simple", "code.google.com/json-simple"),
            ("maven", "org.eclipse.jetty/jetty-server", "eclipse.org"),
            ("golang", "github.com/owner/x/v2", "github.com/owner"),
            ("golang", "gopkg.in/yaml.v3", "github.com/go-yaml"),
            ("golang", "gopkg.in/owner/x.v1", "github.com/owner"),
            ("golang", "modernc.org/sqlite", "modernc.org"),
            ("npm", "%40scope/x", "npmjs.com/@scope"),
            ("composer", "vendor/x", "packagist.org/vendor"),
        ] {
            assert_eq!(behind_purl(purl_type, path).unwrap().name, expected, "{purl_type} {path}");
        }
        assert_eq!(behind_purl("maven", "junit/junit"), None);
        assert_eq!(behind_purl("npm", "left-pad"), None);
    }

    #[test]
    fn kin_are_one_name_and_not_a_part_of_one() {
        for (scope, owner) in [
            ("@opentelemetry", "github.com/open-telemetry"),
            ("@swc", "github.com/swc-project"),
            ("@vue", "github.com/vuejs"),
            ("@sigstore", "github.com/sigstore"),
        ] {
            assert!(kin(scope, owner), "{scope} {owner}");
        }
        for (scope, owner) in [
            ("@isaacs", "github.com/npm"),
            ("@googlefan", "github.com/google"),
            ("@jest-mock", "github.com/jestjs"),
            ("@js", "github.com/facebook"),
        ] {
            assert!(!kin(scope, owner), "{scope} {owner}");
        }
    }

    #[test]
    fn an_address_at_cpan_is_an_account() {
        assert_eq!(behind_mail("A <rjbs@cpan.org>").unwrap().name, "metacpan.org/author/RJBS");
        assert_eq!(behind_mail("a@example.org"), None);
    }
}
