//! `explain` answers with the page of what was asked, and with no other (`tests/data/explain.toml`).

use std::collections::BTreeMap;

use crate::program::program;
use ecaforge::explain::{Unknown, explain};
use ecaforge::rules::{all_rules, rule};
use ecaforge::schema::schema;
use ecaforge::spec::presets;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Table {
    known: BTreeMap<String, Vec<String>>,
    could_be: BTreeMap<String, Vec<String>>,
    unknown: Messages,
    pages: BTreeMap<String, String>,
    enums: BTreeMap<String, Vec<String>>,
    near: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Messages {
    messages: Vec<String>,
}

fn table() -> Table {
    toml::from_str(include_str!("../data/explain.toml")).expect("the table is of its form")
}

/// The headings of the pages in an answer.
fn headings(answer: &str) -> Vec<&str> {
    answer.lines().filter_map(|line| line.strip_prefix("# ")).collect()
}

/// Fails with all faults at once.
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn messages_lead_to_their_own_error() {
    let mut faults = Vec::new();
    let known = table().known;
    for (id, messages) in &known {
        for message in messages {
            match explain(message) {
                Ok(page) if headings(&page) == [id.as_str()] => {}
                Ok(page) => faults.push(format!("{message}: {:?}, not {id}", headings(&page))),
                Err(unknown) => faults.push(format!("{message}: {unknown:?}, not {id}")),
            }
        }
    }
    none(&faults);
    assert!(known.values().map(Vec::len).sum::<usize>() >= 80);
}

#[test]
fn every_error_has_a_message_in_the_table_or_its_own() {
    let mut faults = Vec::new();
    for error in &schema().errors {
        for message in &error.messages {
            let is_own = |page: &String| headings(page) == [error.id.as_str()];
            let quoted = format!("ERROR 1: {message}, see the log");
            for asked in [message.as_str(), &quoted] {
                if !explain(asked).as_ref().is_ok_and(is_own) {
                    faults.push(format!("{}: {asked}: {:?}", error.id, explain(asked)));
                }
            }
        }
        assert!(explain(&error.id).is_ok(), "{}", error.id);
    }
    none(&faults);
}

#[test]
fn a_code_of_several_errors_is_no_cause() {
    for (asked, ids) in table().could_be {
        let page = explain(&asked).unwrap_or_else(|unknown| panic!("{asked}: {unknown:?}"));
        assert!(page.contains("It could be:"), "{asked}: {page}");
        for id in ids {
            assert!(page.contains(&format!("- `{id}`")), "{asked}: {page}");
        }
    }
}

#[test]
fn messages_of_other_faults_are_not_known() {
    let answered = table().unknown.messages.into_iter().filter_map(|message| {
        let page = explain(&message).ok()?;
        Some(format!("{message}: {}", page.lines().next().unwrap_or_default()))
    });
    none(&answered.collect::<Vec<_>>());
}

#[test]
fn names_have_pages() {
    let table = table();
    for (asked, heading) in table.pages {
        let page = explain(&asked).unwrap_or_else(|unknown| panic!("{asked}: {unknown:?}"));
        assert_eq!(headings(&page).join(" | "), heading, "{asked}");
    }
    for (asked, parts) in table.enums {
        let page = explain(&asked).unwrap_or_else(|unknown| panic!("{asked}: {unknown:?}"));
        for part in parts {
            assert!(page.contains(&part), "{asked}: no {part} in {page}");
        }
    }
    for (asked, meant) in table.near {
        let Err(Unknown { meant: found, .. }) = explain(&asked) else { panic!("{asked} is known") };
        assert_eq!(found, Some(meant), "{asked}");
    }
}

#[test]
fn every_element_and_preset_has_a_page() {
    for owner in schema().types.values() {
        for element in &owner.elements {
            let page = explain(&format!("{}.{}", owner.name, element.name)).expect("a page");
            assert_eq!(headings(&page), [element.name.as_str()]);
            assert!(page.contains(element.meaning.as_str()), "{page}");
            assert_eq!(page.matches("\n## In ").count(), 1, "{page}");
        }
        for (name, nested) in &owner.structs {
            for element in &nested.elements {
                assert!(explain(&format!("{name}.{}", element.name)).is_ok(), "{name}");
            }
        }
    }
    for preset in presets() {
        let page = explain(&preset.id).expect("a page");
        assert!(page.contains("\n## Metadata\n- "), "{page}");
        assert_eq!(page.contains("\n## Flows\n"), preset.oauth.is_some(), "{page}");
    }
}

#[test]
fn former_ids_lead_to_the_rule() {
    for rule in all_rules() {
        for id in rule.formerly {
            let page = explain(id).expect("a page");
            assert!(page.starts_with(&format!("# {}\n", rule.id)), "{page}");
            assert!(page.contains(&format!("`{id}`")), "{page}");
        }
    }
}

#[test]
fn an_element_page_tells_who_looks_at_it() {
    let page = explain("ExtlClntAppGlobalOauthSettings.isPkceRequired").expect("a page");
    for part in ["Default: `true`", "- `authorization-code`: should be `true`", "`pkce-off`"] {
        assert!(page.contains(part), "no {part} in {page}");
    }
    let wrong = explain("callbackUrls").expect("a page");
    assert!(wrong.starts_with("`callbackUrls` is not an element"), "{wrong}");
}

#[test]
fn elements_in_a_message_are_told() {
    let message = "Element {http://x}certificate invalid at this location in type X";
    let page = explain(message).expect("a page");
    assert!(page.contains("- `certificate` belongs to ExtlClntAppGlobalOauthSettings"), "{page}");
}

#[test]
fn errors_name_rules_that_there_are() {
    for error in &schema().errors {
        for id in &error.rules {
            assert!(rule(id).is_some_and(|rule| rule.id == id), "{}: no rule `{id}`", error.id);
        }
    }
}

#[test]
fn what_is_not_known_says_so() {
    let output = program()
        .args(["explain", "invalid_grant:", "expired", "coupon"])
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(
        said.contains("not known here") && said.contains("none of which is this one"),
        "{said}"
    );
}
