//! Inputs for the fuzz targets: the fixtures of ecaforge, damaged.
//!
//! Random bytes hardly ever form XML or TOML. So a target takes a text that ecaforge reads in
//! practice and a list of edits; both come from the fuzzing engine, which can learn from coverage.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use bolero::TypeGenerator;

/// Text by path, with `/`.
pub type Tree = BTreeMap<String, String>;

/// Words that mean something to ecaforge, or are hard to read.
const TOKENS: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml ?>",
    "<!DOCTYPE a [",
    "&amp;",
    "&#0;",
    "&#x10FFFF;",
    "&unknown;",
    "\"",
    "'",
    "\r\n",
    "\t",
    "\u{0}",
    "\u{202e}",
    "\u{feff}",
    "é",
    "true",
    "false",
    "True",
    "0",
    "-1",
    "30",
    "99999999999999999999",
    "Local",
    "Packaged",
    "Api",
    "api, ",
    "Full",
    "RefreshToken",
    "https://a.acme.com/cb",
    "http://localhost",
    "javascript:x",
    "https://u:p@h",
    "urn:ietf:wg:oauth:2.0:oob",
    "10.0.0.1",
    "::1",
    "${X}",
    "@@X@@",
    "{{x}}",
    "<externalClientApplication>Billing</externalClientApplication>",
    "<isPkceRequired>false</isPkceRequired>",
    "<consumerSecret>",
    "<consumerKey>k</consumerKey>",
    "<callbackUrl>",
    "<commaSeparatedOauthScopes>",
    "<!-- ecaforge-ignore unknown-scope: reason -->",
    "-----BEGIN PRIVATE KEY-----",
    "[[ignore]]\n",
    "[check]\n",
    "[check.rules]\n",
    "rule = \"x\"\n",
    "until = \"2030-01-01\"\n",
    "[[app]]\n",
    "name = \"Billing\"\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "{% for a in b %}",
    "{% endfor %}",
    "{{ app.name }}",
    "{% set x = x ~ x %}",
    "{% raw %}",
    "{# ",
    "#}",
    "*",
    "**/",
    "\\",
    "..",
    "/",
];

/// One change of a text. Places are taken modulo the length of the text.
#[derive(Clone, Copy, Debug, TypeGenerator)]
pub enum Edit {
    /// Removes some bytes.
    Remove(u16, u8),
    /// Writes some bytes twice.
    Repeat(u16, u8),
    /// Writes a token.
    Token(u16, u8),
    /// Writes one character.
    Character(u16, char),
    /// Moves some bytes from the first place to the second.
    Move(u16, u8, u16),
    /// Cuts the text off.
    Cut(u16),
}

/// What a target starts from: a project or text, and what is done to it.
#[derive(Clone, Debug, TypeGenerator)]
pub struct Damage {
    /// Which project or text.
    pub base: u8,
    /// Which file of it, and the edit.
    #[generator(bolero::produce_with::<Vec<(u8, Edit)>>().len(0usize..12))]
    pub edits: Vec<(u8, Edit)>,
}

impl Damage {
    /// The damaged project.
    #[must_use]
    pub fn project(&self) -> Tree {
        let bases = projects();
        let mut tree = bases[usize::from(self.base) % bases.len()].clone();
        let paths: Vec<String> = tree.keys().cloned().collect();
        for (file, edit) in &self.edits {
            let path = &paths[usize::from(*file) % paths.len()];
            if let Some(text) = tree.get_mut(path) {
                edit.apply(text);
            }
        }
        tree
    }

    /// One damaged text.
    #[must_use]
    pub fn text(&self, seeds: &[&str]) -> String {
        let mut text = seeds[usize::from(self.base) % seeds.len()].to_owned();
        for (_, edit) in &self.edits {
            edit.apply(&mut text);
        }
        text
    }
}

impl Edit {
    fn apply(self, text: &mut String) {
        match self {
            Self::Remove(at, length) => drop(text.drain(range(text, at, length))),
            Self::Repeat(at, length) => {
                let range = range(text, at, length);
                let again = text[range.clone()].to_owned();
                text.insert_str(range.end, &again);
            }
            Self::Token(at, token) => {
                text.insert_str(place(text, at), TOKENS[usize::from(token) % TOKENS.len()]);
            }
            Self::Character(at, character) => text.insert(place(text, at), character),
            Self::Move(at, length, to) => {
                let piece: String = text.drain(range(text, at, length)).collect();
                text.insert_str(place(text, to), &piece);
            }
            Self::Cut(at) => text.truncate(place(text, at)),
        }
    }
}

fn place(text: &str, at: u16) -> usize {
    text.floor_char_boundary(usize::from(at) % (text.len() + 1))
}

fn range(text: &str, at: u16, length: u8) -> std::ops::Range<usize> {
    let start = place(text, at);
    start..text.floor_char_boundary((start + usize::from(length)).min(text.len()))
}

/// The fixture projects, by the order of their paths.
#[must_use]
pub fn projects() -> &'static [Tree] {
    static PROJECTS: LazyLock<Vec<Tree>> = LazyLock::new(|| {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
        let all: Vec<Tree> = ["real", "broken", "judges"]
            .iter()
            .flat_map(|kind| directories(&fixtures.join(kind)))
            .map(|directory| read(&directory))
            .filter(|tree| !tree.is_empty())
            .collect();
        assert!(all.len() > 5, "only {} fixture projects", all.len());
        all
    });
    &PROJECTS
}

fn directories(parent: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = entries.map(|it| it.path()).filter(|path| path.is_dir()).collect();
    all.sort();
    all
}

fn read(directory: &Path) -> Tree {
    let files = walkdir::WalkDir::new(directory).into_iter().flatten();
    let texts = files.filter(|entry| entry.file_type().is_file()).filter_map(|entry| {
        let path = entry.path().strip_prefix(directory).ok()?.to_str()?.replace('\\', "/");
        Some((path, std::fs::read_to_string(entry.path()).ok()?))
    });
    texts.collect()
}

/// Writes a project into a directory.
///
/// # Panics
/// If the directory cannot be written.
pub fn write(tree: &Tree, directory: &Path) {
    for (path, text) in tree {
        let path = directory.join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
}
