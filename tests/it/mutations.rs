//! Whatever is done to a project, the checker answers: no panic, places inside the files, the same
//! report from any number of threads.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ecaforge::check::{Checker, Report};
use ecaforge::clock::Clock;
use ecaforge::diagnostic::Place;
use ecaforge::emit::{self, HumanOptions, Places};
use ecaforge::project::{Files, LoadOptions, Scope, load};
use ecaforge::schema::{Element, Kind, MetadataType, NAMESPACE, Role, names, schema};
use proptest::prelude::*;

use crate::generate::{files, web_app};

type Tree = BTreeMap<String, String>;

/// A value that an element could hold.
fn value(owner: &MetadataType, element: &Element, app: &str) -> String {
    match element.kind {
        Kind::Boolean => "true".into(),
        Kind::Int => {
            element.allowed.first().map_or(element.min.unwrap_or(5), |v| v.value).to_string()
        }
        Kind::Enum => element.values[0].name.to_string(),
        Kind::Email => "owner@corp.test".into(),
        Kind::Url => "https://app.corp.test/start".into(),
        Kind::CallbackList => "https://app.corp.test/callback\nhttp://localhost:1717/x".into(),
        Kind::Reference if element.name == names::APP_REFERENCE => app.into(),
        Kind::Username => "robot@corp.test".into(),
        Kind::ScopeList => "Api, RefreshToken".into(),
        Kind::IpAddress => "10.0.0.1".into(),
        Kind::Formula => "$User.Country".into(),
        Kind::Struct => {
            let inner = owner.structure_of(element).map_or(&[][..], |s| &s.elements);
            inner.iter().fold(String::new(), |mut text, element| {
                let _ = write!(text, "<{0}>{1}</{0}>", element.name, value(owner, element, app));
                text
            })
        }
        Kind::Text | Kind::Reference | Kind::NameList | Kind::Certificate => "Text".into(),
    }
}

/// A project with two apps that have every file and every element there is.
fn everything() -> Tree {
    let mut tree = Tree::new();
    tree.insert(
        "sfdx-project.json".into(),
        r#"{"packageDirectories": [{"path": "force-app", "default": true}], "sourceApiVersion": "67.0"}"#.into(),
    );
    for app in ["Billing", "Orders"] {
        for owner in schema().types.values() {
            let mut text =
                format!("<?xml version=\"1.0\"?>\n<{} xmlns=\"{NAMESPACE}\">\n", owner.name);
            for element in &owner.elements {
                let _ =
                    writeln!(text, "    <{0}>{1}</{0}>", element.name, value(owner, element, app));
            }
            let _ = writeln!(text, "</{}>", owner.name);
            let path = format!("force-app/main/default/{}/{}", owner.folder, owner.file_name(app));
            tree.insert(path, text);
        }
    }
    tree
}

/// A project with two apps as the generator writes it.
fn generated() -> Tree {
    let mut spec = web_app();
    let mut other = spec.apps[0].clone();
    other.name = "Orders".into();
    spec.apps.push(other);
    let files = files(&spec).expect("the spec can be met");
    files.into_iter().map(|file| (file.path, file.text)).collect()
}

fn check(tree: &Tree, threads: usize) -> (Report, Vec<String>) {
    let files = Files::in_memory(tree.iter().map(|(path, text)| (path, text.as_bytes().to_vec())));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let scope = Scope { paths: vec![".".into()] };
        let workspace = load(&files, &scope, &LoadOptions::default()).unwrap();
        let report = Checker::new(Clock { now: 1_767_225_600 }).check(&workspace);
        let places = Places::of(&report, &workspace);
        let shown = vec![
            emit::json(&report, &places),
            emit::concise(&report, &places),
            emit::human(&report, &places, HumanOptions::default()),
        ];
        (report, shown)
    })
}

fn is_inside(place: &Place, tree: &Tree) -> bool {
    let Some(text) = tree.get(place.path.as_ref()) else { return place.span.start == 0 };
    place.span.end <= text.len()
        && text.is_char_boundary(place.span.start)
        && text.is_char_boundary(place.span.end)
}

fn hold(tree: &Tree) {
    let (report, shown) = check(tree, 1);
    for finding in &report.findings {
        let mut places = vec![finding.place.clone()];
        places.extend(finding.related.iter().map(|related| related.place.clone()));
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        places.extend(edits.map(|e| Place { path: e.path.clone(), span: e.edit.span }));
        for place in places {
            assert!(is_inside(&place, tree), "{}: {place:?} is outside", finding.rule);
        }
    }
    assert_eq!(shown, check(tree, 4).1, "the report depends on the number of threads");
}

/// One thing that goes wrong with a project.
#[derive(Clone, Debug)]
enum Mutation {
    DropFile,
    CopyFile(String),
    DropLine,
    RepeatLine,
    SwapLine(usize),
    SwapFile(usize),
    Replace(usize, String),
    Insert(usize, String),
    Truncate(usize),
    Flip,
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let piece = prop_oneof![
        Just("<".to_owned()),
        Just("&".to_owned()),
        Just("</".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("🔷é".to_owned()),
        Just("${TOKEN}".to_owned()),
        Just("-----BEGIN PRIVATE KEY-----".to_owned()),
        Just("http://localhost@evil.test\n\r\n  ,;".to_owned()),
        Just("<label>x</label>".to_owned()),
        "\\PC{0,12}",
    ];
    prop_oneof![
        Just(Mutation::DropFile),
        "[A-Za-z_. :]{1,12}".prop_map(Mutation::CopyFile),
        Just(Mutation::DropLine),
        Just(Mutation::RepeatLine),
        any::<usize>().prop_map(Mutation::SwapLine),
        any::<usize>().prop_map(Mutation::SwapFile),
        (any::<usize>(), piece.clone()).prop_map(|(at, text)| Mutation::Replace(at, text)),
        (any::<usize>(), piece).prop_map(|(at, text)| Mutation::Insert(at, text)),
        any::<usize>().prop_map(Mutation::Truncate),
        Just(Mutation::Flip),
    ]
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at % (text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn apply(tree: &mut Tree, file: usize, line: usize, mutation: Mutation) {
    if tree.is_empty() {
        return;
    }
    let path = tree.keys().nth(file % tree.len()).unwrap().clone();
    let mut text = tree[&path].clone();
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let at = if lines.is_empty() { 0 } else { line % lines.len() };
    match mutation {
        Mutation::DropFile => {
            tree.remove(&path);
            return;
        }
        Mutation::CopyFile(name) => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let suffix = path.split_once('.').map_or("", |(_, suffix)| suffix);
            tree.insert(format!("{folder}/{name}.{suffix}"), text);
            return;
        }
        Mutation::SwapFile(other) => {
            let other = tree.keys().nth(other % tree.len()).unwrap().clone();
            let theirs = tree.insert(other, text).unwrap_or_default();
            tree.insert(path, theirs);
            return;
        }
        Mutation::DropLine if !lines.is_empty() => drop(lines.remove(at)),
        Mutation::RepeatLine if !lines.is_empty() => lines.insert(at, lines[at].clone()),
        Mutation::SwapLine(other) if !lines.is_empty() => {
            let other = other % lines.len();
            lines.swap(at, other);
        }
        Mutation::Replace(start, new) => {
            let start = boundary(&text, start);
            let end = boundary(&text, start + 7).max(start);
            text.replace_range(start..end, &new);
            lines = vec![text];
        }
        Mutation::Insert(start, new) => {
            text.insert_str(boundary(&text, start), &new);
            lines = vec![text];
        }
        Mutation::Truncate(end) => {
            text.truncate(boundary(&text, end));
            lines = vec![text];
        }
        Mutation::Flip => {
            lines =
                vec![text.replace("true", "\0").replace("false", "true").replace('\0', "false")];
        }
        Mutation::DropLine | Mutation::RepeatLine | Mutation::SwapLine(_) => {}
    }
    tree.insert(path, lines.concat());
}

#[test]
fn everything_at_once_is_answered() {
    let tree = everything();
    assert!(tree.keys().any(|path| path.contains("externalClientApps")));
    assert!(schema().types.values().any(|owner| owner.role == Role::Header));
    hold(&tree);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_is_answered(
        full in any::<bool>(),
        steps in prop::collection::vec((any::<usize>(), any::<usize>(), mutation()), 1..12)
    ) {
        let mut tree = if full { everything() } else { generated() };
        for (file, line, mutation) in steps {
            apply(&mut tree, file, line, mutation);
        }
        hold(&tree);
    }
}
