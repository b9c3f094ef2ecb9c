use super::declare_rule;
use super::support::{Level, gravest, levels};
use crate::change::Edit;
use crate::diagnostic::{Fix, Safety};
use crate::project::{MetadataFile, secret_ranges};
use crate::rules::{Draft, FileContext, Findings};
use crate::text::Span;
use crate::xml::{Element, Node};

declare_rule! {
    /// The elements of a file are not in the order in which an org writes them.
    ///
    /// ## Why
    /// An org writes elements in the order of their names, upper case before lower case. A file in
    /// another order changes in every line at the next retrieve, and one report says that an org refused it.
    ///
    /// ## Bad
    /// ```xml eca
    /// <label>Billing</label>
    /// <contactEmail>owner@example.com</contactEmail>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <contactEmail>owner@example.com</contactEmail>
    /// <label>Billing</label>
    /// ```
    "unsorted-elements",
    severity: Hint,
    sources: ["O-RETRIEVED"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if gravest(file).is_none() {
        return;
    }
    for level in levels(file) {
        let Some((before, element)) = out_of_order(&level) else { continue };
        let (name, other) = (element.name.local(), before.name.local());
        let message = format!("`{name}` comes after `{other}`");
        let help = "put the elements in the order of their names";
        let fix = reorder(file, &level)
            .map(|edits| Fix::edits("sort the elements", Safety::Safe, &file.path, edits));
        findings.add(Draft::new(file.place(element.name.span), message, help).maybe_fix(fix));
    }
}

/// The first element that stands behind one with a greater name, and that other one.
fn out_of_order<'a>(level: &Level<'a>) -> Option<(&'a Element, &'a Element)> {
    let element: &'a Element = level.element;
    // Unknown elements are another rule's business.
    let all: Vec<&'a Element> =
        element.elements().filter(|child| level.schema(child.name.local()).is_some()).collect();
    all.windows(2).find_map(|pair| match pair {
        [before, after] if before.name.local() > after.name.local() => Some((*before, *after)),
        _ => None,
    })
}

/// Puts each element, with the comments before it, into the place of another. What is between
/// them stays. None where text between the elements makes that unsafe, or a credential would have
/// to be shown as part of the change.
fn reorder(file: &MetadataFile, level: &Level<'_>) -> Option<Vec<Edit>> {
    let slots = slots(&file.text, level.element)?;
    let mut sorted: Vec<&(Span, &str)> = slots.iter().collect();
    sorted.sort_by_key(|(_, name)| *name);
    let moved = slots.iter().zip(sorted).filter(|(to, from)| to.0 != from.0);
    let edits: Vec<Edit> =
        moved.map(|(to, from)| Edit::replace(to.0, from.0.of(&file.text))).collect();
    edits.iter().all(|edit| secret_ranges(&edit.text).is_empty()).then_some(edits)
}

/// Each child element's place, with the comments that belong to it: those before it, and those
/// after it on its line.
fn slots<'a>(text: &str, parent: &'a Element) -> Option<Vec<(Span, &'a str)>> {
    let mut slots: Vec<(Span, &str)> = Vec::new();
    let mut start = None;
    for node in &parent.children {
        match node {
            Node::Text(text) if !text.value.trim().is_empty() => return None,
            Node::Text(_) => {}
            Node::Comment(comment) => match slots.last_mut() {
                Some((slot, _))
                    if start.is_none()
                        && !Span::new(slot.end, comment.span.start).of(text).contains('\n') =>
                {
                    slot.end = comment.span.end;
                }
                _ => start = start.or(Some(comment.span.start)),
            },
            Node::Element(element) => {
                let start = start.take().unwrap_or(element.span.start);
                slots.push((Span::new(start, element.span.end), element.name.local()));
            }
        }
    }
    Some(slots)
}
