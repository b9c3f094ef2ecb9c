//! The plugins besides OAuth, and the settings that stand for themselves.

use ecaforge::schema::schema;
use ecaforge::spec::{Spec, SpecText, read};

use crate::generate::{checked, files, refused, tree};
use crate::judges_accept::accept_files;

/// One app with everything.
const ALL: &str = include_str!("../data/everything.toml");

/// An app that logs users in to another service, and does nothing else.
const SAML: &str = r#"
[[app]]
name = "Wiki"
contact-email = "owner@company.example"
start-url = "https://wiki.acme.io/"

[app.saml]
acs-url = "https://wiki.acme.io/saml/acs"
entity-id = "https://wiki.acme.io"
"#;

fn spec(text: &str) -> Spec {
    read(&SpecText::new("spec.toml", text)).unwrap_or_else(|fault| panic!("{fault:#?}"))
}

#[test]
fn an_app_with_everything_is_what_a_reviewer_expects() {
    let files = files(&spec(ALL)).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(checked(&files).findings, []);
    insta::assert_snapshot!(tree(&files));
}

#[test]
#[ignore = "needs Node 20"]
fn salesforce_tools_accept_an_app_with_everything() {
    accept_files(&files(&spec(ALL)).expect("a plan"));
}

#[test]
fn secrets_of_push_services_stand_in_no_file() {
    let files = files(&spec(ALL)).expect("a plan");
    let pushes = files.iter().filter(|file| file.path.ends_with(".ecaPush-meta.xml"));
    let text: String = pushes.map(|file| file.text.as_str()).collect();
    for (element, variable) in [
        ("serviceAccount", "FCM_SERVICE_ACCOUNT"),
        ("signingKey", "APPLE_SIGNING_KEY"),
        ("certificate", "APPLE_PUSH_CERTIFICATE"),
        ("password", "APPLE_PUSH_PASSWORD"),
    ] {
        assert!(text.contains(&format!("<{element}>${{{variable}}}</{element}>")), "{text}");
    }
}

#[test]
fn an_app_can_have_saml_alone() {
    let files = files(&spec(SAML)).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert_eq!(checked(&files).findings, []);
    assert!(!files.iter().any(|file| file.path.contains("Oauth")), "{}", tree(&files));
    insta::assert_snapshot!(tree(&files));
}

#[test]
fn plugins_that_cannot_work_are_refused() {
    let mut old = spec(SAML);
    old.project.api_version = Some("62.0".into());
    let said = refused(&old);
    assert!(said.contains("is not in API version 62.0"), "{said}");
    let said =
        refused(&spec(&SAML.replace("entity-id", "subject = \"CustomAttribute\"\nentity-id")));
    assert!(said.contains("go together"), "{said}");
    let said = refused(&spec(&SAML.replace("entity-id", "encryption = \"AES_256\"\nentity-id")));
    assert!(said.contains("has no effect without `encryption-certificate`"), "{said}");
    let range = "[[app.oauth.trusted-ip-ranges]]\nstart = \"10.0.0.9\"\nend = \"10.0.0.1\"\n";
    let oauth = "[app.oauth]\ncallbacks = [\"https://wiki.acme.io/cb\"]\n";
    let said = refused(&spec(&format!("{SAML}{oauth}{range}")));
    assert!(said.contains("is not a range of addresses"), "{said}");
    let said = refused(&spec(&format!("{SAML}[app.notification]\ntypes = [\"News\"]\n")));
    assert!(said.contains("the notification plugin needs the OAuth plugin"), "{said}");
    let twice = "attributes = [{ key = \"a\", formula = \"$User.Name\" }, { key = \"a\", formula = \"$User.Id\" }]\n";
    let said = refused(&spec(&format!("{SAML}{oauth}{twice}")));
    assert!(said.contains("there are two attributes with the key `a`"), "{said}");
}

#[test]
fn an_app_with_everything_writes_every_type_of_an_app() {
    let files = files(&spec(ALL)).expect("a plan");
    for metadata_type in schema().app_types().filter(|t| !t.read_only) {
        let ending = format!(".{}-meta.xml", metadata_type.suffix);
        assert!(files.iter().any(|file| file.path.ends_with(&ending)), "{}", metadata_type.name);
    }
}
