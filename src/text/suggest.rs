//! The nearest known word to one that is not known.

/// The candidate that a person most likely meant: equal when case and punctuation are ignored,
/// else within an edit distance of two fifths of the longer word.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(word);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = fold(candidate);
            let distance = strsim::damerau_levenshtein(&folded, &other);
            let longest = folded.chars().count().max(other.chars().count());
            (distance * 5 <= longest * 2 && longest > 1).then_some((distance, candidate))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// The word without what people vary: case, `_`, `-`, `.` and blanks.
#[must_use]
pub fn fold(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '_' | '-' | '.' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
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
}
