use super::declare_rule;

declare_rule! {
    /// A comment or an entry of `ecaforge.toml` ignores nothing.
    ///
    /// ## Why
    /// The fault was fixed, or the entry never covered it. If the entry stays, it hides the next fault
    /// of the same kind.
    ///
    /// An entry is reported only by a run that looks at everything the entry is for: at its `path`, or at
    /// every project of its configuration. An entry of a file that several configurations extend is of
    /// use if it is so for one of them.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [[check.ignore]]
    /// rule = "unknown-enum-value"
    /// app = "Billing"
    /// reason = "filled in by our pipeline"
    /// ```
    /// ```xml eca
    /// <distributionState>Packaged</distributionState>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <!-- ecaforge-ignore unknown-enum-value: filled in by our pipeline -->
    /// <distributionState>Packaged</distributionState>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <!-- ecaforge-ignore unknown-enum-value: filled in by our pipeline -->
    /// <distributionState>Packageable</distributionState>
    /// ```
    "unused-ignore",
    severity: Warning,
    sources: ["TOOL"],
    fix: Sometimes,
    check: Run,
}
