//! The page of an OAuth flow.

use std::fmt::Write as _;

use super::sources;
use crate::schema::{Expect, Flow};

pub(super) fn page(flow: &Flow) -> String {
    let mut out = format!("# {}\n\nFlow `{}`: {}\n\n", flow.title, flow.id, flow.meaning);
    if let Some(refusal) = &flow.refusal {
        let _ = writeln!(out, "Not supported: {refusal}\n");
    }
    if let Some(refusal) = &flow.packaged_refusal {
        let _ = writeln!(out, "Not for packaged apps: {refusal}\n");
    }
    let yes = |is: bool| if is { "yes" } else { "no" };
    let _ = writeln!(out, "A person takes part: {}", yes(flow.interactive));
    let _ = writeln!(out, "Sends the browser to a callback: {}", yes(flow.redirects));
    let _ = writeln!(out, "Can issue a refresh token: {}", yes(flow.refresh_token));
    let _ = writeln!(out, "Since: API version {}", flow.since);
    if !flow.demands.is_empty() {
        out.push_str("\n## What the metadata must say\n");
    }
    for demand in &flow.demands {
        let verb = if demand.advised { "should" } else { "must" };
        let public = if demand.public_client { " for clients without a secret" } else { "" };
        let _ = writeln!(
            out,
            "- `{}` of {} {verb} {}{public}; otherwise {}",
            demand.element,
            demand.metadata_type,
            expectation(&demand.expect),
            clause(&demand.why)
        );
    }
    if !flow.org_settings.is_empty() {
        out.push_str("\n## What the org must allow\n");
    }
    for setting in &flow.org_settings {
        let (element, owner) = (&setting.element, &setting.metadata_type);
        let why = clause(&setting.why);
        let _ =
            writeln!(out, "- `{element}` of {owner} must be `{}`; otherwise {why}", setting.value);
    }
    let notes: Vec<_> = flow.notes.iter().chain(flow.steps.iter()).collect();
    if !notes.is_empty() {
        out.push_str("\n## What else to know\n");
    }
    for note in notes {
        let _ = writeln!(out, "- {note}");
    }
    out + &sources(&flow.source)
}

/// The sentence as the second part of another one.
fn clause(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(char::to_lowercase);
    let is_name = sentence.starts_with("Salesforce") || sentence.starts_with("JWT");
    match first {
        Some(first) if !is_name => first.chain(letters).collect(),
        _ => sentence.to_owned(),
    }
}

/// What a value must or should do.
pub(super) fn expectation(expect: &Expect) -> String {
    match expect {
        Expect::Present => "have a value".to_owned(),
        Expect::Absent => "have no value".to_owned(),
        Expect::Is(value) => format!("be `{value}`"),
        Expect::Not(value) => format!("not be `{value}`"),
        Expect::HoldsAny(values) => format!("contain one of `{}`", values.join("`, `")),
        Expect::HoldsBeside(values) => format!("contain more than `{}`", values.join("`, `")),
    }
}
