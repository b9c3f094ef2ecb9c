//! For people: the source with the place underlined, why, and what to write instead.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::time::Duration;

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet,
    renderer::{DecorStyle, Style},
};

use super::Places;
use super::groups::{by_app, plural};
use crate::check::{Report, Summary};
use crate::diagnostic::{Finding, Severity};
use crate::text::{Span, escape};

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

/// Draws every finding, app by app, those with errors first. Each explanation is told once.
#[must_use]
pub fn human(report: &Report, places: &Places, options: HumanOptions) -> String {
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(options.width);
    let mut out = String::new();
    let mut told = HashSet::new();
    let groups = by_app(report, places);
    for group in &groups {
        if groups.len() > 1 {
            let _ = writeln!(out, "{}\n", heading(&group.title(), &group.counts(), options));
        }
        for finding in &group.findings {
            let tells_why = told.insert((finding.rule, finding.why.as_ref()));
            let drawn = drawn(finding, places, options.width, tells_why);
            let _ = writeln!(out, "{}\n", with_arrows(&renderer.render(&drawn)));
        }
    }
    for suppressed in &report.suppressed {
        let finding = &suppressed.finding;
        let (start, _) = places.range(&finding.place.path, finding.place.span);
        let _ = writeln!(
            out,
            "suppressed[{}]: {}\n  at {}:{}:{}, by {}",
            finding.rule,
            escape::line(&finding.message),
            escape::line(&finding.place.path),
            start.line,
            start.column,
            suppressed.by.words(),
        );
        if let Some(reason) = &suppressed.reason {
            let _ = writeln!(out, "  because: {}", escape::line(reason));
        }
        out.push('\n');
    }
    escape::without_commands(out)
}

/// A drawn finding with an arrow before each other place too: the renderer writes `:::` there, which
/// build servers may take for a command, so that it would be escaped.
fn with_arrows(drawn: &str) -> String {
    let line = |line: &str| match line.split_once(":::") {
        Some((before, rest)) if escape::is_blank(before) => format!("{before}-->{rest}"),
        _ => line.to_owned(),
    };
    drawn.split_inclusive('\n').map(line).collect()
}

/// The line above the findings of a group.
fn heading(title: &str, counts: &str, options: HumanOptions) -> String {
    let line = format!("== {}: {counts} ==", escape::line(title));
    if options.color {
        let bold = Style::new().bold();
        return format!("{bold}{line}{bold:#}");
    }
    line
}

/// The last line: counts, and the time where it is given.
#[must_use]
pub(crate) fn summary_line(summary: Summary, elapsed: Option<Duration>) -> String {
    let time = elapsed.map(|time| format!(" in {:.0?}", round(time))).unwrap_or_default();
    let suppressed = match summary.suppressed {
        0 => String::new(),
        count => format!(", {count} suppressed"),
    };
    let hidden = match summary.hidden {
        0 => String::new(),
        count => format!("; {count} of them not shown, below --min-severity"),
    };
    format!(
        "{}, {}, {}{suppressed}{hidden} ({}, {}){time}",
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

/// A finding as the renderer takes it.
fn drawn<'a>(
    finding: &'a Finding,
    places: &'a Places,
    width: usize,
    tells_why: bool,
) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let mut title = level.primary_title(escape::line(&finding.message)).id(finding.rule);
    if let Some(url) = &finding.url {
        title = title.id_url(url.as_ref());
    }
    let mut group = match places.text(&finding.place.path) {
        // Of a file that cannot be read there is nothing to draw.
        "" => title.element(Origin::path(escape::line(&finding.place.path))),
        _ => title.element(snippet(places, &finding.place.path, finding.place.span, None)),
    };
    for related in &finding.related {
        let label = Some(related.message.as_str());
        group = group.element(snippet(places, &related.place.path, related.place.span, label));
    }
    let wrap = |text: &str| wrapped(text, width.saturating_sub(12));
    if tells_why {
        group = group.element(Level::NOTE.with_name("why").message(wrap(&finding.why)));
    }
    group = group.element(Level::HELP.message(wrap(&finding.help)));
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

/// The line in which a span starts, and the part of it that is drawn: no more of a long value, so
/// that it does not fill the screen.
fn snippet<'a>(
    places: &'a Places,
    path: &'a str,
    span: Span,
    label: Option<&'a str>,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = places.text(path);
    let kind = if label.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let start = floor(text, span.start);
    let end = floor(text, span.end).max(start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let shown = |from: usize, to: usize| {
        escape::lines(text[from..to].trim_start_matches('\u{feff}').trim_end_matches('\r'))
            .into_owned()
    };
    let before = shown(line_start, start);
    let inside = shown(start, end.min(line_end));
    let (from, to) = (before.len(), before.len() + inside.len());
    let line = before + &inside + &shown(end.min(line_end), line_end);
    let annotation = kind.span(from..to).label(label.map(escape::line));
    let number = text[..line_start].matches('\n').count() + 1;
    Snippet::source(line)
        .line_start(number)
        .path(escape::line(path))
        .fold(true)
        .annotation(annotation)
}

/// The start of the character that an offset is in.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Breaks a text at spaces so that no line is longer than `width` where that can be helped.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace().map(escape::line) {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width.max(20) {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(&word);
        column += length;
    }
    out
}
