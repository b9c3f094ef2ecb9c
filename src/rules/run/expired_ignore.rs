use super::declare_rule;

declare_rule! {
    /// An ignore in `ecaforge.toml` has expired.
    ///
    /// ## Why
    /// After its `until` date an entry ignores nothing, so the findings that it covered are reported
    /// again.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [[check.ignore]]
    /// rule = "malformed-xml"
    /// reason = "the old app goes away with the spring release"
    /// until = 2020-04-30
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [[check.ignore]]
    /// rule = "unknown-enum-value"
    /// reason = "the old app goes away with the spring release"
    /// until = 2999-04-30
    /// ```
    /// ```xml eca
    /// <distributionState>Packageable</distributionState>
    /// ```
    "expired-ignore",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("whether to fix the fault or to give it more time is a person's decision"),
    check: Run,
}
