//! Cases at the edges of rules, in `tests/data/more_examples.md`, and what is found in each.

use std::fmt::Write as _;

use ecaforge::mask::Known;
use ecaforge::project::masked;
use ecaforge::rules::{Rule, rule};

use crate::rule_examples::{examples, findings, pinned};

const CASES: &str = include_str!("../data/more_examples.md");

/// The rules with the titles of their cases. `# rule, rule` starts the cases of some rules,
/// `## Case: what` a case; its blocks name their files as in the examples of a rule's page.
fn cases() -> Vec<(&'static Rule, Vec<&'static str>, Rule)> {
    let sections = CASES.split("\n# ").skip(1);
    let cases = sections.flat_map(|section| {
        let (ids, cases) = section.split_once('\n').expect("rules and their cases");
        let titles = cases.lines().filter_map(|line| line.strip_prefix("## Case: "));
        let titles: Vec<&'static str> = titles.collect();
        let lines = cases.lines();
        let lines = lines.map(|line| if line.starts_with("## Case: ") { "## Bad" } else { line });
        // The page of a rule lives as long as the program.
        let docs: &'static str = Box::leak(lines.collect::<Vec<_>>().join("\n").into_boxed_str());
        ids.split(", ").map(move |id| {
            let known = rule(id.trim()).unwrap_or_else(|| panic!("no rule `{id}`"));
            (known, titles.clone(), Rule { docs, ..*known })
        })
    });
    cases.collect()
}

#[test]
fn findings_at_the_edges_of_rules_are_pinned() {
    let mut all = String::new();
    for (rule, titles, own) in cases() {
        let _ = writeln!(all, "# {}\n", rule.id);
        let examples = examples(&own);
        assert_eq!(examples.len(), titles.len(), "{}", rule.id);
        for (example, title) in examples.iter().zip(titles) {
            let _ = writeln!(all, "## {title}\n");
            let files = example.project();
            let read = |path: &str| {
                let bytes = files.read(path.as_ref()).unwrap_or_default();
                masked(path, &String::from_utf8_lossy(&bytes), &Known::default()).text
            };
            let found = findings(rule, &files);
            if found.is_empty() {
                all.push_str("nothing\n\n");
            }
            for finding in found {
                let _ = writeln!(all, "{}", pinned(&finding, &read));
            }
        }
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("more_examples", all.trim_end()));
}

/// The evidence for a partner says in how many ranges refresh tokens are limited.
#[test]
fn evidence_counts_the_ranges() {
    use ecaforge::project::{Files, LoadOptions, Scope, load};
    use ecaforge::rules::isv::{Control, Verdict, evidence};
    use ecaforge::schema::{NAMESPACE, schema};

    let file = |name: &str, body: &str| {
        let known = &schema().types[name];
        let path = format!("{}/{}", known.folder, known.file_name("Billing"));
        let app = "<externalClientApplication>Billing</externalClientApplication>";
        (path, format!("<{name} xmlns=\"{NAMESPACE}\">{app}{body}</{name}>"))
    };
    let range = |last: u8| {
        format!(
            "<tokenIpRanges><endIpAddress>203.0.113.{last}</endIpAddress>\
             <startIpAddress>203.0.113.{last}</startIpAddress></tokenIpRanges>"
        )
    };
    for (count, said) in [
        (1, "1 range of addresses limits refresh tokens"),
        (2, "2 ranges of addresses limit refresh tokens"),
    ] {
        let ranges: String = (1..=count).map(range).collect();
        let files = Files::in_memory([
            file("ExternalClientApplication", "<distributionState>Packaged</distributionState>"),
            file(
                "ExtlClntAppGlobalOauthSettings",
                "<callbackUrl>https://billing.acme.com/callback</callbackUrl>",
            ),
            file("ExtlClntAppOauthSecuritySettings", &ranges),
        ]);
        let scope = Scope { paths: vec![".".into()] };
        let space = load(&files, &scope, &LoadOptions::default()).expect("it loads");
        let all: Vec<_> = space.projects.iter().flat_map(evidence).collect();
        let titles: std::collections::BTreeSet<&str> =
            all.iter().map(|row| row.control.title()).collect();
        assert_eq!(titles.len(), Control::ALL.len(), "each control has a row and a name");
        assert!(all.iter().all(|row| row.control.mandate().is_some()));
        let row = all.iter().find(|row| row.control == Control::TokenIpAllowlist);
        let row = row.expect("the row");
        assert_eq!((row.verdict, row.reason.as_str()), (Verdict::Met, said));
    }
}
