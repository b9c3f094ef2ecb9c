use super::declare_rule;

declare_rule! {
    /// The settings of the check in `ecaforge.toml` contain something that is not understood.
    ///
    /// ## Why
    /// A setting that is not understood has no effect, so the check is milder or stricter than its
    /// authors believe. The settings are the tables `[check]` and `[policy]` and the key `extends`, which
    /// takes `.toml` files of the same repository.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [check.rules]
    /// malformed-xlm = "warning"
    /// ```
    ///
    /// ## Bad
    /// The file is not TOML.
    /// ```toml /ecaforge.toml
    /// [check
    /// ```
    ///
    /// ## Bad
    /// A value has the wrong type.
    /// ```toml /ecaforge.toml
    /// [check]
    /// api-version = 67
    /// fail-on = "fatal"
    /// ```
    ///
    /// ## Bad
    /// An ignore has to say why.
    /// ```toml /ecaforge.toml
    /// [[check.ignore]]
    /// rule = "malformed-xml"
    /// path = "force-app/legacy/**"
    /// ```
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// extends = "/home/shared/ecaforge.toml"
    /// [policy]
    /// allowed-scopes = ["refresh_token"]
    /// ```
    ///
    /// ## Bad
    /// Nobody reads this table.
    /// ```toml /ecaforge.toml
    /// [polcy]
    /// allowed-scopes = ["Api"]
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [check]
    /// fail-on = "warning"
    ///
    /// [check.rules]
    /// malformed-xml = "warning"
    /// ```
    "broken-config",
    severity: Error,
    sources: ["TOOL"],
    fix: Sometimes,
    check: Run,
}
