use std::collections::BTreeSet;

use super::declare_rule;
use super::elsewhere::{elsewhere, fits};
use super::merge::{is_list, merged};
use super::support::{Level, gravest, is_newer_than_tables, levels};
use crate::diagnostic::{Fix, Safety, Severity};
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::Element as ElementSchema;
use crate::text::suggest::fold;
use crate::xml::Element;

declare_rule! {
    /// An element does not belong to the type of the file.
    ///
    /// ## Why
    /// The org refuses the whole deploy, with "Element … invalid at this location". Most such
    /// elements belong in another file of the same app, or are those of a connected app.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <callbackUrl>https://app.example.com/callback</callbackUrl>
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <isAdminApproved>true</isAdminApproved>
    /// <scopes>Api</scopes>
    /// ```
    ///
    /// ## Bad
    /// Scopes in several elements: one finding, and the fix writes one list.
    /// ```xml ecaOauth
    /// <oauthScopes>Api</oauthScopes>
    /// <oauthScopes>RefreshToken</oauthScopes>
    /// ```
    ///
    /// ## Bad
    /// Names that are known for what they mean, at the top of a file and in a structure.
    /// ```xml ecaOauthPlcy
    /// <customAttributes>
    ///     <key>Country</key>
    ///     <value>$User.Country</value>
    /// </customAttributes>
    /// <permittedPermissionSets>Billing_Access</permittedPermissionSets>
    /// ```
    ///
    /// ## Bad
    /// Nothing similar is known.
    /// ```xml ecaOauth
    /// <frobnicates>true</frobnicates>
    /// ```
    ///
    /// ## Bad
    /// Orgs gain settings with each release: a warning.
    /// ```xml ExternalClientApp
    /// <enableSomethingQuiteNew>true</enableSomethingQuiteNew>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://app.example.com/callback</callbackUrl>
    /// ```
    "unknown-element",
    severity: Error,
    sources: ["D-TS", "G-58096"],
    fix: Sometimes,
    check: File(check),
}

/// Every metadata type inherits it; a file may repeat its own name there.
const FULL_NAME: &str = "fullName";

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(gravest) = gravest(file) else { return };
    let newer = is_newer_than_tables(context.project);
    let severity = if newer { Severity::Warning } else { gravest };
    for level in levels(file) {
        let mut lists = BTreeSet::new();
        for element in level.element.elements() {
            let name = element.name.local();
            if level.schema(name).is_some() || level.is_root && name == FULL_NAME {
                continue;
            }
            // A list that is written in several elements is one fault.
            let list = list_in_parts(context, &level, element);
            if list.is_none_or(|list| lists.insert(&list.name)) {
                findings.add(judge(context, &level, element).severity(severity));
            }
        }
    }
}

/// The list that is meant, where this element is one of several that have parts of it.
fn list_in_parts(
    context: &FileContext<'_>,
    level: &Level<'_>,
    element: &Element,
) -> Option<&'static ElementSchema> {
    let meant = |element: &Element| {
        let name = element.name.local();
        level.schema(name).is_none().then(|| level.meant_by(name)).flatten()
    };
    let list = meant(element).filter(|list| is_list(list))?;
    let is_part = |other: &&Element| meant(other).is_some_and(|other| other.name == list.name);
    let parts = level.element.elements().filter(is_part).count();
    (parts > 1 && elsewhere(context, level, element).is_none()).then_some(list)
}

fn judge(context: &FileContext<'_>, level: &Level<'_>, element: &Element) -> Draft {
    let file = context.file;
    let (name, place) = (element.name.local(), file.place(element.name.span));
    let whole = if level.is_root {
        format!("the {}", file.metadata_type.title)
    } else {
        format!("`{}`", level.element.name.local())
    };
    let message = format!("`{name}` is not an element of {whole}");
    if let Some((help, fix)) = elsewhere(context, level, element) {
        return Draft::new(place, message, help).maybe_fix(fix);
    }
    if let Some(meant) = level.meant_by(name) {
        let is_alone = level.element.child(&meant.name).is_none() && level.misspellings(meant) == 1;
        let fix = ((meant.repeated || is_alone) && fits(meant, element)).then(|| {
            let edits = fixes::rename_element(element, &meant.name);
            let respelt = fold(name) == fold(&meant.name);
            let safety = if respelt { Safety::Safe } else { Safety::Unsafe };
            Fix::edits(format!("write `{}`", meant.name), safety, &file.path, edits)
        });
        let merged = merged(file, level, meant);
        let help = match &merged {
            Some(_) => format!("write all entries in one `{}`", meant.name),
            None => format!("write `{}`", meant.name),
        };
        let others = level.element.elements().filter(|other| {
            merged.is_some() && other.name.is(name) && other.name.span != element.name.span
        });
        let draft = Draft::new(place, message, help);
        let draft = others.fold(draft, |draft, other| {
            draft.related(file.place(other.name.span), "another part of the list")
        });
        return draft.maybe_fix(merged.or(fix));
    }
    Draft::new(place, message, "remove it, or look up its name in the page of the type")
}
