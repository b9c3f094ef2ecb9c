use super::declare_rule;

declare_rule! {
    /// A comment that starts with `ecaforge-ignore` names no known rule, or gives no reason.
    ///
    /// ## Why
    /// Such a comment ignores nothing, although readers of the file believe that it does.
    ///
    /// ## Bad
    /// ```xml eca
    /// <!-- ecaforge-ignore unknown-enum-value -->
    /// <distributionState>Packageable</distributionState>
    /// ```
    ///
    /// ## Bad
    /// ```xml eca
    /// <!-- ecaforge-ignore unknown-enum-values: replaced by our pipeline before the deploy -->
    /// <distributionState>Packageable</distributionState>
    /// ```
    ///
    /// ## Good
    /// ```xml eca
    /// <!-- ecaforge-ignore unknown-enum-value: replaced by our pipeline before the deploy -->
    /// <distributionState>Packageable</distributionState>
    /// ```
    "broken-ignore",
    severity: Warning,
    sources: ["TOOL"],
    fix: Sometimes,
    check: Run,
}
