use super::declare_rule;
use super::network::ranges;
use crate::change::Edit;
use crate::diagnostic::{FileEdit, Fix, Safety};
use crate::rules::{Draft, FileContext, Findings};
use crate::values::RangeFlaw;

declare_rule! {
    /// An address range ends before it starts.
    ///
    /// ## Why
    /// The range contains no address, so it admits nobody. Setup refuses such a range: the end address
    /// must be the same as the start address or higher.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <trustedIpRanges>
    ///     <endIpAddress>203.0.113.0</endIpAddress>
    ///     <startIpAddress>203.0.113.255</startIpAddress>
    /// </trustedIpRanges>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <trustedIpRanges>
    ///     <endIpAddress>203.0.113.255</endIpAddress>
    ///     <startIpAddress>203.0.113.0</startIpAddress>
    /// </trustedIpRanges>
    /// ```
    "reversed-ip-range",
    severity: Error,
    sources: ["M-OAUTH", "H-IPRANGES"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    for range in ranges(file) {
        if range.flaw() != Some(RangeFlaw::Reversed) {
            continue;
        }
        let (start, end) = (range.start.value(), range.end.value());
        let edit = |edit| FileEdit { path: file.path.clone(), edit };
        let edits = vec![
            edit(Edit::replace(start.trimmed_span(), end.trimmed())),
            edit(Edit::replace(end.trimmed_span(), start.trimmed())),
        ];
        let title = "swap the two addresses".to_owned();
        findings.add(
            Draft::new(
                file.place(start.trimmed_span()),
                format!(
                    "the range {} ends before it starts and contains no address",
                    range.shown()
                ),
                "swap the two addresses",
            )
            .fix(Fix { title, safety: Safety::Unsafe, edits, moves: Vec::new() }),
        );
    }
}
