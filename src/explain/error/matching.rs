//! Which errors of the table a message names.
//!
//! A match needs evidence: a code that only this error comes with, or the words of the error's
//! message. A code that the error does not come with excludes it, and so it does without words that
//! are its own.

use super::question::{Phrases, Question, contains, is_common, is_envelope, is_shared, phrases};
use crate::schema::{OrgError, Text, schema};

/// What the table says of a message.
#[derive(Debug)]
pub(super) enum Answer {
    /// These errors, by their own words or their own code.
    Known(Vec<&'static OrgError>),
    /// One of these errors: the message says too little to tell.
    CouldBe(Vec<&'static OrgError>),
    /// None of the table; the nearest of it.
    Unknown(Vec<&'static OrgError>),
}

/// How an error is named, the strongest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// The message is a small part of the error's.
    Part,
    /// Its words, in another order or with others between.
    Words,
    /// Its code.
    Code,
    /// Word for word.
    Exact,
}

struct Match {
    error: &'static OrgError,
    strength: Strength,
    /// How many words say so.
    words: usize,
    /// Place in the message.
    at: usize,
}

const MOST: usize = 3;

pub(super) fn answer(text: &str) -> Answer {
    let question = Question::of(text);
    let errors = phrases().iter().filter(|(error, _)| fits(error, &question));
    let mut found: Vec<Match> =
        errors.filter_map(|(error, phrases)| best(error, phrases, &question)).collect();
    let Some(strongest) = found.iter().map(|found| found.strength).max() else {
        return without_match(&question);
    };
    found.retain(|found| found.strength == strongest);
    if strongest != Strength::Exact {
        let most = found.iter().map(|found| found.words).max();
        found.retain(|found| Some(found.words) == most);
    }
    let inside = |one: &Match| {
        let within = |other: &Match| {
            one.words < other.words
                && other.at <= one.at
                && one.at + one.words <= other.at + other.words
        };
        strongest == Strength::Exact && found.iter().any(within)
    };
    let mut kept: Vec<&Match> = found.iter().filter(|one| !inside(one)).collect();
    kept.sort_by_key(|found| found.at);
    let errors: Vec<_> = kept.iter().map(|found| found.error).take(MOST).collect();
    let same_place = kept.windows(2).any(|pair| pair[0].at == pair[1].at);
    let one = errors.len() == 1 && strongest != Strength::Part;
    if one || strongest == Strength::Exact && !same_place {
        Answer::Known(errors)
    } else {
        Answer::CouldBe(errors)
    }
}

/// Whether the codes of the message allow the error.
fn fits(error: &OrgError, question: &Question) -> bool {
    let mut named = question.codes.iter().filter(|code| !is_envelope(code)).peekable();
    if error.codes.is_empty() {
        return named.peek().is_none();
    }
    named.peek().is_none() && !question.foreign
        || named.any(|code| error.codes.iter().any(|own| own == code))
}

fn best(error: &'static OrgError, phrases: &[Vec<String>], question: &Question) -> Option<Match> {
    let has_code = error.codes.iter().any(|code| question.codes.contains(code.as_str()));
    let own = |code: &&Text| question.codes.contains(code.as_str()) && !is_shared(code);
    let by_code = error.codes.iter().find(own).map(|_| (Strength::Code, 0, 0));
    let by_words = phrases.iter().filter_map(|phrase| compare(phrase, question, has_code));
    let strongest = by_words.chain(by_code).max_by_key(|(strength, words, _)| (*strength, *words));
    strongest.map(|(strength, words, at)| Match { error, strength, words, at })
}

/// How the message names a phrase, with how many words, and where.
fn compare(
    phrase: &[String],
    question: &Question,
    has_code: bool,
) -> Option<(Strength, usize, usize)> {
    let telling: Vec<&String> = phrase.iter().filter(|word| !is_common(word)).collect();
    let others = question.others(phrase);
    if let Some(at) = contains(&question.words, phrase) {
        // The fewer words of its own a phrase has, the less may stand around it.
        let spare = match telling.len() {
            0 if question.names.is_empty() => 0,
            0 => 2,
            1 if phrase.len() > 2 => phrase.len(),
            1 => 1,
            _ => usize::MAX,
        };
        return (has_code || others <= spare).then_some((Strength::Exact, phrase.len(), at));
    }
    let covered = |words: &[&String]| words.iter().all(|word| question.words.contains(word));
    let share = phrase.iter().filter(|word| question.words.contains(word)).count();
    let foreign = question.foreign && !has_code;
    if telling.len() > 1 && covered(&telling) && share * 5 >= phrase.len() * 4 && !foreign {
        return Some((Strength::Words, share, 0));
    }
    let asked = &question.words;
    let tells = asked.iter().any(|word| !is_common(word));
    let enough = asked.len() > 1 && (tells || has_code) || asked.len() > 2;
    let part = enough && contains(phrase, asked).is_some();
    let most = asked.len() * 5 >= phrase.len() * 3 && (tells || has_code);
    let strength = if most { Strength::Words } else { Strength::Part };
    (part && !foreign).then_some((strength, asked.len(), 0))
}

/// For a message without a match: what its shared codes leave open, or what is nearest.
fn without_match(question: &Question) -> Answer {
    let coded =
        |error: &&OrgError| error.codes.iter().any(|code| question.codes.contains(code.as_str()));
    let with_code: Vec<_> = schema().errors.iter().filter(coded).collect();
    if question.is_bare() && !with_code.is_empty() && !question.foreign {
        return Answer::CouldBe(with_code);
    }
    let score = |(error, phrases): &Phrases| {
        let shared = |phrase: &Vec<String>| {
            let common = phrase.iter().filter(|word| question.words.contains(word));
            common.map(|word| if is_common(word) { 1 } else { 3 }).sum::<usize>()
        };
        let code = if coded(error) { 4 } else { 0 };
        (code + phrases.iter().map(shared).max().unwrap_or_default(), *error)
    };
    let mut scored: Vec<_> = phrases().iter().map(score).collect();
    scored.retain(|(score, _)| *score > 2);
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    Answer::Unknown(scored.into_iter().take(MOST).map(|(_, error)| error).collect())
}
