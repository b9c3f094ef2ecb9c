//! What the files show for each control that Salesforce requires of partner apps, as a table.

use std::fmt::Write as _;

use super::Places;
use super::markdown::target;
use crate::mask;
use crate::rules::isv::{Evidence, Verdict};
use crate::schema::schema;
use crate::text::escape::{self, csv, line as one_line, markdown as cell};

const TITLE: &str = "Evidence: what Salesforce requires of partner apps";
const NONE: &str = "The project has no packaged app.";
/// What the table describes.
pub(super) const SCOPE: &str = "The table describes the files of this project, not an org: compare it with the org that owns \
     the app.";

/// The evidence table with what an auditor must know of it.
#[derive(Clone, Debug, Default)]
pub struct EvidenceTable {
    /// Its rows.
    pub rows: Vec<Evidence>,
    /// When the files were judged, in seconds since 1970 UTC.
    pub time: i64,
    /// The commit that was checked out, where the project is in a git repository.
    pub commit: Option<String>,
}

/// One row as texts.
pub(super) struct EvidenceRow {
    /// The control.
    pub(super) control: String,
    /// API name of the app.
    pub(super) app: String,
    /// `met`, `missing` or `exempt`.
    pub(super) verdict: &'static str,
    /// Why.
    pub(super) reason: String,
    /// Path of the file that shows it; empty where none does.
    pub(super) path: String,
    /// The line there.
    pub(super) line: Option<usize>,
    /// What is written there.
    pub(super) value: String,
    /// The day from which Salesforce requires it.
    pub(super) since: String,
    /// The day from which Salesforce acts on it.
    pub(super) enforced: String,
    /// What says so.
    pub(super) source: String,
    /// Its address.
    pub(super) url: String,
}

impl EvidenceTable {
    /// The version of the program that judged.
    pub(super) fn tool() -> String {
        format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
    }

    /// The time, as `2026-01-31T12:00:00Z`.
    pub(super) fn when(&self) -> String {
        utc(self.time)
    }

    /// The rows as texts.
    pub(super) fn texts(&self, places: &Places) -> Vec<EvidenceRow> {
        self.rows.iter().map(|row| texts(row, places)).collect()
    }

    /// The line on top.
    fn provenance(&self) -> String {
        let commit = self.commit.as_deref().map_or("no git commit".to_owned(), |commit| {
            format!("git commit {}", one_line(commit))
        });
        format!("{}, {}, {commit}", Self::tool(), self.when())
    }
}

fn texts(row: &Evidence, places: &Places) -> EvidenceRow {
    let place = row.place.as_ref();
    let line = place.map(|place| places.range(&place.path, place.span).0.line);
    let mandate = row.control.mandate();
    let source = mandate.and_then(|m| m.source.iter().find_map(|key| schema().sources.get(key)));
    let one_line = |text: &str| one_line(text).into_owned();
    let text = |text: Option<&str>| one_line(text.unwrap_or_default());
    let say = |text: &str| one_line(&mask::say(text));
    EvidenceRow {
        control: row.control.title().to_owned(),
        app: say(&row.app),
        verdict: word(row.verdict),
        reason: say(&row.reason),
        path: text(place.map(|place| place.path.as_ref())),
        line,
        value: say(row.value.as_deref().unwrap_or_default()),
        since: text(mandate.map(crate::schema::Mandate::date)),
        enforced: text(mandate.and_then(|mandate| mandate.enforced.as_deref())),
        source: text(source.map(|source| source.title.as_str())),
        url: text(source.and_then(|source| source.url.as_deref())),
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missing => "missing",
        Verdict::Exempt => "exempt",
    }
}

impl EvidenceRow {
    /// File and line, or a dash.
    fn place(&self) -> String {
        self.line.map_or_else(|| "-".to_owned(), |line| format!("{}:{line}", self.path))
    }

    /// The value, or a dash.
    fn shown_value(&self) -> &str {
        if self.value.is_empty() { "-" } else { &self.value }
    }

    /// From when the control is required.
    fn dates(&self) -> String {
        match self.enforced.as_str() {
            "" => self.since.clone(),
            enforced => format!("{}, enforced {enforced}", self.since),
        }
    }
}

/// The table for people.
#[must_use]
pub fn evidence(table: &EvidenceTable, places: &Places) -> String {
    let mut out = format!("{TITLE}\n{}\n{SCOPE}\n\n", table.provenance());
    let rows = table.texts(places);
    if rows.is_empty() {
        let _ = writeln!(out, "{NONE}\n");
        return out;
    }
    let width = |text: fn(&EvidenceRow) -> &str| {
        rows.iter().map(|row| text(row).chars().count()).max().unwrap_or_default()
    };
    let (control, app) = (width(|row| &row.control), width(|row| &row.app));
    for row in &rows {
        let _ = writeln!(out, "{:control$}  {:app$}  {}", row.control, row.app, row.verdict);
        for (name, text) in [
            ("why", row.reason.as_str()),
            ("file", &row.place()),
            ("value", row.shown_value()),
            ("since", &row.dates()),
            ("source", &row.url),
        ] {
            let _ = writeln!(out, "  {name:6}  {text}");
        }
    }
    out.push('\n');
    escape::without_commands(out)
}

/// The table for a comment on a pull request, in at most that many bytes.
pub(super) fn evidence_markdown(table: &EvidenceTable, places: &Places, room: usize) -> String {
    let mut out = format!(
        "\n<details><summary>{TITLE}</summary>\n\n{}. {SCOPE}\n\n",
        cell(&table.provenance())
    );
    let rows = table.texts(places);
    if rows.is_empty() {
        let _ = writeln!(out, "{NONE}");
    }
    let head = "| Control | App | Verdict | Why | Where | Value | Required since | Source |\n\
                | --- | --- | --- | --- | --- | --- | --- | --- |\n";
    let lines: Vec<String> = rows.iter().map(markdown_row).collect();
    // A line says what does not fit.
    let mut left = room.saturating_sub(out.len() + head.len() + 120);
    let fits = lines.iter().take_while(|line| {
        let fits = line.len() <= left;
        left = left.saturating_sub(line.len());
        fits
    });
    let fits = fits.count();
    if fits > 0 {
        out.push_str(head);
        out.extend(lines.iter().take(fits).map(String::as_str));
    }
    if fits < lines.len() {
        let more = lines.len() - fits;
        let _ = writeln!(out, "\n{more} more rows do not fit; `--format evidence-csv` has all.");
    }
    out.push_str("\n</details>\n");
    out
}

fn markdown_row(row: &EvidenceRow) -> String {
    let place = row.place();
    let dates = row.dates();
    let texts: [&str; 7] =
        [&row.control, &row.app, row.verdict, &row.reason, &place, row.shown_value(), &dates];
    let cells = texts.map(cell).join(" | ");
    format!("| {cells} | [{}]({}) |\n", cell(&row.source), target(&row.url))
}

/// The table as CSV, with a row of column names.
#[must_use]
pub fn evidence_csv(table: &EvidenceTable, places: &Places) -> String {
    let mut out = String::from(
        "control,app,verdict,reason,file,line,value,required_since,enforced_since,source,url,\
         tool,checked_at,commit\r\n",
    );
    let (tool, when) = (EvidenceTable::tool(), table.when());
    for row in table.texts(places) {
        let line = row.line.map(|line| line.to_string()).unwrap_or_default();
        let fields = [
            &*row.control,
            &row.app,
            row.verdict,
            &row.reason,
            &row.path,
            &line,
            &row.value,
            &row.since,
            &row.enforced,
            &row.source,
            &row.url,
            &tool,
            &when,
            table.commit.as_deref().unwrap_or_default(),
        ];
        out.push_str(&fields.map(csv).join(","));
        out.push_str("\r\n");
    }
    out
}

/// Seconds since 1970 UTC as `2026-01-31T12:00:00Z`.
fn utc(seconds: i64) -> String {
    const DAY: i64 = 24 * 60 * 60;
    let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    // Counted from 0000-03-01, so that a leap day is the last day of a year.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_times() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(utc(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(utc(1_767_225_600), "2026-01-01T00:00:00Z");
    }
}
