//! The formats of build servers and review tools, read back by another reader.

use ecaforge::change::apply;
use ecaforge::check::Report;
use ecaforge::diagnostic::{Finding, Severity};
use ecaforge::emit::{self, Places};
use ecaforge::project::Workspace;
use ecaforge::rules::all_rules;
use ecaforge::text::escape::is_hidden;
use quick_xml::events::Event;
use serde_json::Value;

use crate::formats::{NASTY, PATHS, finding, nasty, places, real};

/// Reads a logging command as the agent does: undoing its escapes.
fn issue(line: &str) -> (Vec<(String, String)>, String) {
    let rest = line.strip_prefix("##vso[task.logissue ").expect("a command");
    let (head, data) = rest.split_once(']').expect("data");
    let undo = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3B", ";");
        text.replace("%5D", "]").replace("%AZP25", "%")
    };
    let properties = head.trim_end_matches(';').split(';').map(|property| {
        let (key, value) = property.split_once('=').expect("a value");
        (key.to_owned(), undo(value))
    });
    (properties.collect(), undo(data))
}

/// A text with what nobody sees shown, and line ends kept.
fn clean(text: &str) -> String {
    let kept = |c: char| matches!(c, '\n' | '\r' | '\t') || !is_hidden(c);
    let shown = |c: char| format!("\\u{{{:x}}}", u32::from(c));
    text.chars().map(|c| if kept(c) { c.to_string() } else { shown(c) }).collect()
}

#[test]
fn azure_commands_are_escaped_and_capped() {
    for path in PATHS {
        for message in NASTY {
            for severity in [Severity::Error, Severity::Warning, Severity::Hint] {
                let report =
                    Report::new(vec![finding(path, message, severity)], &Workspace::default());
                let text = emit::azure(&report, &places(&report));
                assert_eq!(text.lines().count(), 1, "{text:?}");
                let (properties, data) = issue(text.trim_end_matches('\n'));
                let keys: Vec<&str> = properties.iter().map(|(key, _)| key.as_str()).collect();
                assert_eq!(keys, ["type", "sourcepath", "linenumber", "columnnumber", "code"]);
                let is_error = severity == Severity::Error;
                assert_eq!(properties[0].1, if is_error { "error" } else { "warning" });
                assert_eq!(properties[1].1, clean(path));
                let hint = if severity == Severity::Hint { "hint: " } else { "" };
                assert!(data.starts_with(&format!("{hint}{}", clean(message))), "{data:?}");
            }
        }
    }
    let report = nasty();
    let text = emit::azure(&report, &places(&report));
    let count = |kind: &str| text.lines().filter(|line| line.contains(kind)).count();
    assert_eq!((count("type=error;"), count("type=warning;")), (10, 10));
    assert!(text.lines().last().unwrap().contains("170 more not shown here"), "{text}");
}

#[test]
fn servers_that_show_few_findings_show_leaks_and_many_rules() {
    let mut findings = Vec::new();
    for rule in all_rules() {
        for number in 0..20 {
            let path = format!("{number}.xml");
            findings.push(Finding { rule: rule.id, ..finding(&path, "x", Severity::Error) });
        }
    }
    let report = Report::new(findings, &Workspace::default());
    for text in [emit::github(&report, &places(&report)), emit::azure(&report, &places(&report))] {
        let errors: Vec<&str> = text.lines().filter(|line| line.contains("error")).collect();
        let has = |line: &str, id: &str| {
            line.contains(&format!("code={id};")) || line.contains(&format!("%3A {id}::"))
        };
        for line in &errors[..10] {
            assert_eq!(all_rules().filter(|rule| has(line, rule.id)).count(), 1, "{line}");
        }
        for rule in all_rules() {
            let shown = errors.iter().filter(|line| has(line, rule.id)).count();
            assert!(shown <= 1, "{} is shown again", rule.id);
            assert!(shown == 1 || !rule.rank().is_leak, "{} is a leak: {text}", rule.id);
        }
    }
}

#[test]
fn checkstyle_reads_back() {
    let report = nasty();
    let text = emit::checkstyle(&report, &places(&report));
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut files, mut messages) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(tag) | Event::Empty(tag) => {
                let of = |name: &str| {
                    let value = tag.try_get_attribute(name).unwrap().unwrap().value;
                    quick_xml::escape::unescape(&value).unwrap().into_owned()
                };
                match tag.name().as_ref() {
                    "file" => files.push(of("name")),
                    "error" => {
                        assert!(["error", "warning", "info"].contains(&of("severity").as_str()));
                        assert_eq!((of("line"), of("column")), ("1".to_owned(), "1".to_owned()));
                        assert!(of("source").starts_with("ecaforge."));
                        messages.push(of("message"));
                    }
                    name => assert_eq!(name, "checkstyle"),
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut paths: Vec<String> =
        PATHS.iter().map(|path| clean(path).replace("\u{fffd}", "")).collect();
    paths.sort();
    files.sort();
    assert_eq!(files, paths);
    assert_eq!(messages.len(), report.findings.len());
    for message in NASTY {
        let told = clean(message);
        assert!(messages.iter().any(|one| one.starts_with(&told)), "{message:?}");
    }
}

#[test]
fn rdjson_reads_back() {
    let report = nasty();
    let log: Value = serde_json::from_str(&emit::rdjson(&report, &places(&report))).unwrap();
    assert_eq!(log["source"]["name"], "ecaforge");
    let diagnostics = log["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics.len(), report.findings.len());
    for (diagnostic, finding) in diagnostics.iter().zip(&report.findings) {
        assert_eq!(diagnostic["location"]["path"], *finding.place.path);
        assert_eq!(diagnostic["code"]["value"], finding.rule);
        assert!(diagnostic["message"].as_str().unwrap().starts_with(&*finding.message));
        let severity = diagnostic["severity"].as_str().unwrap();
        assert!(["ERROR", "WARNING", "INFO"].contains(&severity));
    }
}

/// A suggestion does in the file what the fix does, also when the fix has several edits.
#[test]
fn suggestions_of_rdjson_do_what_the_fixes_do() {
    let mut seen = 0;
    for (report, workspace) in real() {
        let places = Places::of(&report, &workspace);
        let log: Value = serde_json::from_str(&emit::rdjson(&report, &places)).unwrap();
        let diagnostics = log["diagnostics"].as_array().unwrap();
        for (diagnostic, finding) in diagnostics.iter().zip(&report.findings) {
            let suggestion = &diagnostic["suggestions"][0];
            if suggestion.is_null() {
                continue;
            }
            seen += 1;
            let path = &finding.place.path;
            let text = workspace.text_of(path).unwrap();
            let at = |end: &str| {
                let number = |key: &str| {
                    let number = suggestion["range"][end][key].as_u64().unwrap();
                    usize::try_from(number).unwrap() - 1
                };
                let lines = text.split_inclusive('\n');
                lines.take(number("line")).map(str::len).sum::<usize>() + number("column")
            };
            let new = suggestion["text"].as_str().unwrap();
            let suggested = format!("{}{new}{}", &text[..at("start")], &text[at("end")..]);
            let fix = finding.fix.as_ref().unwrap();
            let edits: Vec<_> = fix.edits.iter().map(|edit| edit.edit.clone()).collect();
            let fixed = apply(text, &edits);
            assert_eq!(suggested, fixed, "{}", finding.rule);
        }
    }
    assert!(seen > 50, "{seen}");
}
