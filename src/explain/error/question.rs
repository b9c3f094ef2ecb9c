//! What a person asks with a message of an org: its codes and its words.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::schema::{OrgError, Text, schema};

/// Words that say nothing of the cause.
const SILENT: &[&str] = &[
    "a",
    "an",
    "the",
    "is",
    "are",
    "was",
    "were",
    "be",
    "of",
    "in",
    "into",
    "to",
    "for",
    "on",
    "and",
    "or",
    "this",
    "that",
    "your",
    "you",
    "we",
    "i",
    "it",
    "its",
    "at",
    "by",
    "with",
    "has",
    "have",
    "had",
    "as",
    "from",
    "please",
    "because",
    "do",
    "doe",
    "did",
    "can",
    "could",
    "error",
    "err",
    "description",
    "message",
    "http",
    "http1",
    "https",
    "statu",
    "json",
    "bad",
    "response",
    "null",
    "there",
    "my",
    "authenticating",
    "due",
    "via",
    "see",
    "when",
    "get",
    "got",
    "s",
    "reason",
    "said",
    "say",
    "line",
    "column",
];

/// Words that many messages share: they take part in a match and make none.
const COMMON: &[&str] = &[
    "token",
    "expired",
    "expire",
    "invalid",
    "valid",
    "org",
    "organization",
    "app",
    "application",
    "access",
    "refresh",
    "client",
    "user",
    "fail",
    "failed",
    "failure",
    "not",
    "no",
    "code",
    "type",
    "name",
    "value",
    "missing",
    "required",
    "require",
    "request",
    "requested",
    "supported",
    "support",
    "enabled",
    "found",
    "find",
    "allowed",
    "allow",
    "login",
    "log",
    "authentication",
    "authorization",
    "oauth",
    "salesforce",
    "external",
    "connected",
    "server",
    "scope",
    "setting",
    "api",
    "grant",
    "session",
    "key",
    "sf",
    "secret",
    "unknown",
    "wrong",
    "jwt",
    "file",
    "deploy",
    "metadata",
    "web",
    "connect",
    "unauthorized",
    "forbidden",
    "denied",
    "exception",
    "parameter",
    "flow",
    "field",
    "record",
    "package",
    "format",
    "use",
    "used",
    "new",
];

/// A message, taken apart.
#[derive(Debug)]
pub(super) struct Question {
    /// Codes of the table that it names, as the table writes them.
    pub codes: BTreeSet<&'static str>,
    /// Whether it names an error constant that no table has.
    pub foreign: bool,
    /// Its words, without codes, ids, numbers and words that say nothing.
    pub words: Vec<String>,
    /// Those of them that name types and elements of External Client Apps.
    pub names: BTreeSet<String>,
}

impl Question {
    pub(super) fn of(text: &str) -> Self {
        let text = plain(text);
        let (mut codes, mut foreign, mut rest) = (BTreeSet::new(), false, Vec::new());
        for token in tokens(&text) {
            if let Some(code) = known_code(token) {
                codes.insert(code);
            } else if is_constant(token) {
                foreign = true;
            } else {
                rest.push(token);
            }
        }
        let words = words(&rest.join(" "));
        codes.extend(spelled_out(&words));
        let names = rest.iter().filter(|token| is_name(token));
        let names = names.flat_map(|token| self::words(token)).collect();
        Self { codes, foreign, words, names }
    }

    /// How many of the words beside `phrase` are neither common nor names nor part of it.
    pub(super) fn others(&self, phrase: &[String]) -> usize {
        let other = |word: &&String| {
            !is_common(word) && !phrase.contains(word) && !self.names.contains(*word)
        };
        self.words.iter().filter(other).count()
    }

    /// Whether it says nothing but codes.
    pub(super) fn is_bare(&self) -> bool {
        self.words.is_empty()
    }
}

/// An error with the words of its messages.
pub(super) type Phrases = (&'static OrgError, Vec<Vec<String>>);

/// Every error of the table with the words of its messages, in their order.
pub(super) fn phrases() -> &'static [Phrases] {
    static PHRASES: LazyLock<Vec<Phrases>> = LazyLock::new(|| {
        let words = |message: &Text| Question::of(message).words;
        let phrases = |error: &'static OrgError| {
            (error, error.messages.iter().map(words).collect::<Vec<_>>())
        };
        schema().errors.iter().map(phrases).collect()
    });
    &PHRASES
}

/// The words of a text that may tell an error, in their order.
fn words(text: &str) -> Vec<String> {
    let text = plain(text);
    let split = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let lower = split.map(str::to_lowercase).filter(|word| !SILENT.contains(&word.as_str()));
    let stems = lower.map(|word| stem(&word));
    stems.filter(|word| !SILENT.contains(&word.as_str()) && !is_id(word)).collect()
}

/// Whether many messages have the word.
pub(super) fn is_common(word: &str) -> bool {
    COMMON.contains(&word)
}

/// Whether the code comes with more than one error.
pub(super) fn is_shared(code: &str) -> bool {
    schema().codes.iter().any(|shared| shared.name == code)
}

/// Whether the code comes with any message.
pub(super) fn is_envelope(code: &str) -> bool {
    schema().codes.iter().any(|shared| shared.name == code && shared.envelope)
}

/// The text in plain words: decoded, without addresses, typographic quotes and short forms.
fn plain(text: &str) -> String {
    let pieces = text.split_whitespace().filter(|piece| {
        // The address of a page may hold the error; other addresses say nothing.
        !piece.contains("://") || piece.contains("error")
    });
    let text = pieces.collect::<Vec<_>>().join(" ");
    text.replace(['\u{2019}', '\u{2018}', '`'], "'")
        .replace("%20", " ")
        .replace("%3A", ":")
        .replace('+', " ")
        .replace("cannot", "can not")
        .replace("can't", "can not")
        .replace("n't", " not")
}

/// The pieces of a text that may be a code.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '\'');
    let pieces = text.split(move |c: char| !inside(c));
    pieces.map(|piece| piece.trim_matches(['-', '\''])).filter(|piece| !piece.is_empty())
}

/// Every code of the tables, with its words.
fn all_codes() -> &'static [(&'static str, Vec<String>)] {
    static CODES: LazyLock<Vec<(&str, Vec<String>)>> = LazyLock::new(|| {
        let schema = schema();
        let own = schema.errors.iter().flat_map(|error| &error.codes).map(|code| code.as_str());
        let all = own.chain(schema.codes.iter().map(|code| code.name.as_str()));
        all.map(|code| (code, words(code))).collect()
    });
    &CODES
}

fn known_code(token: &str) -> Option<&'static str> {
    let mut codes = all_codes().iter().map(|(code, _)| *code);
    codes.find(|code| code.eq_ignore_ascii_case(token))
}

/// Codes of three words and more that the text spells out: `OAuth App Blocked`.
fn spelled_out(text: &[String]) -> impl Iterator<Item = &'static str> {
    let spelled = |(code, parts): &&(&str, Vec<String>)| {
        parts.len() > 2 && contains(text, parts).is_some() && !is_shared(code)
    };
    all_codes().iter().filter(spelled).map(|(code, _)| *code)
}

/// Whether it names a type or an element of External Client Apps; `label` names nothing.
fn is_name(token: &str) -> bool {
    let token = token.trim_matches('\'');
    let is_element = || schema().element_owners(token).next().is_some();
    token.starts_with("ExtlClntApp")
        || token.starts_with("ExternalClientApp")
        || token.chars().any(char::is_uppercase) && is_element()
}

/// Whether it looks like an error constant: `UNABLE_TO_LOCK_ROW`.
fn is_constant(token: &str) -> bool {
    let upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    token.contains('_')
        && token.chars().all(upper)
        && token.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Record ids and numbers, of which each message has its own.
fn is_id(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    digits == word.len() && word != "404" || digits > 2 && word.len() >= 15
}

fn stem(word: &str) -> String {
    let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    word[..word.len() - usize::from(plural)].to_owned()
}

/// Where `part` stands in `text`, word for word.
pub(super) fn contains(text: &[String], part: &[String]) -> Option<usize> {
    if part.is_empty() || part.len() > text.len() {
        return None;
    }
    text.windows(part.len()).position(|window| window == part)
}
