//! The difference of two texts as it may be shown.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

/// A unified diff of `old` and `new` that prints the lines of their shown forms, which have as many.
/// The texts are compared as they are, so that a change of a hidden value is a change.
#[must_use]
pub fn diff(header: (&str, &str), old: (&str, &str), new: (&str, &str)) -> String {
    let compared = TextDiff::from_lines(old.0, new.0);
    let shown_old: Vec<&str> = old.1.split_inclusive('\n').collect();
    let shown_new: Vec<&str> = new.1.split_inclusive('\n').collect();
    let mut out = String::new();
    for hunk in compared.unified_diff().context_radius(3).iter_hunks() {
        if out.is_empty() {
            let _ = writeln!(out, "--- {}\n+++ {}", header.0, header.1);
        }
        let _ = writeln!(out, "{}", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, line) = match change.tag() {
                ChangeTag::Equal => (' ', line(&shown_new, change.new_index())),
                ChangeTag::Delete => ('-', line(&shown_old, change.old_index())),
                ChangeTag::Insert => ('+', line(&shown_new, change.new_index())),
            };
            out.push(sign);
            out.push_str(line);
            if !line.ends_with('\n') {
                out.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    out
}

fn line<'a>(lines: &[&'a str], at: Option<usize>) -> &'a str {
    at.and_then(|at| lines.get(at)).copied().unwrap_or_default()
}
