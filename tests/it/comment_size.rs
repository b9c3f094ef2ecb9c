//! A comment on a pull request is never longer than GitHub takes, and always whole.

use std::sync::LazyLock;

use ecaforge::check::Report;
use ecaforge::diagnostic::{Finding, Place, Severity};
use ecaforge::emit::{self, Checkout, EvidenceTable, Extras, Forge, ForgeKind, Places, Statistics};
use ecaforge::project::Workspace;
use ecaforge::rules::all_rules;
use ecaforge::rules::isv::{Control, Evidence, Verdict};
use ecaforge::text::Span;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::hostile::HOSTILE;

/// The longest comment, in characters as GitHub counts them. Bytes are at least as many.
const LONGEST: usize = 65_536;

fn finding(
    rule: usize,
    severity: Severity,
    app: Option<String>,
    words: &str,
    path: &str,
) -> Finding {
    static RULES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| all_rules().map(|rule| rule.id).collect());
    Finding {
        rule: RULES[rule % RULES.len()],
        severity,
        place: Place { path: path.into(), span: Span::empty(0) },
        app,
        message: words.to_owned().into(),
        why: format!("Because of {words}").into(),
        help: format!("write {words}").into(),
        url: Some("https://example.com/a".into()),
        related: Vec::new(),
        fix: None,
        withheld: false,
        fingerprint: String::new(),
    }
}

/// The comment of a report is short enough, has what it says, and says what it has not.
fn judge(report: &Report, evidence: Option<&EvidenceTable>, statistics: bool) {
    let forge = Forge {
        kind: ForgeKind::GitHub,
        address: "https://github.com/acme/apps".to_owned(),
        commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
    };
    let checkout = Checkout { directory: String::new(), forge: Some(forge) };
    let places = Places::default().of_checkout(checkout);
    let counted = Statistics::of(report);
    let extras = Extras { statistics: statistics.then_some(&counted), evidence };
    let text = emit::markdown_with(report, &places, extras);
    assert!(text.len() < LONGEST, "{} bytes", text.len());
    assert!(text.starts_with("<!-- ecaforge -->\n### External Client Apps: "), "{text}");
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
    assert!(
        !text.contains("| --- |\n\n") && !text.ends_with("| --- |\n"),
        "an empty table: {text}"
    );
    let (mut links, mut open) = (0, 0_i32);
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                links += usize::from(dest_url.contains("/blob/"));
            }
            Event::Html(html) => {
                open += i32::from(html.contains("<details>"));
                open -= i32::from(html.contains("</details>"));
                assert!((0..=1).contains(&open), "{text}");
            }
            _ => {}
        }
    }
    let cut = text.lines().find(|line| line.starts_with("**Not shown here: "));
    let not_shown: usize = cut.map_or(0, |line| {
        let counts = line.trim_start_matches("**Not shown here: ").split(".**").next();
        let counts = counts.expect("the counts").split(", ");
        counts.map(|count| count.split(' ').next().unwrap().parse::<usize>().unwrap()).sum()
    });
    assert_eq!(links + not_shown, report.findings.len(), "{text}");
    assert!(cut.is_none_or(|line| line.contains("`ecaforge check` lists all")), "{text}");
}

fn report(findings: Vec<Finding>) -> Report {
    Report::new(findings, &Workspace::default())
}

#[test]
fn ten_thousand_findings_make_one_comment() {
    let path = "force-app/main/default/extlClntAppGlobalOauthSets";
    let severities = [Severity::Error, Severity::Warning, Severity::Hint];
    for (at, words) in ["大きい 🔷🔷🔷", HOSTILE[0], &"long ".repeat(300)].into_iter().enumerate()
    {
        let findings = (0..10_000).map(|number| {
            let app = format!("App_{}", number % 2_000);
            let path = format!("{path}/{app}_glbloauth.ecaGlblOauth-meta.xml");
            let severity = if number < 100 { Severity::Error } else { severities[at] };
            finding(number, severity, Some(app), words, &path)
        });
        judge(&report(findings.collect()), None, severities[at] == Severity::Hint);
    }
}

#[test]
fn evidence_and_findings_share_the_room() {
    let row = |number: usize| Evidence {
        control: Control::Pkce,
        app: format!("App_{number}"),
        verdict: Verdict::Met,
        is_silent: false,
        reason: "`isPkceRequired` is `true`".to_owned(),
        place: Some(Place { path: "force-app/a.xml".into(), span: Span::empty(0) }),
        value: Some("isPkceRequired = true".to_owned()),
    };
    for (rows, findings) in [(0, 0), (3, 0), (0, 3), (3, 3), (2_000, 0), (2_000, 2_000)] {
        let table = EvidenceTable { rows: (0..rows).map(row).collect(), time: 0, commit: None };
        let findings =
            (0..findings).map(|n| finding(n, Severity::Error, None, "x", &format!("{n}.xml")));
        judge(&report(findings.collect()), Some(&table), true);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn any_report_makes_a_whole_comment(
        findings in prop::collection::vec(
            (any::<usize>(), 0..3_usize, any::<bool>(), 0..HOSTILE.len(), 0..HOSTILE.len(), 1..60_usize),
            0..200,
        ),
        statistics in any::<bool>(),
    ) {
        let severities = [Severity::Error, Severity::Warning, Severity::Hint];
        let findings = findings.into_iter().map(|(rule, severity, has_app, app, words, times)| {
            let app = has_app.then(|| HOSTILE[app].to_owned());
            // The path is one of ours, so that each finding that is shown has a link.
            finding(rule, severities[severity], app, &HOSTILE[words].repeat(times), "a/b c.xml")
        });
        judge(&report(findings.collect()), None, statistics);
    }
}
