//! Texts of strangers in every place of every report, read back by the parser of each format.

use std::collections::BTreeSet;

use ecaforge::change::{Edit, Move};
use ecaforge::check::{Report, Suppressed, Suppressor};
use ecaforge::diagnostic::{FileEdit, Finding, Fix, Place, Related, Safety, Severity};
use ecaforge::emit::{self, EvidenceTable, Extras, HumanOptions, Places};
use ecaforge::mask;
use ecaforge::project::Workspace;
use ecaforge::rules::all_rules;
use ecaforge::rules::isv::{Control, Evidence, Verdict};
use ecaforge::text::Span;
use ecaforge::text::escape::{is_hidden, line};
use quick_xml::events::Event as Xml;
use serde_json::Value;

/// Texts that want to be something else than text.
pub(crate) const HOSTILE: &[&str] = &[
    "A\n::add-mask::x",
    "::error file=a::b",
    "\r::stop-commands::t",
    "a ::set-output name=x::y",
    "##[add-mask]x",
    "a ##vso[task.setvariable variable=x]y",
    "##teamcity[buildStop comment='x']",
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}]8;;https://evil.example\u{7}link\u{1b}]8;;\u{7}",
    "\u{1b}]0;title\u{7}",
    "\u{9b}31m\u{9d}0;x\u{9c}",
    "back\u{8}\u{8}\u{8}\u{8}space",
    "null \u{0} delete \u{7f} escape \u{1b}",
    "over\rwrite",
    "rtl \u{202e}gnp.exe\u{202c} \u{2066}x\u{2069}",
    "marks \u{200e}\u{200f}\u{61c}",
    "zero\u{200b}width\u{200d}\u{2060}\u{feff}\u{ad}",
    "lines\u{2028}and\u{2029}paragraphs\u{85}",
    "tags \u{e0041}\u{e0042}",
    "`code` `` ` ``",
    "``<img src=//evil.example/x>``",
    "a`` b <img src=x onerror=alert(1)> `c",
    "```\nfence\n```",
    "<script>alert(1)</script>",
    "</summary></details><b>x</b>",
    "<!-- ecaforge --> <a href=x>",
    "<https://evil.example> <me@evil.example>",
    "&lt;b&gt; &#64;acme &amp;",
    "@acme @acme/team me@acme.com",
    "`@acme` and @acme",
    "fixes #1, GH-2, acme/repo#3, !4, ~5",
    "0123abc 0123456789abcdef0123456789abcdef01234567",
    "https://evil.example www.evil.example ftp://evil.example",
    "[text](https://evil.example) ![x](https://evil.example/x.png)",
    "[ref]: https://evil.example \"x\"",
    "[^1] [x][y] [ ] [x]",
    "a | b | c \\| d",
    "`a\\|b` \\",
    "**bold** _it_ ~~gone~~ ***",
    "# heading",
    "- item\n1. item\n> quote\n---",
    ":smile: :+1: :100:",
    "$x$ $$y$$ \\(z\\)",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =HYPERLINK(\"https://evil.example\")",
    "\u{ff1d}1+1",
    "quotes \" ' , ; %",
    "100%0A::error::x %25 %2C",
    "]]> <![CDATA[ x ]]> &entity;",
    "\u{fffe}\u{ffff}\u{b}\u{c}",
    "{\"a\": 1} \\u0000 \\\"",
    "%s %n ${HOME} $(id) `id`",
    "..\\..\\x C:\\x",
    "🔷 Größe שלום 大",
    " ",
];

/// A log holds the pages of all rules, so one log takes every text.
#[test]
fn logs_say_what_was_found() {
    let all = HOSTILE.iter().flat_map(|text| report(text, text, Severity::Error).findings);
    let report = Report::new(all.collect(), &Workspace::default());
    let output = emit::sarif(&report, &Places::default());
    quiet("sarif", "all", &output);
    let log: Value = serde_json::from_str(&output).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("results");
    for text in HOSTILE {
        let told = format!("the value `{text}` is {text}");
        let message =
            |result: &Value| result["message"]["text"].as_str().map(crate::formats::sarif_text);
        let said = |result: &Value| message(result).is_some_and(|said| said.starts_with(&told));
        assert!(results.iter().any(said), "{text:?}");
    }
}

/// A report with the text in every place that a text of others can land in.
fn report(text: &str, path: &str, severity: Severity) -> Report {
    let place = Place { path: path.into(), span: Span::new(0, 3) };
    let edit = Edit { span: Span::new(0, 1), text: text.to_owned() };
    let step = Move { from: path.into(), to: text.into() };
    let rule = all_rules().next().expect("there is a rule");
    let finding = Finding {
        withheld: false,
        rule: rule.id,
        severity,
        place: place.clone(),
        app: Some(text.to_owned()),
        message: format!("the value `{text}` is {text}").into(),
        why: format!("Because of {text}.").into(),
        help: format!("write {text} or `{text}`").into(),
        url: Some("https://example.com/a".into()),
        related: vec![Related { place: place.clone(), message: format!("first {text}") }],
        fix: Some(Fix {
            title: format!("replace {text}"),
            safety: Safety::Safe,
            edits: vec![FileEdit { path: path.into(), edit }],
            moves: vec![step],
        }),
        fingerprint: "f".to_owned(),
    };
    let suppressed = Suppressed {
        finding: finding.clone(),
        by: Suppressor::Config,
        reason: Some(text.to_owned()),
    };
    Report::with_suppressed(vec![finding], vec![suppressed], &Workspace::default())
}

/// Each hostile text as a value, as a path, and as the file that is pointed into.
pub(crate) fn each(mut judge: impl FnMut(&str, &Report, &Places)) {
    for text in HOSTILE {
        for path in [*text, "force-app/a.xml"] {
            for severity in [Severity::Error, Severity::Hint] {
                let report = report(text, path, severity);
                let file = format!("<a>{text}</a>\n{text}\n");
                judge(text, &report, &Places::default().with(path, &file));
            }
        }
    }
}

/// What a terminal or a build server would act on in an output.
fn active(output: &str) -> Option<String> {
    let odd = |c: char| is_hidden(c) && !matches!(c, '\n' | '\t');
    if let Some(c) = output.chars().find(|&c| odd(c)) {
        return Some(format!("the character {c:?}"));
    }
    let command = |line: &&str| {
        let mark = line.match_indices("##").any(|(at, _)| {
            line[at + 2..].trim_start_matches(char::is_alphanumeric).starts_with('[')
        });
        mark || line.trim_start().starts_with("::")
    };
    output.split(['\n', '\r']).find(command).map(|line| format!("the command {line:?}"))
}

pub(crate) fn quiet(format: &str, text: &str, output: &str) {
    let found = active(output);
    assert!(found.is_none(), "{format}: {text:?}: {}\n{output}", found.unwrap_or_default());
}

#[test]
fn terminals_show_texts_and_act_on_none() {
    each(|text, report, places| {
        for width in [40, 100] {
            let options = HumanOptions { color: false, width };
            quiet("human", text, &emit::human(report, places, options));
            let colored = emit::human(report, places, HumanOptions { color: true, width });
            quiet("human in colours", text, &without_colors(&colored));
        }
        let concise = emit::concise(report, places);
        quiet("concise", text, &concise);
        assert_eq!(concise.lines().count(), 2, "{text:?}\n{concise}");
        let shown = line(text);
        assert!(
            concise.contains(&format!("the value `{shown}`")) || shown.contains("##"),
            "{concise}"
        );
    });
}

/// The output without the sequences that the renderer itself writes: colours, and links to our pages.
fn without_colors(output: &str) -> String {
    let mut out = String::new();
    let mut rest = output;
    while let Some(at) = rest.find('\u{1b}') {
        out.push_str(&rest[..at]);
        let sequence = &rest[at..];
        let end = if sequence.starts_with("\u{1b}]8;;") {
            let end = sequence.find("\u{1b}\\").expect("an end") + 2;
            let address = &sequence[5..end - 2];
            assert!(address.is_empty() || address == "https://example.com/a", "{address}");
            end
        } else {
            let end = sequence.find('m').expect("an end");
            assert!(sequence[2..end].chars().all(|c| c.is_ascii_digit() || c == ';'));
            end + 1
        };
        rest = &sequence[end..];
    }
    out + rest
}

#[test]
fn workflow_commands_are_ours_alone() {
    let undo = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        text.replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    each(|text, report, places| {
        let output = emit::github(report, places);
        assert_eq!(output.split_terminator(['\n', '\r']).count(), 1, "{text:?}\n{output}");
        let rest = output.trim_end().strip_prefix("::").expect("a command");
        assert!(rest.starts_with("error ") || rest.starts_with("notice "), "{output}");
        let (head, data) = rest.split_once("::").expect("data");
        quiet("github", text, &format!("{head} {data}"));
        let (_, properties) = head.split_once(' ').expect("properties");
        let keys: BTreeSet<&str> = properties
            .split(',')
            .map(|property| property.split_once('=').expect("a property").0)
            .collect();
        let known = ["file", "line", "endLine", "col", "endColumn", "title"];
        assert!(keys.iter().all(|key| known.contains(key)), "{keys:?}");
        let first = undo(data);
        let seen: String = text.chars().filter(|&c| !is_hidden(c)).collect();
        let told: String = first.chars().filter(|&c| !is_hidden(c)).collect();
        if !text.chars().any(is_hidden) && !text.contains("##") {
            assert!(told.starts_with(&format!("the value `{seen}` is {seen}")), "{told}");
        }
    });
}

#[test]
fn logging_commands_are_ours_alone() {
    each(|text, report, places| {
        let output = emit::azure(report, places);
        assert_eq!(output.split_terminator(['\n', '\r']).count(), 1, "{text:?}\n{output}");
        let rest = output.strip_prefix("##vso[task.logissue ").expect("a command");
        let (head, data) = rest.split_once(']').expect("data");
        quiet("azure", text, &format!("{head} {data}"));
        let keys: Vec<&str> = head
            .split_terminator(';')
            .map(|property| property.split_once('=').expect("a property").0)
            .collect();
        assert_eq!(keys, ["type", "sourcepath", "linenumber", "columnnumber", "code"], "{text:?}");
    });
}

pub(crate) fn table(text: &str) -> EvidenceTable {
    let row = Evidence {
        control: Control::Pkce,
        app: text.to_owned(),
        verdict: Verdict::Met,
        is_silent: false,
        reason: format!("because of {text}"),
        place: Some(Place { path: text.into(), span: Span::empty(0) }),
        value: Some(text.to_owned()),
    };
    EvidenceTable { rows: vec![row], time: 0, commit: Some(text.to_owned()) }
}

#[test]
fn tables_of_evidence_run_nothing() {
    for text in HOSTILE {
        let places = Places::default().with(text, text);
        let output = emit::evidence_csv(&table(text), &places);
        quiet("evidence-csv", text, &output.replace("\r\n", "\n"));
        let mut reader = csv::Reader::from_reader(output.as_bytes());
        let rows: Vec<csv::StringRecord> =
            reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 1, "{text:?}\n{output}");
        for (at, field) in rows[0].iter().enumerate() {
            let start = field.trim_start().chars().next();
            let runs =
                start.is_some_and(|c| "=+-@\t\r\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(c));
            assert!(!runs, "{text:?}: {at}: {field:?}");
            if matches!(at, 1 | 4 | 6 | 13) && !text.contains("##") && !text.starts_with("::") {
                let masked = mask::say(text);
                let shown = [line(text), line(&masked)];
                let field = field.trim_start_matches('\'').trim();
                assert!(shown.iter().any(|it| it.trim() == field), "{at}: {field}");
            }
        }
        quiet("evidence", text, &emit::evidence(&table(text), &places));
    }
}

#[test]
fn documents_say_what_was_found() {
    each(|text, report, places| {
        for (format, output) in [
            (
                "json",
                emit::json_with(
                    report,
                    places,
                    Extras { evidence: Some(&table(text)), ..Extras::default() },
                ),
            ),
            ("gitlab", emit::gitlab(report, places)),
            ("rdjson", emit::rdjson(report, places)),
        ] {
            quiet(format, text, &output);
            let value: Value = serde_json::from_str(&output).expect("JSON");
            let mut all = Vec::new();
            strings(&value, &mut all);
            let told = format!("the value `{text}` is {text}");
            assert!(all.iter().any(|one| one.starts_with(&told)), "{format}: {text:?}");
        }
        for (format, output) in [
            ("junit", emit::junit(report, places, &|_| true)),
            ("junit of what passes", emit::junit(report, places, &|_| false)),
            ("checkstyle", emit::checkstyle(report, places)),
        ] {
            quiet(format, text, &output);
            let found = attributes_and_texts(&output);
            assert!(output.chars().all(|c| !c.is_control() || c == '\n'));
            let shown: Vec<String> =
                text.split(['\n', '\r', '\t']).map(|t| line(t).into_owned()).collect();
            let told = |one: &String| shown.iter().all(|part| one.contains(part.as_str()));
            assert!(found.iter().any(told), "{format}: {text:?}\n{output}");
        }
    });
}

fn attributes_and_texts(document: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(document);
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Xml::Start(tag) | Xml::Empty(tag) => {
                for attribute in tag.attributes() {
                    let value = attribute.expect("an attribute").value;
                    let value = quick_xml::escape::unescape(&value).expect("text").into_owned();
                    found.push(value);
                }
            }
            Xml::Eof => return found,
            _ => {}
        }
    }
}

fn strings(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) => all.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, all)),
        Value::Object(map) => map.values().for_each(|item| strings(item, all)),
        _ => {}
    }
}
