//! The page of an OAuth scope.

use std::fmt::Write as _;

use super::sources;
use crate::schema::{Risk, Scope, Text};

pub(super) fn page(scope: &Scope) -> String {
    let mut out = format!("# {}\n\n{}\n\n", scope.token, scope.meaning);
    let _ = writeln!(out, "In metadata: `{}`", scope.token);
    let _ = writeln!(out, "In OAuth requests: `{}`", scope.runtime);
    let _ = writeln!(out, "Risk: {}", risk(scope.risk));
    let _ = writeln!(out, "Since: API version {}", scope.since);
    if let Some(danger) = &scope.danger {
        let _ = writeln!(out, "\n{danger}");
    }
    let mut list = |title: &str, values: &[Text]| {
        if !values.is_empty() {
            let _ = writeln!(out, "{title}: `{}`", values.join("`, `"));
        }
    };
    list("Includes", &scope.includes);
    list("Same as", &scope.same_as);
    list("Often written, and wrong", &scope.wrong);
    out + &sources(&scope.source)
}

fn risk(risk: Risk) -> &'static str {
    match risk {
        Risk::Low => "low",
        Risk::Medium => "medium",
        Risk::High => "high",
        Risk::VeryHigh => "very high",
        Risk::Unknown => "not known",
    }
}
