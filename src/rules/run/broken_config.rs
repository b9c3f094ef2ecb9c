use super::declare_rule;

declare_rule! {
    /// The `[check]` part of `ecaforge.toml` holds something that is not understood.
    ///
    /// ## Why
    /// A setting that is not understood has no effect, so the check would be milder or stricter than
    /// the people who wrote the setting believe.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [check.rules]
    /// malformed-xlm = "warning"
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
