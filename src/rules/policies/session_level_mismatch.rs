use super::{declare_rule, is_whole_oauth_policy};
use crate::diagnostic::Safety;
use crate::project::facts::effective;
use crate::rules::{Draft, FileContext, Findings, remedy};

declare_rule! {
    /// The required session level and the action for weaker sessions do not match.
    ///
    /// ## Why
    /// The action applies to sessions below the required level. Only `HIGH_ASSURANCE` is above that of
    /// a usual session. If it is required without an action, what happens to weaker sessions is not
    /// defined.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <policyAction>RaiseSessionLevel</policyAction>
    /// <requiredSessionLevel>STANDARD</requiredSessionLevel>
    /// ```
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <policyAction>RaiseSessionLevel</policyAction>
    /// <requiredSessionLevel>HIGH_ASSURANCE</requiredSessionLevel>
    /// ```
    "session-level-mismatch",
    severity: Hint,
    sources: ["M-OPLCY"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    if !is_whole_oauth_policy(file) {
        return;
    }
    let Some(level) = effective(file, "requiredSessionLevel") else { return };
    let action = file.field("policyAction").filter(|field| !field.is_empty());
    let high = level == "HIGH_ASSURANCE";
    match (high, action) {
        (false, Some(action)) => findings.add(
            Draft::new(
                action.place(),
                format!("`policyAction` never applies while `requiredSessionLevel` is `{level}`"),
                "set `requiredSessionLevel` to `HIGH_ASSURANCE`, or remove `policyAction`",
            )
            .fix(remedy::remove(&action, Safety::Unsafe)),
        ),
        (true, None) => {
            let Some(field) = file.field("requiredSessionLevel") else { return };
            findings.add(
                Draft::new(
                    field.place(),
                    "`requiredSessionLevel` is `HIGH_ASSURANCE`, but no `policyAction` says what happens to weaker sessions",
                    "add `policyAction`: `RaiseSessionLevel` asks for the second factor, `Block` \
                     refuses the login",
                )
                .maybe_fix(remedy::set(
                    file,
                    "policyAction",
                    "RaiseSessionLevel",
                    Safety::Unsafe,
                )),
            );
        }
        _ => {}
    }
}
