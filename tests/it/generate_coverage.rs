//! The spec can say everything that the tables know.

use std::collections::BTreeSet;

use ecaforge::generate::{PlannedField, plan};
use ecaforge::rules::profile;
use ecaforge::schema::{Element, Kind, MetadataType, names, schema};
use ecaforge::spec::{Spec, SpecText, read};

use crate::generate::{files, reviewed, strict, tree, write};
use crate::judges::judges;

/// Specs with everything on, by name.
const SPECS: &[(&str, &str)] = &[
    ("local", include_str!("../data/coverage/local.toml")),
    ("off", include_str!("../data/coverage/off.toml")),
    ("public", include_str!("../data/coverage/public.toml")),
    ("packaged", include_str!("../data/coverage/packaged.toml")),
    ("loud", include_str!("../data/coverage/loud.toml")),
];

/// Elements that no spec can say, and why; a type with `*` stands for all of its elements.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (names::CONNECTED_APP, "*", "is what External Client Apps replace"),
    (names::AUTH_PROVIDER, "*", "is a login of the org at another service"),
    (names::APP_POLICIES, "isAttestPluginEnabled", "switches a plugin that is only read"),
    (names::ATTEST_SETTINGS, "*", "is only read"),
    (names::ATTEST_POLICIES, "*", "is only read"),
    (names::GLOBAL_OAUTH, "shouldRotateConsumerKey", "would replace the key at each deploy"),
    (names::GLOBAL_OAUTH, "shouldRotateConsumerSecret", "would replace the secret at each deploy"),
    (names::CUSTOM_SCOPE, "assignedTo", "is for connected apps; ours name the scope themselves"),
    (names::CUSTOM_SCOPE, "connectedApp", "is for connected apps"),
    (names::TOKEN_EXCHANGE_HANDLER, "connectedApp", "is for connected apps"),
    (
        names::APP_ORG_SETTINGS,
        "enableClientSecretInRestApiAccess",
        "opens the secrets of every app in the org",
    ),
    (names::OAUTH_ORG_SETTINGS, "blockOAuthUnPwFlow", "is about every client of the org"),
    (names::OAUTH_ORG_SETTINGS, "blockOAuthUsrAgtFlow", "is about every client of the org"),
    (names::OAUTH_ORG_SETTINGS, "isPkceRequired", "is about every client of the org"),
];

/// Elements that an org makes, which a spec can hold for a packaged app.
const LINKS: &[&str] = &["orgScopedExternalApp", "oauthLink", "pushConfigLink"];

fn spec(text: &str) -> Spec {
    read(&SpecText::new("spec.toml", text)).unwrap_or_else(|fault| panic!("{fault:#?}"))
}

/// Type, element and value of everything that the specs write.
fn written() -> BTreeSet<(String, String, String)> {
    let mut all = BTreeSet::new();
    for (name, text) in SPECS {
        let plan = plan(&spec(text)).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
        for component in plan.components() {
            for field in &component.fields {
                note(&component.metadata_type.name, field, &mut all);
            }
        }
    }
    all
}

fn note(type_name: &str, field: &PlannedField, all: &mut BTreeSet<(String, String, String)>) {
    all.insert((type_name.to_owned(), field.name.clone(), field.value.clone()));
    field.fields.iter().for_each(|inner| note(type_name, inner, all));
}

fn elements(metadata_type: &'static MetadataType) -> impl Iterator<Item = &'static Element> {
    let inner = metadata_type.structs.values().flat_map(|structure| &structure.elements);
    metadata_type.elements.iter().chain(inner)
}

/// Whether a value says something that the org would not do by itself.
fn says_something(element: &Element, value: &str) -> bool {
    match &element.default {
        Some(default) if default.as_str().is_some() => default.as_str() != Some(value),
        Some(default) => default.to_string() != value,
        None => element.kind != Kind::Boolean || value == "true",
    }
}

#[test]
fn every_element_can_be_reached_from_a_spec() {
    let written = written();
    let mut unreached = BTreeSet::new();
    for metadata_type in schema().types.values() {
        let hidden = |e: &Element| {
            let made = e.internal || e.reserved || e.generated || e.deprecated.is_some();
            made && !LINKS.contains(&e.name.as_str())
        };
        for element in elements(metadata_type).filter(|element| !hidden(element)) {
            let reached = written.iter().any(|(type_name, name, value)| {
                *type_name == metadata_type.name
                    && *name == element.name
                    && says_something(element, value)
            });
            if !reached {
                unreached.insert((metadata_type.name.as_str(), element.name.as_str()));
            }
        }
    }
    let excepted = |(type_name, name): &(&str, &str)| {
        EXCEPTIONS.iter().any(|(t, e, _)| t == type_name && (e == name || *e == "*"))
    };
    let missing: Vec<_> = unreached.iter().filter(|one| !excepted(one)).collect();
    assert!(missing.is_empty(), "no spec says {missing:#?}");
    for (type_name, name, reason) in EXCEPTIONS {
        let stands = |(t, e): &(&str, &str)| t == type_name && (*name == "*" || e == name);
        assert!(unreached.iter().any(stands), "{type_name}.{name} is reached: {reason}");
    }
}

/// Findings of `strict` about what the specs ask for.
const ASKED_FOR: &[&str] = &[
    "all-users-self-authorized",
    "refresh-without-secret",
    "rotation-off",
    "low-session-level",
    "long-lived-id-token",
];

#[test]
fn the_checker_has_no_word_against_what_is_not_loud() {
    for (name, text) in SPECS {
        let made = files(&spec(text)).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
        let mut findings = reviewed(strict(), &made).findings;
        findings.retain(|finding| !crate::generate::OF_OTHERS.contains(&finding.rule));
        findings.retain(|finding| !ASKED_FOR.contains(&finding.rule));
        assert_eq!(findings.is_empty(), *name != "loud", "{name}: {findings:#?}");
    }
}

#[test]
#[ignore = "needs Node 20"]
fn salesforce_tools_read_what_specs_with_everything_give() {
    let root = tempfile::tempdir().expect("a directory");
    let mut projects = Vec::new();
    for (name, text) in SPECS {
        let dir = root.path().join(name);
        write(&files(&spec(text)).expect("a plan"), &dir);
        projects.push(dir);
    }
    for answer in judges().members(&projects) {
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(0), "{answer}");
        assert_eq!(answer["members"], answer["manifestMembers"], "{answer}");
    }
}

#[test]
fn a_spec_with_everything_reads_back_as_it_was() {
    for (name, text) in SPECS {
        let first = files(&spec(text)).expect("a plan");
        let kept = first.iter().find(|file| file.path == "ecaforge.toml").expect("the spec");
        let again = files(&spec(&kept.text)).unwrap_or_else(|said| panic!("{name}: {said:#?}"));
        assert_eq!(tree(&again), tree(&first), "{name}");
    }
}

#[test]
fn metadata_of_specs_with_everything_is_what_a_reviewer_expects() {
    for (name, text) in SPECS {
        let mut made = files(&spec(text)).expect("a plan");
        made.retain(|file| file.path.ends_with("-meta.xml"));
        insta::assert_snapshot!(format!("coverage_{name}"), tree(&made));
    }
}

#[test]
fn a_packaged_app_can_meet_what_is_asked_of_partners() {
    let (_, packaged) = SPECS.iter().find(|(name, _)| *name == "packaged").expect("the spec");
    let isv = profile("isv").expect("there is such a profile");
    let spec = spec(packaged);
    assert_eq!(reviewed(isv, &files(&spec).expect("a plan")).findings, []);
    let mut without = spec;
    without.apps[0].oauth_mut().token_ip_ranges.clear();
    let findings = reviewed(isv, &files(&without).expect("a plan")).findings;
    let rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, ["packaged-without-token-ip-allowlist"]);
}
