use super::{declare_rule, is_filled};
use crate::diagnostic::{Fix, Safety};
use crate::rules::fixes::remove_element;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// A file holds the consumer key of the app.
    ///
    /// ## Why
    /// The key belongs to one org, which made it; the same file deployed to another org carries a
    /// foreign key, which some orgs refuse. It is no password, but it tells others which app to
    /// imitate. Each retrieve writes it anew.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <consumerKey>3MVG9HxRZv05HarRwV.u4PoISlUq</consumerKey>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    "committed-consumer-key",
    severity: Hint,
    sources: ["M-GLB", "G-59237", "HARDIS-GEN"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if file.metadata_type.name != names::GLOBAL_OAUTH {
        return;
    }
    // The finding about the link of the app to its org names the key too.
    let facts = context.project.facts_of(file);
    if facts.is_some_and(|facts| !facts.org_values().is_empty()) {
        return;
    }
    for field in file.fields("consumerKey").filter(is_filled) {
        let edit = remove_element(file, field.element);
        findings.add(
            Draft::new(
                field.place(),
                "`consumerKey` holds the key of the app in one org",
                "remove it before you commit or deploy elsewhere; the org keeps its own",
            )
            .fix(Fix::edit("remove `consumerKey`", Safety::Unsafe, &file.path, edit)),
        );
    }
}
