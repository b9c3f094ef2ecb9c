//! The nearest known word to one that is not known.

/// Longest word for which another one is suggested, in bytes.
const LONGEST: usize = 120;
/// Most candidates that are compared letter by letter. Of more, only one that is equal when case and
/// punctuation are ignored is suggested.
const MOST_CANDIDATES: usize = 400;

/// The candidate that a person most likely meant: equal when case and punctuation are ignored,
/// else within an edit distance of two fifths of the longer word.
#[must_use]
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    nearest_among(word, candidates, MOST_CANDIDATES)
}

/// The same for a single word of the user's own, however many candidates there are.
#[must_use]
pub(crate) fn nearest_of_all<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    nearest_among(word, candidates, usize::MAX)
}

fn nearest_among<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let folded = fold(word);
    let length = folded.chars().count();
    let short = candidates.into_iter().filter(|candidate| candidate.len() <= LONGEST);
    short
        .enumerate()
        .filter_map(|(index, candidate)| {
            if index >= most && !folded_chars(candidate).eq(folded.chars()) {
                return None;
            }
            let other = fold(candidate);
            let longest = length.max(other.chars().count());
            // The lengths alone may be too far apart.
            let is_far = (longest - length.min(other.chars().count())) * 5 > longest * 2;
            if is_far || longest < 2 || least_edits(&folded, &other) * 5 > longest * 2 {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&folded, &other);
            (distance * 5 <= longest * 2).then_some((distance, candidate))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// A lower bound of the edit distance of two words, from how often each letter occurs: an edit
/// changes one count, or two of them. Words with letters other than ASCII are not compared.
fn least_edits(a: &str, b: &str) -> usize {
    if !(a.is_ascii() && b.is_ascii()) {
        return 0;
    }
    let mut counts = [0_i16; 128];
    a.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    b.bytes().for_each(|byte| counts[usize::from(byte)] -= 1);
    let different: u16 = counts.iter().map(|count| count.unsigned_abs()).sum();
    usize::from(different.div_ceil(2))
}

/// The word without what people vary: case, `_`, `-`, `.` and spaces.
#[must_use]
pub fn fold(word: &str) -> String {
    folded_chars(word).collect()
}

fn folded_chars(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|c| !matches!(c, '_' | '-' | '.' | ' ')).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_far_off() {
        assert_eq!(nearest("Packageable", ["Local", "Packaged"]), Some("Packaged"));
        assert_eq!(nearest("refresh_token", ["Api", "RefreshToken"]), Some("RefreshToken"));
        assert_eq!(nearest("bogus", ["Local", "Packaged"]), None);
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn two_of_five_letters_may_differ_and_no_more() {
        for (word, other, is_near) in [
            ("abcde", "abcxy", true),
            ("abcde", "abxyz", false),
            ("abcdefghij", "abcdefwxyz", true),
            ("abcdefghij", "abcdevwxyz", false),
            ("abcde", "abcdefgh", true),
            ("abcde", "abcdefghi", false),
            ("abc", "abd", true),
            ("ab", "ac", false),
        ] {
            assert_eq!(nearest(word, [other]), is_near.then_some(other), "{word} {other}");
        }
    }

    #[test]
    fn the_bound_never_exceeds_the_distance() {
        let words = ["Packaged", "Packageable", "Local", "lacol", "Billing", "Bilinlg", "a", ""];
        for a in words {
            for b in words {
                assert!(least_edits(a, b) <= strsim::damerau_levenshtein(a, b), "{a} {b}");
            }
        }
    }

    #[test]
    fn long_words_and_many_candidates_are_not_compared() {
        let long = "a".repeat(LONGEST + 1);
        assert_eq!(nearest(&long, [long.as_str()]), None);
        let names: Vec<String> = (0..1_000).map(|n| format!("Application{n:04}x")).collect();
        let near = |word| nearest(word, names.iter().map(String::as_str));
        assert_eq!(near("application_0999x"), Some("Application0999x"));
    }
}
