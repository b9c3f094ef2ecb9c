//! The Apex classes of token exchange, as the grammar of Apex reads them.

use std::fs;
use std::path::{Path, PathBuf};

use ecaforge::generate::PlannedFile;
use ecaforge::schema::schema;
use ecaforge::spec::{Client, Spec, TokenKind};
use serde_json::Value;

use crate::generate::{files, write};
use crate::generate_flows::spec as flow_spec;
use crate::generate_matrix::selection;
use crate::judges::judges;

fn exchange() -> Spec {
    flow_spec(&["token-exchange"], Client::Confidential, schema().versions.newest)
}

/// What the grammar says of the classes among files.
fn parsed(files: &[PlannedFile]) -> Vec<Value> {
    let dir = tempfile::tempdir().expect("a directory");
    write(files, dir.path());
    let classes = files.iter().filter(|file| is_class(&file.path));
    let classes: Vec<PathBuf> = classes.map(|file| dir.path().join(&file.path)).collect();
    judges().apex(&classes)
}

fn is_class(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "cls")
}

/// A method as its declaration reads: modifiers, type, name, parameters.
fn signature(method: &Value) -> String {
    let texts = |list: &Value, of: fn(&Value) -> String| -> Vec<String> {
        list.as_array().expect("a list").iter().map(of).collect()
    };
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let parameter = |it: &Value| format!("{} {}", it["type"], it["name"]).replace('"', "");
    format!(
        "{} {} {}({})",
        texts(&method["modifiers"], text).join(" "),
        text(&method["returns"]),
        text(&method["name"]),
        texts(&method["parameters"], parameter).join(", ")
    )
}

#[test]
#[ignore = "needs Node 20"]
fn the_handler_overrides_what_salesforce_calls() {
    let answers = parsed(&files(&exchange()).expect("a plan"));
    let [handler, test] = &answers[..] else { panic!("a class and its test: {answers:?}") };
    assert_eq!(handler["errors"], Value::Array(Vec::new()));
    let class = &handler["class"];
    assert_eq!(class["name"], "Billing_Exchange");
    assert_eq!(class["extends"], "Auth.Oauth2TokenExchangeHandler");
    let methods: Vec<String> =
        class["methods"].as_array().expect("methods").iter().map(signature).collect();
    for wanted in [
        "public override Auth.TokenValidationResult validateIncomingToken(String appDeveloperName, \
         Auth.IntegratingAppType appType, String incomingToken, Auth.OAuth2TokenExchangeType tokenType)",
        "public override User getUserForTokenSubject(Id networkId, Auth.TokenValidationResult result, \
         Boolean canCreateUser, String appDeveloperName, Auth.IntegratingAppType appType)",
    ] {
        assert!(methods.iter().any(|method| method == wanted), "{wanted} in {methods:#?}");
    }

    assert_eq!(test["errors"], Value::Array(Vec::new()));
    assert_eq!(test["class"]["name"], "Billing_ExchangeTest");
    assert_eq!(test["class"]["modifiers"][0], "@IsTest");
    let methods = test["class"]["methods"].as_array().expect("methods");
    let tests = methods.iter().filter(|method| method["modifiers"][0] == "@IsTest");
    assert!(tests.count() >= 3, "{methods:#?}");
}

#[test]
#[ignore = "needs Node 20"]
fn a_broken_class_is_reported_with_its_place() {
    let mut files = files(&exchange()).expect("a plan");
    let handler = files.iter_mut().find(|file| is_class(&file.path)).expect("the handler");
    handler.text = "public class A {\n    void b( { }\n    String c = 'd;\n}\n".into();
    let answers = parsed(&files);
    let errors = answers[0]["errors"].as_array().expect("errors");
    let lines: Vec<u64> = errors.iter().filter_map(|error| error["line"].as_u64()).collect();
    assert!(lines.contains(&2) && lines.contains(&3), "{errors:#?}");
    assert_eq!(answers[0]["class"], Value::Null);
    assert!(answers[0]["refusal"].is_string(), "{answers:#?}");
    assert_eq!(answers[1]["errors"], Value::Array(Vec::new()));
}

/// The classes are as prettier-plugin-apex formats them by default, and Salesforce's own parser, which
/// it brings along, reads them: for short and long names, and for one kind of token and several.
#[test]
#[ignore = "needs Node 20"]
fn classes_are_formatted_as_the_usual_formatter_does() {
    let kinds = |all: &[TokenKind]| all.to_vec();
    let some = [
        kinds(&[TokenKind::Jwt]),
        kinds(&[TokenKind::Jwt, TokenKind::IdToken]),
        kinds(&[TokenKind::AccessToken, TokenKind::IdToken, TokenKind::Jwt]),
    ];
    for name in
        ["A", "Billing", "Billing_Of_The_Whole_Company", "A_Name_Too_Long_For_A_Class_By_Far"]
    {
        for kinds in &some {
            let mut spec = exchange();
            spec.apps[0].name = name.into();
            let oauth = spec.apps[0].oauth_mut();
            oauth.token_exchange.as_mut().expect("the exchange").kinds = kinds.clone();
            let files = files(&spec).expect("a plan");
            let classes: Vec<_> = files.iter().filter(|file| is_class(&file.path)).collect();
            let answers = parsed(&files);
            assert_eq!(answers.len(), 2);
            for (class, answer) in classes.iter().zip(&answers) {
                assert_eq!(answer["refusal"], Value::Null, "{}", class.path);
                assert_eq!(answer["formatted"].as_str(), Some(&*class.text), "{}", class.path);
            }
        }
    }
}

/// A spec whose values would end a comment or a string.
fn hostile() -> Spec {
    let mut spec = exchange();
    spec.apps[0].label = Some("Bills */ and ' more \\ \"x\" /* {{ y }} 🔷".into());
    let oauth = spec.apps[0].oauth_mut();
    let exchange = oauth.token_exchange.as_mut().expect("the exchange");
    exchange.issuer = "https://login.acme.io/o'brien\\u0027;\tx".into();
    exchange.audience = "a'\\".into();
    spec
}

#[test]
fn what_the_spec_says_is_escaped() {
    let files = files(&hostile()).expect("a plan");
    let handler = files.iter().find(|file| is_class(&file.path)).expect("the handler");
    assert!(handler.text.contains(r"AUDIENCE = 'a\'\\';"), "{}", handler.text);
}

#[test]
#[ignore = "needs Node 20"]
fn what_the_spec_says_cannot_break_out_of_the_class() {
    for answer in parsed(&files(&hostile()).expect("a plan")) {
        assert_eq!(answer["errors"], Value::Array(Vec::new()), "{answer}");
        assert_eq!(answer["refusal"], Value::Null, "{answer}");
    }
}

/// Two apps whose names begin with the same long text.
fn long_names() -> Spec {
    let mut spec = exchange();
    let mut second = spec.apps[0].clone();
    spec.apps[0].name = "Billing_And_Shipping_Of_The_East".into();
    second.name = "Billing_And_Shipping_Of_The_West".into();
    spec.apps.push(second);
    spec
}

#[test]
fn apps_with_long_names_have_classes_of_their_own() {
    let files = files(&long_names()).expect("a plan");
    let classes: Vec<&str> =
        files.iter().map(|file| file.path.as_str()).filter(|path| is_class(path)).collect();
    assert_eq!(classes.len(), 4, "{classes:?}");
    for class in classes {
        let name = class.rsplit('/').next().and_then(|name| name.strip_suffix(".cls"));
        assert!(name.is_some_and(|name| name.len() <= 40), "{class}");
    }
}

#[test]
#[ignore = "needs Node 20"]
fn classes_with_long_names_parse() {
    for answer in parsed(&files(&long_names()).expect("a plan")) {
        assert_eq!(answer["errors"], Value::Array(Vec::new()), "{answer}");
    }
}

#[test]
#[ignore = "needs Node 20"]
fn every_class_of_the_matrix_parses() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut texts: Vec<&str> = selection()
        .iter()
        .flat_map(|(_, files)| files)
        .filter(|file| is_class(&file.path))
        .map(|file| file.text.as_str())
        .collect();
    assert!(texts.len() > 50, "{} classes", texts.len());
    texts.sort_unstable();
    texts.dedup();
    let place = |(index, text): (usize, &&str)| {
        let path = dir.path().join(format!("{index}.cls"));
        fs::write(&path, text).expect("a file");
        path
    };
    let classes: Vec<PathBuf> = texts.iter().enumerate().map(place).collect();
    for answer in judges().apex(&classes) {
        assert_eq!(answer["errors"], Value::Array(Vec::new()), "{answer}");
    }
}
