//! What comments, entries of the configuration, a baseline and `--since` leave out of a report, and
//! what they do not.

use ecaforge::change::apply;
use ecaforge::check::{Baseline, CheckRequest, Suppressor};
use ecaforge::diagnostic::Finding;
use ecaforge::project::{Files, Scope};
use ecaforge::schema::NAMESPACE;

use crate::projects::{CONFIG, checked, header, path_of, project, request, since};

const RULE: &str = "unknown-element";

/// The findings of a rule that are left, as paths and marked texts.
fn left(files: &Files, request: &CheckRequest<'_>, rule: &str) -> Vec<(String, String)> {
    let checked = checked(files, request);
    let own = checked.report.findings.iter().filter(|finding| finding.rule == rule);
    own.map(|finding| {
        let text = checked.workspace.text_of(&finding.place.path).unwrap_or_default();
        (finding.place.path.to_string(), finding.place.span.of(text).to_owned())
    })
    .collect()
}

/// The names of the unknown elements that are reported in a file with that text.
fn reported(text: &str) -> Vec<String> {
    let mut files = project(None);
    files.plan(path_of("", "Billing").as_ref(), Some(text.as_bytes().to_vec()));
    let own = left(&files, &request(), RULE).into_iter();
    own.map(|(_, marked)| marked.trim_matches(['<', '>', '/', ' ']).to_owned()).collect()
}

#[test]
fn a_comment_ignores_what_it_is_next_to() {
    let comment = "<!-- ecaforge-ignore unknown-element: an example -->";
    let file = |before: &str, body: &str| {
        let body = body.replace('!', comment);
        format!(
            "{before}<ExternalClientApplication xmlns=\"{NAMESPACE}\">\n{body}    \
             <label>Billing</label>\n</ExternalClientApplication>\n"
        )
    };
    let table = [
        ("    <one/>\n    <two/>\n", &["one", "two"][..]),
        ("    !\n    <one/>\n    <two/>\n", &["two"]),
        ("    <one/>\n    !\n    <two/>\n", &["one"]),
        ("    <one/> !\n    <two/>\n", &["two"]),
        ("    <one/>\n    <two/> !\n", &["one"]),
        ("    <one/> <two/> !\n    <three/>\n", &["three"]),
        ("    <one/>\n    <two/> <three/> !\n", &["one"]),
        ("    !<one/><two/>\n", &["two"]),
        ("    <one/>\n    <two/>\n    !\n", &["one", "two"]),
        ("    !\n    <contactEmail>a@acme.com</contactEmail>\n    <one/>\n", &["one"]),
        ("    <one>\n    !\n    <x/>\n    </one>\n    <two/>\n", &["one", "two"]),
    ];
    for end in ["\n", "\r\n"] {
        for (body, expected) in table {
            assert_eq!(reported(&file("", body).replace('\n', end)), expected, "{body}");
        }
    }
    let all = "    <one/>\n    <two/>\n";
    assert_eq!(reported(&file(&format!("{comment}\n"), all)), Vec::<String>::new());
    assert_eq!(reported(&file(comment, all)), Vec::<String>::new());
    let other = comment.replace(RULE, "unknown-enum-value");
    assert_eq!(reported(&file(&format!("{other}\n"), all)), ["one", "two"]);
}

#[test]
fn a_comment_is_for_its_own_file() {
    let comment = "<!-- ecaforge-ignore unknown-enum-value: an example -->\n";
    let mut files = project(None);
    files.plan(path_of("", "Ledger").as_ref(), Some((comment.to_owned() + &header("")).into()));
    let found = left(&files, &request(), "unknown-enum-value");
    assert_eq!(found, [(path_of("", "Billing"), "Lokal".to_owned())]);
}

#[test]
fn the_fix_of_an_unused_comment_removes_the_comment_and_its_line() {
    let comment = "<!-- ecaforge-ignore unknown-element: an example -->";
    for (before, after) in [
        ("    !\n    <label>x</label>\n", "    <label>x</label>\n"),
        ("    !\r\n    <label>x</label>\r\n", "    <label>x</label>\r\n"),
        ("    <label>x</label> !\n", "    <label>x</label> \n"),
        ("    ! <label>x</label>\n", "     <label>x</label>\n"),
        ("    <label>x</label>\n!\n", "    <label>x</label>\n"),
        ("    <label>x</label>\n  !  \n\n", "    <label>x</label>\n\n"),
    ] {
        let file = |body: &str| {
            format!(
                "<ExternalClientApplication xmlns=\"{NAMESPACE}\">\n{body}</ExternalClientApplication>\n"
            )
        };
        let text = file(&before.replace('!', comment));
        let mut files = project(None);
        files.plan(path_of("", "Billing").as_ref(), Some(text.clone().into_bytes()));
        let checked = checked(&files, &request());
        let own = checked.report.findings.iter().filter(|finding| finding.rule == "unused-ignore");
        let own: Vec<&Finding> = own.collect();
        assert_eq!(own.len(), 1, "{before}");
        let fix = own[0].fix.as_ref().expect("a fix");
        let edits: Vec<_> = fix.edits.iter().map(|edit| edit.edit.clone()).collect();
        assert_eq!(apply(&text, &edits), file(after), "{before}");
    }
    // One of two rules is in use: the comment stays.
    let text = header(
        "    <!-- ecaforge-ignore unknown-element, unknown-scope: an example -->\n    <one/>\n",
    );
    let mut files = project(None);
    files.plan(path_of("", "Billing").as_ref(), Some(text.into_bytes()));
    let checked = checked(&files, &request());
    let own = checked.report.findings.iter().find(|finding| finding.rule == "unused-ignore");
    assert!(own.expect("a finding").fix.is_none());
}

#[test]
fn an_entry_ignores_its_rule_below_its_path_until_its_day() {
    let entry = |path: &str, more: &str| {
        format!(
            "[[check.ignore]]\nrule = \"unknown-enum-value\"\npath = \"{path}\"\nreason = \"a pilot\"\n{more}"
        )
    };
    let rules = |config: &str, scope: &str| {
        let request = CheckRequest { scope: Scope { paths: vec![scope.into()] }, ..request() };
        let mut rules: Vec<_> = checked(&project(Some(config)), &request)
            .report
            .findings
            .iter()
            .map(|f| f.rule)
            .collect();
        rules.retain(|rule| {
            ["unknown-enum-value", "unused-ignore", "expired-ignore"].contains(rule)
        });
        rules.sort_unstable();
        rules
    };
    let (all, own, header) = (".", path_of("", "Billing"), "unknown-enum-value");
    assert_eq!(rules("[check]\n", all), [header]);
    for path in ["force-app/**", "**/*.eca-meta.xml", own.as_str()] {
        assert_eq!(rules(&entry(path, ""), all), Vec::<&str>::new(), "{path}");
        assert_eq!(rules(&entry(path, "until = 2026-01-02\n"), all), Vec::<&str>::new(), "{path}");
        assert_eq!(
            rules(&entry(path, "until = 2025-12-31\n"), all),
            ["expired-ignore", header],
            "{path}"
        );
    }
    assert_eq!(rules(&entry("other/**", ""), all), [header, "unused-ignore"]);
    assert_eq!(rules(&entry("other/**", ""), "force-app"), [header], "a part is no proof");
    // Both the comment and the entry count as used.
    let mut files = project(Some(&entry("force-app/**", "")));
    let comment = "<!-- ecaforge-ignore unknown-enum-value: an example -->\n";
    files.plan(own.as_ref(), Some((comment.to_owned() + &crate::projects::header("")).into()));
    let report = checked(&files, &request()).report;
    assert!(report.findings.iter().all(|f| f.rule != "unused-ignore"), "{:?}", report.findings);
    assert!(report.suppressed.iter().all(|one| one.by == Suppressor::Inline));
}

#[test]
fn a_baseline_leaves_out_what_it_lists_and_no_leaked_credential() {
    let secret = format!(
        "<ExtlClntAppGlobalOauthSettings xmlns=\"{NAMESPACE}\">\n    \
         <callbackUrl>https://billing.acme.com/callback</callbackUrl>\n    \
         <consumerSecret>8F2A19C04D7B4E6690AB12CD34EF5678</consumerSecret>\n    \
         <externalClientApplication>Billing</externalClientApplication>\n    \
         <label>Billing</label>\n</ExtlClntAppGlobalOauthSettings>\n"
    );
    let path = "force-app/main/default/extlClntAppGlobalOauthSets/Billing.ecaGlblOauth-meta.xml";
    let with = |config: Option<&str>| {
        let mut files = project(config);
        files.plan(path.as_ref(), Some(secret.clone().into_bytes()));
        files
    };
    let all = checked(&with(None), &request()).report.findings;
    let leak = all.iter().find(|finding| finding.rule == "committed-secret").expect("the leak");
    let entry = |finding: &Finding| {
        format!(
            "{{\"path\": \"{}\", \"rule\": \"{}\", \"fingerprint\": \"{}\"}}",
            finding.place.path, finding.rule, finding.fingerprint
        )
    };
    let baseline = |findings: &[&Finding]| {
        let entries: Vec<String> = findings.iter().map(|finding| entry(finding)).collect();
        let text = format!("{{\"version\": 1, \"findings\": [{}]}}", entries.join(", "));
        Baseline::read(&text).expect("a baseline")
    };
    let remaining = |baseline: &Baseline, config: Option<&str>| {
        let request = CheckRequest { baseline: Some(baseline), ..request() };
        let report = checked(&with(config), &request).report;
        assert!(report.suppressed.iter().all(|one| one.by == Suppressor::Baseline));
        let own = report.findings.into_iter().filter(|f| f.rule != "weakened-configuration");
        own.map(|finding| finding.rule).collect::<Vec<_>>()
    };
    let every: Vec<&Finding> = all.iter().collect();
    assert_eq!(remaining(&baseline(&every), None), [leak.rule]);
    let others: Vec<&str> = all.iter().map(|f| f.rule).filter(|rule| *rule != leak.rule).collect();
    assert!(!others.is_empty());
    assert_eq!(remaining(&baseline(&[leak]), None).len(), all.len(), "a leak stays");
    assert_eq!(remaining(&Baseline::default(), None).len(), all.len());
    let one: Vec<&Finding> = all.iter().filter(|finding| finding.rule == others[0]).collect();
    let rest = remaining(&baseline(&one), None);
    assert!(rest.len() == all.len() - one.len() && !rest.contains(&others[0]), "{rest:?}");
    // A finding about credentials that is no error says of no leak.
    let mild = "[check.rules]\ncommitted-secret = \"warning\"\n";
    assert_eq!(remaining(&baseline(&every), Some(mild)), Vec::<&str>::new());
    assert!(Baseline::leaves_in(leak));
    let written = Baseline::write(&checked(&with(None), &request()).report);
    assert!(!written.contains(leak.rule) && written.contains(others[0]), "{written}");
}

#[test]
fn a_finding_is_old_where_a_file_that_it_points_to_changed_elsewhere() {
    let mut files = project(None);
    let copy = path_of("", "Billing").replace("/Billing", "/old/Billing");
    files.plan(copy.as_ref(), Some(header("").into_bytes()));
    let before = checked(&files, &request());
    let own = before.report.findings.iter().find(|f| f.rule == "more-than-one-file");
    let own = own.expect("the finding");
    let related = own.related.first().expect("another place").place.path.to_string();
    assert_ne!(*own.place.path, *related);
    for changed in [&[related.as_str()][..], &[&*own.place.path], &[CONFIG]] {
        let since = since(&before, changed);
        let request = CheckRequest { since: Some(&since), ..request() };
        assert_eq!(left(&files, &request, "more-than-one-file").len(), 0, "{changed:?}");
    }
}

#[test]
fn a_baseline_that_is_written_again_keeps_what_it_listed_and_takes_nothing_else() {
    let before = checked(&project(None), &request()).report;
    let first = Baseline::write(&before);
    let known = Baseline::read(&first).expect("a baseline");
    let request = CheckRequest { baseline: Some(&known), ..request() };
    let again = checked(&project(None), &request).report;
    assert!(!again.suppressed.is_empty());
    assert_eq!(Baseline::write(&again), first);
    // What a comment or the configuration ignores needs no entry.
    let ignore =
        "[[check.ignore]]\nrule = \"unknown-enum-value\"\npath = \"**\"\nreason = \"a pilot\"\n";
    let ignored = checked(&project(Some(ignore)), &crate::projects::request()).report;
    assert!(ignored.suppressed.iter().any(|one| one.by == Suppressor::Config));
    assert!(!Baseline::write(&ignored).contains("unknown-enum-value"));
}

#[test]
fn a_comment_that_ignores_nothing_is_told_in_what_is_deployed_alone() {
    let comment = "<!-- ecaforge-ignore unknown-scope: an example -->\n";
    for (folder, count) in [("force-app/main/default", 1), ("backup", 0)] {
        let path = format!("{folder}/externalClientApps/Ledger.eca-meta.xml");
        let mut files = project(None);
        files.plan(path.as_ref(), Some((comment.to_owned() + &header("")).into()));
        let found = left(&files, &request(), "unused-ignore");
        assert_eq!(found.len(), count, "{folder}: {found:?}");
    }
}
