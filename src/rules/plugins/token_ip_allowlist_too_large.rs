use super::declare_rule;
use super::network::{Range, ranges};
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// The ranges of a list contain more addresses than Salesforce accepts.
    ///
    /// ## Why
    /// The Refresh Token IP Allowlist accepts 256 addresses across all of its ranges. Reported: an
    /// org refuses a longer list.
    ///
    /// ## Bad
    /// ```xml ecaOauthSecurity
    /// <tokenIpRanges>
    ///     <endIpAddress>203.0.113.255</endIpAddress>
    ///     <startIpAddress>203.0.113.0</startIpAddress>
    /// </tokenIpRanges>
    /// <tokenIpRanges>
    ///     <endIpAddress>198.51.100.10</endIpAddress>
    ///     <startIpAddress>198.51.100.10</startIpAddress>
    /// </tokenIpRanges>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthSecurity
    /// <tokenIpRanges>
    ///     <endIpAddress>203.0.113.255</endIpAddress>
    ///     <startIpAddress>203.0.113.0</startIpAddress>
    /// </tokenIpRanges>
    /// ```
    "token-ip-allowlist-too-large",
    severity: Warning,
    sources: ["SECURE", "H-TOKENIP"],
    fix: None("only you know the addresses that the servers really use"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let all = ranges(file);
    for element in &file.metadata_type.elements {
        let Some(most) = element.max_addresses.map(u128::from) else { continue };
        let of_element = |range: &&Range<'_>| range.field.schema.name == element.name;
        let of_element: Vec<&Range<'_>> = all.iter().filter(of_element).collect();
        // A range with most of the internet has a finding of its own.
        if of_element.iter().any(|range| range.is_internet()) {
            continue;
        }
        let mut total = 0_u128;
        let over = of_element.iter().find(|range| {
            total = total.saturating_add(range.size().unwrap_or_default());
            total > most
        });
        let Some(over) = over else { continue };
        let place = file.place(over.start.value().trimmed_span());
        let total =
            of_element.iter().filter_map(|range| range.size()).fold(0, u128::saturating_add);
        findings.add(Draft::new(
            place,
            format!("the ranges contain {total} addresses in all; Salesforce accepts {most}"),
            "list only the addresses of the servers that use refresh tokens",
        ));
    }
}
