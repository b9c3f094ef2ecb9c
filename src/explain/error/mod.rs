//! Pages of error messages.

mod matching;
mod question;

use std::fmt::Write as _;

use super::{Unknown, elements_named, sources};
use crate::schema::{ErrorEvidence, OrgError, schema};
use matching::{Answer, answer};

/// What is known of a message of an org.
pub(super) fn explain(subject: &str) -> Result<String, Unknown> {
    if let Some(error) = schema().errors.iter().find(|error| error.id == subject) {
        return Ok(page(error, ""));
    }
    match answer(subject) {
        Answer::Known(errors) => {
            let pages: Vec<String> = errors.iter().map(|error| page(error, subject)).collect();
            Ok(pages.join("\n"))
        }
        Answer::CouldBe(errors) => Ok(could_be(subject, &errors)),
        Answer::Unknown(errors) => {
            let near = |error: &&OrgError| format!("`{}` ({})", error.id, error.messages[0]);
            Err(Unknown { meant: None, nearest: errors.iter().map(near).collect() })
        }
    }
}

fn page(error: &OrgError, subject: &str) -> String {
    let mut out = format!("# {}\n\nMessage: {}\n", error.id, error.messages[0]);
    if !error.codes.is_empty() {
        let _ = writeln!(out, "Code: `{}`", error.codes.join("` or `"));
    }
    let _ = writeln!(out, "\nCause: {}\n\nRemedy: {}", error.cause, error.remedy);
    let _ = writeln!(out, "\nKnown from: {}", evidence(error.known_from));
    let named = elements_named(subject);
    if !named.is_empty() {
        let _ = writeln!(out, "\nElements in the message:");
    }
    for line in named {
        let _ = writeln!(out, "- {line}");
    }
    if !error.rules.is_empty() {
        let _ =
            writeln!(out, "\nRules that find it before a deploy: `{}`", error.rules.join("`, `"));
    }
    out + &sources(&error.source)
}

/// The errors that a message leaves open.
fn could_be(subject: &str, errors: &[&OrgError]) -> String {
    let mut out = format!("# {subject}\n\n");
    let question = question::Question::of(subject);
    for code in schema().codes.iter().filter(|code| question.codes.contains(code.name.as_str())) {
        let _ = writeln!(out, "`{}`: {}\n", code.name, code.meaning);
    }
    out.push_str("This alone does not tell the cause. It could be:\n");
    for error in errors {
        let _ = writeln!(out, "- `{}`: \"{}\". {}", error.id, error.messages[0], error.cause);
    }
    out.push_str("\nAsk with the whole message, or with one of the names above.\n");
    out
}

/// Whether a text names a code of the tables, and so is no misspelt name.
pub(super) fn names_code(text: &str) -> bool {
    !question::Question::of(text).codes.is_empty()
}

fn evidence(known_from: ErrorEvidence) -> &'static str {
    match known_from {
        ErrorEvidence::Documented => "a Salesforce page.",
        ErrorEvidence::Reports => "reports from live orgs.",
        ErrorEvidence::OneReport => "one report from a live org; the cause can be another one.",
    }
}
