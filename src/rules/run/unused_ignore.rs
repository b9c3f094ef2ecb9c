use super::declare_rule;

declare_rule! {
    /// A comment or an entry of `ecaforge.toml` leaves nothing out.
    ///
    /// ## Why
    /// The fault is gone, or the entry never met it; if it stays, it will hide the next fault of the
    /// same kind.
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
