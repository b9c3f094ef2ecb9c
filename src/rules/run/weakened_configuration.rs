use super::declare_rule;

declare_rule! {
    /// The configuration in the repository makes the check milder.
    ///
    /// ## Why
    /// Whoever can change `ecaforge.toml` can let a change pass that the check would refuse. So the
    /// check reports each rule against leaked credentials that the file switches off or makes milder.
    /// With `--since` it also reports what became milder since that revision: rules, the profile,
    /// `fail-on`, the team policy, new ignores, new ignoring comments, and a baseline that lists more
    /// findings. The file cannot switch this rule off. With `--config FILE` or `--isolated` the caller decides, and
    /// the file in the repository does not count.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [check.rules]
    /// committed-secret = "off"
    /// ```
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [check.rules]
    /// private-key = "hint"
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [check.rules]
    /// unsorted-elements = "off"
    /// ```
    "weakened-configuration",
    severity: Warning,
    sources: ["TOOL"],
    fix: None("whether the check may be milder is a person's decision"),
    check: Run,
}
