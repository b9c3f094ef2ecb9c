use super::declare_rule;

declare_rule! {
    /// IP ranges that limit an app are gone from its files.
    ///
    /// ## Why
    /// A deploy resets what the file does not contain. Without its IP ranges the app accepts requests
    /// from any address, so stolen tokens and codes work everywhere. Nothing else shows the loss.
    ///
    /// The ranges are expected where `ecaforge.toml` or `ecaforge.lock` has `token-ip-ranges` or
    /// `trusted-ip-ranges` for the app.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [[app]]
    /// name = "Billing"
    /// [app.oauth]
    /// token-ip-ranges = [{ start = "198.51.100.7", end = "198.51.100.9" }]
    /// ```
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    /// ```xml ecaOauthSecurity
    /// <label>Billing</label>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [[app]]
    /// name = "Billing"
    /// [app.oauth]
    /// token-ip-ranges = [{ start = "198.51.100.7", end = "198.51.100.9" }]
    /// ```
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    /// ```xml ecaOauthSecurity
    /// <tokenIpRanges>
    ///     <endIpAddress>198.51.100.9</endIpAddress>
    ///     <startIpAddress>198.51.100.7</startIpAddress>
    /// </tokenIpRanges>
    /// ```
    "ip-ranges-removed",
    severity: Error,
    sources: ["H-TOKENIP", "M-OAUTH"],
    fix: None("only the owner of the app knows its addresses"),
    check: Run,
}
