use super::declare_rule;
use super::network::ranges;
use crate::rules::{Draft, FileContext, Findings};
use crate::values::RangeFlaw;

declare_rule! {
    /// An address range has an IPv4 address at one end and an IPv6 address at the other.
    ///
    /// ## Why
    /// The two families have no order between them, so it is not known which addresses such a range
    /// contains.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <trustedIpRanges>
    ///     <endIpAddress>2001:db8::1</endIpAddress>
    ///     <startIpAddress>203.0.113.0</startIpAddress>
    /// </trustedIpRanges>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <trustedIpRanges>
    ///     <endIpAddress>2001:db8::ff</endIpAddress>
    ///     <startIpAddress>2001:db8::1</startIpAddress>
    /// </trustedIpRanges>
    /// ```
    "mixed-ip-families",
    severity: Warning,
    sources: ["M-OAUTH"],
    fix: None("the file does not show which of the two addresses is meant"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for range in ranges(context.file) {
        if range.flaw() != Some(RangeFlaw::MixedFamilies) {
            continue;
        }
        findings.add(Draft::new(
            context.file.place(range.start.value().trimmed_span()),
            format!("the range {} mixes IPv4 and IPv6", range.shown()),
            "write one range for each family",
        ));
    }
}
