//! Pages of error messages.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::sources;
use crate::schema::{OrgError, schema};

/// The pages of the messages that say `subject` word for word or are a part of it, else of those that
/// hold most of its words; the best first.
pub(super) fn pages(subject: &str) -> Option<String> {
    let mut found = said(subject);
    if found.is_empty() {
        found = alike(subject);
    }
    let pages = found.iter().take(3).map(|error| page(error));
    let pages: Vec<String> = pages.collect();
    (!pages.is_empty()).then(|| pages.join("\n"))
}

/// The messages that say the subject, or that it quotes.
fn said(subject: &str) -> Vec<&'static OrgError> {
    let phrase = |text: &str| format!(" {} ", all_words(text).collect::<Vec<_>>().join(" "));
    let asked = phrase(subject);
    let is_one_word = all_words(subject).nth(1).is_none();
    let says = |error: &&OrgError| {
        let known = phrase(&error.message);
        asked.contains(&known) || !is_one_word && known.contains(&asked)
    };
    schema().errors.iter().filter(says).collect()
}

/// The messages that hold most words of the subject, those with the fewest others first.
fn alike(subject: &str) -> Vec<&'static OrgError> {
    let asked = words(subject);
    // One common word would match too much.
    let enough = asked.len().div_ceil(2).max(2).min(asked.len());
    let counted = schema().errors.iter().map(|error| {
        let known = words(&format!("{} {}", error.id, error.message));
        let common = asked.intersection(&known).count();
        (common, known.len() - common, error)
    });
    let mut found: Vec<_> =
        counted.filter(|(common, ..)| *common > 0 && *common >= enough).collect();
    found.sort_by_key(|(common, others, _)| (std::cmp::Reverse(*common), *others));
    let best = found.first().map_or(0, |(common, ..)| *common);
    found.into_iter().filter(|(common, ..)| *common == best).map(|(.., error)| error).collect()
}

fn all_words(text: &str) -> impl Iterator<Item = String> {
    let separators = |c: char| !c.is_alphanumeric();
    text.split(separators).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn words(text: &str) -> BTreeSet<String> {
    all_words(text).filter(|word| word.len() > 2).collect()
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
