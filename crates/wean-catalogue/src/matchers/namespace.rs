//! Accounts at forges and registries: `github.com/microsoft`, `npm:@azure`, `maven:com.google`, `k8s.io`.

use super::domain::{host, registrable};

/// Forges and other hosts where the account, not the host's owner, stands behind what is there. Account pages of each
/// are `HOST/ACCOUNT/…`.
const FORGES: &[&str] = &[
    "github.com",
    "gitlab.com",
    "bitbucket.org",
    "codeberg.org",
    "git.sr.ht",
    "sr.ht",
    "gitee.com",
    "gitea.com",
    "framagit.org",
    "salsa.debian.org",
    "gitlab.freedesktop.org",
    "gitlab.gnome.org",
    "invent.kde.org",
    "pagure.io",
    "launchpad.net",
    "notabug.org",
    "git.launchpad.net",
    "opendev.org",
    "npmjs.com",
    "www.npmjs.com",
    "huggingface.co",
];

/// Hosts that carry other people's pages: nothing follows from them about who stands behind a package.
const SHARED: &[&str] = &[
    "sourceforge.net",
    "sourceforge.io",
    "sf.net",
    "readthedocs.io",
    "readthedocs.org",
    "rtfd.io",
    "pypi.org",
    "pypi.python.org",
    "npmjs.com",
    "npmjs.org",
    "crates.io",
    "docs.rs",
    "lib.rs",
    "rubygems.org",
    "packagist.org",
    "nuget.org",
    "metacpan.org",
    "cpan.org",
    "cran.r-project.org",
    "hackage.haskell.org",
    "hex.pm",
    "pkg.go.dev",
    "code.google.com",
    "googlecode.com",
    "wordpress.com",
    "blogspot.com",
    "medium.com",
    "alioth.debian.org",
    "packages.debian.org",
    "tracker.debian.org",
    "wiki.debian.org",
    "freshmeat.net",
    "directory.fsf.org",
    "savannah.nongnu.org",
    "archive.org",
    "web.archive.org",
    "docs.google.com",
    "sites.google.com",
    "twitter.com",
    "x.com",
    "linkedin.com",
    "facebook.com",
    "youtube.com",
    "gravatar.com",
    "opencollective.com",
    "patreon.com",
    "paypal.me",
    "buymeacoffee.com",
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "yahoo.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "icloud.com",
    "qq.com",
    "163.com",
    "126.com",
    "mail.ru",
    "yandex.ru",
    "proton.me",
    "protonmail.com",
    "users.noreply.github.com",
    "googlegroups.com",
    "lists.sourceforge.net",
    "lists.debian.org",
    "lists.alioth.debian.org",
    "alioth-lists.debian.net",
    "debian.net",
    "vercel.app",
    "netlify.app",
    "netlify.com",
    "herokuapp.com",
    "pages.dev",
    "web.app",
    "firebaseapp.com",
    "amazonaws.com",
    "cloudfront.net",
    "bintray.com",
    "tidelift.com",
    "gitbook.io",
    "notion.site",
    "berlios.de",
    "gna.org",
    "tigris.org",
    "java.net",
    "dev.java.net",
];

/// What an address says about who stands behind a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Behind {
    /// An account at a forge, as `github.com/owner`, with longer forms first where the forge has groups within groups.
    Account(String),
    /// A site of its own.
    Site(String),
}

/// Who an address leads to; nothing for hosts that carry other people's pages.
pub(crate) fn behind(address: &str) -> Option<Behind> {
    // npm writes `github:owner/name`, `owner/name`, `git+ssh://git@github.com/owner/name.git`.
    let address = address.trim().trim_start_matches("git+").trim_start_matches("scm:").trim_start_matches("git:");
    for (short, forge) in [("github:", "github.com"), ("gitlab:", "gitlab.com"), ("bitbucket:", "bitbucket.org")] {
        if let Some(rest) = address.strip_prefix(short) {
            return account(forge, rest);
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
    if FORGES.contains(&bare) {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
        let path = rest.split_once(['/', ':'])?.1;
        return account(bare, path);
    }
    for pages in [".github.io", ".gitlab.io", ".codeberg.page"] {
        if let Some(owner) = bare.strip_suffix(pages) {
            let forge = match pages {
                ".github.io" => "github.com",
                ".gitlab.io" => "gitlab.com",
                _ => "codeberg.org",
            };
            return owner.rsplit('.').next().map(|owner| Behind::Account(format!("{forge}/{owner}")));
        }
    }
    // The home pages of people who work or take part there.
    let shared = bare.starts_with("people.") || SHARED.iter().any(|shared| super::domain::is_below(bare, shared));
    (!shared).then(|| Behind::Site(bare.to_owned()))
}

fn account(forge: &str, path: &str) -> Option<Behind> {
    let path = path.trim_matches('/');
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let owner = segments.next()?.trim_start_matches('~').trim_end_matches(".git");
    // A port, or GitHub's own pages, are nobody's account.
    let reserved =
        ["orgs", "sponsors", "topics", "search", "about", "features", "apps", "marketplace", "project", "projects"];
    if owner.is_empty() || owner.bytes().all(|b| b.is_ascii_digit()) || reserved.contains(&owner) {
        return None;
    }
    if forge == "npmjs.com" || forge == "www.npmjs.com" {
        return None;
    }
    Some(Behind::Account(format!("{forge}/{}", owner.to_lowercase())))
}

/// Keys to try for a purl's namespace, the most exact first.
pub(crate) fn keys_of_purl(purl_type: &str, path: &str) -> Vec<String> {
    let path = path.replace("%40", "@").replace("%2F", "/").replace("%2f", "/").to_lowercase();
    match purl_type {
        "npm" | "docker" | "composer" | "hex" | "huggingface" => {
            path.split_once('/').map(|(scope, _)| format!("{purl_type}:{scope}")).into_iter().collect()
        }
        // A Go module path starts with a host; its owner may run all of it or an account.
        "golang" => {
            let segments: Vec<&str> = path.split('/').collect();
            (1..=segments.len()).rev().map(|n| segments[..n].join("/")).collect()
        }
        // Maven Central asks for proof of the domain that a group id spells backwards.
        "maven" => {
            let group = path.split('/').next().unwrap_or_default();
            let parts: Vec<&str> = group.split('.').collect();
            (1..=parts.len()).rev().map(|n| format!("maven:{}", parts[..n].join("."))).collect()
        }
        "nuget" => {
            let parts: Vec<&str> = path.split('.').collect();
            (1..=parts.len()).rev().map(|n| format!("nuget:{}", parts[..n].join("."))).collect()
        }
        "github" | "bitbucket" | "gitlab" => {
            let forge = match purl_type {
                "github" => "github.com",
                "gitlab" => "gitlab.com",
                _ => "bitbucket.org",
            };
            path.split('/').next().map(|owner| format!("{forge}/{owner}")).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Who a purl's own namespace leads to when no record names it: the forge account of a Go module or of a Maven group
/// `io.github.NAME`, or the domain that a Maven group spells backwards.
pub(crate) fn behind_purl(purl_type: &str, path: &str) -> Option<Behind> {
    match purl_type {
        "golang" => behind(&format!("https://{path}")),
        "github" => account("github.com", path),
        "maven" => {
            let group = path.split('/').next()?;
            let parts: Vec<&str> = group.split('.').collect();
            match parts.as_slice() {
                ["io" | "com", "github", owner, ..] => account("github.com", owner),
                ["io" | "com", "gitlab", owner, ..] => account("gitlab.com", owner),
                [_, _, ..] => {
                    let reversed = parts.iter().rev().copied().collect::<Vec<_>>().join(".");
                    behind(&format!("https://{}", registrable(&reversed)?))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_accounts_or_sites() {
        let account = |s: &str| Some(Behind::Account(s.to_owned()));
        for address in [
            "git+https://github.com/Owner/name.git",
            "git@github.com:owner/name.git",
            "git+ssh://git@github.com/owner/name.git",
            "github:owner/name",
            "owner/name",
            "git://github.com/owner/name",
            "https://owner.github.io/name/",
            "https://www.github.com/owner",
        ] {
            assert_eq!(behind(address), account("github.com/owner"), "{address}");
        }
        assert_eq!(behind("https://www.gnu.org/software/tar/"), Some(Behind::Site("gnu.org".to_owned())));
        for nothing in [
            "https://pypi.org/project/x",
            "https://x.sourceforge.net",
            "https://people.redhat.com/x",
            "",
            "https://github.com/",
            "x",
            "…",
        ] {
            assert_eq!(behind(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn purls_lead_to_namespaces() {
        assert_eq!(keys_of_purl("npm", "%40Azure/core"), ["npm:@azure"]);
        assert_eq!(keys_of_purl("golang", "k8s.io/api"), ["k8s.io/api", "k8s.io"]);
        assert_eq!(keys_of_purl("maven", "com.google.guava/guava")[1], "maven:com.google");
        assert_eq!(behind_purl("maven", "com.google.guava/guava"), Some(Behind::Site("google.com".to_owned())));
        assert_eq!(behind_purl("maven", "io.github.owner/x"), Some(Behind::Account("github.com/owner".to_owned())));
        assert_eq!(
            behind_purl("golang", "github.com/owner/x/v2"),
            Some(Behind::Account("github.com/owner".to_owned()))
        );
    }
}
