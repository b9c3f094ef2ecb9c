//! Packaged apps.

use ecaforge::diagnostic::Severity;
use ecaforge::generate::PACKAGE_DIRECTORY;
use ecaforge::rules::profile;
use ecaforge::spec::{Distribution, Owner, Saml, Spec};

use crate::generate::{faults, files, refused, reviewed, tree, web_app};
use crate::judges_accept::accept_files;

fn packaged() -> Spec {
    let mut spec = web_app();
    spec.apps[0].distribution = Distribution::Packaged;
    spec.project.namespace = Some("acme".into());
    spec
}

#[test]
fn a_packaged_app_is_what_a_reviewer_expects() {
    let files = files(&packaged()).unwrap_or_else(|said| panic!("{said:#?}"));
    assert_eq!(faults(&files), []);
    insta::assert_snapshot!(tree(&files));
}

#[test]
#[ignore = "needs Node 20"]
fn salesforce_tools_accept_a_packaged_app() {
    accept_files(&files(&packaged()).expect("a plan"));
}

#[test]
fn the_owner_can_be_named() {
    let mut spec = packaged();
    spec.apps[0].owner = Some(Owner {
        external_app: Some("00D000000000001:Billing".into()),
        oauth_link: Some("00D000000000001:888000000000001".into()),
        ..Owner::default()
    });
    let files = files(&spec).expect("a plan");
    let all = tree(&files);
    assert!(all.contains("<orgScopedExternalApp>00D000000000001:Billing</orgScopedExternalApp>"));
    assert!(all.contains("<oauthLink>00D000000000001:888000000000001</oauthLink>"));
    assert!(!files.iter().any(|file| file.path == ".env.example"));
}

#[test]
fn a_local_app_beside_a_packaged_one_stays_out_of_the_package() {
    let mut spec = packaged();
    let mut local = web_app().apps.remove(0);
    local.name = "Internal".into();
    spec.apps.push(local);
    let files = files(&spec).expect("a plan");
    assert_eq!(faults(&files), []);
    let outside =
        |file: &ecaforge::generate::PlannedFile| !file.path.starts_with(PACKAGE_DIRECTORY);
    assert!(files.iter().filter(|file| file.path.contains("Internal")).all(outside));
}

#[test]
fn what_cannot_be_packaged_is_refused() {
    let mut spec = packaged();
    spec.apps[0].saml = Some(Saml {
        acs_url: "https://wiki.acme.io/acs".into(),
        entity_id: "https://wiki.acme.io".into(),
        ..Saml::default()
    });
    assert!(refused(&spec).contains("an app with the SAML plugin cannot be packaged"));
    let mut spec = packaged();
    spec.project.namespace = None;
    assert!(refused(&spec).contains("a packaged app needs a namespace"));
    spec.project.namespace = Some("a-b".into());
    assert!(refused(&spec).contains("`a-b` is not a namespace"));
    let mut spec = packaged();
    spec.project.package_version = Some("1.2".into());
    assert!(refused(&spec).contains("`1.2` is not a package version"));
}

/// The app was made in Setup, and an org takes no second file of policies.
#[test]
fn policies_of_a_packaged_app_have_the_names_of_the_owner() {
    let names = |spec: &Spec| {
        let files = files(spec).expect("a project").into_iter();
        let policies = files.filter(|file| file.path.contains("Plcy-meta"));
        let stem = |path: &str| {
            let name = path.rsplit('/').next().expect("a name");
            name.split('.').next().expect("a stem").to_owned()
        };
        policies.map(|file| stem(&file.path)).collect::<Vec<_>>()
    };
    let mut spec = packaged();
    assert_eq!(names(&spec), ["Billing_oauthPlcy", "Billing_plcy"]);
    let owner = spec.apps[0].owner.get_or_insert_default();
    owner.policies = Some("Billing_defaultPolicy".into());
    owner.oauth_policies = Some("Other".into());
    assert_eq!(names(&spec), ["Other", "Billing_defaultPolicy"]);
    spec.apps[0].owner.get_or_insert_default().policies = Some("a b".into());
    let said = refused(&spec);
    assert!(said.contains("app[0].owner.policies: name `a b`"), "{said}");
}

/// What the preset for partners leaves open is what only a person can give.
#[test]
fn the_preset_for_partners_passes_its_own_gate_but_for_addresses() {
    let mut spec = packaged();
    let app = &mut spec.apps[0];
    app.preset = Some("isv-package".into());
    let preset = ecaforge::spec::Preset::find("isv-package").expect("the preset");
    app.oauth = preset.oauth.clone();
    app.oauth_mut().callbacks = vec!["https://billing.acme.io/oauth/callback".into()];
    let isv = profile("isv").expect("the profile");
    let found = reviewed(isv, &files(&spec).expect("a plan")).findings;
    let rules: Vec<_> = found.iter().map(|finding| (finding.rule, finding.severity)).collect();
    assert_eq!(rules, [("packaged-without-token-ip-allowlist", Severity::Error)]);
    let text = tree(&files(&spec).expect("a plan"));
    assert!(text.contains("the check fails with `packaged-without-token-ip-allowlist`"), "{text}");
}
