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
    let _ = writeln!(out, "Can hand out a refresh token: {}", yes(flow.refresh_token));
    let _ = writeln!(out, "Since: API version {}", flow.since);
    if !flow.demands.is_empty() {
        out.push_str("\n## What must stand in the metadata\n");
    }
    for demand in &flow.demands {
        let advised = if demand.advised { " (advised)" } else { "" };
        let public = if demand.public_client { " (clients without a secret)" } else { "" };
        let _ = writeln!(
            out,
            "- `{}` of {} {}{advised}{public}: {}",
            demand.element,
            demand.metadata_type,
            expectation(&demand.expect),
            demand.why
        );
    }
    if !flow.org_settings.is_empty() {
        out.push_str("\n## What must be set in the org\n");
    }
    for setting in &flow.org_settings {
        let (element, owner) = (&setting.element, &setting.metadata_type);
        let _ = writeln!(out, "- `{element}` of {owner} is `{}`: {}", setting.value, setting.why);
    }
    if !flow.notes.is_empty() {
        out.push_str("\n## What else to know\n");
    }
    for note in &flow.notes {
        let _ = writeln!(out, "- {note}");
    }
    out + &sources(&flow.source)
}

fn expectation(expect: &Expect) -> String {
    match expect {
        Expect::Present => "has a value".to_owned(),
        Expect::Absent => "has no value".to_owned(),
        Expect::Is(value) => format!("is `{value}`"),
        Expect::Not(value) => format!("is not `{value}`"),
        Expect::HoldsAny(values) => format!("holds one of `{}`", values.join("`, `")),
        Expect::HoldsBeside(values) => format!("holds more than `{}`", values.join("`, `")),
    }
}
