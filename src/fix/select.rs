//! Which fixes can be applied together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::diagnostic::{Finding, Fix, Safety};
use crate::project::Files;
use crate::text::Span;

/// Which findings can be fixed together.
pub(super) struct Choice<'a> {
    /// Those, in order, whose places do not meet.
    pub chosen: Vec<&'a Finding>,
    /// Those whose place is taken by one before, or whose file cannot be moved.
    pub blocked: Vec<&'a Finding>,
}

/// The findings whose fixes are allowed and were not dropped, sorted into those that can be applied
/// together and the others.
pub(super) fn select<'a>(
    findings: &'a [Finding],
    safety: Safety,
    files: &Files,
    dropped: impl Fn(&Finding) -> bool,
) -> Choice<'a> {
    let mut taken = Taken::default();
    let wanted = |finding: &&Finding| {
        finding.fix.as_ref().is_some_and(|fix| fix.safety <= safety) && !dropped(finding)
    };
    let take = |finding: &&Finding| {
        finding.fix.as_ref().is_some_and(|fix| can_move(fix, files) && taken.add(fix))
    };
    let (chosen, blocked) = findings.iter().filter(wanted).partition(take);
    Choice { chosen, blocked }
}

/// No file may be overwritten, and what is moved must be there.
fn can_move(fix: &Fix, files: &Files) -> bool {
    fix.moves.iter().all(|step| {
        let (from, to) = (Path::new(step.from.as_ref()), Path::new(step.to.as_ref()));
        files.is_file(from) && !files.is_file(to) && !files.is_dir(to)
    })
}

#[derive(Default)]
struct Taken {
    edits: BTreeMap<String, Vec<Span>>,
    moves: BTreeSet<String>,
}

impl Taken {
    /// Reserves the places of a fix; says no where one of them is taken.
    fn add(&mut self, fix: &Fix) -> bool {
        let free = fix.edits.iter().all(|edit| {
            let spans = self.edits.get(edit.path.as_ref()).map(Vec::as_slice).unwrap_or_default();
            !self.moves.contains(edit.path.as_ref())
                && spans.iter().all(|&span| !meets(span, edit.edit.span))
        }) && fix.moves.iter().all(|step| {
            [&step.from, &step.to].into_iter().all(|path| {
                !self.moves.contains(path.as_ref()) && !self.edits.contains_key(path.as_ref())
            })
        });
        if free {
            for edit in &fix.edits {
                self.edits.entry(edit.path.to_string()).or_default().push(edit.edit.span);
            }
            for step in &fix.moves {
                self.moves.extend([step.from.to_string(), step.to.to_string()]);
            }
        }
        free
    }
}

/// Whether two places share a byte, or one is an insertion at the border of the other.
fn meets(a: Span, b: Span) -> bool {
    if a.is_empty() || b.is_empty() {
        return a.start <= b.end && b.start <= a.end;
    }
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_meet_where_they_share_a_byte_or_one_is_an_insertion_at_the_border() {
        let table = [
            ((2, 5), (5, 8), false),
            ((2, 5), (6, 8), false),
            ((2, 5), (4, 8), true),
            ((2, 5), (3, 4), true),
            ((2, 5), (2, 5), true),
            ((2, 5), (5, 5), true),
            ((2, 5), (2, 2), true),
            ((2, 5), (3, 3), true),
            ((2, 5), (6, 6), false),
            ((2, 5), (1, 1), false),
            ((4, 4), (4, 4), true),
            ((4, 4), (5, 5), false),
        ];
        for (a, b, expected) in table {
            let (one, other) = (Span::new(a.0, a.1), Span::new(b.0, b.1));
            assert_eq!(meets(one, other), expected, "{a:?} {b:?}");
            assert_eq!(meets(other, one), expected, "{b:?} {a:?}");
        }
    }

    #[test]
    fn a_file_that_is_edited_is_not_moved_in_the_same_round_nor_the_other_way_round() {
        use crate::change::{Edit, Move};
        use crate::diagnostic::FileEdit;

        let edit = |path: &str, start, end| Fix {
            title: "edit".to_owned(),
            safety: Safety::Safe,
            edits: vec![FileEdit { path: path.into(), edit: Edit::remove(Span::new(start, end)) }],
            moves: Vec::new(),
        };
        let relocate = |from: &str, to: &str| Fix {
            title: "move".to_owned(),
            safety: Safety::Safe,
            edits: Vec::new(),
            moves: vec![Move { from: from.into(), to: to.into() }],
        };
        let first = [edit("a.xml", 0, 5), relocate("b.xml", "c.xml")];
        for (fix, expected) in [
            (edit("a.xml", 3, 6), false),
            (edit("a.xml", 5, 6), true),
            (edit("b.xml", 0, 1), false),
            (edit("c.xml", 0, 1), false),
            (edit("d.xml", 0, 1), true),
            (relocate("a.xml", "d.xml"), false),
            (relocate("d.xml", "a.xml"), false),
            (relocate("b.xml", "d.xml"), false),
            (relocate("d.xml", "c.xml"), false),
            (relocate("c.xml", "d.xml"), false),
            (relocate("d.xml", "e.xml"), true),
        ] {
            let mut taken = Taken::default();
            assert!(first.iter().all(|fix| taken.add(fix)));
            assert_eq!(taken.add(&fix), expected, "{fix:?}");
        }
    }
}
