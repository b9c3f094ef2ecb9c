//! Sentences of findings and errors, without the values that may not be shown.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::ops::Range;

use super::paint::{Masked, tell};
use super::url::{is_plain_host, url};
use super::value::{
    KEY_PREFIX, Ranges, email, is_address, is_number, is_placeholder, is_record_id, whole,
};
use super::word::{Known, element_names, is_in_tables, is_wordlike};

/// Most bytes of one word of a text.
const LONGEST: usize = 200;
/// The lengths of the ids of records.
const RECORD_ID_SHORT: usize = 15;
const RECORD_ID_LONG: usize = 18;
/// The fewest letters of a word that is looked for.
const SHORTEST_HIDDEN: usize = 3;
/// The fewest letters of a word that is compared with the names of elements.
const LEAST_NEAR: usize = 8;
/// Longer words are hidden for their length.
const LONGEST_HIDDEN: usize = 48;

/// The words of a file that its shown form does not have.
#[derive(Clone, Debug, Default)]
pub struct Hidden(HashSet<String>);

impl Hidden {
    /// Compares a text with its shown form.
    #[must_use]
    pub fn of(text: &str, masked: &Masked) -> Self {
        let mut hidden = HashSet::new();
        let mut shown = HashSet::new();
        for word in words(text) {
            let (at, word) = word;
            let is_shown = masked.text.get(at..at + word.len()) == Some(word);
            if is_shown {
                shown.insert(word)
            } else {
                hidden.insert(word)
            };
        }
        hidden.extend(masked.values.iter().flat_map(|value| words(value)).map(|(_, word)| word));
        hidden.retain(|word| !shown.contains(word) && !is_in_tables(word));
        Self(hidden.into_iter().map(str::to_owned).collect())
    }

    /// Whether a text has a word that is hidden in the file.
    #[must_use]
    pub(crate) fn is_in(&self, text: &str, known: &Known) -> bool {
        !self.0.is_empty()
            && !is_placeholder(text)
            && words(text).any(|(_, word)| {
                self.0.contains(word)
                    && !known.has(word)
                    && !is_org_id(word)
                    && !is_nearly_in_tables(word)
            })
    }
}

/// Whether a text has a word that some file may hide: none of the tables and no name of the project.
#[must_use]
pub(crate) fn may_be_hidden(text: &str, known: &Known) -> bool {
    words(text).any(|(_, word)| !is_in_tables(word) && !known.has(word)) && !is_placeholder(text)
}

/// Words of letters, digits and `_`, with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| (SHORTEST_HIDDEN..=LONGEST_HIDDEN).contains(&word.len()))
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// The ranges of a text that may be shown by their form alone: words, numbers, paths, addresses and
/// the plain parts of URLs.
#[must_use]
pub(crate) fn by_form(text: &str, known: &Known) -> Vec<Range<usize>> {
    let mut out = Ranges::new();
    let mut at = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        let chunk = part.trim_end_matches(char::is_whitespace);
        out.extend(of_chunk(chunk, known).into_iter().map(|r| at + r.start..at + r.end));
        out.push(at + chunk.len()..at + part.len());
        at += part.len();
    }
    out
}

fn of_chunk(chunk: &str, known: &Known) -> Ranges {
    if chunk.len() > LONGEST {
        return Ranges::new();
    }
    let around = |c: char| {
        c.is_ascii_punctuation() && !matches!(c, '_' | '/' | '*' | '@' | '$') || c == '\u{2026}'
    };
    if let Some((name, rest)) = chunk
        .split_once("=\"")
        .filter(|(name, _)| name.len() <= 20 && name.chars().all(|c| c.is_ascii_alphabetic()))
    {
        let at = name.len() + 2;
        let mut out: Ranges =
            of_chunk(rest, known).into_iter().map(|r| at + r.start..at + r.end).collect();
        out.push(0..at);
        return out;
    }
    let start = chunk.len() - chunk.trim_start_matches(around).len();
    let core = chunk[start..].trim_end_matches(around);
    let end = start + core.len();
    let mut out: Ranges =
        of_core(core, known).into_iter().map(|r| start + r.start..start + r.end).collect();
    // A placeholder has its brackets around it.
    if is_placeholder(chunk) {
        return whole(chunk);
    }
    out.push(0..start);
    out.push(end..chunk.len());
    out
}

/// Whether all of a chunk may be shown because it is one word of ASCII letters with punctuation around
/// it. Most chunks are; this answers for them as [`of_chunk`] does, with less work.
fn is_plain_word(chunk: &str, known: &Known) -> bool {
    let around = |c: char| matches!(c, '`' | ',' | '.' | ';' | ':' | '(' | ')');
    let core = chunk.trim_matches(around);
    !core.is_empty()
        && chunk.len() <= LONGEST
        && !matches!(core.len(), RECORD_ID_SHORT | RECORD_ID_LONG)
        && core.bytes().all(|b| b.is_ascii_alphabetic())
        && (is_in_tables(core) || known.has(core) || is_wordlike(core))
}

fn of_core(core: &str, known: &Known) -> Ranges {
    if !core.contains(char::is_alphanumeric) {
        return whole(core);
    }
    if is_record_id(core) && !is_org_id(core) {
        return std::iter::once(0..KEY_PREFIX).collect();
    }
    let scheme = core.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let is_url = core.contains("://")
        || core.contains(":/")
        || scheme.is_some_and(|s| ["https", "http", "data", "javascript"].contains(&s.as_str()));
    if is_url {
        return url(core, known);
    }
    if core.contains('@') {
        return email(core, known);
    }
    let plain = is_address(core)
        || core.contains('.') && !core.contains('/') && is_plain_host(core, known)
        || is_number(core)
        || core.chars().all(is_separator_or_letter)
            && core.split(|c: char| !c.is_alphanumeric() && c != '_').all(|piece| {
                piece.is_empty()
                    || is_in_tables(piece)
                    || known.has(piece)
                    || is_number(piece)
                    || is_org_id(piece)
                    || is_wordlike(piece)
            });
    if plain { whole(core) } else { Ranges::new() }
}

fn is_separator_or_letter(c: char) -> bool {
    c.is_alphanumeric() || "_/.-:,=()[]{}<>'\"*$;?+|\u{2026}\u{2013}\u{2019}".contains(c)
}

/// Whether a word is the name of an element with a slip or two, such as `callbackUrls`.
fn is_nearly_in_tables(word: &str) -> bool {
    let near = |name: &str| {
        name.len().abs_diff(word.len()) <= 2
            && name.as_bytes().first().map(u8::to_ascii_lowercase)
                == word.as_bytes().first().map(u8::to_ascii_lowercase)
            && strsim::damerau_levenshtein(name, word) <= 2
    };
    word.len() >= LEAST_NEAR && is_wordlike(word) && element_names().any(near)
}

/// Whether a text is the id of an org, which is no secret.
pub(super) fn is_org_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18)
        && text.starts_with("00D")
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A sentence as it may be shown: each part in backquotes only if it has a plain form and is not
/// hidden in the file, each other word only if it has a plain form.
#[must_use]
pub fn message(text: &str, is_hidden: &dyn Fn(&str) -> bool, known: &Known) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('`').peekable();
    let mut quoted = false;
    while let Some(part) = parts.next() {
        // A backquote without its partner quotes nothing.
        let closed = quoted && parts.peek().is_some();
        if closed && is_hidden(part) {
            let prefix = 0..if is_record_id(part) { KEY_PREFIX } else { 0 };
            let told = tell(part, std::slice::from_ref(&prefix));
            let sign = if told.starts_with("[hidden") { "" } else { "`" };
            let _ = write!(out, "{sign}{told}{sign}");
        } else {
            let shown = tell_words(part, known);
            let sign = if quoted && !shown.starts_with("[hidden") { "`" } else { "" };
            let _ = write!(out, "{sign}{shown}{}", if closed { sign } else { "" });
        }
        quoted = !quoted;
    }
    out
}

/// What a parser says of a text, without the values that it quotes: names stay where they have a plain
/// form.
#[must_use]
pub fn fault(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut out = String::with_capacity(line.len());
    let parts: Vec<&str> = line.split('"').collect();
    if parts.len() < 3 {
        return message(line, &|_| false, &Known::default());
    }
    // Between the first quote and the last one, since a value may have quotes itself.
    out.push_str(&message(parts[0], &|_| false, &Known::default()));
    out.push_str(&tell(&parts[1..parts.len() - 1].join("\""), &[]));
    out.push_str(&message(parts[parts.len() - 1], &|_| false, &Known::default()));
    out
}

/// Whether all of a text may be shown: each word has a plain form and is hidden in none of the files.
#[must_use]
pub(crate) fn may_show(text: &str, is_hidden: &dyn Fn(&str) -> bool, known: &Known) -> bool {
    tell(text, &by_form(text, known)) == text && !is_hidden(text)
}

/// A text with its words told one by one; one that is hidden as a whole is told as a whole.
fn tell_words(text: &str, known: &Known) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut hidden, mut any) = (0, false);
    for part in text.split_inclusive(char::is_whitespace) {
        let chunk = part.trim_end_matches(char::is_whitespace);
        if is_plain_word(chunk, known) {
            any = true;
            out.push_str(part);
            continue;
        }
        let ranges = of_chunk(chunk, known);
        let letters = |r: &Range<usize>| {
            chunk.get(r.clone()).is_some_and(|s| s.contains(char::is_alphanumeric))
        };
        if chunk.contains(char::is_alphanumeric) {
            any |= ranges.iter().any(letters);
            hidden += usize::from(!ranges.iter().any(letters));
        }
        let nothing = !ranges.iter().any(letters) && chunk.contains(char::is_alphanumeric);
        out.push_str(&if nothing { tell(chunk, &[]) } else { tell(chunk, &merged(ranges)) });
        out.push_str(&part[chunk.len()..]);
    }
    if hidden > 0 && !any { tell(text, &[]) } else { out }
}

/// Ranges in order, those that touch joined.
fn merged(mut ranges: Ranges) -> Ranges {
    ranges.retain(|range| !range.is_empty());
    ranges.sort_by_key(|range| range.start);
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        message(text, &|_| false, &Known::default())
    }

    #[test]
    fn ordinary_sentences_stay() {
        for text in [
            "`Packageable` is not a value of `distributionState`",
            "write `Packaged`; the values are `Local`, `Packaged`",
            "`http://shop.acme.com` sends the code in clear text",
            "fill `${PUSH_CREDENTIAL}` in with `replacements` in sfdx-project.json",
            "remove it; see \"Element … invalid at this location\"",
            "`Billing.eca-meta.xml` needs API version 67.0 (since 2026-01-31)",
            "the org 00D5g000004SGtF is linked",
            "`10.0.0.0` to `10.255.255.255`",
            "an apostrophe's word, a dash - and `<!-- ecaforge-ignore rule: reason -->`",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn a_plain_word_is_shown_whole(chunk in "[(`]?[A-Za-z]{0,24}[a-z]{0,6}[`,.;:)]{0,3}") {
            let known = Known::default();
            if is_plain_word(&chunk, &known) {
                assert_eq!(tell(&chunk, &merged(of_chunk(&chunk, &known))), chunk);
            }
        }
    }

    #[test]
    fn values_of_other_forms_are_told_by_their_length() {
        assert_eq!(plain("`p4ssw0rd` is not a value"), "[hidden: 8 characters] is not a value");
        assert_eq!(plain("a `p@ss!W0rd#4711` b"), "a [hidden: 14 characters] b");
        assert_eq!(plain("a `x`y4z5w` b"), "a `x`[hidden: 5 characters]` b");
        assert_eq!(plain("`https://me:hunter@acme.com/cb` is"), "`https://…@acme.com/cb` is");
        let key = "-----BEGIN PRIVATE KEY----- MC4CAQAwBQYDK2VwBCIEIAAA -----END PRIVATE KEY-----";
        assert!(!plain(&format!("`{key}` is")).contains("MC4C"));
    }

    #[test]
    fn what_the_file_hides_stays_hidden() {
        let text = "<a>hunter</a><b>Billing</b>";
        let masked = crate::mask::paint::cover_up(text, std::iter::once(3..9).collect());
        let hidden = Hidden::of(text, &masked);
        let known = Known::default();
        let is_hidden = |text: &str| hidden.is_in(text, &known);
        let told = message("`hunter` is not `Billing`", &is_hidden, &known);
        assert_eq!(told, "[hidden: 6 characters] is not `Billing`");
    }
}
