//! For people: the source with the place underlined, why, and what to write instead.

use std::fmt::Write as _;
use std::time::Duration;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, renderer::DecorStyle};

use super::Places;
use super::plain::one_line;
use crate::check::{Report, Summary};
use crate::diagnostic::{Finding, Severity};
use crate::text::Span;

/// How the report is drawn.
#[derive(Clone, Copy, Debug)]
pub struct HumanOptions {
    /// Whether to use colours.
    pub color: bool,
    /// Width of the output in columns.
    pub width: usize,
}

impl Default for HumanOptions {
    fn default() -> Self {
        Self { color: false, width: 100 }
    }
}

/// Draws every finding.
#[must_use]
pub fn human(report: &Report, places: &Places, options: HumanOptions) -> String {
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(options.width);
    let mut out = String::new();
    for finding in &report.findings {
        let _ = writeln!(out, "{}\n", renderer.render(&groups(finding, places, options.width)));
    }
    for suppressed in &report.suppressed {
        let finding = &suppressed.finding;
        let (start, _) = places.range(&finding.place.path, finding.place.span);
        let _ = writeln!(
            out,
            "suppressed[{}]: {}\n  at {}:{}:{}, by {}",
            finding.rule,
            one_line(&finding.message),
            finding.place.path,
            start.line,
            start.column,
            suppressed.by.words(),
        );
        if let Some(reason) = &suppressed.reason {
            let _ = writeln!(out, "  because: {}", one_line(reason));
        }
        out.push('\n');
    }
    out
}

/// `1 error`, `2 errors`.
pub(super) fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// The last line: counts, and the time where it is given.
#[must_use]
pub fn summary_line(summary: Summary, elapsed: Option<Duration>) -> String {
    let time = elapsed.map(|time| format!(" in {:.0?}", round(time))).unwrap_or_default();
    let suppressed = match summary.suppressed {
        0 => String::new(),
        count => format!(", {count} suppressed"),
    };
    format!(
        "{}, {}, {}{suppressed} ({}, {}){time}",
        plural(summary.errors, "error"),
        plural(summary.warnings, "warning"),
        plural(summary.hints, "hint"),
        plural(summary.apps, "app"),
        plural(summary.files, "file"),
    )
}

fn round(time: Duration) -> Duration {
    Duration::from_millis(u64::try_from(time.as_millis().max(1)).unwrap_or(u64::MAX))
}

fn groups<'a>(finding: &'a Finding, places: &'a Places, width: usize) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let mut title = level.primary_title(&*finding.message).id(finding.rule);
    if let Some(url) = &finding.url {
        title = title.id_url(url.as_str());
    }
    let mut group = title.element(snippet(places, &finding.place.path, finding.place.span, None));
    for related in &finding.related {
        let label = Some(related.message.as_str());
        group = group.element(snippet(places, &related.place.path, related.place.span, label));
    }
    let wrap = |text: &str| wrapped(text, width.saturating_sub(12));
    group = group
        .element(Level::NOTE.with_name("why").message(wrap(&finding.why)))
        .element(Level::HELP.message(wrap(&finding.help)));
    if let Some(fix) = &finding.fix {
        let grade = match fix.safety {
            crate::diagnostic::Safety::Safe => "--fix",
            crate::diagnostic::Safety::Unsafe => "--fix --unsafe-fixes",
        };
        let text = format!("{} (`{grade}`)", fix.title);
        group = group.element(Level::NOTE.with_name("fix").message(wrap(&text)));
    }
    vec![group]
}

fn snippet<'a>(
    places: &'a Places,
    path: &'a str,
    span: Span,
    label: Option<&'a str>,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = places.text(path);
    let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let (start, end) = shown(text, span);
    let annotation = kind.span(start..end).label(label);
    Snippet::source(text).path(path).fold(true).annotation(annotation)
}

/// The part of a span that is drawn: its first line, so that a long value does not fill the screen.
fn shown(text: &str, span: Span) -> (usize, usize) {
    let start = span.start.min(text.len());
    let end = span.end.min(text.len());
    let first_line = text[start..end].find(['\r', '\n']).map_or(end, |length| start + length);
    (start, first_line.max(start))
}

/// Breaks a text at blanks so that no line is longer than `width` where that can be helped.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width.max(20) {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}
