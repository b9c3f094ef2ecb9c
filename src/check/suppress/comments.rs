//! Comments in metadata files that ignore findings:
//! `<!-- ecaforge-ignore rule: reason -->`.
//!
//! Before the root element such a comment is for the whole file; after an element, for its line;
//! anywhere else, for the next element.

use crate::change::Edit;
use crate::diagnostic::{Finding, Fix, Place, Safety};
use crate::project::{MetadataFile, Project};
use crate::rules::{Draft, Findings, all_rules, rule};
use crate::text::{Span, suggest::nearest};
use crate::xml::{Comment, Element};

const MARK: &str = "ecaforge-ignore";

/// One rule named by one comment.
#[derive(Clone, Debug)]
pub(super) struct Inline {
    /// The comment's file and place.
    pub place: Place,
    /// Id of the rule.
    pub rule: &'static str,
    /// Why.
    pub reason: String,
    /// Where findings are ignored.
    target: Span,
    /// Whether all rules judge the file, so that a comment that ignores nothing is a fault.
    judged: bool,
    /// Whether the comment names no other rule.
    alone: bool,
    /// The comment with its line, where nothing else is on it.
    whole: Span,
}

impl Inline {
    /// Whether the comment is about that finding.
    #[must_use]
    pub(super) fn covers(&self, finding: &Finding) -> bool {
        self.rule == finding.rule
            && self.place.path == finding.place.path
            && self.target.start <= finding.place.span.start
            && finding.place.span.start <= self.target.end
    }

    /// Whether the comment is a fault when it ignores nothing.
    #[must_use]
    pub(super) fn must_be_used(&self) -> bool {
        self.judged
    }

    /// The finding that the comment ignores nothing.
    #[must_use]
    pub(super) fn unused(&self) -> Draft {
        let message = format!("this comment ignores `{}`, which finds nothing here", self.rule);
        let draft = Draft::new(self.place.clone(), message, "remove the comment");
        let edit = Edit::remove(self.whole);
        let fix = Fix::edit("remove the comment", Safety::Safe, &self.place.path, edit);
        draft.maybe_fix(self.alone.then_some(fix))
    }
}

/// All such comments of some projects, and findings about those that say nothing.
#[must_use]
pub(super) fn comments(projects: &[&Project]) -> (Vec<Inline>, Vec<Finding>) {
    let (mut inline, mut faults) = (Vec::new(), Vec::new());
    for project in projects {
        let start = (inline.len(), faults.len());
        for file in project.files.iter().filter(|file| file.requested) {
            for comment in &file.document.comments {
                if let Some(rest) = comment.text.trim().strip_prefix(MARK) {
                    read(file, comment, rest, &mut inline, &mut faults);
                }
            }
        }
        if project.outside {
            inline[start.0..].iter_mut().for_each(|comment| comment.judged = false);
            faults.truncate(start.1);
        }
    }
    (inline, faults)
}

fn read(
    file: &MetadataFile,
    comment: &Comment,
    rest: &str,
    inline: &mut Vec<Inline>,
    faults: &mut Vec<Finding>,
) {
    let mut fault = |message: String, help: String, fix: Option<Fix>| {
        if let Some(rule) = rule("broken-ignore") {
            let app = file.app_name().map(std::borrow::Cow::into_owned);
            let draft = Draft::new(file.place(comment.span), message, help).maybe_fix(fix);
            Findings::new(rule, app.as_deref(), faults).add(draft);
        }
    };
    let (ids, reason) = rest.split_once(':').unwrap_or((rest, ""));
    let ids: Vec<&str> = ids.split([',', ' ', '\n', '\t']).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() || reason.trim().is_empty() {
        let message = "the comment does not say which rule it ignores and why".to_owned();
        let help = format!("write `<!-- {MARK} rule: reason -->`");
        return fault(message, help, None);
    }
    for id in &ids {
        if let Some(known) = rule(id) {
            inline.push(Inline {
                place: file.place(comment.span),
                rule: known.id,
                reason: reason.trim().to_owned(),
                target: target(file, comment.span),
                judged: true,
                alone: ids.len() == 1,
                whole: whole_line(&file.text, comment.span),
            });
            continue;
        }
        let meant = nearest(id, all_rules().map(|rule| rule.id));
        let fix = meant.zip(place_of(file, comment.span, id)).map(|(meant, span)| {
            let edit = Edit::replace(span, meant);
            Fix::edit(format!("write `{meant}`"), Safety::Unsafe, &file.path, edit)
        });
        let help = match meant {
            Some(meant) => format!("write `{meant}`; `ecaforge rules` lists the rules"),
            None => "`ecaforge rules` lists the rules".to_owned(),
        };
        fault(format!("there is no rule `{id}`"), help, fix);
    }
}

fn place_of(file: &MetadataFile, comment: Span, id: &str) -> Option<Span> {
    let at = comment.start + comment.of(&file.text).find(id)?;
    Some(Span::new(at, at + id.len()))
}

fn target(file: &MetadataFile, comment: Span) -> Span {
    let all = Span::new(0, file.text.len());
    let Some(root) = &file.document.root else { return all };
    if comment.end <= root.span.start {
        return all;
    }
    let line = line(&file.text, comment);
    if !Span::new(line.start, comment.start).of(&file.text).trim().is_empty() {
        return line;
    }
    next_element(root, comment.end).map_or(comment, |element| element.span)
}

/// The first element that starts at or after `at`.
fn next_element(element: &Element, at: usize) -> Option<&Element> {
    if element.span.start >= at {
        return Some(element);
    }
    element.elements().filter(|child| child.span.end > at).find_map(|child| next_element(child, at))
}

/// The lines that a span touches, without the last line end.
fn line(text: &str, span: Span) -> Span {
    let before = text.get(..span.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let after = text.get(span.end..).unwrap_or_default();
    Span::new(start, span.end + after.find(['\r', '\n']).unwrap_or(after.len()))
}

/// The span with its line and line end, if it stands alone there.
fn whole_line(text: &str, span: Span) -> Span {
    let line = line(text, span);
    if line.of(text).trim() != span.of(text) {
        return span;
    }
    let rest = text.get(line.end..).unwrap_or_default();
    let end = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    Span::new(line.start, line.end + end)
}
