//! Pages of error messages.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::sources;
use crate::schema::{OrgError, schema};

/// The pages of the messages that hold most of the words of `subject`, the best first.
pub(super) fn pages(subject: &str) -> Option<String> {
    let asked = words(subject);
    // One common word would match too much.
    let enough = asked.len().div_ceil(2).max(2).min(asked.len());
    let mut found: Vec<(usize, &OrgError)> = schema()
        .errors
        .iter()
        .map(|error| {
            let known = words(&format!("{} {}", error.id, error.message));
            (asked.intersection(&known).count(), error)
        })
        .filter(|(count, _)| *count > 0 && *count >= enough)
        .collect();
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let best = found.first()?.0;
    let pages = found.iter().filter(|(count, _)| *count == best).take(3);
    Some(pages.map(|(_, error)| page(error)).collect::<Vec<_>>().join("\n"))
}

fn words(text: &str) -> BTreeSet<String> {
    let separators = |c: char| !c.is_alphanumeric();
    text.split(separators).filter(|word| word.len() > 2).map(str::to_lowercase).collect()
}

fn page(error: &OrgError) -> String {
    let mut out = format!("# {}\n\nMessage: {}\n\n", error.id, error.message);
    let _ = writeln!(out, "Cause: {}\n\nRemedy: {}", error.cause, error.remedy);
    if !error.rules.is_empty() {
        let _ =
            writeln!(out, "\nRules that find it before a deploy: `{}`", error.rules.join("`, `"));
    }
    out + &sources(&error.source)
}
