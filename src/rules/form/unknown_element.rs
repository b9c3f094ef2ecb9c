use super::declare_rule;
use super::elsewhere::{elsewhere, fits};
use super::support::{Level, gravest, is_newer_than_tables, levels};
use crate::diagnostic::{Fix, Safety, Severity};
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::text::suggest::fold;
use crate::xml::Element;

declare_rule! {
    /// An element is not one of the type that the file is of.
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
        for element in level.element.elements() {
            let name = element.name.local();
            if level.schema(name).is_none() && !(level.is_root && name == FULL_NAME) {
                findings.add(judge(context, &level, element).severity(severity));
            }
        }
    }
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
        let is_free = level.element.child(&meant.name).is_none() || meant.repeated;
        let fix = (is_free && fits(meant, element)).then(|| {
            let edits = fixes::rename_element(element, &meant.name);
            let safe = fold(name) == fold(&meant.name);
            let safety = if safe { Safety::Safe } else { Safety::Unsafe };
            Fix::edits(format!("write `{}`", meant.name), safety, &file.path, edits)
        });
        let merged = super::merge::merged(file, level, meant);
        let help = match &merged {
            Some(_) => format!("write all entries in one `{}`", meant.name),
            None => format!("write `{}`", meant.name),
        };
        return Draft::new(place, message, help).maybe_fix(merged.or(fix));
    }
    Draft::new(place, message, "remove it, or look up its name in the page of the type")
}
