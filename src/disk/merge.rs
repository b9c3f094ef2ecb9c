//! Three-way merge of a file.

use std::collections::HashMap;

use diffy::{ConflictStyle, MergeOptions};

use crate::mask::Known;
use crate::project::masked;

/// Lines that both sides changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Number of the first of these lines in our file, from 1; none where we took them out.
    pub line: Option<usize>,
    /// The lines before both changes.
    pub base: Vec<String>,
    /// What we made of them.
    pub ours: Vec<String>,
    /// What the others made of them.
    pub theirs: Vec<String>,
}

/// What a file holds after both changes, `ours` and `theirs`, to what it held before.
///
/// # Errors
/// The lines that both changed, without credentials.
pub fn merge(
    path: &str,
    base: &[u8],
    ours: &[u8],
    theirs: &[u8],
) -> Result<Vec<u8>, Vec<Conflict>> {
    if ours == base || ours == theirs {
        return Ok(theirs.to_vec());
    }
    if base == theirs {
        return Ok(ours.to_vec());
    }
    let mut options = MergeOptions::new();
    options.set_conflict_style(ConflictStyle::Diff3).set_conflict_marker_length(MARKER);
    options.merge_bytes(base, ours, theirs).map_err(|marked| {
        let mut found = conflicts(&marked, ours);
        hide(&mut found, path, [base, ours, theirs]);
        found
    })
}

/// Length of a conflict marker: longer than any line of one letter in the files that are made.
const MARKER: usize = 61;

/// The conflicts in a text with markers.
fn conflicts(text: &[u8], ours: &[u8]) -> Vec<Conflict> {
    let text = String::from_utf8_lossy(text);
    let ours = String::from_utf8_lossy(ours);
    let ours: Vec<&str> = ours.lines().collect();
    let marker = |line: &str| {
        let first = line.chars().next()?;
        let length = line.chars().take_while(|c| *c == first).count();
        (length == MARKER && "<|=>".contains(first)).then_some(first)
    };
    let mut found: Vec<Conflict> = Vec::new();
    let mut inside = '>';
    let mut at = 0;
    for line in text.lines() {
        if let Some(kind) = marker(line) {
            inside = kind;
            if kind == '<' {
                let none = Vec::new();
                let (base, theirs) = (none.clone(), none.clone());
                found.push(Conflict { line: None, base, ours: none, theirs });
            } else if kind == '>'
                && let Some(last) = found.last_mut()
            {
                let length = last.ours.len();
                let same = |at: &usize| ours.get(*at..*at + length) == Some(&borrowed(last)[..]);
                let place = (at..ours.len()).find(same).filter(|_| length > 0);
                at = place.map_or(at, |place| place + length);
                last.line = place.map(|place| place + 1);
            }
        } else if let Some(last) = found.last_mut() {
            match inside {
                '<' => last.ours.push(line.to_owned()),
                '|' => last.base.push(line.to_owned()),
                '=' => last.theirs.push(line.to_owned()),
                _ => {}
            }
        }
    }
    found
}

/// Puts each line as it may be shown in its place. One that is shown in one place and hidden in
/// another stays hidden.
fn hide(conflicts: &mut [Conflict], path: &str, texts: [&[u8]; 3]) {
    let mut shown: HashMap<String, String> = HashMap::new();
    for text in texts {
        let text = String::from_utf8_lossy(text);
        let painted = masked(path, &text, &Known::default()).text;
        for (line, painted) in text.lines().zip(painted.lines()) {
            let known = shown.entry(line.to_owned()).or_insert_with(|| painted.to_owned());
            if painted != line {
                painted.clone_into(known);
            }
        }
    }
    for conflict in conflicts {
        let lines = [&mut conflict.base, &mut conflict.ours, &mut conflict.theirs];
        for line in lines.into_iter().flatten() {
            *line = shown.get(line).cloned().unwrap_or_default();
        }
    }
}

fn borrowed(conflict: &Conflict) -> Vec<&str> {
    conflict.ours.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_that_do_not_touch_are_both_kept() {
        let base = b"a\nb\nc\nd\ne\n";
        let merged = merge("a.txt", base, b"A\nb\nc\nd\ne\n", b"a\nb\nc\nd\nE\n");
        assert_eq!(merged.as_deref(), Ok(&b"A\nb\nc\nd\nE\n"[..]));
        assert_eq!(merge("a.txt", base, b"a\n", base).as_deref(), Ok(&b"a\n"[..]));
        assert_eq!(merge("a.txt", base, base, b"b\n").as_deref(), Ok(&b"b\n"[..]));
    }

    #[test]
    fn lines_that_both_changed_are_told() {
        let base = b"a\nb\nc\nd\ne\nf\ng\nh\n";
        let ours = b"0\na\nb\nX\nd\ne\nf\nh\n";
        let theirs = b"a\nb\nY\nd\ne\nf\nG\nh\n";
        let found = merge("a.txt", base, ours, theirs).unwrap_err();
        let lines = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let (first, second) = (&found[0], &found[1]);
        assert_eq!(first.line, Some(4));
        assert_eq!((&first.base, &first.ours), (&lines("c"), &lines("X")));
        assert_eq!(first.theirs, lines("Y"));
        assert_eq!((second.line, &second.theirs), (None, &lines("G")));
        assert_eq!((&second.base, &second.ours), (&lines("g"), &lines("")));
    }
}
