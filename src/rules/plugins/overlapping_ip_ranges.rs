use super::declare_rule;
use super::network::{Range, ranges};
use crate::diagnostic::{Fix, Safety};
use crate::rules::{Draft, FileContext, Findings, remedy};

declare_rule! {
    /// An address range is within another one, or overlaps it.
    ///
    /// ## Why
    /// An address that is listed twice must be changed twice. After one of the ranges is removed, its
    /// addresses are still admitted by the other.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <trustedIpRanges>
    ///     <endIpAddress>203.0.113.255</endIpAddress>
    ///     <startIpAddress>203.0.113.0</startIpAddress>
    /// </trustedIpRanges>
    /// <trustedIpRanges>
    ///     <endIpAddress>203.0.113.20</endIpAddress>
    ///     <startIpAddress>203.0.113.10</startIpAddress>
    /// </trustedIpRanges>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <trustedIpRanges>
    ///     <endIpAddress>203.0.113.255</endIpAddress>
    ///     <startIpAddress>203.0.113.0</startIpAddress>
    /// </trustedIpRanges>
    /// <trustedIpRanges>
    ///     <endIpAddress>198.51.100.20</endIpAddress>
    ///     <startIpAddress>198.51.100.10</startIpAddress>
    /// </trustedIpRanges>
    /// ```
    "overlapping-ip-ranges",
    severity: Hint,
    sources: ["M-OAUTH"],
    fix: Sometimes,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let ranges: Vec<Range<'_>> = ranges(file).into_iter().filter(Range::is_of_one_family).collect();
    for (index, range) in ranges.iter().enumerate() {
        let Some(other) = ranges[..index].iter().find(|other| overlap(other, range)) else {
            continue;
        };
        let (first, last) = range.bounds();
        let (low, high) = other.bounds();
        let within = low <= first && last <= high;
        let how = if within { "is within" } else { "overlaps" };
        // A range that lies within another was perhaps meant to be the only one.
        let safety = if other.bounds() == range.bounds() { Safety::Safe } else { Safety::Unsafe };
        let help = if within { "remove this range" } else { "join the two into one range" };
        findings.add(
            Draft::new(
                file.place(range.start.value().trimmed_span()),
                format!("the range {} {how} {}", range.shown(), other.shown()),
                help,
            )
            .related(file.place(other.start.value().trimmed_span()), "the other range")
            .maybe_fix(within.then(|| Fix {
                title: "remove this range".to_owned(),
                ..remedy::remove(&range.field, safety)
            })),
        );
    }
}

fn overlap(a: &Range<'_>, b: &Range<'_>) -> bool {
    let ((a_first, a_last), (b_first, b_last)) = (a.bounds(), b.bounds());
    let same_list = a.field.schema.name == b.field.schema.name;
    same_list && a.first.is_ipv4() == b.first.is_ipv4() && a_first <= b_last && b_first <= a_last
}
