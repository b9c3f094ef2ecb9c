use super::declare_rule;
use super::network::ranges;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// An address range contains half of the internet or more.
    ///
    /// ## Why
    /// Such a range admits nearly everyone. In the file and in an audit it looks like a restriction,
    /// but it restricts nothing.
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
    fix: None("only the owner of the app knows its networks"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for range in ranges(context.file).iter().filter(|range| range.is_internet()) {
        findings.add(Draft::new(
            context.file.place(range.start.value().trimmed_span()),
            format!("the range {} admits nearly everyone", range.shown()),
            "write the addresses from which the app is used, or remove the range",
        ));
    }
}
