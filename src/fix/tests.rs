use super::*;
use crate::change::Edit;
use crate::diagnostic::{Fix, Place, Severity};
use crate::project::{LoadOptions, Scope, load};
use crate::text::Span;

const PATH: &str = "a.xml";

/// A check that looks for words in one file and offers replacements.
fn check<'a>(
    words: &'a [(&'a str, &'a str, Safety)],
) -> impl Fn(&Files) -> io::Result<Checked> + 'a {
    move |files| {
        let bytes = files.read(Path::new(PATH)).unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let mut findings = Vec::new();
        for &(word, by, safety) in words {
            for (at, _) in text.match_indices(word) {
                let span = Span::new(at, at + word.len());
                let edit = Edit::replace(span, by);
                findings.push(Finding {
                    rule: "test",
                    severity: Severity::Error,
                    place: Place { path: PATH.into(), span },
                    app: None,
                    message: format!("`{word}`").into(),
                    why: "".into(),
                    help: "".into(),
                    url: None,
                    related: Vec::new(),
                    withheld: false,
                    fingerprint: String::new(),
                    fix: Some(Fix::edit("t", safety, &PATH.into(), edit)),
                });
            }
        }
        let scope = Scope { paths: Vec::new() };
        let workspace = load(files, &scope, &LoadOptions::default())?;
        Ok(Checked::new(Report::new(findings, &workspace), &workspace))
    }
}

fn fixed(text: &str, words: &[(&str, &str, Safety)], safety: Safety) -> (String, usize) {
    let files = Files::in_memory([(PATH, text)]);
    let done = fix(&files, safety, &check(words)).unwrap();
    let bytes = done.files.read(Path::new(PATH)).unwrap();
    (String::from_utf8(bytes).unwrap(), done.applied)
}

#[test]
fn goes_on_until_nothing_is_left() {
    let words = [("one", "two", Safety::Safe), ("two", "three", Safety::Safe)];
    let text = "\u{feff}<a>\r\n<!-- é -->\tone one</a>\r\n";
    let (new, _) = fixed(text, &words, Safety::Safe);
    assert_eq!(new, text.replace("one", "three"));
}

#[test]
fn fixes_side_by_side_are_applied_in_one_round() {
    let words = [("one", "two", Safety::Safe), ("four", "six", Safety::Safe)];
    assert_eq!(fixed("<a>onefour</a>", &words, Safety::Safe), ("<a>twosix</a>".to_owned(), 2));
}

#[test]
fn leaves_unsafe_fixes_alone_unless_allowed() {
    let words = [("one", "two", Safety::Unsafe)];
    assert_eq!(fixed("<a>one</a>", &words, Safety::Safe), ("<a>one</a>".to_owned(), 0));
    assert_eq!(fixed("<a>one</a>", &words, Safety::Unsafe), ("<a>two</a>".to_owned(), 1));
}

#[test]
fn drops_what_breaks_the_file_or_does_not_help() {
    let words =
        [("one", "<b>", Safety::Safe), ("two", "2 two", Safety::Safe), ("four", "4", Safety::Safe)];
    let (new, applied) = fixed("<a>one two four</a>", &words, Safety::Safe);
    assert_eq!((new.as_str(), applied), ("<a>one two 4</a>", 1));
}

#[test]
fn ends_where_fixes_undo_each_other() {
    let words = [("one", "two", Safety::Safe), ("two", "one", Safety::Safe)];
    let (new, _) = fixed("<a>one</a>", &words, Safety::Safe);
    assert_eq!(new, "<a>two</a>", "no state is visited twice");
}

#[test]
fn says_why_a_fix_is_left() {
    let words =
        [("one", "<b>", Safety::Safe), ("two", "2 two", Safety::Safe), ("four", "4", Safety::Safe)];
    let files = Files::in_memory([(PATH, "<a>one two four</a>")]);
    let done = fix(&files, Safety::Safe, &check(&words)).unwrap();
    let why: Vec<_> = done.left.iter().map(|l| (&*l.finding.message, &l.reason)).collect();
    assert_eq!(why, [("`one`", &Reason::BreaksFile), ("`two`", &Reason::KeepsFinding)]);
    assert!(done.endless.is_empty());
}

#[test]
fn fixes_that_never_end_are_named() {
    let words = [("one", "one!", Safety::Safe), ("!o", "!!o", Safety::Safe)];
    let grows = |files: &Files| {
        let mut checked = check(&words)(files)?;
        // Each time it looks like another finding.
        let text = files.read(Path::new(PATH)).unwrap_or_default();
        for finding in &mut checked.report.findings {
            finding.message = format!("{} bytes", text.len()).into();
        }
        Ok(checked)
    };
    let done = fix(&Files::in_memory([(PATH, "<a>one</a>")]), Safety::Safe, &grows).unwrap();
    assert_eq!(done.endless, ["test"]);
}

#[test]
fn a_file_that_cannot_be_read_again_is_a_fault() {
    let files = Files::in_memory([(PATH, "<a>one</a>")]);
    let words = [("one", "1", Safety::Safe)];
    let other = |files: &Files| {
        let mut checked = check(&words)(files)?;
        for finding in &mut checked.report.findings {
            let fix = finding.fix.as_mut().unwrap();
            fix.edits[0].path = "gone.xml".into();
        }
        Ok(checked)
    };
    let fault = fix(&files, Safety::Safe, &other).unwrap_err().to_string();
    assert!(fault.starts_with("gone.xml: the file could not be read again"), "{fault}");
}

#[test]
fn one_fix_that_fails_keeps_no_other_back() {
    let words = [("one", "1", Safety::Safe), ("two", "2 two", Safety::Safe)];
    let text = format!("<a>{} two {}</a>", "one ".repeat(40), "one ".repeat(40));
    let checks = std::cell::Cell::new(0);
    let counted = |files: &Files| {
        checks.set(checks.get() + 1);
        check(&words)(files)
    };
    let done = fix(&Files::in_memory([(PATH, text)]), Safety::Safe, &counted).unwrap();
    assert_eq!((done.applied, done.left.len()), (80, 1));
    assert!(checks.get() <= 5, "{} checks", checks.get());
}
