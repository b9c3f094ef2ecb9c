use super::{declare_rule, is_filled, is_redacted};
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::Field;
use crate::rules::fixes::remove_element;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::names;

declare_rule! {
    /// A file contains the consumer key of the app, or a text in its place.
    ///
    /// ## Why
    /// The key is the client id that one org gave this app; other orgs give it another, and some
    /// refuse a key that is taken. It is not a password.
    ///
    /// A text such as `REDACTED` is a warning: a deploy would try to set it, and clients would then
    /// get `invalid_client_id`. Files with `oauthLink` get no finding here: the link ties them to one
    /// org, and that finding tells about the key as well.
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <consumerKey>3MVG9HxRZv05HarRwV.u4PoISlUq</consumerKey>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <consumerKey>REDACTED_SEE_VAULT</consumerKey>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// An org wrote this app.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// <oauthLink>00D5g000004SGtF:888AB00000001AB</oauthLink>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.acme.io/callback</callbackUrl>
    /// <consumerKey>3MVG9HxRZv05HarRwV.u4PoISlUq</consumerKey>
    /// ```
    "committed-consumer-key",
    severity: Hint,
    sources: ["M-GLB", "G-59237", "HARDIS-GEN"],
    fix: Unsafe,
    check: File(check),
    types: [names::GLOBAL_OAUTH],
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    // The finding about the link of the app to its org names the key too.
    let linked = || {
        let facts = context.project.facts_of(file);
        facts.is_some_and(|facts| !facts.org_values().is_empty())
    };
    for field in file.fields("consumerKey") {
        let draft = if is_redacted(&field) {
            Draft::new(
                field.place(),
                "`consumerKey` is a text in the place of a key; a deploy would try to set it",
                "remove `consumerKey`; the org makes the key, or keeps the one that the app has",
            )
            .severity(Severity::Warning)
        } else if is_filled(&field) && !linked() {
            Draft::new(
                field.place(),
                "`consumerKey` is the client id that one org gave this app; other orgs give it another",
                "remove it before you commit the file or deploy it elsewhere; the org keeps its own",
            )
        } else {
            continue;
        };
        findings.add(draft.fix(removal(&field)));
    }
}

fn removal(field: &Field<'_>) -> Fix {
    let edit = remove_element(field.file, field.element);
    Fix::edit("remove `consumerKey`", Safety::Unsafe, &field.file.path, edit)
}
