//! Where an app may be used, and so into which directory each of its files goes.

use super::sheet::Sheet;
use super::{PACKAGE_DIRECTORY, UNPACKAGED_DIRECTORY};
use crate::schema::{Flow, MetadataType, Packaging, names, schema};
use crate::spec::{App, Distribution, Spec, SpecFault};

/// Whether a package is built from the project.
pub(super) fn is_packaged(spec: &Spec) -> bool {
    spec.apps.iter().any(|app| app.distribution == Distribution::Packaged)
}

/// The directory of what is not of a type of the tables, such as permission sets.
pub(super) fn side_directory(packaged: bool) -> &'static str {
    if packaged { UNPACKAGED_DIRECTORY } else { PACKAGE_DIRECTORY }
}

/// The directory of a component of an app.
pub(super) fn directory(packaged: bool, app: &App, metadata_type: &MetadataType) -> &'static str {
    let travels = metadata_type.packaging == Packaging::Packageable
        && app.distribution == Distribution::Packaged;
    if travels { PACKAGE_DIRECTORY } else { side_directory(packaged) }
}

/// Endings of files that fail the build of a package, for `.forceignore`.
pub(super) fn never_packaged() -> Vec<String> {
    let never =
        |t: &&MetadataType| matches!(t.packaging, Packaging::Never | Packaging::UnlockedOnly);
    schema().app_types().filter(never).map(|t| format!("{}-meta.xml", t.suffix)).collect()
}

/// Refuses what cannot be packaged, and links the app to the org that owns it.
pub(super) fn apply(sheet: &mut Sheet, app: &App, flows: &[&'static Flow]) {
    if app.distribution != Distribution::Packaged {
        if app.owner.is_some() {
            sheet.fault(SpecFault::new(
                sheet.at.key("owner"),
                "`owner` has no effect for a local app",
                "A local app belongs to each org that it is deployed to, and orgs refuse the ids of \
                 another one.",
                "remove `owner`, or set `distribution` to `packaged`",
            ));
        }
        return;
    }
    let at = sheet.at.key("distribution");
    for flow in flows.iter().filter(|flow| !flow.packaged) {
        sheet.fault(SpecFault::new(
            at.clone(),
            format!("the {} is not for packaged apps", flow.title),
            flow.packaged_refusal.map(String::from).unwrap_or_default(),
            "make the app local, or remove the flow",
        ));
    }
    if app.saml.is_some() {
        sheet.fault(SpecFault::new(
            at.clone(),
            "an app with the SAML plugin cannot be packaged",
            "SAML policies describe the trust between one org and one service, and a package build \
             refuses them.",
            "make the app local, or remove the SAML plugin",
        ));
    }
    let owner = app.owner.clone().unwrap_or_default();
    let at = sheet.at.key("owner");
    let link = |given: Option<String>, name: &str| given.unwrap_or_else(|| variable(app, name));
    let header = link(owner.external_app, "ORG_SCOPED_EXTERNAL_APP");
    sheet.want(names::HEADER, "orgScopedExternalApp", header, at.key("external-app"));
    if app.oauth.is_some() {
        let oauth = link(owner.oauth_link, "OAUTH_LINK");
        sheet.want(names::OAUTH_SETTINGS, "oauthLink", oauth, at.key("oauth-link"));
    }
}

/// A variable of an app, which is filled in at deploy.
pub(super) fn variable(app: &App, name: &str) -> String {
    format!("${{{}_{name}}}", app.name.to_ascii_uppercase())
}

/// The setting of an org that is no Dev Hub and owns the app all the same.
pub(super) fn org_settings(sheet: &mut Sheet, app: &App) -> Option<&'static MetadataType> {
    let wanted = app.distribution == Distribution::Packaged
        && app.owner.as_ref().is_some_and(|owner| owner.no_dev_hub);
    if !wanted {
        return None;
    }
    let at = sheet.at.key("owner").key("no-dev-hub");
    sheet.want(names::APP_ORG_SETTINGS, "enablePackageEcaOauthFromDevOrg", "true", at);
    schema().types.get(names::APP_ORG_SETTINGS)
}
