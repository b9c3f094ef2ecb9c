use super::{declare_rule, is_whole_oauth_policy};
use crate::diagnostic::Safety;
use crate::project::facts::effective;
use crate::rules::{Draft, FileContext, Findings, remedy};

declare_rule! {
    /// The app ignores the IP restrictions of the org.
    ///
    /// ## Why
    /// With `Bypass` (Setup: Relax IP restrictions), a stolen token or secret of this app works from
    /// any address, even where the profiles of the users and the org allow known networks only.
    ///
    /// ## Bad
    /// ```xml ecaOauthPlcy
    /// <ipRelaxationPolicyType>Bypass</ipRelaxationPolicyType>
    /// ```
    ///
    /// ## Bad
    /// The app acts as one user, whose profile can list the addresses of the integration.
    /// ```xml ecaOauthPlcy
    /// <ipRelaxationPolicyType>Bypass</ipRelaxationPolicyType>
    /// <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauthPlcy
    /// <ipRelaxationPolicyType>Bypass_2factor</ipRelaxationPolicyType>
    /// ```
    "ip-relaxation-bypassed",
    severity: Warning,
    sources: ["M-OPLCY"],
    fix: Unsafe,
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    let file = context.file;
    let element = "ipRelaxationPolicyType";
    if !is_whole_oauth_policy(file) || effective(file, element).as_deref() != Some("Bypass") {
        return;
    }
    let Some(field) = file.field(element) else { return };
    let run_as = file.flag("isClientCredentialsFlowEnabled") == Some(true);
    let help = if run_as {
        "set `ipRelaxationPolicyType` to `Enforce`, and add the addresses of the integration to the login IP ranges of its \
         user's profile"
    } else {
        "set `ipRelaxationPolicyType` to `Enforce`; for clients on changing networks, `Enforce_RelaxRefresh` still checks \
         each login, and `Bypass_2factor` asks for a second factor"
    };
    findings.add(
        Draft::new(
            field.place(),
            "stolen credentials of this app work from any address: the app ignores the IP restrictions of the org",
            help,
        )
        .maybe_fix(remedy::set(file, element, "Enforce", Safety::Unsafe)),
    );
}
