//! Plugins: SAML, push, mobile, notifications, canvas, attributes and networks.

mod network;

use super::{declare_rule, rules_of_group};

rules_of_group!(
    plugin_off,
    disabled_app,
    start_page_without_url,
    missing_subject_attribute,
    unused_subject_attribute,
    unpaired_encryption,
    sha1_signature,
    logout_binding_without_url,
    push_needs_one_configuration,
    push_service_mismatch,
    incomplete_apple_credentials,
    notification_without_push,
    push_without_scopes,
    mobile_lock_without_timeout,
    canvas_saml_without_policies,
    duplicate_attribute,
    malformed_formula,
    invalid_ip_address,
    reversed_ip_range,
    mixed_ip_families,
    whole_internet_range,
    overlapping_ip_ranges,
);
