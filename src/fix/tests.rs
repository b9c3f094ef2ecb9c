use super::*;
use crate::change::{Edit, Move};
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

/// A finding whose fix edits `a.xml` and moves `b.xml` to `c.xml`.
fn finding() -> Finding {
    let edit = Edit::replace(Span::new(0, 1), "x");
    let mut fix = Fix::edit("change it", Safety::Safe, &PATH.into(), edit);
    fix.moves.push(Move { from: "b.xml".into(), to: "c.xml".into() });
    Finding {
        rule: "test",
        severity: Severity::Error,
        place: Place { path: PATH.into(), span: Span::new(0, 1) },
        app: None,
        message: "wrong".into(),
        why: "".into(),
        help: "".into(),
        url: None,
        related: Vec::new(),
        withheld: false,
        fingerprint: String::new(),
        fix: Some(fix),
    }
}

#[test]
fn findings_are_the_same_if_rule_place_message_and_fix_are() {
    let changes: [fn(&mut Finding); 6] = [
        |other| other.rule = "other",
        |other| other.place.path = "other.xml".into(),
        |other| other.place.span = Span::new(0, 2),
        |other| other.message = "wrong again".into(),
        |other| other.fix.as_mut().unwrap().title = "change it again".into(),
        |other| other.fix = None,
    ];
    assert!(is_same(&finding(), &finding()));
    for (index, change) in changes.iter().enumerate() {
        let mut other = finding();
        change(&mut other);
        assert!(!is_same(&finding(), &other), "change {index}");
    }
}

#[test]
fn a_fix_touches_what_it_edits_and_both_ends_of_a_move() {
    for (path, touches) in [("a.xml", true), ("b.xml", true), ("c.xml", true), ("d.xml", false)] {
        assert_eq!(edits(&finding(), path), touches, "{path}");
    }
    assert!(!edits(&Finding { fix: None, ..finding() }, "a.xml"));
}

/// What comes of one fix with these edits and moves: the texts, the paths that are different, and
/// why the fix was left.
fn tried(
    files: &[(&str, &str)],
    edits: &[Edit],
    moves: &[(&str, &str)],
) -> (Files, Vec<String>, Vec<Reason>) {
    let start = Files::in_memory(files.iter().copied());
    let offered = |now: &Files| {
        let mut findings = Vec::new();
        if now.read(Path::new("left.xml")).unwrap() == start.read(Path::new("left.xml")).unwrap() {
            let mut finding = finding();
            let fix = finding.fix.as_mut().unwrap();
            let path: std::sync::Arc<str> = "left.xml".into();
            fix.edits = edits
                .iter()
                .map(|edit| crate::diagnostic::FileEdit { path: path.clone(), edit: edit.clone() })
                .collect();
            fix.moves = moves
                .iter()
                .map(|(from, to)| Move { from: (*from).into(), to: (*to).into() })
                .collect();
            findings.push(finding);
        }
        let workspace = load(now, &Scope { paths: Vec::new() }, &LoadOptions::default())?;
        Ok(Checked::new(Report::new(findings, &workspace), &workspace))
    };
    let done = fix(&start, Safety::Safe, &offered).unwrap();
    assert_eq!(done.changes.is_empty(), done.changes.files.is_empty());
    let changed = done.changes.files.iter().map(|file| {
        assert_eq!(file.is_move(), file.from != file.to);
        format!("{} {}", file.from, file.to)
    });
    let changed = changed.collect();
    (done.files, changed, done.left.into_iter().map(|left| left.reason).collect())
}

fn text(files: &Files, path: &str) -> String {
    String::from_utf8(files.read(Path::new(path)).unwrap()).unwrap()
}

#[test]
fn edits_that_do_not_fit_the_text_are_not_applied() {
    let edit = |start, end| Edit::replace(Span::new(start, end), "y");
    for (edits, fits) in [
        (vec![edit(3, 4)], true),
        (vec![edit(3, 4), edit(4, 5)], true),
        (vec![edit(4, 5), edit(3, 4)], true),
        (vec![edit(3, 5), edit(4, 6)], false),
        (vec![edit(4, 6), edit(3, 5)], false),
        (vec![edit(3, 4), edit(40, 41)], false),
        (vec![edit(6, 7)], false),
    ] {
        // The sixth byte is within a letter.
        let (files, changed, left) = tried(&[("left.xml", "<a>xxé</a>")], &edits, &[]);
        assert_eq!(left, if fits { vec![] } else { vec![Reason::Conflicts] }, "{edits:?}");
        assert_eq!(text(&files, "left.xml") != "<a>xxé</a>", fits, "{edits:?}");
        assert_eq!(changed, if fits { vec!["left.xml left.xml"] } else { vec![] }, "{edits:?}");
    }
}

#[test]
fn what_is_inserted_gets_the_line_ends_of_its_file() {
    let edits = [Edit::replace(Span::new(3, 4), "1\n2\r\n3")];
    for (before, after) in [
        ("<a>x</a>", "<a>1\n2\r\n3</a>"),
        ("<a>x</a>\r\n", "<a>1\r\n2\r\n3</a>\r\n"),
        ("<a>x</a>\r\n\r\n", "<a>1\r\n2\r\n3</a>\r\n\r\n"),
        ("<a>x</a>\r\n\n", "<a>1\n2\r\n3</a>\r\n\n"),
        ("<a>x</a>\n", "<a>1\n2\r\n3</a>\n"),
    ] {
        assert_eq!(text(&tried(&[("left.xml", before)], &edits, &[]).0, "left.xml"), after);
    }
}

#[test]
fn a_file_with_more_faults_than_are_kept_does_not_get_another_one() {
    let broken = format!("<a>x{}</a>", "<<b/>".repeat(3_000));
    let edits = [Edit::replace(Span::new(3, 4), "<<b/>")];
    let (_, changed, left) = tried(&[("left.xml", &broken)], &edits, &[]);
    assert_eq!((changed, left), (vec![], vec![Reason::BreaksFile]));
    let edits = [Edit::replace(Span::new(3, 4), "y")];
    let (_, changed, left) = tried(&[("left.xml", &broken)], &edits, &[]);
    assert_eq!((changed.len(), left), (1, vec![]));
}

#[test]
fn a_move_is_one_change_and_takes_no_other_place() {
    let edits = [Edit::replace(Span::new(3, 4), "y")];
    let start = [("left.xml", "<a>x</a>"), ("b.xml", "<b/>"), ("c/d.xml", "<d/>")];
    let (files, changed, left) = tried(&start, &edits, &[("b.xml", "new.xml")]);
    assert_eq!(left, []);
    assert_eq!(changed, ["left.xml left.xml", "b.xml new.xml"]);
    assert!(!files.is_file(Path::new("b.xml")) && text(&files, "new.xml") == "<b/>");
    for to in ["c/d.xml", "c", "left.xml"] {
        let (files, changed, left) = tried(&start, &edits, &[("b.xml", to)]);
        assert_eq!((changed, left), (vec![], vec![Reason::Conflicts]), "{to}");
        assert_eq!(text(&files, "b.xml"), "<b/>");
    }
    let (_, changed, left) = tried(&start, &edits, &[("none.xml", "new.xml")]);
    assert_eq!((changed, left), (vec![], vec![Reason::Conflicts]));
}
