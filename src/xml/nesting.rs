//! Which close tag closes which element.
//!
//! A close tag without an open element of its name is remembered at the innermost open element: if
//! that one is never closed by its own name, the two belong together and are one fault. Elements
//! that are too deep or outside the root are only counted by name, so that the tree stays bounded.

use super::MAX_DEPTH;
use super::fault::{Faults, XmlFault};
use super::tree::{Element, Node};
use crate::text::Span;
use crate::text::suggest::nearest;
use std::collections::HashMap;

/// The longest name for which a misspelling is looked for.
const MAX_MISSPELT: usize = 100;

struct Open<'a> {
    name: &'a str,
    element: Element,
    /// Its open tag is at fault already, so that a missing close tag is no news.
    excused: bool,
    stray: Option<Stray<'a>>,
    prefixes: Vec<&'a str>,
}

/// A close tag that may have been meant for the element.
struct Stray<'a> {
    name: &'a str,
    fault: Option<usize>,
    tag: Span,
    children_before: usize,
}

/// How an opened element begins.
pub(super) struct Opening<'a> {
    pub(super) name: &'a str,
    pub(super) element: Element,
    pub(super) excused: bool,
    pub(super) prefixes: Vec<&'a str>,
}

/// The open elements.
#[derive(Default)]
pub(super) struct Nesting<'a> {
    stack: Vec<Open<'a>>,
    /// Names of open elements that are not kept, inside those of `stack`.
    skipped: Vec<&'a str>,
    open_names: HashMap<&'a str, usize>,
    /// Names of elements that another's close tag closed; their own may come late.
    closed_early: HashMap<&'a str, usize>,
    prefixes: HashMap<&'a str, usize>,
    root: Option<Element>,
}

impl<'a> Nesting<'a> {
    /// Whether no element is open.
    pub(super) fn is_outside(&self) -> bool {
        self.stack.is_empty() && self.skipped.is_empty()
    }

    /// Whether content is kept.
    pub(super) fn is_kept(&self) -> bool {
        !self.stack.is_empty() && self.skipped.is_empty()
    }

    /// Whether an element here would be too deep.
    pub(super) fn is_full(&self) -> bool {
        self.stack.len() >= MAX_DEPTH
    }

    pub(super) fn root_span(&self) -> Option<Span> {
        self.root.as_ref().map(|root| root.open)
    }

    pub(super) fn is_declared(&self, prefix: &str) -> bool {
        self.prefixes.get(prefix).is_some_and(|&count| count > 0)
    }

    pub(super) fn add(&mut self, node: Node) {
        if let Some(top) = self.stack.last_mut().filter(|_| self.skipped.is_empty()) {
            top.element.children.push(node);
        }
    }

    /// Adds a whole element.
    pub(super) fn add_element(&mut self, element: Element) {
        if self.stack.is_empty() {
            self.root.get_or_insert(element);
        } else {
            self.add(Node::Element(element));
        }
    }

    pub(super) fn open(&mut self, opening: Opening<'a>) {
        let Opening { name, element, excused, prefixes } = opening;
        *self.open_names.entry(name).or_default() += 1;
        for &prefix in &prefixes {
            *self.prefixes.entry(prefix).or_default() += 1;
        }
        self.stack.push(Open { name, element, excused, stray: None, prefixes });
    }

    /// Opens an element that is not kept.
    pub(super) fn skip(&mut self, name: &'a str) {
        *self.open_names.entry(name).or_default() += 1;
        self.skipped.push(name);
    }

    /// A close tag at `tag`.
    pub(super) fn close(&mut self, name: &'a str, tag: Span, faults: &mut Faults) {
        if count(&self.open_names, name) == 0 {
            self.close_unknown(name, tag, faults);
            return;
        }
        while let Some(skipped) = self.skipped.pop() {
            take_one(&mut self.open_names, skipped);
            if skipped == name {
                return;
            }
            *self.closed_early.entry(skipped).or_default() += 1;
        }
        while let Some(open) = self.pop() {
            if open.name == name {
                self.settle(open.element, tag);
                return;
            }
            self.give_up(open, Some(tag), tag.start, faults);
        }
    }

    fn close_unknown(&mut self, name: &'a str, tag: Span, faults: &mut Faults) {
        if !self.skipped.is_empty() || take_one(&mut self.closed_early, name) {
            return;
        }
        let misspelt =
            !faults.is_full() && self.stack.last().is_some_and(|top| is_misspelt(name, top.name));
        if misspelt && let Some(open) = self.pop() {
            faults.add(|| XmlFault::mismatched(tag, name, open.element.open, open.name));
            self.settle(open.element, tag);
            return;
        }
        let fault = faults.add(|| XmlFault::stray(tag, name));
        if let Some(top) = self.stack.last_mut().filter(|top| top.stray.is_none()) {
            let children_before = top.element.children.len();
            top.stray = Some(Stray { name, fault, tag, children_before });
        }
    }

    fn pop(&mut self) -> Option<Open<'a>> {
        let open = self.stack.pop()?;
        take_one(&mut self.open_names, open.name);
        for prefix in &open.prefixes {
            take_one(&mut self.prefixes, prefix);
        }
        Some(open)
    }

    fn settle(&mut self, mut element: Element, close: Span) {
        element.close = Some(close);
        element.span.end = close.end;
        self.add_element(element);
    }

    /// Ends an element that has no close tag of its name, at `end` at the latest.
    fn give_up(&mut self, open: Open<'a>, closer: Option<Span>, end: usize, faults: &mut Faults) {
        let Open { name, mut element, excused, stray, .. } = open;
        element.span.end = end;
        let Some(stray) = stray else {
            if !excused {
                faults.add(|| XmlFault::unclosed(element.open, name, closer));
            }
            if closer.is_some() {
                *self.closed_early.entry(name).or_default() += 1;
            }
            self.add_element(element);
            return;
        };
        faults.replace(stray.fault, || {
            XmlFault::mismatched(stray.tag, stray.name, element.open, name)
        });
        if self.stack.is_empty() {
            self.add_element(element);
            return;
        }
        let behind = element.children.split_off(stray.children_before);
        self.settle(element, stray.tag);
        for node in behind {
            self.add(node);
        }
    }

    /// Ends what is still open where the text ends. `excused` if something else explains that.
    pub(super) fn finish(
        mut self,
        end: usize,
        excused: bool,
        faults: &mut Faults,
    ) -> Option<Element> {
        let excused = excused || !self.skipped.is_empty();
        self.skipped.clear();
        while let Some(mut open) = self.pop() {
            open.excused |= excused;
            self.give_up(open, None, end, faults);
        }
        self.root
    }
}

fn count(counts: &HashMap<&str, usize>, name: &str) -> usize {
    counts.get(name).copied().unwrap_or_default()
}

fn take_one(counts: &mut HashMap<&str, usize>, name: &str) -> bool {
    match counts.get_mut(name) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}

fn is_misspelt(found: &str, name: &str) -> bool {
    found.len() <= MAX_MISSPELT && name.len() <= MAX_MISSPELT && nearest(found, [name]).is_some()
}

#[cfg(test)]
mod tests {
    use crate::xml::fault::FaultKind;
    use crate::xml::parse;

    fn outline(text: &str) -> (String, Vec<FaultKind>) {
        fn walk(element: &crate::xml::Element, out: &mut String) {
            out.push_str(&element.name.text);
            if element.elements().next().is_some() {
                out.push('(');
                element.elements().for_each(|child| walk(child, out));
                out.push(')');
            }
        }
        let document = parse(text);
        let mut out = String::new();
        document.root.iter().for_each(|root| walk(root, &mut out));
        (out, document.faults.iter().map(|fault| fault.kind).collect())
    }

    #[test]
    fn one_cause_is_one_fault() {
        use FaultKind::*;
        for (text, tree, faults) in [
            ("<a><b></a>", "a(b)", vec![UnclosedElement]),
            ("<a><b><c></a>", "a(b(c))", vec![UnclosedElement, UnclosedElement]),
            ("<a><b></c><d/></a>", "a(bd)", vec![MismatchedClose]),
            ("<a><b></c><b></b></a>", "a(bb)", vec![MismatchedClose]),
            ("<a><b></c><b></c></a>", "a(bb)", vec![MismatchedClose, MismatchedClose]),
            ("<a><bee></Bee><d/></a>", "a(beed)", vec![MismatchedClose]),
            ("<a></b><c/></a>", "a(c)", vec![StrayClose]),
            ("<a><b><c></b></c></a>", "a(b(c))", vec![UnclosedElement]),
            ("<a></a></a>", "a", vec![StrayClose]),
            ("<a></b>", "a", vec![MismatchedClose]),
            ("<a><b><c/>", "a(b(c))", vec![UnclosedElement, UnclosedElement]),
            ("<a><b", "a", vec![UnclosedTag]),
            ("<a><b></b", "a(b)", vec![UnclosedTag]),
        ] {
            assert_eq!(outline(text), (tree.to_owned(), faults), "{text}");
        }
    }
}
