use super::declare_rule;
use super::support::{Level, gravest, is_newer_than_tables, levels};
use crate::change::Edit;
use crate::diagnostic::{FileEdit, Fix, Safety, Severity};
use crate::project::MetadataFile;
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::{Element as ElementSchema, Kind, MetadataType, schema};
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
    if let Some((owner, schema)) = owner(file.metadata_type, name) {
        let target = file_of(context, owner);
        let what = if schema.name == name { "it".to_owned() } else { format!("`{}`", schema.name) };
        let verb = if schema.name == name { "move" } else { "use" };
        let path = target.map(|t| format!(", `{}`", t.project_path)).unwrap_or_default();
        let to = if schema.name == name { "to" } else { "of" };
        let help = format!("{verb} {what} {to} the {} (`.{}`){path}", owner.title, owner.suffix);
        let fix = target.and_then(|t| move_to(file, element, schema, t));
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
        return Draft::new(place, message, format!("write `{}`", meant.name)).maybe_fix(fix);
    }
    Draft::new(place, message, "remove it, or look up its name in the page of the type")
}

/// The type of an app that has this element: under this name, or known to be called so by mistake.
fn owner(
    own: &MetadataType,
    name: &str,
) -> Option<(&'static MetadataType, &'static ElementSchema)> {
    let types = || schema().app_types().filter(|t| t.name != own.name);
    let by = |fits: &dyn Fn(&ElementSchema) -> bool| {
        types().find_map(|t| Some((t, t.elements.iter().find(|element| fits(element))?)))
    };
    let folded = fold(name);
    let wrong = |e: &ElementSchema| e.wrong_names.iter().any(|wrong| fold(wrong) == folded);
    if own.elements.iter().any(wrong) {
        return None;
    }
    by(&|element| element.name == name).or_else(|| by(&wrong))
}

/// The file of that type which the app has.
fn file_of<'a>(context: &FileContext<'a>, owner: &MetadataType) -> Option<&'a MetadataFile> {
    let name = context.file.app_name()?;
    context.project.apps.get(&name)?.file(&context.project.files, &owner.name)
}

/// Moves an element with a plain value into another file that does not have it.
fn move_to(
    file: &MetadataFile,
    element: &Element,
    schema: &ElementSchema,
    target: &MetadataFile,
) -> Option<Fix> {
    let root = target.root()?;
    let is_plain = element.elements().next().is_none() && schema.kind != Kind::Struct;
    if !is_plain || schema.secret || root.child(&schema.name).is_some() || !fits(schema, element) {
        return None;
    }
    let value = element.value();
    let insert = fixes::insert_element(target, root, &schema.name, value.trimmed());
    let edit = |file: &MetadataFile, edit: Edit| FileEdit { path: file.path.clone(), edit };
    Some(Fix {
        title: format!("move it to `{}`", target.project_path),
        safety: Safety::Unsafe,
        edits: vec![edit(file, fixes::remove_element(file, element)), edit(target, insert)],
        moves: Vec::new(),
    })
}

/// Whether the value of an element could be one of `schema`.
fn fits(schema: &ElementSchema, element: &Element) -> bool {
    let value = element.value();
    let is_boolean = matches!(value.trimmed(), "true" | "false");
    match schema.kind {
        Kind::Struct => element.elements().next().is_some(),
        Kind::Enum => schema.value(value.trimmed()).is_some(),
        kind => (kind == Kind::Boolean) == is_boolean,
    }
}
