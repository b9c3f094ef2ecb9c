//! Hardening: what Salesforce's own hardening page for External Client Apps asks.
//!
//! Most of these rules run in the profile `strict` only.

use super::{declare_rule, rules_of_group};
use crate::project::MetadataFile;
use crate::schema::names;

rules_of_group!(
    rotation_off,
    all_users_self_authorized,
    low_session_level,
    long_lived_id_token,
    saml_requests_unsigned,
    saml_assertions_unencrypted,
    saml_without_logout,
    full_push_content,
);

/// Whether a file is well-formed SAML policies without any of these elements.
fn saml_policies_lack(file: &MetadataFile, elements: &[&str]) -> bool {
    file.metadata_type.name == names::SAML_POLICIES
        && file.root().is_some()
        && file.document.faults.is_empty()
        && elements.iter().all(|element| file.value(element).is_none())
}
