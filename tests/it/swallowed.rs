//! No failing call is taken for an empty answer, and no fault of the program for an empty text.

use std::fs;
use std::path::Path;

use regex::Regex;

/// Places where a call may fail without a word, each with its reason.
const ALLOWED: &[(&str, &str, &str)] = &[
    (
        "src/cli/check/since.rs",
        "read(&path).ok()",
        "a baseline that a revision lacks lists nothing: each entry counts as new",
    ),
    (
        "src/cli/check/since.rs",
        "from_utf8(bytes).ok()",
        "a baseline that a revision has and that cannot be read lists nothing: the same",
    ),
    (
        "src/cli/check/since.rs",
        "from_utf8(files.read(path).ok()?)",
        "a file that cannot be read was not moved for all that is known: its findings are new",
    ),
    (
        "src/cli/new/spec_file.rs",
        "from_utf8(&one.new).ok()",
        "the bytes are in memory; no place is named then",
    ),
    ("src/disk/claim.rs", "symlink_metadata().ok()", "none is a fault for the caller"),
    ("src/disk/fresh.rs", "read_dir(parent)", "what is left over is tidied up where it can be"),
    ("src/disk/fresh.rs", "read_dir(dir)", "the same"),
    ("src/disk/fresh.rs", ".flatten().flatten()", "the same"),
    ("src/disk/outputs.rs", "read_dir(dir)", "what is left over is tidied up where it can be"),
    ("src/disk/outputs.rs", ".flatten().flatten()", "the same"),
    (
        "src/disk/stream.rs",
        "symlink_metadata().ok()",
        "what cannot be looked at is opened as a file, which tells",
    ),
    (
        "src/add/work.rs",
        "bytes(&there",
        "what cannot be read is not the text that is wanted: it is refused",
    ),
    ("src/add/around.rs", "from_utf8(file.bytes.clone()).ok()", "the program made the text itself"),
    (
        "src/cli/new/wishes.rs",
        "text(&root.join(SPEC_FILE)",
        "the run has read the spec before, which told; without one, every value is new",
    ),
    (
        "src/cli/new/wishes.rs",
        "read(&SpecText::new(",
        "a spec with faults has been refused before, or is replaced",
    ),
    (
        "src/fix/mod.rs",
        "read(Path::new(path)).ok()",
        "states are compared; what is changed is read again and told",
    ),
    (
        "src/cli/forge.rs",
        "text(event, event.parent()?",
        "without the event of the change, links lead to the commit that was checked",
    ),
    ("src/generate/bounded.rs", "read_to_string(", "only Linux tells the memory in use"),
    ("src/generate/environment.rs", "remove(&name)", "a map, no file"),
    (
        "src/git/mod.rs",
        "run(directory, args).ok()",
        "what git does not know is asked for elsewhere",
    ),
    ("src/git/mod.rs", "rev-parse", "without a commit, findings have no revision in a report"),
    ("src/git/mod.rs", "user.email", "without an address, the contact is asked for"),
    (
        "src/keys/waiting.rs",
        "symlink_metadata().ok()",
        "a key that cannot be looked at has no second name",
    ),
    (
        "src/project/archive.rs",
        "filter_map(Result::ok)",
        "names that are no text are none of an app",
    ),
    (
        "src/project/discover.rs",
        "read(&root.join(SFDX_PROJECT))",
        "`Files` notes what it cannot read",
    ),
    ("src/check/removed.rs", "read(&root.join(name)).ok()", "`Files` notes what it cannot read"),
    (
        "src/apply/lay_over.rs",
        "read(&SpecText::new(",
        "a text in memory; an earlier spec that is broken is no base",
    ),
    (
        "src/apply/lay_over.rs",
        "place(root, path).ok()",
        "a path that leads out is none of the project's files",
    ),
    ("src/values/certificate.rs", "from_utf8(&decoded).ok()", "bytes in memory: DER is no text"),
];

/// The code of each source file: what stands in it before its tests, without comments.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = walkdir::WalkDir::new(root.join("src")).sort_by_file_name().into_iter();
    let files = entries.map(|entry| entry.expect("an entry").into_path()).filter(|path| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        path.extension().is_some_and(|end| end == "rs")
            && stem != "tests"
            && !stem.ends_with("_tests")
    });
    files
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a text");
            let code = crate::house::without_tests(&text);
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            let shown =
                path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
            (shown, lines.collect::<Vec<_>>().join("\n"))
        })
        .collect()
}

#[test]
fn a_call_that_fails_is_told() {
    let calls = r"\b(?:read|read_dir|read_to_string|read_dir|text|bytes|entries|list|metadata|symlink_metadata|canonicalize|open|run|output|from_utf8|place|recover|write|create|remove|sync)\(";
    let dropped =
        r"\s*\.(?:ok\(\)|unwrap_or_default\(\)|into_iter\(\)\s*\.flatten\(\)|is_ok_and\(\|_\|)";
    let call = Regex::new(&format!(r"{calls}(?:[^()]|\([^()]*\))*\){dropped}")).expect("a pattern");
    let lost = Regex::new(
        r"filter_map\((?:Result::ok|\|\w+\| \w+\.ok\(\))\)|\.flatten\(\)\s*\.flatten\(\)",
    );
    let lost = lost.expect("a pattern");
    let (mut faults, mut used) = (Vec::new(), vec![false; ALLOWED.len()]);
    for (path, code) in sources() {
        for found in call.find_iter(&code).chain(lost.find_iter(&code)) {
            let known = ALLOWED
                .iter()
                .position(|(file, text, _)| path == *file && found.as_str().contains(text));
            match known {
                Some(at) => used[at] = true,
                None => faults.push(format!("{path}: {}", found.as_str())),
            }
        }
    }
    assert!(faults.is_empty(), "calls whose failure nobody is told:\n{}", faults.join("\n"));
    let unused: Vec<_> = ALLOWED.iter().zip(used).filter(|(_, used)| !used).collect();
    assert!(unused.is_empty(), "not needed: {unused:?}");
}

/// The ways to a written form go through `text::sound`, so that no empty text stands for a fault.
#[test]
fn no_fault_becomes_an_empty_text() {
    let form = r"\bto_(?:string_pretty|vec_pretty|vec|value|string)\((?:[^()]|\([^()]*\))+\)\s*\.(?:ok\(|unwrap_or)";
    let form = Regex::new(form).expect("a pattern");
    for (path, code) in sources() {
        let found = form.find(&code).map(|found| found.as_str());
        assert_eq!(found, None, "{path}");
    }
}

/// Patterns of the program are made by `text::sound::pattern`, and each is well formed.
#[test]
fn patterns_are_well_formed() {
    // Where patterns of others are read, and where those of the program are made.
    const MAKERS: &[&str] = &["src/text/sound.rs", "src/project/replacement.rs"];
    let literal =
        Regex::new(r##"(?s)\bpattern\(\s*r(?:#"(.*?)"#|"(.*?)")\s*,?\s*\)"##).expect("a pattern");
    let mut seen = 0;
    for (path, code) in sources() {
        let makes = code.contains("Regex::new(");
        assert!(!makes || MAKERS.contains(&path.as_str()), "{path}: makes a pattern of its own");
        for found in literal.captures_iter(&code) {
            let text = found.get(1).or(found.get(2)).expect("a literal").as_str();
            Regex::new(text).unwrap_or_else(|fault| panic!("{path}: {fault}"));
            seen += 1;
        }
    }
    assert!(seen > 5, "only {seen} patterns were seen");
}
