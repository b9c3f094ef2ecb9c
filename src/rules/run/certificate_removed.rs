use super::declare_rule;

declare_rule! {
    /// The certificate of an app is gone from its global OAuth settings.
    ///
    /// ## Why
    /// A deploy resets what the file does not contain. Without `certificate` the app loses the one it
    /// has in the org, and JWT bearer logins fail. Orgs leave the certificate out of retrieved files,
    /// so a retrieve removes it from the project.
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
    sources: ["M-GLB", "G-58096"],
    fix: None("only the owner of the app has the certificate"),
    check: Run,
}
