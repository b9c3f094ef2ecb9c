//! Where places are after some fixes.

use std::collections::BTreeMap;

use super::apply::Applied;
use crate::change::Edit;
use crate::diagnostic::{Finding, Place};
use crate::text::Span;

/// The edits of each file in the order of their places, and the new paths of moved files.
pub(super) struct Places {
    edits: BTreeMap<String, Vec<Edit>>,
    moved: BTreeMap<String, String>,
}

impl Places {
    pub(super) fn of(fixes: &[&Finding], applied: &Applied) -> Self {
        let mut edits: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
        for edit in fixes.iter().filter_map(|f| f.fix.as_ref()).flat_map(|fix| &fix.edits) {
            edits.entry(edit.path.to_string()).or_default().push(edit.edit.clone());
        }
        for of_file in edits.values_mut() {
            of_file.sort();
            of_file.dedup();
        }
        Self { edits, moved: applied.moved.clone() }
    }

    /// Moves a place along with the text around it. A place within an edit becomes the place of its
    /// new text.
    pub(super) fn follow(&self, place: &mut Place) {
        if let Some(edits) = self.edits.get(place.path.as_ref()) {
            place.span = follow(edits, place.span);
        }
        if let Some(to) = self.moved.get(place.path.as_ref()) {
            place.path = to.as_str().into();
        }
    }
}

fn follow(edits: &[Edit], span: Span) -> Span {
    let (mut start, mut end) = (span.start, span.end);
    // How far the text has moved before the place.
    let (mut before_start, mut before_end) = (0_i64, 0_i64);
    for edit in edits {
        let (old, new) = (length(edit.span.len()), length(edit.text.len()));
        if edit.span.end <= span.start && !(edit.span.is_empty() && edit.span.start == span.start) {
            before_start += new - old;
            before_end += new - old;
        } else if edit.span.start <= span.end {
            // The edit touches the place, which grows to the whole of the new text.
            start = start.min(edit.span.start);
            end = end.max(edit.span.end);
            before_end += new - old;
        }
    }
    let moved = |at: usize, by: i64| usize::try_from(length(at) + by).unwrap_or_default();
    let start = moved(start, before_start);
    Span::new(start, moved(end, before_end).max(start))
}

fn length(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_move_with_the_text_around_them() {
        let edits = [Edit::remove(Span::new(0, 2)), Edit::replace(Span::new(6, 8), "longer")];
        assert_eq!(follow(&edits, Span::new(3, 5)), Span::new(1, 3));
        assert_eq!(follow(&edits, Span::new(6, 7)), Span::new(4, 10));
        assert_eq!(follow(&edits, Span::new(10, 11)), Span::new(12, 13));
    }

    #[test]
    fn what_is_inserted_at_the_start_of_a_place_becomes_part_of_it() {
        let place = Span::new(3, 5);
        for (edit, expected) in [
            (Edit::insert(3, "new"), (3, 8)),
            (Edit::insert(2, "new"), (6, 8)),
            (Edit::insert(5, "new"), (3, 8)),
            (Edit::insert(6, "new"), (3, 5)),
            (Edit::replace(Span::new(1, 3), "longer"), (7, 9)),
            (Edit::replace(Span::new(1, 4), "longer"), (1, 8)),
        ] {
            let (start, end) = expected;
            assert_eq!(
                follow(std::slice::from_ref(&edit), place),
                Span::new(start, end),
                "{edit:?}"
            );
        }
    }
}
