//! A value that the command line gives is in the files afterwards, or the command refuses: every key
//! of an app, in projects of ecaforge and of others, from one value to another and back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::thread;

use ecaforge::generate::PlannedFile;
use ecaforge::project::{Files, LoadOptions, Scope, load};
use ecaforge::spec::{SpecText, read};
use serde::Deserialize;
use serde_json::Value as Json;
use toml::{Table, Value};

use crate::generate::files;
use crate::program::run;

/// An app that logs people in, without the tables that a row adds.
const APP: &str = r#"
[project]
api-version = "68.0"

[[app]]
name = "Kiosk"
contact-email = "owner@acme.io"

[app.oauth]
flows = ["authorization-code"]
callbacks = ["https://kiosk.acme.io/cb"]
scopes = ["Api", "RefreshToken"]
"#;

/// Set to try each key in both directions and in all projects; that takes a minute.
const ALL: &str = "ECAFORGE_ALL_VALUES";

const TABLE: &str = include_str!("../data/given_values.toml");

/// The keys with their values.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(rename = "value")]
    rows: Vec<Row>,
    /// Tables that an app needs besides, by name.
    with: BTreeMap<String, String>,
}

/// A key and two values for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Row {
    key: String,
    from: Value,
    to: Value,
    /// The name of the tables that the app needs besides.
    with: Option<String>,
    /// Why `add` refuses the key in a project of others.
    refused: Option<String>,
    /// Whether that is for one of the two values only.
    #[serde(default)]
    one_way: bool,
    /// Whether the key decides the names and places of files.
    #[serde(default)]
    of_files: bool,
    /// Whether the list also holds what another key gives.
    #[serde(default)]
    joined: bool,
}

fn given() -> Given {
    let given: Given = toml::from_str(TABLE).expect("the table can be read");
    assert!(given.rows.iter().all(|row| row.refused.as_ref().is_none_or(|why| !why.is_empty())));
    given
}

/// The text of a spec with tables laid over it, and a value.
fn spec(extra: &str, key: &str, value: &Value) -> String {
    let mut spec: Table = APP.parse().expect("TOML");
    let mut value = value.clone();
    for name in key.rsplit('.') {
        value = Value::Table(Table::from_iter([(name.to_owned(), value)]));
    }
    let mut extra: Table = extra.parse::<Table>().unwrap_or_else(|fault| panic!("{key}: {fault}"));
    let of_app = extra.remove("app").into_iter().chain([value]);
    let apps = spec["app"].as_array_mut().expect("apps");
    for table in of_app {
        overlay(apps[0].as_table_mut().expect("an app"), table);
    }
    overlay(&mut spec, Value::Table(extra));
    toml::to_string(&spec).expect("TOML")
}

fn overlay(table: &mut Table, with: Value) {
    let Value::Table(with) = with else { panic!("a table") };
    for (name, value) in with {
        match (table.get_mut(&name), value) {
            (Some(Value::Table(there)), value @ Value::Table(_)) => overlay(there, value),
            (_, value) => drop(table.insert(name, value)),
        }
    }
}

/// The files of a project with a value.
fn made(extra: &str, key: &str, value: &Value) -> Result<Vec<PlannedFile>, String> {
    let text = spec(extra, key, value);
    let spec = read(&SpecText::new("ecaforge.toml", text.clone()))
        .map_err(|faults| format!("{key} = {value}: {faults:#?}\n{text}"))?;
    files(&spec).map_err(|faults| format!("{key} = {value}: {faults:#?}\n{text}"))
}

fn lay(dir: &Path, files: &[PlannedFile], is_own: bool) {
    for file in files.iter().filter(|file| is_own || file.path != "ecaforge.toml") {
        crate::program::write(dir, &file.path, &file.text);
    }
}

/// The elements of all files: type and name, with their contents.
fn elements(dir: &Path) -> BTreeMap<(String, String), Vec<String>> {
    let files = Files::on_disk(dir);
    let scope = Scope { paths: vec![dir.to_path_buf()] };
    let workspace = load(&files, &scope, &LoadOptions::default()).expect("a project");
    let mut all: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for file in workspace.projects.iter().flat_map(|project| &project.files) {
        for element in file.root().into_iter().flat_map(ecaforge::xml::Element::elements) {
            let text = element.content().of(&file.text);
            let mut parts: Vec<String> = text
                .split([',', '\n'])
                .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
                // What is off in a structure need not be there.
                .filter(|part| !part.is_empty() && !part.contains(">false</"))
                .collect();
            parts.sort();
            let key = (file.metadata_type.name.to_string(), element.name.local().to_owned());
            all.entry(key).or_default().push(parts.join(","));
        }
    }
    for contents in all.values_mut() {
        contents.sort();
    }
    all
}

type Tree = BTreeMap<String, Vec<u8>>;

fn tree(dir: &Path) -> Tree {
    let entries = walkdir::WalkDir::new(dir).into_iter().filter_map(Result::ok);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let path = |path: &Path| path.strip_prefix(dir).expect("below").display().to_string();
    files.map(|it| (path(it.path()), fs::read(it.path()).expect("a file"))).collect()
}

/// What a project with a value is, what it is to become, and how.
struct Case<'a> {
    said: String,
    dir: &'a Path,
    before: BTreeMap<(String, String), Vec<String>>,
    wanted: BTreeMap<(String, String), Vec<String>>,
    args: Vec<&'a str>,
    expect: Expect,
    is_joined: bool,
}

/// What a command is to do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Written,
    Refused,
    Either,
}

impl Case<'_> {
    /// Runs the command: the files hold what was given, or it refuses and nothing changes.
    fn run(&self) -> Result<(), String> {
        let old = tree(self.dir);
        let (status, stdout, stderr) = run(self.dir, &self.args);
        let start: Vec<&str> = stderr.lines().chain(stdout.lines()).take(8).collect();
        let told = format!("{}\n{}", self.said, start.join("\n"));
        if status != 0 {
            let is_sound = status == 2 && stderr.starts_with("error: ") && tree(self.dir) == old;
            return if is_sound && self.expect != Expect::Written {
                Ok(())
            } else {
                Err(format!("{told}\n  refused"))
            };
        }
        if self.expect == Expect::Refused {
            return Err(format!("{told}\n  not refused"));
        }
        let after = elements(self.dir);
        let keys = self.before.keys().chain(self.wanted.keys());
        let wrong: Vec<String> = keys
            .filter_map(|key| {
                let of = |all: &BTreeMap<_, Vec<String>>| all.get(key).cloned().unwrap_or_default();
                let (before, wanted, after) = (of(&self.before), of(&self.wanted), of(&after));
                let is_off = wanted.is_empty() && after == ["false"];
                let expected = if before == wanted { &before } else { &wanted };
                if self.is_joined && is_between(&before, &wanted, &after) {
                    return None;
                }
                (after != *expected && !is_off)
                    .then(|| format!("  {key:?}: {after:?} instead of {expected:?}"))
            })
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(format!("{told}\n{}", wrong.join("\n"))) }
    }
}

/// Whether a list has all that is wanted, and nothing that it did not have before.
fn is_between(before: &[String], wanted: &[String], after: &[String]) -> bool {
    let parts = |all: &[String]| -> BTreeSet<String> {
        all.iter().flat_map(|text| text.split(',')).map(str::to_owned).collect()
    };
    let (before, wanted, after) = (parts(before), parts(wanted), parts(after));
    wanted.is_subset(&after) && after.iter().all(|it| before.contains(it) || wanted.contains(it))
}

fn in_dir(files: &[PlannedFile], is_own: bool) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    lay(dir.path(), files, is_own);
    dir
}

/// A project with one of the two values of a key.
struct Side<'a> {
    value: &'a Value,
    files: Vec<PlannedFile>,
    own: tempfile::TempDir,
    elements: BTreeMap<(String, String), Vec<String>>,
}

impl<'a> Side<'a> {
    fn of(row: &Row, extra: &str, value: &'a Value) -> Result<Self, String> {
        let files = made(extra, &row.key, value)?;
        let own = in_dir(&files, true);
        let elements = elements(own.path());
        Ok(Self { value, files, own, elements })
    }
}

/// One key in all projects: what went wrong.
fn try_row(index: usize, row: &Row, with: &BTreeMap<String, String>) -> Vec<String> {
    let extra = row.with.as_ref().map_or("", |name| &with[name]);
    let sides = [&row.from, &row.to].map(|value| Side::of(row, extra, value));
    let [from, to] = match sides {
        [Ok(from), Ok(to)] => [from, to],
        sides => return sides.into_iter().filter_map(Result::err).collect(),
    };
    let all = std::env::var_os(ALL).is_some();
    let mut faults = Vec::new();
    // One of the two values of a switch is its default.
    let is_switch = row.from.is_bool();
    for (number, (old, new)) in [(&from, &to), (&to, &from)].into_iter().enumerate() {
        if all || is_switch || index % 2 == number {
            faults.extend(in_foreign(row, old, new).err());
        }
    }
    if (all || index.is_multiple_of(3)) && !row.of_files {
        faults.extend(in_own(row, &from, &to));
    }
    faults
}

/// A key in a project that others made.
fn in_foreign(row: &Row, old: &Side, new: &Side) -> Result<(), String> {
    let (key, from, to) = (&row.key, old.value, new.value);
    let setting = format!("{key}={to}");
    let dir = in_dir(&old.files, false);
    let expect = match row.refused {
        Some(_) if row.one_way => Expect::Either,
        Some(_) => Expect::Refused,
        None => Expect::Written,
    };
    Case {
        said: format!("{key}: {from} -> {to}, made by others"),
        dir: dir.path(),
        before: old.elements.clone(),
        wanted: new.elements.clone(),
        args: vec!["add", "oauth", "--set", &setting],
        expect,
        is_joined: row.joined,
    }
    .run()
}

/// A key in a project that ecaforge made.
fn in_own(row: &Row, old: &Side, new: &Side) -> Vec<String> {
    let (key, from, to) = (&row.key, old.value, new.value);
    let setting = format!("{key}={to}");
    let dir = old.own.path();
    let case = |said: &str, args, wanted: &Side, expect| Case {
        said: format!("{key}: {from} -> {to}, {said}"),
        dir,
        before: elements(dir),
        wanted: wanted.elements.clone(),
        args,
        expect,
        is_joined: false,
    };
    let again = vec!["new", ".", "--set", &setting];
    let done = case("made by ecaforge", again.clone(), new, Expect::Written).run();
    if done.is_err() || row.refused.is_some() {
        return done.err().into_iter().collect();
    }
    // The spec says what is given, and somebody wrote something else into the files.
    for file in old.files.iter().filter(|file| file.path.ends_with("-meta.xml")) {
        crate::program::write(dir, &file.path, &file.text);
    }
    let mut repeated = case("repeated over an edit", again, old, Expect::Written);
    repeated.wanted = repeated.before.clone();
    let add = vec!["add", "oauth", "--set", &setting];
    let faults = [repeated.run(), case("added over an edit", add, new, Expect::Either).run()];
    faults.into_iter().filter_map(Result::err).collect()
}

#[test]
fn a_given_value_is_in_the_files_or_refused() {
    let Given { rows, with } = given();
    let with = &with;
    let faults: Vec<String> = thread::scope(|scope| {
        let rows = &rows;
        let parts = (0..4).map(|part| {
            let own = rows.iter().enumerate().skip(part).step_by(4);
            scope
                .spawn(move || own.flat_map(|(at, row)| try_row(at, row, with)).collect::<Vec<_>>())
        });
        let parts: Vec<_> = parts.collect();
        parts.into_iter().flat_map(|part| part.join().expect("no panic")).collect()
    });
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n\n"));
}

/// The keys of an app at the ends of its tables, as the JSON Schema names them.
fn keys(schema: &Json, of: &Json, path: &str, all: &mut Vec<String>) {
    let mut of = of;
    loop {
        if let Some(name) = of["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
            of = &schema["$defs"][name];
        } else if let Some(any) = of["anyOf"].as_array() {
            of = any.iter().find(|one| one["type"] != "null").expect("one");
        } else {
            break;
        }
    }
    let Some(properties) = of["properties"].as_object() else {
        return all.push(path.to_owned());
    };
    for (name, inner) in properties {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        keys(schema, inner, &path, all);
    }
}

#[test]
fn every_key_of_an_app_is_tried() {
    let schema = serde_json::to_value(ecaforge::spec::schema()).expect("JSON");
    let mut all = Vec::new();
    keys(&schema, &schema["$defs"]["App"], "", &mut all);
    assert!(all.len() > 80);
    let rows = given().rows;
    let missing: Vec<&String> =
        all.iter().filter(|key| !rows.iter().any(|row| row.key == **key)).collect();
    assert!(missing.is_empty(), "no values for {missing:?}");
    let gone: Vec<&String> =
        rows.iter().map(|row| &row.key).filter(|key| !all.contains(key)).collect();
    assert!(gone.is_empty(), "no such keys: {gone:?}");
}
