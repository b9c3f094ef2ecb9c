//! Projects, and what can go wrong with them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use ecaforge::schema::{Element, Kind, MetadataType, NAMESPACE, names, schema};
use regex::{Captures, Regex};

use crate::generate_matrix::selection;

/// Text by path.
pub(super) type Tree = BTreeMap<String, String>;

/// Numbers that depend on a seed alone.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: usize) -> Self {
        let mut random =
            Self(0x9e37_79b9_7f4a_7c15 ^ (seed as u64).wrapping_mul(0x2545_f491_4f6c_dd1d));
        random.below(2);
        random
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }

    fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Generated projects, the fixtures, and shapes that people write.
pub(super) fn projects() -> Vec<Tree> {
    let of_case = |files: &Vec<ecaforge::generate::PlannedFile>| {
        files.iter().map(|file| (file.path.clone(), file.text.clone())).collect()
    };
    let mut all: Vec<Tree> = selection().iter().map(|(_, files)| of_case(files)).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let fixtures: Vec<Tree> = ["real", "broken"]
        .iter()
        .flat_map(|kind| std::fs::read_dir(root.join(kind)).expect("the folder is there").flatten())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| read(&entry.path()))
        .collect();
    // As often as the generated ones: they are few.
    for _ in 0..(all.len() / (2 * fixtures.len())).max(1) {
        all.extend(fixtures.iter().cloned());
    }
    all
}

fn read(dir: &Path) -> Tree {
    let files =
        walkdir::WalkDir::new(dir).into_iter().flatten().filter(|it| it.file_type().is_file());
    files
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(dir).ok()?.to_str()?.to_owned();
            Some((path, std::fs::read_to_string(entry.path()).ok()?))
        })
        .collect()
}

static LEAF: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"<(\w+)>([^<>]*)</(\w+)>").expect("a pattern"));

/// Does up to six things to a project.
pub(super) fn damage(tree: &mut Tree, random: &mut Random) {
    for _ in 0..=random.below(6) {
        let paths: Vec<String> = tree.keys().filter(|path| is_metadata(path)).cloned().collect();
        if paths.is_empty() {
            return;
        }
        let path = random.one(&paths).clone();
        match random.below(12) {
            0 => rename(tree, &path, random),
            1 => misplace(tree, &path, random),
            2 => version(tree, random),
            3 | 4 => add(tree, &path, random),
            5 => whole(tree, &path, random),
            6 if random.below(3) == 0 => drop(tree.remove(&path)),
            _ => leaf(tree, &path, random),
        }
    }
}

fn is_metadata(path: &str) -> bool {
    type_of(path).is_some()
}

fn type_of(path: &str) -> Option<&'static MetadataType> {
    let file = path.rsplit('/').next()?;
    let stem = file.strip_suffix("-meta.xml").unwrap_or(file);
    let (name, suffix) = stem.rsplit_once('.')?;
    schema().by_suffix(suffix).or_else(|| schema().settings_type(name))
}

/// Another file name: suffix, stem or folder.
fn rename(tree: &mut Tree, path: &str, random: &mut Random) {
    let Some(text) = tree.remove(path) else { return };
    let suffixes = [".ecaOauth", ".ecaGlobalOauth", ".ecaPolicy", ".eca", ".ecaOauthPolicy"];
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, end) = file.split_once('.').unwrap_or((file, ""));
    let new = match random.below(4) {
        0 => format!("{folder}/{stem}{}-meta.xml", random.one(&suffixes)),
        1 => format!("{folder}/{}.{end}", stem.to_lowercase()),
        2 => format!("{folder}/My {stem}.{end}"),
        _ => format!("{}/{file}", folder.rsplit_once('/').map_or("x", |(outer, _)| outer)),
    };
    tree.insert(new, text);
}

/// A line of one file stands in another.
fn misplace(tree: &mut Tree, path: &str, random: &mut Random) {
    let others: Vec<String> = tree.keys().filter(|other| is_metadata(other)).cloned().collect();
    let other = random.one(&others).clone();
    let text = tree[path].clone();
    let leaves: Vec<_> = LEAF.find_iter(&text).collect();
    if leaves.is_empty() {
        return;
    }
    let leaf = random.one(&leaves);
    let piece = leaf.as_str().to_owned();
    if random.below(2) == 0 {
        tree.insert(path.to_owned(), text.replacen(&piece, "", 1));
    }
    insert(tree, &other, &piece);
}

/// Puts a piece before the end of a file.
fn insert(tree: &mut Tree, path: &str, piece: &str) {
    let Some(text) = tree.get_mut(path) else { return };
    if let Some(at) = text.rfind("</") {
        text.insert_str(at, &format!("    {piece}\n"));
    }
}

fn version(tree: &mut Tree, random: &mut Random) {
    let pattern = Regex::new(r#""sourceApiVersion": *"[0-9.]+""#).expect("a pattern");
    let version = format!("\"sourceApiVersion\": \"{}.0\"", 59 + random.below(10));
    if let Some(text) = tree.get_mut("sfdx-project.json") {
        *text = pattern.replace(text, version.as_str()).into_owned();
    }
}

/// One more element of the type, mostly at random: half a flow, a policy, a second list.
fn add(tree: &mut Tree, path: &str, random: &mut Random) {
    let Some(owner) = type_of(path) else { return };
    let element = random.one(&owner.elements);
    let name = match &*element.wrong_names {
        wrong if !wrong.is_empty() && random.below(3) == 0 => *random.one(wrong),
        _ => element.name,
    };
    let value = value(element, random);
    for _ in 0..=usize::from(random.below(4) == 0) {
        insert(tree, path, &format!("<{name}>{value}</{name}>"));
    }
}

fn value(element: &Element, random: &mut Random) -> String {
    match element.kind {
        Kind::Boolean => random.one(&["true", "false", "True", "yes", "off"]).to_string(),
        Kind::Int => random.one(&["0", "1", "7", "30", "3650", "-1", "x"]).to_string(),
        Kind::Enum => random.one(&element.values).name.to_string(),
        Kind::ScopeList => {
            let scopes =
                ["Api", "api", "RefreshToken", "Full", "MCP", "Chatbot", "Web Basic", "x,,y"];
            random.one(&scopes).to_string()
        }
        Kind::CallbackList => {
            let urls =
                ["https://a.acme.com/cb#x", "http://b.acme.com", "a.acme.com/cb", "app:/x,app:/y"];
            random.one(&urls).to_string()
        }
        Kind::Username => "robot@acme.com".into(),
        Kind::Url => "http://acme.com".into(),
        Kind::Struct => range(element, random),
        _ => "Text".into(),
    }
}

fn range(element: &Element, random: &mut Random) -> String {
    let addresses = ["10.0.0.1", "10.0.0.9", "10.0.1.0", "0.0.0.0", "255.255.255.255"];
    let (first, last) = (random.one(&addresses), random.one(&addresses));
    if element.name.ends_with("IpRanges") {
        format!("<endIpAddress>{last}</endIpAddress><startIpAddress>{first}</startIpAddress>")
    } else {
        "<key>a</key><formula>$User.City</formula>".into()
    }
}

/// The root, the namespace, the order of lines, line ends.
fn whole(tree: &mut Tree, path: &str, random: &mut Random) {
    let Some(text) = tree.get_mut(path) else { return };
    match random.below(5) {
        0 => *text = text.replace(NAMESPACE, "http://soap.sforce.com/2005/04/metadata"),
        1 => *text = text.replace("Oauth", "OAuth"),
        2 => *text = text.replace('\n', "\r\n"),
        3 => {
            let mut lines: Vec<&str> = text.lines().collect();
            if lines.len() > 4 {
                let (a, b) = (2 + random.below(lines.len() - 3), 2 + random.below(lines.len() - 3));
                lines.swap(a, b);
            }
            *text = lines.join("\n");
        }
        _ => *text = text.replace(&format!("<{}>", names::APP_REFERENCE), "<app>"),
    }
}

/// One element with a value.
fn leaf(tree: &mut Tree, path: &str, random: &mut Random) {
    let Some(text) = tree.get_mut(path) else { return };
    let leaves: Vec<Captures<'_>> = LEAF.captures_iter(text).collect();
    if leaves.is_empty() {
        return;
    }
    let leaf = random.one(&leaves);
    let (whole, name, value) = (leaf[0].to_owned(), leaf[1].to_owned(), leaf[2].to_owned());
    let element = |name: &str, value: &str| format!("<{name}>{value}</{name}>");
    let new = match random.below(12) {
        0 => String::new(),
        1 => format!("{whole}\n    {}", element(&name, &flipped(&value))),
        2 => format!("{whole}\n    {whole}"),
        3 => element(&shortened(&name, random), &value),
        4 => element(&name.to_uppercase(), &value),
        5 => element(&name, &flipped(&value)),
        6 => element(&name, &format!(" {value}\n")),
        7 => element(&name, &shortened(&value, random)),
        8 => element(&name, &value.to_lowercase()),
        9 => element(&name, &value.replace(", ", [" ", ";", ",,"][random.below(3)])),
        10 if value.contains(", ") => {
            value.split(", ").map(|one| element("oauthScopes", one)).collect()
        }
        10 => element(&name, ""),
        _ => element(&name, &element("value", &value)),
    };
    *text = text.replacen(&whole, &new, 1);
}

fn flipped(value: &str) -> String {
    match value {
        "true" => "false".to_owned(),
        "false" => "true".to_owned(),
        "AllSelfAuthorized" => "AdminApprovedPreAuthorized".to_owned(),
        "Infinite" | "Zero" => "SpecificLifetime".to_owned(),
        other => format!("{other}2"),
    }
}

/// The word without one of its letters.
fn shortened(word: &str, random: &mut Random) -> String {
    let at = random.below(word.chars().count().max(1));
    word.chars().enumerate().filter(|(index, _)| *index != at).map(|(_, letter)| letter).collect()
}
