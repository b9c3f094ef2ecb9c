use super::declare_rule;
use super::network::{Range, ranges};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// An address range holds half of the internet or more.
    ///
    /// ## Why
    /// Such a range admits everyone; it looks like a restriction in the file and in an audit, and
    /// is none.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <trustedIpRanges>
    ///     <endIpAddress>255.255.255.255</endIpAddress>
    ///     <startIpAddress>0.0.0.0</startIpAddress>
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
    "whole-internet-range",
    severity: Warning,
    sources: ["M-OAUTH"],
    fix: None("which networks the app is used from only its owner knows"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for range in ranges(context.file).iter().filter(|range| is_huge(range)) {
        findings.add(Draft::new(
            context.file.place(range.start.value().trimmed_span()),
            format!("the range {} admits nearly everyone", range.shown()),
            "write the addresses from which the app is used, or remove the range",
        ));
    }
}

fn is_huge(range: &Range<'_>) -> bool {
    let (first, last) = range.bounds();
    let half = if range.first.is_ipv4() { u128::from(u32::MAX) / 2 } else { u128::MAX / 2 };
    range.is_of_one_family() && last.checked_sub(first).is_some_and(|size| size >= half)
}
