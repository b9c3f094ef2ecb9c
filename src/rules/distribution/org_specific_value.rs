use super::declare_rule;
use crate::rules::{Draft, FileContext, Findings};

declare_rule! {
    /// A value is the record id of one org.
    ///
    /// ## Why
    /// Record ids differ from org to org. The file works in the org that it was written for; in any
    /// other org the id names nothing.
    ///
    /// ## Bad
    /// ```xml ecaOauth
    /// <assetTokenSigningCertificate>0P15g000000AbCd</assetTokenSigningCertificate>
    /// ```
    ///
    /// ## Good
    /// ```xml ecaOauth
    /// <assetTokenSigningCertificate>${ASSET_CERTIFICATE}</assetTokenSigningCertificate>
    /// ```
    "org-specific-value",
    formerly: ["org-bound-value"],
    severity: Hint,
    sources: ["M-OAUTH"],
    fix: None("the id in another org is known to that org only"),
    check: File(check),
}

fn check(context: &FileContext<'_>, findings: &mut Findings<'_>) {
    for field in context.file.all_fields() {
        // Links that an org makes by itself have rules of their own.
        let bound = field.schema.org_specific && !field.schema.generated;
        if !bound || field.is_empty() || field.is_unknown() {
            continue;
        }
        let name = &field.schema.name;
        findings.add(Draft::new(
            field.place(),
            format!("`{name}` is a record id, which works in one org only"),
            "fill the value in at deploy with `replacements` in `sfdx-project.json` if the app goes \
             to several orgs",
        ));
    }
}
