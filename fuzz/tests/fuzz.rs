//! Fuzz targets. As plain tests they run for a moment each, with random inputs:
//!
//! ```sh
//! BOLERO_RANDOM_TEST_TIME_MS=60000 BOLERO_RANDOM_ITERATIONS=1000000 cargo test --test fuzz
//! ```
//!
//! With `cargo bolero test -p ecaforge-fuzz TARGET` an engine that learns from coverage runs one of
//! them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use bolero::check;
use ecaforge::add::{Addition, Existing, What};
use ecaforge::check::{Baseline, CheckOutcome, CheckRequest, Since, run_check};
use ecaforge::check::{Memory, Report};
use ecaforge::clock::Clock;
use ecaforge::config::Config;
use ecaforge::diagnostic::Safety;
use ecaforge::emit::{self, HumanOptions, Places};
use ecaforge::fix::{Checked, fix};
use ecaforge::generate::{Templates, plan};
use ecaforge::project::{Files, Scope};
use ecaforge::rules::profiles;
use ecaforge::schema::schema;
use ecaforge::spec::{self, SpecText};
use ecaforge::xml;
use ecaforge_fuzz::{Damage, Tree, write};

const NOW: i64 = 1_767_225_600;

const CONFIGS: &[&str] = &[
    "[check]\nprofile = \"strict\"\nfail-on = \"warning\"\napi-version = \"67.0\"\n\n[check.rules]\nunsorted-elements = \"off\"\n",
    "[[check.ignore]]\nrule = \"unknown-scope\"\npath = \"force-app/**\"\nreason = \"known\"\nuntil = \"2030-01-01\"\n",
    "[project]\nname = \"Billing\"\n\n[[app]]\nname = \"Billing\"\npreset = \"web-app\"\n\n[check]\nprofile = \"isv\"\n",
];

const SPECS: &[&str] = &[
    "[project]\nname = \"Billing\"\napi-version = \"68.0\"\n\n[[app]]\nname = \"Billing\"\ncontact-email = \"a@acme.com\"\npreset = \"web-app\"\n\n[app.oauth]\ncallbacks = [\"https://app.acme.com/cb\"]\n",
    "[[app]]\nname = \"Kiosk\"\nlabel = \"Kiosk & Co\"\ncontact-email = \"a@acme.com\"\n\n[app.oauth]\nflows = [\"client-credentials\", \"device\"]\nscopes = [\"Api\"]\nrun-as = \"robot@acme.com\"\n\n[app.mobile]\nscreen-lock = \"10\"\n",
    "[[app]]\nname = \"Login\"\ncontact-email = \"a@acme.com\"\n\n[app.saml]\nacs-url = \"https://a.acme.com/acs\"\nentity-id = \"urn:a\"\n\n[app.canvas]\nurl = \"https://a.acme.com/canvas\"\n",
];

const TEMPLATES: &[&str] = &[
    "# {{ project.name }}\n{% for app in apps %}- {{ app.name }}: {{ app.label | default(value=\"\") }}\n{% endfor %}\n",
    "{% if apps | length > 1 %}several{% else %}one{% endif %}\n{% set x = \"a\" %}{{ x | upper }}\n",
];

fn in_memory(tree: &Tree) -> Files {
    Files::in_memory(tree.iter().map(|(path, text)| (path, text.as_bytes().to_vec())))
}

fn request() -> CheckRequest<'static> {
    CheckRequest {
        scope: Scope { paths: vec![".".into()] },
        clock: Clock { now: NOW },
        ..CheckRequest::default()
    }
}

fn reviewed(files: &Files, request: &CheckRequest<'_>) -> CheckOutcome {
    run_check(files, request).expect("files in memory can be read")
}

/// Every format can be written; what has a parser of its own is read back.
fn emit_all(checked: &CheckOutcome) {
    let report = &checked.report;
    let places = Places::of(report, &checked.workspace);
    for text in [
        emit::json(report, &places),
        emit::sarif(report, &places),
        emit::gitlab(report, &places),
        emit::rdjson(report, &places),
    ] {
        ecaforge::json::parse(&text).expect("JSON");
    }
    assert!(xml::parse(&emit::junit(report, &places, &|_| true)).faults.is_empty(), "JUnit");
    drop(emit::human(report, &places, HumanOptions::default()));
    drop(emit::concise(report, &places));
    assert!(xml::parse(&emit::checkstyle(report, &places)).faults.is_empty(), "Checkstyle");
    drop(emit::github(report, &places));
    drop(emit::azure(report, &places));
    drop(emit::markdown(report, &places));
}

fn broken_files(files: &Files, tree: &Tree) -> usize {
    let broken = |path: &&String| {
        let bytes = files.read(PathBuf::from(path.as_str()).as_path()).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let is_xml = PathBuf::from(path.as_str()).extension().is_some_and(|it| it == "xml");
        is_xml && text.is_some_and(|text| !xml::parse(&text).faults.is_empty())
    };
    tree.keys().filter(broken).count()
}

#[test]
fn xml() {
    check!().with_type::<Damage>().for_each(|damage| {
        for text in damage.project().values() {
            let document = xml::parse(text);
            let mut open: Vec<_> = document.root.iter().collect();
            while let Some(element) = open.pop() {
                assert!(element.span.end <= text.len());
                assert!(text.is_char_boundary(element.span.start));
                assert!(text.is_char_boundary(element.span.end));
                let content = element.content();
                assert!(content.start <= content.end && content.end <= text.len());
                let value = element.value();
                assert!(value.trimmed_span().end <= text.len());
                open.extend(element.elements());
            }
        }
    });
}

#[test]
fn check() {
    check!().with_type::<Damage>().for_each(|damage| {
        let files = in_memory(&damage.project());
        for profile in profiles() {
            let checked = reviewed(&files, &CheckRequest { profile: Some(profile), ..request() });
            emit_all(&checked);
        }
    });
}

#[test]
fn fixes() {
    check!().with_type::<(Damage, bool)>().for_each(|(damage, all)| {
        let tree = damage.project();
        let files = in_memory(&tree);
        let memory = Memory::default();
        let request = CheckRequest { memory: Some(&memory), ..request() };
        let again = |files: &Files| {
            let checked = run_check(files, &request)?;
            Ok(Checked::new(checked.report, &checked.workspace))
        };
        let safety = if *all { Safety::Unsafe } else { Safety::Safe };
        let done = fix(&files, safety, &again).expect("files in memory");
        assert!(done.endless.is_empty(), "fixes lead to each other: {:?}", done.endless);
        assert!(
            broken_files(&done.files, &tree) <= broken_files(&files, &tree),
            "less well formed"
        );
        let second = fix(&done.files, safety, &again).expect("files in memory");
        assert!(second.changes.is_empty(), "a second run changes {:?}", second.changes);
    });
}

#[test]
fn config() {
    check!().with_type::<Damage>().for_each(|damage| {
        let text = damage.text(CONFIGS);
        let path = PathBuf::from("ecaforge.toml");
        let files = Files::in_memory([(&path, text.into_bytes())]);
        let config = Config::read(&files, &path, NOW);
        assert!(config.findings.len() < 10_000);
    });
}

#[test]
fn spec() {
    check!().with_type::<Damage>().for_each(|damage| {
        let text = SpecText::new("ecaforge.toml", damage.text(SPECS));
        let Ok(read) = spec::read(&text) else { return };
        match plan(&read) {
            Ok(plan) => {
                let files = Templates::embedded().render(&plan).expect("own templates render");
                for file in files.iter().filter(|file| file.path.ends_with("-meta.xml")) {
                    assert!(
                        xml::parse(&file.text).faults.is_empty(),
                        "{}: {}",
                        file.path,
                        file.text
                    );
                }
            }
            Err(faults) => faults.iter().for_each(|fault| drop(text.locate(fault))),
        }
    });
}

#[test]
fn baseline() {
    check!().with_type::<(Damage, Damage)>().for_each(|(project, edits)| {
        let files = in_memory(&project.project());
        let checked = reviewed(&files, &request());
        let written = Baseline::write(&checked.report);
        let own = Baseline::read(&written).expect("what was written can be read");
        let left = reviewed(&files, &CheckRequest { baseline: Some(&own), ..request() });
        let again = Baseline::write(&left.report);
        Baseline::read(&again).expect("what was written can be read");
        drop(Baseline::read(&edits.text(&[&written])));
    });
}

#[test]
fn since() {
    check!().with_type::<(Damage, Damage)>().for_each(|(before, after)| {
        let after = Damage { base: before.base, edits: after.edits.clone() };
        let (old, new) = (before.project(), after.project());
        let files = in_memory(&new);
        let changed: BTreeSet<PathBuf> = new
            .iter()
            .filter(|(path, text)| old.get(*path) != Some(*text))
            .map(|(path, _)| files.absolute(path.as_ref()))
            .collect();
        let since = Since::new(changed, &reviewed(&in_memory(&old), &request()));
        let checked = reviewed(&files, &CheckRequest { since: Some(&since), ..request() });
        emit_all(&checked);
    });
}

#[test]
fn add() {
    check!().with_type::<(Damage, u8)>().for_each(|(damage, what)| {
        let directory = tempfile::tempdir().expect("a directory");
        write(&damage.project(), directory.path());
        let Ok(existing) = Existing::read(directory.path()) else { return };
        let flows: Vec<_> = schema().flows.iter().filter(|flow| flow.supported).collect();
        let flow = flows[usize::from(*what) % flows.len()];
        let mut spec = existing.spec(true);
        let Some(app) = spec.apps.first_mut() else { return };
        app.oauth_mut().flows.push(flow.id.to_string());
        let name = app.name.clone();
        let addition = Addition {
            what: What::Flow(&flow.id),
            app: Some(&name),
            spec,
            adds_oauth: true,
            names_users: false,
            scopes: &[],
            asked: &[],
            directory: None,
        };
        let Ok(added) = existing.add(&addition) else { return };
        for file in &added.files {
            assert!(!file.path.contains(".."), "{}", file.path);
        }
    });
}

#[test]
fn template() {
    let read = spec::read(&SpecText::new("ecaforge.toml", SPECS[0])).expect("a spec");
    let plan = plan(&read).expect("a plan");
    check!().with_type::<Damage>().for_each(|damage| {
        let own = [("project/NOTES.md.tera".to_owned(), damage.text(TEMPLATES))];
        let rendered = Templates::embedded().with(own).render(&plan);
        if let Ok(files) = rendered {
            let longest = files.iter().map(|file| file.text.len()).max();
            assert!(longest.is_none_or(|longest| longest < 64 * 1024 * 1024));
        }
    });
}

#[test]
fn an_empty_report_can_be_written() {
    let report = Report::default();
    let places = Places::default();
    assert!(xml::parse(&emit::junit(&report, &places, &|_| true)).faults.is_empty());
}
