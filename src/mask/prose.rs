//! Scripts, code and documents as they may be shown: word by word.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::found::secret_ranges;
use super::message::by_form;
use super::paint::{Masked, cover_up};
use super::word::Known;
use crate::text::sound::pattern;

/// Where a text is cut besides white space.
const CUTS: &[char] = &['"', '\'', '`', '<', '>', '(', ')', '{', '}', '[', ']', ',', ';', '|'];

/// Any other text: words, numbers and plain URLs. Values after names of credentials, keys and whatever
/// looks random are painted over.
#[must_use]
pub fn prose(text: &str, known: &Known) -> Masked {
    let mut hidden = secret_ranges(text);
    hidden.extend(assigned(text));
    hidden.extend(strange(text, known));
    cover_up(text, hidden)
}

/// What follows the name of a credential, to the end of the line.
fn assigned(text: &str) -> Vec<Range<usize>> {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        let names = "secret|passw|passphrase|pwd|token|api[_-]?key|private[_-]?key|authorization|credential";
        pattern(&format!(
            r#"(?i)[\w-]*(?:{names})[\w-]*["']?\s*(?:[:=]>?|=>)\s*([^\r\n]+)|\b(?:bearer|basic)\s+([^\r\n]+)"#
        ))
    });
    let found = NAME.captures_iter(text);
    found.filter_map(|found| found.get(1).or(found.get(2))).map(|value| value.range()).collect()
}

/// What has not the form of a word, a number or a URL.
fn strange(text: &str, known: &Known) -> Vec<Range<usize>> {
    let cut = |c: char| c.is_whitespace() || CUTS.contains(&c);
    let mut out = Vec::new();
    let mut at = 0;
    for part in text.split_inclusive(cut) {
        let chunk = part.trim_end_matches(cut);
        let mut shown = by_form(chunk, known);
        shown.sort_by_key(|range| range.start);
        let mut from = 0;
        for range in shown {
            if range.start > from {
                out.push(at + from..at + range.start);
            }
            from = from.max(range.end);
        }
        if from < chunk.len() {
            out.push(at + from..at + chunk.len());
        }
        at += part.len();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_readable_and_values_are_not() {
        let known = Known::default();
        for plain in [
            "## Deploy the app\n\nRun `sf project deploy start` and wait 5 minutes.\n",
            "public class Handler extends Auth.Handler { return user.Id; }\n",
            "on:\n  push:\n    branches: [main]\n",
            "curl https://billing.acme.com/services/oauth2/authorize\n",
        ] {
            assert_eq!(prose(plain, &known).text, plain);
        }
        for hidden in [
            "String password = 'hunter';",
            "Authorization: Bearer hunter",
            "curl -H 'Authorization: Bearer hunter'",
            "client_secret=hunter&x",
            "see https://me:hunter@acme.com/",
            "key hunter4x7y",
            "<consumerSecret>hunter</consumerSecret>",
        ] {
            assert!(!prose(hidden, &known).text.contains("hunter"), "{hidden}");
        }
    }
}
