//! Texts of strangers in every key of a spec: refused, or written so that each language reads them
//! back as texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use ecaforge::generate::{PlannedFile, Templates, plan};
use ecaforge::spec::{self, SpecFault, SpecText};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use toml::Value;

/// A spec that names nearly every key with a text.
const EVERYTHING: &str = include_str!("../data/everything.toml");

/// One whose README has packages, requests and a token exchange.
const PACKAGED: &str = r#"
[project]
name = "Shop project"
package = "Shop package"
namespace = "acme"
ci = ["github", "pre-commit"]

[[app]]
name = "Shop"
label = "The shop"
description = "Sells things."
contact-email = "owner@acme.com"
distribution = "packaged"

[app.oauth]
flows = ["authorization-code", "token-exchange", "client-credentials"]
callbacks = ["https://shop.acme.com/cb"]
run-as = "robot@acme.com"
permitted-users = "pre-authorized"
developer-custom-scopes = ["orders"]

[app.oauth.token-exchange]
issuer = "https://login.acme.com"
keys-url = "https://login.acme.com/keys"
audience = "shop"

[[custom-scope]]
name = "orders"
description = "Read orders"
label = "Orders"

[[app]]
name = "Guests"
label = "Guests of the shop"
contact-email = "owner@acme.com"

[app.oauth]
flows = ["guest"]
callbacks = ["https://shop.acme.com/guest"]
profiles = ["Shop Guest"]
"#;

/// What a value becomes: the text alone, and behind what was there.
const TEXTS: &[&str] = &[
    "$(>EVIL)",
    "`>EVIL`",
    "\";>EVIL;\"",
    "';>EVIL;'",
    ";>EVIL&>EVIL|>EVIL",
    "${HOST}`>EVIL`$(>EVIL)",
    "\n>EVIL\n",
    "\n```\n\n```sh\n>EVIL\n```",
    "!!x!y%z%1",
    "~ * ? [a] {b,c} \\ \\\\ ",
    "# heading",
    "\n# heading\n\n- list\n\n    code\n",
    "``` x",
    "` ``x`` <img src=x> </details> <!--",
    "[x](https://evil.example) ![y](z) | a | b |",
    "- ''' \"\"\" ]]> <![CDATA[ */ /* -- -->",
    "{{ x }} {% raw %} ${{ secrets.X }}",
    "key: value # comment",
    "\u{1b}[31m\u{7}",
    "\u{202e}\u{2028}",
    "\u{0}",
    "é🔷大",
    "'",
    "\\",
];

/// Keys whose values stand in commands of the README.
const IN_COMMANDS: &[&str] = &["callbacks", "package", "run-as"];

fn files(spec: &Value) -> Result<BTreeMap<String, String>, Vec<SpecFault>> {
    let text = toml::to_string(spec).expect("TOML");
    let read = spec::read(&SpecText::new("ecaforge.toml", text));
    let spec = read.map_err(|all| {
        all.into_iter()
            .map(|it| SpecFault::new(spec::SpecPath::default(), it.message, it.why, it.help))
            .collect::<Vec<_>>()
    })?;
    let plan = plan(&spec)?;
    let files = Templates::embedded().render(&plan).unwrap_or_else(|fault| panic!("{fault}"));
    Ok(files.into_iter().map(|PlannedFile { path, text, .. }| (path, text)).collect())
}

/// The way to each text of a spec.
fn leaves(value: &Value, at: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                at.push(key.clone());
                leaves(value, at, all);
                at.pop();
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                at.push(index.to_string());
                leaves(value, at, all);
                at.pop();
            }
        }
        Value::String(_) => all.push(at.clone()),
        _ => {}
    }
}

fn leaf<'a>(spec: &'a mut Value, at: &[String]) -> &'a mut Value {
    at.iter().fold(spec, |value, step| match value {
        Value::Array(items) => &mut items[step.parse::<usize>().expect("a place")],
        other => other.get_mut(step).expect("the key"),
    })
}

#[test]
fn each_key_is_refused_or_written_as_text() {
    for base in [EVERYTHING, PACKAGED] {
        let spec: Value = toml::from_str(base).expect("TOML");
        let harmless = files(&spec).expect("a plan");
        let mut keys = Vec::new();
        leaves(&spec, &mut Vec::new(), &mut keys);
        assert!(keys.len() > 20);
        let mut written = 0;
        for (at, key) in keys.iter().enumerate() {
            let in_commands = IN_COMMANDS.iter().any(|name| key.iter().any(|step| step == name));
            // Each text meets each kind of key; all meet all where somebody asks for it.
            let all = in_commands || std::env::var_os("ECAFORGE_ALL_TEXTS").is_some();
            let texts = TEXTS.iter().enumerate().filter(|(index, _)| all || (at + index) % 5 == 0);
            for text in texts.map(|(_, text)| text) {
                for behind in [false, true] {
                    let mut hostile = spec.clone();
                    let value = leaf(&mut hostile, key);
                    let before = value.as_str().expect("a text").to_owned();
                    let now = if behind { format!("{before}{text}") } else { (*text).to_owned() };
                    *value = Value::String(now.clone());
                    match files(&hostile) {
                        Ok(made) => {
                            written += 1;
                            let what = format!("{key:?} = {now:?}");
                            judge(&what, &harmless, &made, (&before, &now));
                        }
                        Err(faults) => {
                            assert!(faults.iter().all(|it| !it.message.is_empty()), "{key:?}");
                        }
                    }
                }
            }
        }
        assert!(written > 20, "{written} specs were taken");
    }
}

fn judge(
    what: &str,
    harmless: &BTreeMap<String, String>,
    made: &BTreeMap<String, String>,
    value: (&str, &str),
) {
    for (path, text) in made.iter().filter(|(path, text)| harmless.get(*path) != Some(*text)) {
        let odd = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202e}' | '\u{2028}');
        assert!(!text.contains(odd), "{what}: {path}\n{text}");
        match path.rsplit('.').next().unwrap_or_default() {
            "json" => drop(serde_json::from_str::<serde_json::Value>(text).expect(what)),
            "yml" | "yaml" => yaml(what, text),
            "xml" => {
                let faults = ecaforge::xml::parse(text).faults;
                assert!(faults.is_empty(), "{what}: {path}: {faults:?}\n{text}");
                let mut reader = quick_xml::Reader::from_str(text);
                while !matches!(reader.read_event().expect(what), quick_xml::events::Event::Eof) {}
            }
            "toml" => drop(toml::from_str::<Value>(text).expect(what)),
            "cls" => apex(what, text),
            "example" => {
                let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
                for line in lines {
                    let name = line.strip_suffix('=').unwrap_or_else(|| panic!("{what}: {line}"));
                    assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{what}");
                }
            }
            "md" => readme(what, harmless.get(path), text, value),
            _ => {}
        }
    }
}

fn yaml(what: &str, text: &str) {
    use saphyr::LoadableYamlNode as _;
    let documents = saphyr::Yaml::load_from_str(text).expect(what);
    assert_eq!(documents.len(), 1, "{what}\n{text}");
}

/// Strings and comments of Apex end where they began.
fn apex(what: &str, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['\'', '/']) {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = &comment[comment.find("*/").expect(what) + 2..];
        } else if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if let Some(string) = rest.strip_prefix('\'') {
            let mut escaped = false;
            let end = string.char_indices().find(|&(_, c)| {
                let ends = !escaped && matches!(c, '\'' | '\n');
                escaped = !escaped && c == '\\';
                ends
            });
            let (end, _) =
                end.filter(|&(_, c)| c == '\'').unwrap_or_else(|| panic!("{what}\n{text}"));
            rest = &string[end + 1..];
        } else {
            rest = &rest[1..];
        }
    }
    assert_eq!(text.matches("class ").count(), 1 + text.matches("a class ").count(), "{what}");
}

/// Headings, blocks of code, tables, links and images of a README; and its blocks of commands.
fn structure(text: &str) -> (Vec<String>, Vec<String>) {
    let mut shape = Vec::new();
    let mut blocks = Vec::new();
    let mut block: Option<String> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => shape.push(level.to_string()),
            Event::Start(Tag::CodeBlock(kind)) => {
                shape.push(format!("{kind:?}"));
                let is_shell = matches!(&kind, CodeBlockKind::Fenced(name) if &**name == "sh");
                block = is_shell.then(String::new);
            }
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => blocks.extend(block.take()),
            Event::Text(part) => {
                if let Some(block) = &mut block {
                    block.push_str(&part);
                }
            }
            Event::Start(Tag::Table(columns)) => shape.push(format!("table {}", columns.len())),
            Event::Start(Tag::Link { .. }) => shape.push("link".to_owned()),
            Event::Start(Tag::Image { .. }) => shape.push("image".to_owned()),
            Event::Html(html) | Event::InlineHtml(html) if &*html != "<br>" => {
                shape.push(format!("HTML {html}"));
            }
            _ => {}
        }
    }
    (shape, blocks)
}

fn readme(what: &str, harmless: Option<&String>, text: &str, (before, now): (&str, &str)) {
    let (shape, blocks) = structure(text);
    let (known, usual) = structure(harmless.expect("a README"));
    let optional =
        |shape: &[String]| shape.iter().filter(|one| *one != "link").cloned().collect::<Vec<_>>();
    // A variable that a deploy fills in, and a scope of another name, change the sections.
    let sections = now.contains("${HOST}") || what.contains("custom-scope");
    if sections {
        let html = shape.iter().any(|one| one.starts_with("HTML"));
        assert!(!html, "{what}: {shape:?}\n{text}");
    } else {
        assert_eq!(optional(&shape), optional(&known), "{what}\n{text}");
        assert_eq!(shape.len(), known.len(), "{what}: another link\n{text}");
    }
    if blocks == usual {
        return;
    }
    let (calls, evil) = pasted(&blocks);
    assert!(!evil, "{what}: a block of the README made a file\n{text}");
    if !sections {
        let (meant, _) = pasted(&usual);
        let mut meant: Vec<String> = meant.iter().map(|call| call.replace(before, now)).collect();
        meant.sort();
        assert_eq!(calls, meant, "{what}");
    }
}

/// The arguments of each program that the blocks call, and whether they made a file.
fn pasted(blocks: &[String]) -> (Vec<String>, bool) {
    let dir = tempfile::tempdir().expect("a directory");
    let (bin, work) = (dir.path().join("bin"), dir.path().join("work"));
    fs::create_dir_all(&bin).expect("a directory");
    fs::create_dir_all(&work).expect("a directory");
    let log = dir.path().join("log");
    for name in ["sf", "curl", "openssl", "tr", "uuidgen", "cp", "pre-commit", "echo"] {
        stand_in(&bin.join(name), &log);
    }
    fs::write(work.join(".env"), "").expect("a file");
    let script = blocks.join("\n");
    let read = Command::new("sh").args(["-n", "-c", &script]).output().expect("a shell");
    assert!(read.status.success(), "{}\n{script}", String::from_utf8_lossy(&read.stderr));
    let shell = Command::new("/bin/sh")
        .args(["-c", &script])
        .env_clear()
        .env("PATH", &bin)
        .current_dir(&work)
        .output()
        .expect("a shell");
    assert!(shell.stderr.is_empty(), "{}\n{script}", String::from_utf8_lossy(&shell.stderr));
    let made = fs::read_dir(&work).expect("a directory").count() != 1;
    let calls = fs::read_to_string(&log).unwrap_or_default();
    // The programs of a pipeline run at the same time.
    let mut calls: Vec<String> = calls.split('\u{1}').map(str::to_owned).collect();
    calls.sort();
    (calls, made)
}

#[cfg(unix)]
fn stand_in(path: &Path, log: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    // One write for each call, and nothing but what the shell has built in.
    let text = format!(
        "#!/bin/sh\nall=${{0##*/}}\nfor one; do all=\"$all\u{2}$one\"; done\n\
         printf '%s\\001' \"$all\" >> '{}'\n",
        log.display()
    );
    fs::write(path, text).expect("a program");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a program");
}

#[cfg(not(unix))]
fn stand_in(_: &Path, _: &Path) {}

/// What the program says in files, which no spec gives: schemas and presets write it, in Markdown.
const OWN: &[&str] = &[
    "app.client.note",
    "app.how",
    "file.meaning",
    "flow.title",
    "meaning",
    "need.meaning",
    "note",
    "org.cli_note",
    "policy.flow",
    "policy.why",
    "program.key",
    "program.title",
    "server.orgs",
    "step",
];

/// Each value goes through the filter of its place; files in XML and JSON have theirs in place.
#[test]
fn templates_name_the_place_of_each_value() {
    const FILTERS: &[&str] = &[
        "id", "url", "query", "link", "sh", "md", "code", "yaml", "toml", "xml", "json", "apex",
        "comment",
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut seen = 0;
    for entry in walkdir::WalkDir::new(&root).into_iter().filter_map(Result::ok) {
        let path = entry.path().to_string_lossy().into_owned();
        if !entry.file_type().is_file() {
            continue;
        }
        let text = fs::read_to_string(entry.path()).expect("a template");
        let of_type = [".xml.tera", ".json.tera", "{{component.file}}.tera"];
        let typed = of_type.iter().any(|ending| path.ends_with(ending));
        let mut raw = false;
        for part in text.split_inclusive("%}") {
            if raw {
                raw = !part.ends_with("{% endraw %}");
                continue;
            }
            raw = part.ends_with("{% raw %}");
            for (index, rest) in part.split("{{").enumerate().skip(1) {
                let (expression, _) = rest.split_once("}}").expect("an end");
                let expression = expression.trim();
                let filter = expression.rsplit_once('|').map(|(_, filter)| filter.trim());
                let known = filter.is_some_and(|filter| FILTERS.contains(&filter));
                seen += index;
                assert!(
                    known || filter.is_none() && (typed || OWN.contains(&expression)),
                    "{path}: {{{{ {expression} }}}} names no filter"
                );
            }
        }
        assert!(!text.contains("| safe") && !text.contains("autoescape"), "{path}");
    }
    assert!(seen > 50);
}
