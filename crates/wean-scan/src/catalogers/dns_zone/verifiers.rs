//! What TXT records say: whose servers may send mail for the domain, and with whom its ownership was proved.
//!
//! A proof shows that somebody once had an account there, no more. The table holds proofs whose beginning names their
//! service; the host is the one under which the catalogue knows it.

use super::entry;

/// Beginning of the text, in lower case, and the host of who asks for it.
const PROOFS: &[(&str, &str)] = &[
    ("1password-site-verification=", "1password.com"),
    ("adobe-idp-site-verification=", "adobe.com"),
    ("adobe-sign-verification=", "adobe.com"),
    ("airtable-verification=", "airtable.com"),
    ("apple-domain-verification=", "apple.com"),
    ("asv=", "asana.com"),
    ("atlassian-domain-verification=", "atlassian.com"),
    ("atlassian-sending-domain-verification=", "atlassian.com"),
    ("autodesk-domain-verification=", "autodesk.com"),
    ("baidu-site-verification=", "baidu.com"),
    ("brevo-code:", "brevo.com"),
    ("canva-site-verification=", "canva.com"),
    ("cisco-ci-domain-verification=", "cisco.com"),
    ("citrix-verification-code=", "citrix.com"),
    ("docker-verification=", "docker.com"),
    ("docusign=", "docusign.com"),
    ("dropbox-domain-verification=", "dropbox.com"),
    ("dynatrace-site-verification=", "dynatrace.com"),
    ("facebook-domain-verification=", "facebook.com"),
    ("figma-domain-verification=", "figma.com"),
    ("globalsign-domain-verification=", "globalsign.com"),
    ("_globalsign-domain-verification=", "globalsign.com"),
    ("google-site-verification=", "google.com"),
    ("google-gws-recovery-domain-verification=", "google.com"),
    ("hubspot-developer-verification=", "hubspot.com"),
    ("jamf-site-verification=", "jamf.com"),
    ("keybase-site-verification=", "keybase.io"),
    ("knowbe4-site-verification=", "knowbe4.com"),
    ("lastpass-verification-code=", "lastpass.com"),
    ("logmein-verification-code=", "logmein.com"),
    ("mailru-verification:", "mail.ru"),
    ("miro-verification=", "miro.com"),
    ("mongodb-site-verification=", "mongodb.com"),
    ("ms=", "microsoft.com"),
    ("notion-domain-verification=", "notion.so"),
    ("onetrust-domain-verification=", "onetrust.com"),
    ("openai-domain-verification=", "openai.com"),
    ("pinterest-site-verification=", "pinterest.com"),
    ("protonmail-verification=", "proton.me"),
    ("sendinblue-code:", "brevo.com"),
    ("shopify-verification-code=", "shopify.com"),
    ("slack-domain-verification=", "slack.com"),
    ("sophos-domain-verification=", "sophos.com"),
    ("status-page-domain-verification=", "statuspage.io"),
    ("stripe-verification=", "stripe.com"),
    ("teamviewer-sso-verification=", "teamviewer.com"),
    ("webexdomainverification.", "webex.com"),
    ("wrike-verification=", "wrike.com"),
    ("yandex-verification:", "yandex.com"),
    ("zapier-domain-verification-challenge=", "zapier.com"),
    ("zoho-verification=", "zoho.com"),
    ("zoom_verify_", "zoom.us"),
];

/// Labels that begin the owner of a proof whose text is only a token.
const OWNERS: &[(&str, &str)] = &[
    ("_amazonses", "amazonses.com"),
    ("_github-challenge-", "github.com"),
    ("_github-pages-challenge-", "github.com"),
    ("_gitlab-pages-verification-code", "gitlab.com"),
];

/// Hosts that the text of a TXT record points to.
pub(super) fn hosts(text: &str, owner: &str) -> Vec<String> {
    let lower = text.trim().to_lowercase();
    if lower == "v=spf1" || lower.starts_with("v=spf1 ") {
        return lower.split_whitespace().filter_map(spf).collect();
    }
    let proof = PROOFS.iter().find(|(start, _)| lower.starts_with(start));
    let proof = proof.or_else(|| OWNERS.iter().find(|(start, _)| owner.starts_with(start)));
    proof.map(|(_, host)| (*host).to_owned()).into_iter().collect()
}

/// The host of an SPF term (RFC 7208). Terms with macros name no host that could be known here.
fn spf(term: &str) -> Option<String> {
    let term = term.trim_start_matches(['+', '-', '~', '?']);
    let host = ["include:", "redirect=", "a:", "mx:", "exists:"].iter().find_map(|start| term.strip_prefix(start))?;
    // `a:host/24`
    let host = host.split('/').next()?.trim_end_matches('.');
    entry::name(&format!("{host}."), None).filter(|host| host.contains('.'))
}
