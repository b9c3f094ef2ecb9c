use super::declare_rule;

declare_rule! {
    /// A certificate of an app is gone from its files.
    ///
    /// ## Why
    /// A deploy resets what the file does not contain. Without `certificate` in the global OAuth
    /// settings the app loses the one it has in the org, and JWT bearer logins fail. Orgs leave it out
    /// of retrieved files, so a retrieve removes it from the project. Without the certificates of the
    /// SAML policies, login requests are not checked and assertions are not encrypted.
    ///
    /// The certificate is expected where `ecaforge.toml` or `ecaforge.lock` names one for the app, and
    /// with `--since` where the file had one before.
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [[app]]
    /// name = "Billing"
    /// [app.oauth]
    /// certificate = "${BILLING_CERTIFICATE}"
    /// ```
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// ```toml /ecaforge.lock
    /// version = 1
    /// [[spec.app]]
    /// name = "Billing"
    /// [spec.app.oauth]
    /// certificate = "${BILLING_CERTIFICATE}"
    /// ```
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// ```
    ///
    /// ## Bad
    /// ```toml /ecaforge.toml
    /// [[app]]
    /// name = "Billing"
    /// [app.saml]
    /// encryption-certificate = "Billing_Encryption"
    /// ```
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    /// ```xml ecaSamlPlcy
    /// <acsUrl>https://billing.corp.example/acs</acsUrl>
    /// ```
    ///
    /// ## Good
    /// ```toml /ecaforge.toml
    /// [[app]]
    /// name = "Billing"
    /// [app.oauth]
    /// certificate = "${BILLING_CERTIFICATE}"
    /// ```
    /// ```xml eca
    /// <label>Billing</label>
    /// ```
    /// ```xml ecaGlblOauth
    /// <callbackUrl>https://billing.corp.example/callback</callbackUrl>
    /// <certificate>${BILLING_CERTIFICATE}</certificate>
    /// ```
    "certificate-removed",
    severity: Error,
    sources: ["M-GLB", "G-58096", "M-SAML"],
    fix: None("only the owner of the app has the certificate"),
    check: Run,
}
