use super::declare_rule;
use crate::diagnostic::Place;
use crate::rules::{AppContext, Draft, Findings};
use crate::schema::Distribution;

declare_rule! {
    /// A package with a packaged app has no namespace.
    ///
    /// ## Why
    /// `Packaged` apps are for second-generation managed packages, and those need a namespace. Without
    /// one the package is an unlocked one, and its apps are `Local`.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "namespace": "", "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "namespace": "corp", "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    ///
    /// ## Good
    /// A local app in an unlocked package.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml eca
    /// <distributionState>Local</distributionState>
    /// ```
    "packaged-without-namespace",
    severity: Hint,
    sources: ["H-PKG", "PKG2"],
    fix: None("a namespace must first be registered and linked to the Dev Hub"),
    check: App(check),
}

fn check(context: &AppContext<'_>, findings: &mut Findings<'_>) {
    let project = context.project;
    let packaged = context.facts().distribution() == Some(Distribution::Packaged);
    if !packaged || !project.builds_package(context.header) || project.sfdx.namespace.is_some() {
        return;
    }
    let (Some(sfdx), Some(directory)) =
        (&project.sfdx_file, project.package_directory(context.header))
    else {
        return;
    };
    let field = context.header.field("distributionState");
    let place = Place { path: sfdx.path.clone(), span: directory.span };
    let name = &context.app.name;
    let mut draft = Draft::new(
        place,
        format!("the package with the packaged app `{name}` has no namespace"),
        "set `namespace` in sfdx-project.json if the package is a managed one; set `distributionState` \
         to `Local` if it is an unlocked one",
    );
    if let Some(field) = field {
        draft = draft.related(field.place(), "the app is for a managed package");
    }
    findings.add(draft);
}
