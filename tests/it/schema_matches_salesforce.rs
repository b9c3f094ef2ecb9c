//! The tables say what Salesforce's packages say, but for recorded differences.

pub(crate) mod compare;
pub(crate) mod known;

use std::collections::BTreeSet;

use ecaforge::schema::schema;
use serde_json::Value;

use crate::judges::judges;
use compare::{Difference, TheirType, compare, compare_registry, compare_values};

/// The enum with the scope tokens; the type definitions have it for connected apps only.
pub(crate) const SCOPES: &str = "ConnectedAppOauthAccessScope";

#[test]
#[ignore = "needs Node 20"]
fn the_tables_match_salesforce() {
    let found: Vec<Difference> = [types(), registry(), scopes()].concat();
    let complaints = known::complaints(&found, &known::all());
    assert!(
        complaints.is_empty(),
        "{} differences between the tables and Salesforce's packages:\n  {}\n",
        complaints.len(),
        complaints.join("\n  ")
    );
}

fn types() -> Vec<Difference> {
    let types = &schema().types;
    let names: Vec<&str> = types.keys().collect();
    let theirs: Vec<TheirType> =
        serde_json::from_value(judges().extract(&names)).expect("the form of `extract.mjs`");
    types.values().zip(&theirs).flat_map(|(ours, theirs)| compare(ours, theirs)).collect()
}

fn registry() -> Vec<Difference> {
    let registry = judges().registry();
    let rows = registry["types"].as_array().expect("a list of types");
    let theirs = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    let named = schema().named.iter().map(|named| named.name.as_str());
    compare_registry(&schema().types.keys().chain(named).collect(), &theirs)
}

#[test]
#[ignore = "needs Node 20"]
fn types_known_by_name_match_the_registry() {
    let registry = judges().registry();
    let rows = registry["types"].as_array().expect("a list of types");
    let mut compared = 0;
    for row in rows {
        let Some(named) = schema().named.iter().find(|named| row["name"] == *named.name) else {
            continue;
        };
        assert_eq!(row["suffix"], *named.suffix, "{}", named.name);
        assert_eq!(row["directoryName"], *named.folder, "{}", named.name);
        compared += 1;
    }
    assert!(compared > 0, "the registry has a type that is known by name only");
}

fn scopes() -> Vec<Difference> {
    let enums = judges().enums(&[SCOPES]);
    let values = enums[SCOPES].as_array().expect("the enum of the scope tokens");
    let theirs: BTreeSet<&str> = values.iter().filter_map(Value::as_str).collect();
    let ours = schema().scopes.iter().map(|scope| scope.token.as_str()).collect();
    compare_values(SCOPES, "", &ours, &theirs)
}

/// The comparison on made-up data.
mod made_up {
    use std::collections::BTreeSet;

    use ecaforge::schema::*;
    use serde_json::{Value, json};

    use super::compare::{Aspect, TheirType, compare, compare_registry, compare_values};
    use super::known;

    // `MADE_UP_TYPE`: `tests/data/made-up-type.toml`, as the build script writes tables.
    include!(concat!(env!("OUT_DIR"), "/made_up_type.rs"));

    fn element(name: &str, kind: &str, optional: bool) -> Value {
        json!({
            "name": name, "type": kind, "optional": optional, "repeated": false, "enum": null,
            "struct": null
        })
    }

    /// The type that matches `MADE_UP_TYPE`.
    fn theirs() -> Value {
        let mut bark = element("bark", "enum", false);
        bark["enum"] = json!(["Smooth", "Rough"]);
        let mut branches = element("branches", "struct", true);
        branches["repeated"] = json!(true);
        branches["struct"] = json!("TreeBranch");
        json!({
            "name": "Tree", "manifestType": "Tree", "suffix": "tree", "directory": "trees",
            "elements": [element("age", "number", true), bark, branches],
            "structs": { "TreeBranch": [element("owner", "string", false)] }
        })
    }

    /// The element and aspect of each difference after a change to Salesforce's side.
    fn after(change: impl FnOnce(&mut Value)) -> Vec<(String, Aspect)> {
        let mut theirs = theirs();
        change(&mut theirs);
        let theirs: TheirType = serde_json::from_value(theirs).expect("a type");
        compare(&MADE_UP_TYPE, &theirs).into_iter().map(|it| (it.element, it.aspect)).collect()
    }

    fn one(element: &str, aspect: Aspect) -> Vec<(String, Aspect)> {
        vec![(element.to_owned(), aspect)]
    }

    #[test]
    fn equal_types_do_not_differ() {
        assert_eq!(after(|_| ()), []);
    }

    #[test]
    fn types_differ_in_name_and_place() {
        assert_eq!(after(|it| it["suffix"] = json!("bush")), one("", Aspect::Suffix));
        assert_eq!(after(|it| it["directory"] = json!("wood")), one("", Aspect::Folder));
        assert_eq!(after(|it| it["directory"] = Value::Null), one("", Aspect::Folder));
        assert_eq!(after(|it| it["manifestType"] = json!("T")), one("", Aspect::ManifestType));
        assert_eq!(after(|it| it["manifestType"] = Value::Null), one("", Aspect::TypeUnknown));
        assert_eq!(after(|it| it["elements"] = Value::Null), one("", Aspect::TypeUnknown));
    }

    #[test]
    fn elements_are_compared_both_ways() {
        let added = |it: &mut Value| {
            it["elements"].as_array_mut().expect("a list").push(element("crown", "string", true));
        };
        assert_eq!(after(added), one("crown", Aspect::ElementMissing));
        let renamed = |it: &mut Value| it["elements"][0]["name"] = json!("years");
        let expected =
            [one("years", Aspect::ElementMissing), one("age", Aspect::ElementUnknown)].concat();
        assert_eq!(after(renamed), expected);
    }

    #[test]
    fn an_element_that_is_gone_may_still_be_there() {
        let alive = |it: &mut Value| {
            let elements = it["elements"].as_array_mut().expect("a list");
            elements.push(element("seedling", "boolean", true));
        };
        assert_eq!(after(alive), []);
    }

    #[test]
    fn elements_differ_in_kind_optionality_and_repetition() {
        let kind = |it: &mut Value| it["elements"][0]["type"] = json!("string");
        assert_eq!(after(kind), one("age", Aspect::Kind));
        let demanded = |it: &mut Value| it["elements"][0]["optional"] = json!(false);
        assert_eq!(after(demanded), one("age", Aspect::Optional));
        let optional = |it: &mut Value| it["elements"][1]["optional"] = json!(true);
        assert_eq!(after(optional), one("bark", Aspect::Optional));
        let repeated = |it: &mut Value| it["elements"][0]["repeated"] = json!(true);
        assert_eq!(after(repeated), one("age", Aspect::Repeated));
        let single = |it: &mut Value| it["elements"][2]["repeated"] = json!(false);
        assert_eq!(after(single), one("branches", Aspect::Repeated));
    }

    #[test]
    fn enum_values_are_compared_both_ways() {
        let added = |it: &mut Value| it["elements"][1]["enum"] = json!(["Smooth", "Rough", "No"]);
        assert_eq!(after(added), one("bark", Aspect::ValueMissing));
        let removed = |it: &mut Value| it["elements"][1]["enum"] = json!(["Smooth"]);
        assert_eq!(after(removed), one("bark", Aspect::ValueUnknown));
    }

    #[test]
    fn structures_are_entered() {
        let kind = |it: &mut Value| it["structs"]["TreeBranch"][0]["type"] = json!("boolean");
        assert_eq!(after(kind), one("branches.owner", Aspect::Kind));
        let gone = |it: &mut Value| it["structs"]["TreeBranch"] = json!([]);
        assert_eq!(after(gone), one("branches.owner", Aspect::ElementUnknown));
    }

    #[test]
    fn types_without_a_table_are_found() {
        let found = compare_registry(&BTreeSet::from(["Tree"]), &BTreeSet::from(["Tree", "Bush"]));
        assert_eq!(found.len(), 1);
        let expected = "Bush: type-missing: we say nothing, Salesforce says a type";
        assert_eq!(found[0].to_string(), expected);
    }

    #[test]
    fn known_differences_are_allowed_while_they_exist() {
        let found = compare_values("E", "a.b", &BTreeSet::from(["X"]), &BTreeSet::from(["Y"]));
        let record = |aspect: &str, value: &str| {
            let text = format!(
                "[[difference]]\ntype = 'E'\nelement = 'a.b'\naspect = '{aspect}'\n\
                 value = '{value}'\nreason = 'Made up.'"
            );
            known::read(&text)
        };
        assert_eq!(
            known::complaints(&found, &record("value-missing", "Y")),
            ["E a.b: value-unknown: we say X, Salesforce says nothing"]
        );
        assert_eq!(
            known::complaints(&found[1..], &record("value-missing", "Y")),
            [
                "E a.b: value-unknown: we say X, Salesforce says nothing",
                "E a.b Y: value-missing: no longer differs; remove it from known_differences.toml"
            ]
        );
        assert_eq!(known::complaints(&found[..1], &record("value-missing", "Y")), [""; 0]);
    }
}
