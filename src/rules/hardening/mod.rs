//! Hardening: what Salesforce's own hardening page for External Client Apps asks.
//!
//! Most of these rules run in the profile `strict` only.

use super::{declare_rule, rules_of_group};

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
