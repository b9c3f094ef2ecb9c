//! The house keeps its order: layers, sizes, and what must not be in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use ecaforge::schema::{Element, MetadataType};

/// Modules from the bottom up. A module uses only those above it in this list.
const ORDER: &[&str] = &[
    "text",
    "clock",
    "failure",
    "input",
    "change",
    "diagnostic",
    "xml",
    "json",
    "schema",
    "values",
    "mask",
    "project",
    "rules",
    "config",
    "git",
    "check",
    "fix",
    "spec",
    "generate",
    "emit",
    "explain",
    "disk",
    "keys",
    "apply",
    "add",
    "cli",
];

/// Longest source file, in lines.
const LONGEST_FILE: usize = 400;
/// Longest rule, in lines: page, examples, check and fix.
const LONGEST_RULE: usize = 150;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(dir)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter(|path| !path.iter().any(|part| part == "node_modules"))
        .collect();
    files.sort();
    files
}

fn is_test(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem == "tests" || stem == "properties" || stem.ends_with("_tests")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// The module of the crate that a file belongs to.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).expect("a source file");
    let first = inside.iter().next().expect("a name").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// A text without its tests: the items after `#[cfg(test)]`.
pub(crate) fn without_tests(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            code.push_str(line);
            code.push('\n');
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let item = lines.find(|line| !line.trim_start().starts_with("#[")).unwrap_or_default();
        if !item.ends_with(';') && !item.ends_with('}') {
            let ends = |line: &&str| line.len() == indent + 1 && line.ends_with('}');
            lines.find(ends).expect("the item ends");
        }
    }
    code
}

/// The modules that a text names as `crate::module` or `crate::{module, …}`, its tests omitted.
fn uses(text: &str) -> BTreeSet<String> {
    let code = without_tests(text);
    let mut names = BTreeSet::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        let name =
            |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        match rest.strip_prefix('{') {
            None => names.extend([name(rest)]),
            Some(list) => {
                let mut depth = 1;
                let mut start = true;
                for (at, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 1 => start = true,
                        c if start && !c.is_whitespace() => {
                            names.extend([name(&list[at..])]);
                            start = false;
                        }
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
        }
    }
    names.remove("");
    names
}

#[test]
fn uses_are_found_in_every_spelling() {
    let text = "use crate::{\n    a, b::{c, d},\n};\n#[cfg(test)]\nmod tests;\n#[cfg(test)]\nuse \
                crate::x;\nfn f() { crate::e::g(); }\n#[cfg(test)]\nmod more {\n    use crate::y;\n}\n";
    let expected: BTreeSet<String> = ["a", "b", "e"].into_iter().map(str::to_owned).collect();
    assert_eq!(uses(text), expected);
}

#[test]
fn data_walks_one_way() {
    let place = |name: &str| ORDER.iter().position(|known| *known == name);
    let mut faults = Vec::new();
    for path in files_below(&root().join("src"), "rs") {
        let own = module(&path);
        if matches!(own.as_str(), "lib" | "main") || path.file_stem().is_some_and(|n| n == "tests")
        {
            continue;
        }
        let at = place(&own).unwrap_or_else(|| panic!("`{own}` has no place in the order"));
        for used in uses(&read(&path)) {
            if place(&used).is_some_and(|other| other > at) {
                faults.push(format!("{}: `{own}` uses `{used}`", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "uses that point upwards:\n{}", faults.join("\n"));
}

/// What others wrote goes to a terminal through the two files that escape it.
#[test]
fn outputs_have_one_writer_each() {
    const WAYS: &[&str] = &["println!", "print!(", "eprint", "::stderr()", "stdout().lock", "dbg!"];
    // `stream.rs` writes reports, which have the form of their format.
    const WRITERS: &[&str] = &["print.rs", "terminal.rs", "stream.rs"];
    for path in files_below(&root().join("src"), "rs") {
        let text = read(&path);
        let code = without_tests(&text);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let used = code.lines().find(|line| {
            let asks = line.contains("is_terminal") || line.trim_start().starts_with("//");
            !asks && WAYS.iter().any(|way| line.contains(way))
        });
        let writes = WRITERS.contains(&name.as_ref());
        assert!(writes || used.is_none(), "{}: {}", path.display(), used.unwrap_or_default());
    }
}

/// The map in the documentation has the modules in their order, and the reason for each dependency.
#[test]
fn the_map_is_complete() {
    let map = read(&root().join("docs/architecture.md"));
    let at = |name: &&str| map.find(&format!("\n| `{name}` |")).unwrap_or_else(|| panic!("{name}"));
    assert!(ORDER.iter().map(at).is_sorted(), "the modules are not in their order");
    let manifest: toml::Table = toml::from_str(&read(&root().join("Cargo.toml"))).expect("TOML");
    let (_, reasons) = map.split_once("## Dependencies").expect("the section");
    let named: BTreeSet<&str> = reasons
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .flat_map(|names| names.split(", "))
        .collect();
    let unix = manifest["target"]["cfg(unix)"]["dependencies"].as_table().expect("a table");
    let own = manifest["dependencies"].as_table().expect("a table");
    for name in own.keys().chain(unix.keys()) {
        assert!(named.contains(name.as_str()), "docs/architecture.md gives no reason for {name}");
    }
}

#[test]
fn every_module_has_its_place() {
    let listed: BTreeSet<&str> = ORDER.iter().copied().collect();
    let lib = read(&root().join("src/lib.rs"));
    let declared: BTreeSet<&str> =
        lib.lines().filter_map(|line| line.split_once("mod ")?.1.strip_suffix(';')).collect();
    assert_eq!(listed, declared);
}

#[test]
fn files_stay_readable() {
    let mut faults = Vec::new();
    let tests = files_below(&root().join("tests"), "rs");
    for path in files_below(&root().join("src"), "rs").into_iter().chain(tests) {
        let text = read(&path);
        let lines = text.lines().count();
        let rule = text.contains("\ndeclare_rule! {");
        let longest = if rule { LONGEST_RULE } else { LONGEST_FILE };
        if lines > longest {
            faults.push(format!("{}: {lines} lines, at most {longest}", path.display()));
        }
    }
    assert!(faults.is_empty(), "files that are too long:\n{}", faults.join("\n"));
}

/// Tests run the program in one way, without the settings of whoever runs them.
#[test]
fn tests_run_the_program_in_one_way() {
    for path in files_below(&root().join("tests/it"), "rs") {
        let one = path.ends_with("program.rs") || path.ends_with("house.rs");
        assert!(one || !read(&path).contains("CARGO_BIN_EXE"), "{}", path.display());
    }
}

/// Tests do not measure time: what is slow on one machine is not on another.
#[test]
fn tests_do_not_measure_time() {
    let tests = files_below(&root().join("src"), "rs").into_iter().filter(|path| is_test(path));
    for path in tests.chain(files_below(&root().join("tests/it"), "rs")) {
        let text = read(&path);
        let found = ["Instant", "::now()", "elapsed()"].into_iter().find(|it| text.contains(it));
        assert!(path.ends_with("house.rs") || found.is_none(), "{}: {found:?}", path.display());
    }
}

/// Reads beside `input`, each with its reason.
const READERS: &[(&str, &str)] = &[
    ("src/input/", "the one way to read"),
    ("src/disk/", "journal and locks of the program itself"),
    ("src/keys/waiting.rs", "the key directory of the program itself"),
    ("src/generate/bounded.rs", "the memory of the process, from the system"),
];

#[test]
fn files_are_read_in_one_way() {
    let mut faults = Vec::new();
    for path in files_below(&root().join("src"), "rs").into_iter().filter(|path| !is_test(path)) {
        let shown = path.strip_prefix(root()).expect("below").to_string_lossy().into_owned();
        if READERS.iter().any(|(reader, _)| shown.starts_with(reader)) {
            continue;
        }
        let text = read(&path);
        let code = without_tests(&text);
        for word in [
            "fs::read",
            "File::open",
            "OpenOptions",
            "fs::File::options",
            "filter_map(Result::ok).filter(|entry|",
        ] {
            if code.contains(word) {
                faults.push(format!("{shown}: {word}"));
            }
        }
    }
    assert!(faults.is_empty(), "files that are read beside `input`:\n{}", faults.join("\n"));
}

#[test]
fn suffixes_and_folders_stand_in_the_tables_only() {
    let schema = ecaforge::schema::schema();
    let words: Vec<String> = schema
        .app_types()
        .flat_map(|t| [format!("\"{}\"", t.suffix), format!("\"{}\"", t.folder)])
        .collect();
    let mut faults = Vec::new();
    for path in files_below(&root().join("src"), "rs").into_iter().filter(|p| !is_test(p)) {
        let text = read(&path);
        let code = without_tests(&text);
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for (number, line) in code.enumerate() {
            for word in words.iter().filter(|word| line.contains(word.as_str())) {
                faults.push(format!("{}:{}: {word}", path.display(), number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "facts beside the tables:\n{}", faults.join("\n"));
}

/// Flows, scopes, elements and values that the code asks for by name.
#[test]
fn names_in_the_code_are_in_the_tables() {
    let schema = ecaforge::schema::schema();
    let structs = |t: &'static MetadataType| t.structs.values().flat_map(|s| &s.elements);
    let elements = schema.types.values().flat_map(|t| t.elements.iter().chain(structs(t)));
    let elements: Vec<&Element> = elements.collect();
    let scopes: BTreeSet<&str> = schema.scopes.iter().map(|scope| scope.token.as_str()).collect();
    let values = elements.iter().flat_map(|element| &element.values);
    let values = values.map(|value| value.name.as_str()).chain(scopes.iter().copied()).collect();
    let elements = elements.iter().map(|element| element.name.as_str()).collect();
    let flows: BTreeSet<&str> = schema.flows.iter().map(|flow| flow.id.as_str()).collect();
    let calls = "field|fields|flag|effective|value|want|want_or|want_some|want_texts|safe";
    let element = format!(r#"\b(?:{calls})\(\s*(?:[\w.]+(?:::\w+)*,\s*)?"([a-z]\w+)""#);
    let kinds = [
        (r#"\bflow(?:\(|\.id == )"([^"]+)""#, flows),
        (r#"\b(?:scopes\.item|\.scope)\("([^"]+)""#, scopes),
        (&element, elements),
        (r#"(?:[!=]= |Some\()"([A-Z][a-z]\w+)""#, values),
    ];
    let rooms = ["rules", "values", "project", "generate", "extend"]
        .map(|room| root().join("src").join(room));
    let (mut faults, mut seen) = (Vec::new(), 0);
    let pages = |path: &Path| path.ends_with("rules/example.rs");
    let files = rooms.iter().flat_map(|room| files_below(room, "rs"));
    for path in files.filter(|path| !is_test(path) && !pages(path)) {
        let text = read(&path);
        let code = without_tests(&text);
        for (pattern, known) in &kinds {
            let pattern = regex::Regex::new(pattern).expect("a pattern");
            for found in pattern.captures_iter(&code) {
                seen += 1;
                if !known.contains(&found[1]) {
                    faults.push(format!("{}: {}", path.display(), &found[0]));
                }
            }
        }
    }
    assert!(seen > 150, "only {seen} names were seen");
    assert!(faults.is_empty(), "names that no table has:\n{}", faults.join("\n"));
}

/// Values of files get into words through the mask: `Written` has no `Display`, findings are made in
/// two places only, and no message is formatted with the raw text of an element.
#[test]
fn values_get_into_words_through_the_mask() {
    let raw = r#"(?s)(?:format|write|writeln|print|println|eprintln)!\([^;{}]*?"[^;]*?\.(?:text|trimmed|plain_text)\(\)(\.\w+)?"#;
    let raw = regex::Regex::new(raw).expect("a pattern");
    let makes = ["src/rules/draft.rs", "src/spec/read.rs", "src/diagnostic/mod.rs"];
    let mut faults = Vec::new();
    for path in files_below(&root().join("src"), "rs").into_iter().filter(|path| !is_test(path)) {
        let text = read(&path);
        let code = without_tests(&text);
        let shown = path.strip_prefix(root()).expect("below the root").display().to_string();
        if code.contains("for Written<'_>") && code.contains("Display for Written") {
            faults.push(format!("{shown}: prints a value"));
        }
        let makes_findings = code.contains(" Finding {\n")
            && !code.contains("JsonFinding")
            && !makes.contains(&&*shown);
        if makes_findings {
            faults.push(format!("{shown}: makes a finding past `Findings::add`"));
        }
        if shown.starts_with("src/rules") || shown.starts_with("src/add") {
            for found in raw.captures_iter(&code) {
                if found.get(1).is_none_or(|after| after.as_str() != ".shown") {
                    faults.push(format!("{shown}: {}", &found[0]));
                }
            }
        }
    }
    assert!(faults.is_empty(), "ways around the mask:\n{}", faults.join("\n"));
}

/// Names that two vocabularies share, so that their module tells them apart: a spec has apps, clients
/// and attributes, and so has the metadata; XML has elements and attributes, and so has the schema.
const SHARED_NAMES: &[&str] = &["App", "Attribute", "Client", "Element", "Scope"];

#[test]
fn no_two_types_have_one_name() {
    let declaration =
        regex::Regex::new(r"(?m)^\s*pub(?:\(crate\))? (?:struct|enum|trait|type|union) (\w+)");
    let declaration = declaration.expect("a pattern");
    let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files_below(&root().join("src"), "rs").into_iter().filter(|path| !is_test(path)) {
        let code = without_tests(&read(&path));
        let shown = path.strip_prefix(root()).expect("below").display().to_string();
        for found in declaration.captures_iter(&code) {
            seen.entry(found[1].to_owned()).or_default().push(shown.clone());
        }
    }
    let doubles: Vec<_> = seen.iter().filter(|(_, files)| files.len() > 1).collect();
    let unknown: Vec<_> =
        doubles.iter().filter(|(name, _)| !SHARED_NAMES.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "names of two types: {unknown:#?}");
    let unused: Vec<_> = SHARED_NAMES
        .iter()
        .filter(|name| !doubles.iter().any(|(double, _)| double == *name))
        .collect();
    assert!(unused.is_empty(), "not needed: {unused:?}");
}
