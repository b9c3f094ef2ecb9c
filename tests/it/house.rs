//! The house keeps its order: layers, sizes, and what must not be in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules from the bottom up. A module uses only those above it in this list.
const ORDER: &[&str] = &[
    "failure",
    "text",
    "change",
    "diagnostic",
    "xml",
    "json",
    "schema",
    "project",
    "rules",
    "check",
    "config",
    "suppress",
    "review",
    "fix",
    "spec",
    "generate",
    "emit",
    "docs",
    "disk",
    "keys",
    "update",
    "extend",
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

/// The modules that a text names as `crate::module`, its tests left out.
fn uses(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.match_indices("crate::")
        .map(|(at, found)| &code[at + found.len()..])
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .filter(|name: &String| !name.is_empty())
        .collect()
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

#[test]
fn every_module_has_its_place() {
    let listed: BTreeSet<&str> = ORDER.iter().copied().collect();
    let lib = read(&root().join("src/lib.rs"));
    let declared: BTreeSet<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(listed, declared);
}

#[test]
fn files_stay_readable() {
    let mut faults = Vec::new();
    for path in files_below(&root().join("src"), "rs") {
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
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        for (number, line) in code.enumerate() {
            for word in words.iter().filter(|word| line.contains(word.as_str())) {
                faults.push(format!("{}:{}: {word}", path.display(), number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "facts beside the tables:\n{}", faults.join("\n"));
}
