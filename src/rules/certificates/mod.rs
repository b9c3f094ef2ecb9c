//! Certificates, which orgs use to verify signatures.

use super::{declare_rule, rules_of_group};
use crate::project::{Certificate, CertificateFault, Field, MetadataFile};
use crate::schema::{Cardinality, Kind};

rules_of_group!(
    invalid_certificate,
    expired_certificate,
    certificate_not_yet_valid,
    certificate_expires_soon,
    weak_certificate,
    certificate_without_rsa_key,
    certificate_too_large,
    certificate_also_component,
);

/// A certificate of a file, or why it cannot be read.
type Parsed = Result<Certificate, CertificateFault>;

const DAY: i64 = 24 * 60 * 60;

/// The certificates in a file of an app, except in unknown elements.
fn certificates(file: &MetadataFile) -> Vec<(Field<'_>, Parsed)> {
    if file.metadata_type.per_app == Cardinality::NotPerApp {
        return Vec::new();
    }
    let mut fields = file.all_fields();
    fields.retain(|field| {
        field.schema.kind == Kind::Certificate && !field.is_empty() && !field.is_unknown()
    });
    fields.into_iter().map(|field| (field, Certificate::parse(&field.text()))).collect()
}

/// The certificates of a file that can be read.
pub(super) fn readable(file: &MetadataFile) -> impl Iterator<Item = (Field<'_>, Certificate)> {
    certificates(file).into_iter().filter_map(|(field, parsed)| Some((field, parsed.ok()?)))
}

/// A number of days, in words.
fn days(seconds: i64) -> String {
    match seconds / DAY {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}
