use super::declare_rule;
use super::network::ranges;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// An address range contains private addresses.
    ///
    /// ## Why
    /// Salesforce sees the public address of a network. Addresses such as `10.0.0.5` exist only
    /// inside a network, so this range never matches, and users or servers are refused.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <trustedIpRanges>
    ///     <endIpAddress>10.255.255.255</endIpAddress>
    ///     <startIpAddress>10.0.0.0</startIpAddress>
    /// </trustedIpRanges>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthSecurity
    /// <tokenIpRanges>
    ///     <endIpAddress>192.168.1.20</endIpAddress>
    ///     <startIpAddress>192.168.1.10</startIpAddress>
    /// </tokenIpRanges>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <trustedIpRanges>
    ///     <endIpAddress>203.0.113.255</endIpAddress>
    ///     <startIpAddress>203.0.113.0</startIpAddress>
    /// </trustedIpRanges>
    /// ```
    "private-address-range",
    severity: Warning,
    sources: ["H-TOKENIP", "M-OAUTH"],
    fix: None("the public addresses of your network are not in the project"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for range in ranges(context.file).iter().filter(|range| range.is_private()) {
        findings.add(Draft::new(
            context.file.place(range.start.value().trimmed_span()),
            format!(
                "the range {} is private, and Salesforce never sees private addresses",
                range.shown()
            ),
            "write the public addresses with which your network reaches the internet",
        ));
    }
}
