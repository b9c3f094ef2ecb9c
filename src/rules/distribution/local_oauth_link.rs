use super::declare_rule;
use super::org_link::OrgLink;
use crate::diagnostic::{FileEdit, Fix, Safety};
use crate::rules::fixes::remove_element;
use crate::rules::{AppContext, Draft, Findings};

declare_rule! {
    /// The files of a local app contain values of the org they were retrieved from.
    ///
    /// ## Why
    /// A retrieve writes `oauthLink`, `orgScopedExternalApp` and the consumer key of the app in that
    /// org. In that org they do no harm. A deploy to any other org, such as a sandbox or scratch org,
    /// was seen to fail because of `oauthLink`.
    ///
    /// ## Bad
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <oauthLink>00D5g000004SGtF:888J1000000XkiL</oauthLink>
    /// ```
    ///
    /// ## Bad
    /// A retrieve as it is: one finding for all three values.
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// <orgScopedExternalApp>00D5g000004SGtF:Billing</orgScopedExternalApp>
    /// ```
    /// ```xml ecaOauth
    /// <oauthLink>00D5g000004SGtF:888J1000000XkiL</oauthLink>
    /// ```
    /// ```xml ecaGlblOauth
    /// <consumerKey>3MVG9HxRZv05HarRwV.u4PoISlUq</consumerKey>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    /// ```xml ecaOauth
    /// <oauthLink>00D5g000004SGtF:888J1000000XkiL</oauthLink>
    /// ```
    "local-oauth-link",
    severity: Hint,
    sources: ["H-DEPLOYNEW", "G-59106"],
    fix: Unsafe,
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let values = context.facts().org_values();
    let Some(link) = values.iter().find(|field| field.schema.name == "oauthLink") else { return };
    if matches!(OrgLink::of(&link.text()), OrgLink::Malformed(_)) {
        return;
    }
    let names: Vec<String> =
        values.iter().map(|field| format!("`{}`", field.schema.name)).collect();
    let message = match names.as_slice() {
        [_] => "`oauthLink` ties the file to one org; a deploy to any other org fails".to_owned(),
        _ => format!(
            "{} are values of one org; a deploy to any other org fails because of `oauthLink`",
            names.join(", ")
        ),
    };
    let it = if names.len() == 1 { "it" } else { "them" };
    let help = format!(
        "remove {it} if the app goes to several orgs, each of which makes its own; keep {it} if the \
         files are only deployed to the org they came from"
    );
    let draft = Draft::new(link.place(), message, help);
    let others = values.iter().filter(|field| field.schema.name != "oauthLink");
    let draft = others.fold(draft, |draft, field| {
        draft.related(field.place(), format!("`{}` of the same org", field.schema.name))
    });
    let edits = values.iter().map(|field| FileEdit {
        path: field.file.path.clone(),
        edit: remove_element(field.file, field.element),
    });
    findings.add(draft.fix(Fix {
        title: format!("remove {}", names.join(", ")),
        safety: Safety::Unsafe,
        edits: edits.collect(),
        moves: Vec::new(),
    }));
}
