//! What the files show for each control that Salesforce asks of packaged apps, as a table.

use std::fmt::Write as _;

use super::Places;
use super::markdown::{MAX_CHARS, cell};
use super::plain::one_line;
use crate::rules::isv::{Evidence, Standing};

const TITLE: &str = "Evidence: what AppExchange asks of packaged apps";
const NONE: &str = "The project has no packaged app.";
/// The widest table; what does not fit stands on a line of its own.
const WIDTH: usize = 80;

/// The table for people.
#[must_use]
pub fn evidence(lines: &[Evidence], places: &Places) -> String {
    let mut out = format!("{TITLE}\n\n");
    if lines.is_empty() {
        let _ = writeln!(out, "{NONE}\n");
        return out;
    }
    let mut rows = vec![["Control", "App", "State", "Where"].map(str::to_owned)];
    rows.extend(lines.iter().map(|line| row(line, places)));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let [control, app, state] = [0, 1, 2].map(|column| width(column).unwrap_or_default());
    for [what, name, how, place] in &rows {
        let start = format!("{what:control$}  {name:app$}  {how:state$}");
        if start.chars().count() + 2 + place.chars().count() <= WIDTH {
            let _ = writeln!(out, "{start}  {place}");
        } else {
            let _ = writeln!(out, "{}\n  {place}", start.trim_end());
        }
    }
    out.push('\n');
    out
}

/// The table for a comment on a pull request, below what is written already.
pub fn add_evidence_markdown(out: &mut String, lines: &[Evidence], places: &Places) {
    let _ = writeln!(out, "\n#### {TITLE}\n");
    if lines.is_empty() {
        let _ = writeln!(out, "{NONE}");
        return;
    }
    out.push_str("| Control | App | State | Where |\n| --- | --- | --- | --- |\n");
    let mut room = MAX_CHARS.saturating_sub(out.chars().count());
    for (index, line) in lines.iter().enumerate() {
        let [control, app, state, place] = row(line, places).map(|text| cell(&text));
        let row = format!("| {control} | {app} | {state} | {place} |\n");
        let length = row.chars().count();
        if length > room {
            let _ =
                writeln!(out, "\n{} more lines do not fit into a comment.", lines.len() - index);
            return;
        }
        room -= length;
        out.push_str(&row);
    }
}

/// Control, app, state, and the place that shows it, or why none does.
fn row(line: &Evidence, places: &Places) -> [String; 4] {
    let place = line.place.as_ref().map(|place| {
        let (start, _) = places.range(&place.path, place.span);
        format!("{}:{}", place.path, start.line)
    });
    let place = place.unwrap_or_else(|| line.note.clone());
    [line.control.title().to_owned(), line.app.clone(), word(line.standing).to_owned(), place]
        .map(|text| one_line(&text))
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Met => "met",
        Standing::Unmet => "unmet",
        Standing::Exempt => "exempt",
        Standing::Unknown => "unknown",
    }
}
