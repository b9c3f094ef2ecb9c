use super::declare_rule;
use crate::diagnostic::{Place, Severity};
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::{Packaging, names};

declare_rule! {
    /// A package directory has a file that a package cannot contain.
    ///
    /// ## Why
    /// Policies, global OAuth settings and OAuth security settings belong to one org. A package
    /// version with them fails to build. Some types go into unlocked packages only; in a managed
    /// package they are a warning.
    ///
    /// ## Bad
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true}],
    ///  "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// The directory is only deployed.
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "default": true}],
    ///  "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// ```
    ///
    /// ## Good
    /// ```json /sfdx-project.json
    /// {"packageDirectories": [{"path": "force-app", "package": "Billing", "default": true},
    ///                         {"path": "org-config"}], "sourceApiVersion": "67.0"}
    /// ```
    /// ```xml /org-config/extlClntAppOauthPolicies/Billing_oauthPlcy.ecaOauthPlcy-meta.xml
    /// <ExtlClntAppOauthConfigurablePolicies xmlns="http://soap.sforce.com/2006/04/metadata">
    ///     <externalClientApplication>Billing</externalClientApplication>
    /// </ExtlClntAppOauthConfigurablePolicies>
    /// ```
    "not-packageable",
    severity: Error,
    sources: ["PKG2", "M-GLB", "M-SAML", "PRISM"],
    fix: None("where the files that are only deployed should live is for the project to choose"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let (project, file) = (context.project, context.file);
    let known = file.metadata_type;
    if known.element(names::APP_REFERENCE).is_none() || !project.builds_package(file) {
        return;
    }
    let Some(directory) = project.package_directory(file) else { return };
    let managed = project.sfdx.namespace.is_some();
    let (message, severity) = match known.packaging {
        Packaging::Never => (format!("a package cannot contain {}", known.title), Severity::Error),
        Packaging::UnlockedOnly if managed => {
            (format!("a managed package cannot contain {}", known.title), Severity::Warning)
        }
        Packaging::Packageable | Packaging::UnlockedOnly | Packaging::Unregulated => return,
    };
    let help = "move the file to a package directory without `package`, or exclude it from the build \
                with a line in `.forceignore`";
    let mut draft = Draft::new(file.head(), message, help).severity(severity);
    if let Some(sfdx) = &project.sfdx_file {
        let place = Place { path: sfdx.path.clone(), span: directory.span };
        let name = directory.package.as_deref().unwrap_or_default();
        draft = draft.related(place, format!("the package `{name}` is built from here"));
    }
    findings.add(draft);
}
