use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};
use crate::schema::Kind;
use crate::values;

declare_rule! {
    /// An end of an address range is not an IP address.
    ///
    /// ## Why
    /// The org accepts one address at each end. With a host name, a wildcard or a network such as
    /// `203.0.113.0/24`, the deploy fails.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <trustedIpRanges>
    ///     <endIpAddress>203.0.113.256</endIpAddress>
    ///     <startIpAddress>203.0.113.0/24</startIpAddress>
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
    "invalid-ip-address",
    severity: Error,
    sources: ["M-OAUTH"],
    fix: None("the file does not show which address was meant"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for field in context.file.all_fields() {
        if field.schema.kind != Kind::IpAddress || field.is_empty() || field.is_unknown() {
            continue;
        }
        let text = field.text();
        if values::flaw(field.schema, &text).is_none() {
            continue;
        }
        let help = if text.contains('/') {
            "write the first and the last address of the network into the two elements"
        } else {
            "write one address, such as `203.0.113.10`"
        };
        let message = format!("`{}` is not an IP address", text.shown());
        findings.add(Draft::new(field.place(), message, help));
    }
}
