use super::declare_rule;
use super::support::{is_taken, split_path};
use crate::diagnostic::{Fix, Safety};
use crate::project::{Format, MetadataFile};
use crate::rules::{Draft, FileContext, Findings, fixes};
use crate::schema::{MetadataType, schema};
use crate::text::suggest::{fold, nearest};
use crate::xml::Element;

declare_rule! {
    /// The root element of a file is not the type of the file's suffix.
    ///
    /// ## Why
    /// The suffix decides as which type a file is deployed. The org refuses a file whose root
    /// element names another type. The other rules judge the content by the type that is meant.
    ///
    /// ## Bad
    /// ```xml extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExtlClntAppGlobalOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <callbackUrl>https://app.example.com/callback</callbackUrl>
    ///     <externalClientApplication>Billing</externalClientApplication>
    ///     <label>Billing_oauth</label>
    /// </ExtlClntAppGlobalOauthSettings>
    /// ```
    ///
    /// ## Bad
    /// ```xml externalClientApps/Billing.eca-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExternalClientApp xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>owner@example.com</contactEmail>
    ///     <label>Billing</label>
    /// </ExternalClientApp>
    /// ```
    ///
    /// ## Good
    /// ```xml extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExtlClntAppOauthSettings xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>
    ///     <externalClientApplication>Billing</externalClientApplication>
    ///     <label>Billing_oauth</label>
    /// </ExtlClntAppOauthSettings>
    /// ```
    "wrong-root",
    severity: Error,
    sources: ["M-ECA", "D-REG"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let Some(root) = file.document.root.as_ref() else { return };
    let wanted = file.suffix_type.unwrap_or(file.metadata_type);
    if root.name.is(&wanted.name) || !file.document.faults.is_empty() {
        return;
    }
    let (name, written) = (&wanted.name, root.name.local());
    let message = match file.suffix_type {
        Some(_) => {
            format!("the root element of a `.{}` file is `{name}`, not `{written}`", wanted.suffix)
        }
        None => format!("the root element of the {} is `{name}`, not `{written}`", wanted.title),
    };
    let draft = if file.metadata_type.name == *name {
        let help = format!("write `{name}`");
        Draft::new(file.head(), message, help).maybe_fix(rename_root(file, root))
    } else {
        let path = renamed(file, file.metadata_type);
        let help = format!("name the file `{}`, or change its content", split_path(&path).1);
        let fix = (!is_taken(context.project, &path))
            .then(|| Fix::relocate("rename the file", Safety::Unsafe, &file.path, &path));
        Draft::new(file.head(), message, help).maybe_fix(fix)
    };
    findings.add(draft);
}

/// The file's path with the suffix of another type, in that type's folder.
fn renamed(file: &MetadataFile, actual: &MetadataType) -> String {
    let (folder, _) = split_path(&file.path);
    let own = format!("{}/", file.metadata_type.folder);
    let folder = match folder.strip_suffix(&own) {
        Some(above) => format!("{above}{}/", actual.folder),
        None => folder.to_owned(),
    };
    let stem = actual.fixed_name.as_deref().unwrap_or(&file.full_name);
    let end = if file.format == Format::Source { "-meta.xml" } else { "" };
    format!("{folder}{stem}.{}{end}", actual.suffix)
}

/// Renames the root element, where its name is near to the right one or its content is of the type.
fn rename_root(file: &MetadataFile, root: &Element) -> Option<Fix> {
    let wanted = &file.metadata_type.name;
    let near = nearest(root.name.local(), schema().types.keys());
    (near == Some(wanted) || file.reads_wrong_root).then(|| {
        let same = fold(root.name.local()) == fold(wanted);
        let safety = if same { Safety::Safe } else { Safety::Unsafe };
        let edits = fixes::rename_element(root, wanted);
        Fix::edits(format!("write `{wanted}`"), safety, &file.path, edits)
    })
}
