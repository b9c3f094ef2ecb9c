//! The entries of `replacements` in `sfdx-project.json`, which fill placeholders at deploy.

use globset::{GlobBuilder, GlobMatcher};
use regex::Regex;

use crate::json::Json;
use crate::text::Span;

/// One entry of `replacements`.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// `stringToReplace`.
    pub text: Option<String>,
    /// `regexToReplace`.
    pub pattern: Option<Pattern>,
    /// `filename` or `glob`, as it is written.
    pub target: Option<String>,
    /// The file of `replaceWithFile`.
    pub value_file: Option<String>,
    /// Why the entry fills nothing.
    pub fault: Option<ReplacementFault>,
    /// Where the entry is.
    pub span: Span,
    files: Option<GlobMatcher>,
    /// Whether the target is a pattern that only the Salesforce CLI understands.
    any_file: bool,
}

/// A regular expression of an entry.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// One that is understood here.
    Known(Regex),
    /// One with parts that only JavaScript has; it may match anything.
    OfJavaScript,
}

/// Why an entry fills nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplacementFault {
    /// Keys are missing or exclude each other: what is wrong, and what to write.
    Shape(&'static str, &'static str),
    /// The regular expression does not compile.
    Regex(Span),
    /// The glob is not one.
    Glob(Span),
    /// No file of the project matches.
    NoFile(Span),
    /// The only files that match do not contain the text.
    NoMatch,
}

impl Replacement {
    /// Reads an entry.
    #[must_use]
    pub fn of(json: &Json) -> Self {
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let has = |name: &str| json.get(name).is_some();
        let (filename, glob) = (text("filename"), text("glob"));
        let target = filename.clone().or_else(|| glob.clone());
        let files = filename.as_deref().map(globset::escape).or_else(|| glob.clone());
        let clean = files.map(|files| files.replace('\\', "/"));
        // Extended globs are understood by the Salesforce CLI only.
        let any_file = filename.is_none() && glob.is_some_and(|glob| glob.contains('('));
        let files = clean.filter(|_| !any_file).map(|files| {
            GlobBuilder::new(files.trim_start_matches("./")).literal_separator(true).build()
        });
        let regex = text("regexToReplace").map(|pattern| compile(&pattern));
        let place = |name: &str| json.get(name).map_or(json.span, |value| value.span);
        let fault = shape(&has).or(match (&regex, &files) {
            (Some(None), _) => Some(ReplacementFault::Regex(place("regexToReplace"))),
            (_, Some(Err(_))) => Some(ReplacementFault::Glob(place("glob"))),
            _ => None,
        });
        Self {
            text: text("stringToReplace"),
            pattern: regex.flatten(),
            target,
            value_file: text("replaceWithFile"),
            fault,
            span: json.span,
            files: files.and_then(Result::ok).map(|glob| glob.compile_matcher()),
            any_file,
        }
    }

    /// Whether the entry is for that file, given relative to the project.
    #[must_use]
    pub fn covers(&self, file: &str) -> bool {
        self.any_file || self.files.as_ref().is_some_and(|files| files.is_match(file))
    }

    /// Whether the entry has a target of which the files can be told.
    pub(super) fn has_known_target(&self) -> bool {
        self.files.is_some()
    }

    /// Whether the entry replaces something in a text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match (&self.text, &self.pattern) {
            (Some(own), _) => !own.is_empty() && text.contains(own.as_str()),
            (None, Some(Pattern::Known(regex))) => regex.is_match(text),
            (None, Some(Pattern::OfJavaScript)) => true,
            (None, None) => false,
        }
    }
}

/// What is wrong with the keys of an entry.
fn shape(has: &impl Fn(&str) -> bool) -> Option<ReplacementFault> {
    let fault = |what, help| Some(ReplacementFault::Shape(what, help));
    match (has("filename"), has("glob")) {
        (false, false) => return fault("has no file", "add `filename` or `glob`"),
        (true, true) => return fault("has `filename` and `glob`", "keep one of them"),
        _ => {}
    }
    match (has("stringToReplace"), has("regexToReplace")) {
        (false, false) => {
            return fault("has no text to replace", "add `stringToReplace` or `regexToReplace`");
        }
        (true, true) => {
            return fault("has `stringToReplace` and `regexToReplace`", "keep one of them");
        }
        _ => {}
    }
    match (has("replaceWithEnv"), has("replaceWithFile")) {
        (false, false) => fault("has no value", "add `replaceWithEnv` or `replaceWithFile`"),
        (true, true) => fault("has `replaceWithEnv` and `replaceWithFile`", "keep one of them"),
        _ => None,
    }
}

/// Compiles a regular expression of JavaScript; none where it is broken in any language.
fn compile(pattern: &str) -> Option<Pattern> {
    match Regex::new(&translate(pattern)) {
        Ok(regex) => Some(Pattern::Known(regex)),
        Err(regex::Error::Syntax(fault))
            if !fault.contains("look-around") && !fault.contains("backreferences") =>
        {
            None
        }
        Err(_) => Some(Pattern::OfJavaScript),
    }
}

/// The regular expression with what JavaScript reads as plain characters escaped: braces that are
/// no count, and brackets inside of brackets.
fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut in_class = false;
    let mut rest = pattern.char_indices();
    while let Some((at, c)) = rest.next() {
        match c {
            '\\' => {
                out.push(c);
                out.extend(rest.next().map(|(_, escaped)| escaped));
                continue;
            }
            '[' | '&' | '~' if in_class => out.push('\\'),
            '[' => in_class = true,
            ']' if in_class => in_class = false,
            '{' if !in_class && !is_count(&pattern[at..]) => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    out
}

/// Whether a text starts with a count such as `{2}` or `{1,3}`.
fn is_count(text: &str) -> bool {
    let Some((count, _)) = text.trim_start_matches('{').split_once('}') else { return false };
    let (least, most) = count.split_once(',').unwrap_or((count, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Replacement {
        Replacement::of(&crate::json::parse(text).unwrap())
    }

    #[test]
    fn reads_regular_expressions_as_javascript_does() {
        for (pattern, value) in [
            (r"\\$\\{HOST\\}", "${HOST}"),
            (r"{{HOST}}", "{{HOST}}"),
            (r"__[A-Z]{3,}__", "__HOST__"),
            (r"[[]HOST]", "[HOST]"),
        ] {
            let text = format!(
                r#"{{"glob": "**", "regexToReplace": "{pattern}", "replaceWithEnv": "H"}}"#
            );
            let entry = entry(&text);
            assert_eq!(entry.fault, None, "{pattern}");
            assert!(entry.matches(value), "{pattern}");
        }
        let text = r#"{"glob": "**", "regexToReplace": "(?<=x)HOST", "replaceWithEnv": "H"}"#;
        assert!(matches!(entry(text).pattern, Some(Pattern::OfJavaScript)));
    }

    #[test]
    fn says_why_an_entry_fills_nothing() {
        let fault = |text: &str| entry(text).fault;
        let broken = r#"{"glob": "**", "regexToReplace": "(HOST", "replaceWithEnv": "H"}"#;
        assert!(matches!(fault(broken), Some(ReplacementFault::Regex(_))));
        let broken = r#"{"glob": "a[", "stringToReplace": "HOST", "replaceWithEnv": "H"}"#;
        assert!(matches!(fault(broken), Some(ReplacementFault::Glob(_))));
        for text in [
            r#"{"stringToReplace": "HOST", "replaceWithEnv": "H"}"#,
            r#"{"filename": "a", "glob": "b", "stringToReplace": "HOST", "replaceWithEnv": "H"}"#,
            r#"{"filename": "a", "replaceWithEnv": "H"}"#,
            r#"{"filename": "a", "stringToReplace": "HOST"}"#,
        ] {
            assert!(matches!(fault(text), Some(ReplacementFault::Shape(..))), "{text}");
        }
        let good = r#"{"filename": "a", "stringToReplace": "HOST", "replaceWithEnv": "H"}"#;
        assert_eq!(fault(good), None);
    }
}
