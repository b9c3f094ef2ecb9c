use super::declare_rule;
use super::support::{gravest, is_taken, split_path};
use crate::diagnostic::{Fix, Safety, Severity};
use crate::project::ProjectKind;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::schema;

declare_rule! {
    /// A file is not in the folder of its type.
    ///
    /// ## Why
    /// The Salesforce CLI finds source files by their suffix, in any folder. People look for them in
    /// the folder of their type. In metadata format a deploy finds a file in that folder only, so
    /// another folder is an error there.
    ///
    /// ## Bad
    /// ```xml extlClntAppOauthConfigurablePolicies/Billing_oauthPlcy.ecaOauthPlcy-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExtlClntAppOauthConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <externalClientApplication>Billing</externalClientApplication>
    ///     <label>Billing_oauthPlcy</label>
    /// </ExtlClntAppOauthConfigurablePolicies>
    /// ```
    ///
    /// ## Bad
    /// In metadata format, the deploy does not find the file.
    /// ```xml /package.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    /// ```xml /apps/Billing.eca
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>owner@example.com</contactEmail>
    ///     <label>Billing</label>
    /// </ExternalClientApplication>
    /// ```
    ///
    /// ## Good
    /// ```xml extlClntAppOauthPolicies/Billing_oauthPlcy.ecaOauthPlcy-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExtlClntAppOauthConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <externalClientApplication>Billing</externalClientApplication>
    ///     <label>Billing_oauthPlcy</label>
    /// </ExtlClntAppOauthConfigurablePolicies>
    /// ```
    ///
    /// ## Good
    /// ```xml externalClientApps/finance/Billing.eca-meta.xml
    /// <?xml version="1.0" encoding="UTF-8"?>
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <contactEmail>owner@example.com</contactEmail>
    ///     <label>Billing</label>
    /// </ExternalClientApplication>
    /// ```
    "unusual-folder",
    severity: Hint,
    sources: ["D-REG"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (file, project) = (context.file, context.project);
    let wanted = file.metadata_type.folder.as_str();
    let (folders, name) = split_path(&file.path);
    let above = folders.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let (inside, _) = split_path(&file.project_path);
    // Where the root element names another type, the suffix is in question, not the folder.
    let is_other_type = file.document.root.is_some() && file.root().is_none();
    if is_other_type
        || file.is_misnamed()
        || gravest(file).is_none()
        || inside.split('/').any(|folder| folder == wanted)
    {
        return;
    }
    let is_of_metadata = is_folder_of_metadata(above);
    if project.kind == ProjectKind::Loose && !is_of_metadata {
        return;
    }
    let root =
        if project.shown_root == "." { String::new() } else { format!("{}/", project.shown_root) };
    let outer = if project.kind == ProjectKind::Metadata {
        root.as_str()
    } else if is_of_metadata {
        folders.trim_end_matches('/').strip_suffix(above).unwrap_or_default()
    } else {
        folders
    };
    let target = format!("{outer}{wanted}/{name}");
    let message = if above.is_empty() || !is_of_metadata {
        format!("a `.{}` file belongs in the folder `{wanted}`", file.metadata_type.suffix)
    } else {
        format!(
            "a `.{}` file belongs in the folder `{wanted}`, not in `{above}`",
            file.metadata_type.suffix
        )
    };
    let severity = match project.kind {
        ProjectKind::Metadata => Severity::Error,
        ProjectKind::Sfdx | ProjectKind::Loose => Severity::Hint,
    };
    let fix = (!is_taken(project, &target)).then(|| {
        Fix::relocate(format!("move it to `{wanted}`"), Safety::Safe, &file.path, &target)
    });
    let help = format!("move the file to `{outer}{wanted}/`");
    findings.add(Draft::new(file.head(), message, help).severity(severity).maybe_fix(fix));
}

/// Whether that is a folder of some type, or is often taken for one.
fn is_folder_of_metadata(folder: &str) -> bool {
    schema()
        .types
        .values()
        .any(|t| t.folder == folder || t.wrong_folders.iter().any(|wrong| wrong == folder))
}
