//! What looks like a word or a name, and not like a credential.

use std::collections::HashSet;

use crate::schema::{self, LONGEST_API_NAME, NAMESPACE, schema};

/// Most characters of a name that is shown.
const LONGEST: usize = 40;
/// Most digits at the end of a part of a name.
const MOST_DIGITS: usize = 2;
/// Most letters of a part that needs no vowel.
const SHORT: usize = 4;
/// Most consonants in a row.
const MOST_CONSONANTS: usize = 5;

/// Names that the project has itself: of its files, and of its custom scopes.
#[derive(Clone, Debug, Default)]
pub struct Known(HashSet<String>);

impl Known {
    /// Whether the project has that name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

impl<T: Into<String>> FromIterator<T> for Known {
    fn from_iter<I: IntoIterator<Item = T>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

/// Whether the tables have the word.
pub(super) fn is_in_tables(word: &str) -> bool {
    schema::is_in_tables(word) || NAMESPACE.split(['/', '.', ':']).any(|part| part == word)
}

/// The names of all elements of metadata.
pub(super) fn element_names() -> impl Iterator<Item = &'static str> {
    schema().types.values().flat_map(|known| {
        let inner = known.structs.values().flat_map(|inner| &inner.elements);
        known.elements.iter().chain(inner).map(|element| element.name.as_str())
    })
}

/// Whether a text is a name that a person would give: letters and `_` with a few digits at the end of
/// a part, not too long, and with the vowels of words.
#[must_use]
pub(crate) fn is_wordlike(text: &str) -> bool {
    !text.is_empty()
        && text.chars().nth(LONGEST).is_none()
        && text.chars().filter(char::is_ascii_digit).count() <= SHORT
        && text.split('_').all(|part| is_part(part) || is_numbered(part))
}

/// Whether a text has the form of an API name and looks like one, or is a name of the project.
#[must_use]
pub(crate) fn is_name(text: &str, known: &Known) -> bool {
    known.has(text)
        || text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && (is_wordlike(text) || is_long_name(text))
}

/// Whether a text is a longer name of short words, such as those of generated files.
fn is_long_name(text: &str) -> bool {
    text.len() <= LONGEST_API_NAME
        && text.split('_').all(|part| part.len() <= LONGEST && is_wordlike(part))
        && text.contains('_')
}

/// Whether a part has one number between words in camel case, such as `Billing2Dev`.
fn is_numbered(part: &str) -> bool {
    let Some(at) = part.find(|c: char| c.is_ascii_digit()) else { return false };
    let (before, rest) = part.split_at(at);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let words = |text: &str| {
        text.chars().all(|c| c.is_ascii_alphabetic())
            && humps(text).iter().all(|hump| {
                hump.len() >= 3
                    && hump[1..].chars().all(|c| c.is_ascii_lowercase())
                    && hump.contains(|c: char| "aeiouyAEIOUY".contains(c))
                    && has_vowels(hump)
            })
    };
    rest.len() - after.len() <= MOST_DIGITS
        && !before.is_empty()
        && after.starts_with(|c: char| c.is_ascii_uppercase())
        && words(before)
        && words(after)
}

fn is_part(part: &str) -> bool {
    let stem = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = part.len() - stem.len();
    let most = if stem.is_empty() { SHORT } else { MOST_DIGITS };
    digits <= most && stem.chars().all(char::is_alphabetic) && is_spoken(stem)
}

/// Whether letters look like words of a language, alone or joined in camel case.
fn is_spoken(letters: &str) -> bool {
    let count = letters.chars().count();
    if count <= SHORT {
        return true;
    }
    let humps = humps(letters);
    let hexadecimal = count >= 10 && letters.chars().all(|c| c.is_ascii_hexdigit());
    !hexadecimal && humps.len() * 5 <= count * 2 + 1 && humps.iter().all(|hump| has_vowels(hump))
}

/// The words of a name in camel case: `isPkceRequired` has three, `SAMLLogin` two.
fn humps(letters: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut after_lower) = (0, false);
    let mut chars = letters.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let before_lower = chars.peek().is_some_and(|(_, next)| next.is_lowercase());
        if at > start && c.is_uppercase() && (after_lower || before_lower) {
            out.push(&letters[start..at]);
            start = at;
        }
        after_lower = c.is_lowercase();
    }
    if start < letters.len() {
        out.push(&letters[start..]);
    }
    out
}

fn has_vowels(hump: &str) -> bool {
    // Letters beyond ASCII count as vowels: other scripts write differently.
    let is_vowel = |c: char| !c.is_ascii() || "aeiouyAEIOUY".contains(c);
    let count = hump.chars().count();
    if count <= SHORT {
        return true;
    }
    let vowels = hump.chars().filter(|c| is_vowel(*c)).count();
    let longest = hump.split(is_vowel).map(str::len).max().unwrap_or_default();
    vowels > 0 && (vowels * 5 <= count * 4 || !hump.is_ascii()) && longest <= MOST_CONSONANTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_names_from_tokens() {
        for name in [
            "Billing",
            "Billing_Access",
            "isPkceRequired",
            "ExtlClntAppOauthSettings",
            "Quay2",
            "acme__Concierge_Chat",
            "HIGH_ASSURANCE",
            "Night_Watch_Dev",
            "SAMLLogin",
            "Büro",
            "Übersicht",
            "frobnicates",
            "Field_Notes_2026",
            "oauth2",
            "Billing2Dev",
            "SFDC_Connector_v2",
            "Oauth2TokenHandler",
        ] {
            assert!(is_wordlike(name), "{name}");
        }
        for token in [
            "s3cr3t",
            "hunter2024x",
            "Tr0ub4dor",
            "Zq7Mk",
            "hunter2xyz",
            "Ab3Cd4Efg",
            "2A6F70C1D9E84B53",
            "deadbeefcafe",
            "MIIEvQIBADANBgkqhkiG",
            "qZxWvBnMkLpQ",
            "xkqjvbzpwq",
            "XKQJVBZPWQ",
            "p@ssword",
            "",
            "a.b",
            "Correct_Horse_Battery_Staple_Correct_Horse",
        ] {
            assert!(!is_wordlike(token), "{token}");
        }
    }
}
