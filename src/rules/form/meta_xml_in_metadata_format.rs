use super::declare_rule;
use super::support::is_taken;
use crate::change::Move;
use crate::diagnostic::{Fix, Safety};
use crate::project::{Format, MetadataFile, ProjectKind};
use crate::rules::{Draft, Findings, ProjectContext};

declare_rule! {
    /// A folder in metadata format has files whose names end with `-meta.xml`.
    ///
    /// ## Why
    /// In metadata format the file of an app is `Billing.eca`. With `-meta.xml` at its end, as in
    /// source format, an org answers that the component was not found in the zipped directory. A
    /// script that converts the folder before the deploy may rename the files, so this is a warning.
    ///
    /// ## Bad
    /// ```xml /package.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    /// ```xml /externalClientApps/Billing.eca-meta.xml
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    ///
    /// ## Good
    /// ```xml /package.xml
    /// <Package xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <version>67.0</version>
    /// </Package>
    /// ```
    /// ```xml /externalClientApps/Billing.eca
    /// <ExternalClientApplication xmlns="http://soap.sforce.com/2006/04/metadata"/>
    /// ```
    "meta-xml-in-metadata-format",
    severity: Warning,
    sources: ["D-REG", "G-63445"],
    fix: Sometimes,
    check: Project(check),
}

const META: &str = "-meta.xml";

fn check(context: &ProjectContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    if project.kind != ProjectKind::Metadata {
        return;
    }
    let is_source = |file: &&MetadataFile| file.format == Format::Source && !file.is_misnamed();
    let files: Vec<&MetadataFile> = project.files.iter().filter(is_source).collect();
    let Some(first) = files.iter().find(|file| file.requested).or(files.first()) else { return };
    let moves: Option<Vec<Move>> = files
        .iter()
        .map(|file| {
            let to = file.path.strip_suffix(META)?;
            (!is_taken(project, to)).then(|| Move { from: file.path.clone(), to: to.into() })
        })
        .collect();
    let fix = moves.map(|moves| Fix {
        title: "remove `-meta.xml` from the names".to_owned(),
        safety: Safety::Unsafe,
        edits: Vec::new(),
        moves,
    });
    let message = "in metadata format, file names do not end with `-meta.xml`";
    let help = "remove `-meta.xml` from the names, unless a script does so before the deploy";
    let draft = Draft::new(first.head(), message, help).maybe_fix(fix);
    let others = files.iter().filter(|file| file.path != first.path);
    findings.add(others.fold(draft, |draft, file| draft.related(file.head(), "this one too")));
}
