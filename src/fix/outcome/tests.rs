use super::*;
use crate::change::Edit;
use crate::diagnostic::{Fix, Place, Severity};
use crate::project::{Files, LoadOptions, Scope, load};
use crate::text::Span;

/// What makes another finding of one, and what is expected of it.
type Row<'a> = (&'a dyn Fn(&mut Finding), bool);

fn finding(change: impl Fn(&mut Finding)) -> Finding {
    let mut finding = Finding {
        rule: "one",
        severity: Severity::Error,
        place: Place { path: "a.xml".into(), span: Span::new(10, 12) },
        app: None,
        message: "wrong".into(),
        why: "".into(),
        help: "".into(),
        url: None,
        related: Vec::new(),
        withheld: false,
        fingerprint: String::new(),
        fix: None,
    };
    change(&mut finding);
    finding
}

fn checked(findings: Vec<Finding>) -> Checked {
    let report = Report { findings, ..Report::default() };
    Checked { report, ..Checked::default() }
}

fn applied(files: &Files) -> Applied {
    Applied { files: files.clone(), written: ["a.xml".into()].into(), moved: BTreeMap::new() }
}

/// The places after five bytes were inserted at the start of `a.xml`.
fn places() -> Places {
    let fix = Fix::edit("t", Safety::Safe, &"a.xml".into(), Edit::insert(0, "12345"));
    let fixed = finding(|finding| finding.fix = Some(fix.clone()));
    Places::of(&[&fixed], &applied(&Files::in_memory([("a.xml", "")])))
}

fn at(start: usize, end: usize) -> impl Fn(&mut Finding) {
    move |finding| finding.place.span = Span::new(start, end)
}

#[test]
fn a_finding_stays_with_its_rule_and_message_where_its_text_is_now() {
    let table: [Row<'_>; 10] = [
        (&at(15, 17), true),
        (&at(16, 20), true),
        (&at(10, 15), true),
        (&at(17, 18), true),
        (&at(10, 14), false),
        (&at(18, 20), false),
        (&|other| (other.rule, other.place.span) = ("two", Span::new(15, 17)), false),
        (&|other| (other.message, other.place.span) = ("bad".into(), Span::new(15, 17)), false),
        (
            &|other| (other.place.path, other.place.span) = ("b.xml".into(), Span::new(15, 17)),
            false,
        ),
        (&at(0, 100), true),
    ];
    for (index, (change, is_there)) in table.into_iter().enumerate() {
        let after = checked(vec![finding(change)]);
        assert_eq!(stays(&finding(|_| ()), &after, &places()), is_there, "row {index}");
    }
}

#[test]
fn a_finding_is_new_unless_one_of_its_rule_has_its_place_or_its_message_in_the_file() {
    let table: [Row<'_>; 7] = [
        (&at(15, 17), false),
        (&at(30, 31), false),
        (&|other| (other.message, other.place.span) = ("bad".into(), Span::new(15, 17)), false),
        (&|other| (other.message, other.place.span) = ("bad".into(), Span::new(10, 12)), true),
        (&|other| (other.rule, other.place.span) = ("two", Span::new(15, 17)), true),
        (&|other| (other.place.path, other.place.span) = ("b.xml".into(), Span::new(15, 17)), true),
        (&|other| other.place.path = "b.xml".into(), true),
    ];
    for (index, (change, is_new)) in table.into_iter().enumerate() {
        let (before, after) = (checked(vec![finding(|_| ())]), checked(vec![finding(change)]));
        let found = new_findings(&before, &after, &places());
        assert_eq!(!found.is_empty(), is_new, "row {index}");
    }
}

#[test]
fn a_finding_is_about_its_app_however_the_name_is_written() {
    let of = |app: Option<&str>| finding(|finding| finding.app = app.map(str::to_owned));
    for (app, is) in
        [(None, true), (Some("My_App 2"), true), (Some("myapp2"), true), (Some("myapp"), false)]
    {
        assert_eq!(is_about(&of(app), "myapp2"), is, "{app:?}");
    }
}

/// What the files of an app say of access, with that in its global settings.
fn access_with(element: &str) -> BTreeMap<String, Access> {
    let namespace = crate::schema::NAMESPACE;
    let app = "<externalClientApplication>Billing</externalClientApplication>";
    let files = Files::in_memory([
        (
            "externalClientApps/Billing.eca-meta.xml",
            format!("<ExternalClientApplication xmlns=\"{namespace}\"/>"),
        ),
        (
            "extlClntAppGlobalOauthSets/Billing.ecaGlblOauth-meta.xml",
            format!(
                "<ExtlClntAppGlobalOauthSettings xmlns=\"{namespace}\">{app}{element}\
                 </ExtlClntAppGlobalOauthSettings>"
            ),
        ),
    ]);
    let scope = Scope { paths: vec![".".into()] };
    let workspace = load(&files, &scope, &LoadOptions::default()).expect("it loads");
    Checked::new(Report::default(), &workspace).access
}

#[test]
fn an_element_that_says_something_else_is_a_change() {
    let (on, off) = (
        access_with("<isPkceRequired>true</isPkceRequired>"),
        access_with("<isPkceRequired>false</isPkceRequired>"),
    );
    let none = BTreeMap::new();
    assert_eq!(changed(&on, &on), None);
    assert_eq!(changed(&none, &none), None);
    assert_eq!(changed(&on, &off), Some("isPkceRequired"));
    assert_eq!(changed(&off, &on), Some("isPkceRequired"));
    assert!(changed(&none, &on).is_some() && changed(&on, &none).is_some());
}

#[test]
fn fixes_are_judged_by_what_they_leave_behind() {
    let with_fix = |safety| {
        let fix = Fix::edit("t", safety, &"a.xml".into(), Edit::insert(0, "12345"));
        move |finding: &mut Finding| finding.fix = Some(fix.clone())
    };
    let safe = finding(with_fix(Safety::Safe));
    let other = finding(|finding| {
        with_fix(Safety::Safe)(finding);
        finding.rule = "two";
        finding.fix.as_mut().expect("a fix").edits[0].path = "b.xml".into();
    });
    let files = Files::in_memory([("a.xml", ""), ("b.xml", "")]);
    let applied = applied(&files);
    let before = checked(vec![safe.clone(), other.clone()]);
    let verdict = |after: Vec<Finding>, applied: &Applied| {
        judge(&before, &checked(after), &[&safe, &other], applied)
            .map_err(|(reason, at_fault)| (reason, at_fault.iter().map(|f| f.rule).collect()))
    };
    assert_eq!(verdict(Vec::new(), &applied), Ok(()));
    let moved_on = finding(at(15, 17));
    assert_eq!(verdict(vec![moved_on], &applied), Err((Reason::KeepsFinding, vec!["one"])));
    let new = |rule: &'static str, path: &str| {
        finding(|finding| {
            finding.rule = rule;
            finding.place.path = path.into();
        })
    };
    let worse = vec![new("b", "b.xml"), new("a", "b.xml"), new("b", "b.xml")];
    let reason = Reason::LeadsTo(vec!["a", "b"]);
    assert_eq!(verdict(worse.clone(), &applied), Err((reason, vec!["two"])));
    let elsewhere = vec![new("a", "c.xml"), new("a", "c.xml"), new("a", "c.xml")];
    assert_eq!(verdict(elsewhere, &applied), Err((Reason::LeadsTo(vec!["a"]), Vec::new())));
    assert_eq!(verdict(worse[..2].to_vec(), &applied), Ok(()), "no more than before");
    let moves = Applied { moved: [("c".into(), "d".into())].into(), ..applied };
    assert_eq!(verdict(worse, &moves), Ok(()), "a moved file is read for the first time");
}

#[test]
fn a_safe_fix_changes_no_meaning_and_none_widens_access() {
    let (on, off) = (
        access_with("<isPkceRequired>true</isPkceRequired>"),
        access_with("<isPkceRequired>false</isPkceRequired>"),
    );
    let applied = applied(&Files::in_memory([("a.xml", "")]));
    let verdict = |safety, before: &BTreeMap<String, Access>, after: &BTreeMap<String, Access>| {
        let fix = Fix::edit("t", safety, &"a.xml".into(), Edit::insert(0, "x"));
        let of = |app: &str| {
            finding(|finding| {
                (finding.fix, finding.app) = (Some(fix.clone()), Some(app.to_owned()));
            })
        };
        let (own, other) = (of("Billing"), of("Ledger"));
        let with = |access: &BTreeMap<String, Access>| Checked {
            access: access.clone(),
            ..Checked::default()
        };
        judge(&with(before), &with(after), &[&own, &other], &applied)
            .map_err(|(reason, at_fault)| (reason, at_fault.len()))
    };
    assert_eq!(verdict(Safety::Safe, &on, &on), Ok(()));
    assert_eq!(verdict(Safety::Unsafe, &off, &on), Ok(()));
    assert_eq!(verdict(Safety::Safe, &off, &on), Err((Reason::Changes("isPkceRequired"), 0)));
    let widened = verdict(Safety::Unsafe, &on, &off).expect_err("it widens access");
    assert!(matches!(widened.0, Reason::Weakens(_)) && widened.1 == 1, "{widened:?}");
}

#[test]
fn each_reason_is_told_in_words_of_its_own() {
    let reasons = [
        Reason::KeepsFinding,
        Reason::BreaksFile,
        Reason::LeadsTo(vec!["rule-one", "rule-two"]),
        Reason::UndoesAnother,
        Reason::Conflicts,
        Reason::Weakens("it opens the door".to_owned()),
        Reason::Changes("isPkceRequired"),
    ];
    let told: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    let different: std::collections::BTreeSet<&String> = told.iter().collect();
    assert_eq!(different.len(), told.len());
    for (text, part) in
        [(2, "rule-one, rule-two"), (5, "it opens the door"), (6, "`isPkceRequired`")]
    {
        assert!(told[text].contains(part), "{}", told[text]);
    }
}

#[test]
fn a_fix_is_allowed_up_to_its_safety() {
    let of = |safety| {
        let fix = Fix::edit("t", safety, &"a.xml".into(), Edit::insert(0, "x"));
        finding(move |finding| finding.fix = Some(fix.clone()))
    };
    assert!(is_allowed(&of(Safety::Safe), Safety::Safe));
    assert!(is_allowed(&of(Safety::Safe), Safety::Unsafe));
    assert!(!is_allowed(&of(Safety::Unsafe), Safety::Safe));
    assert!(!is_allowed(&finding(|_| ()), Safety::Unsafe));
}
