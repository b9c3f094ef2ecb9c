//! Plugins: SAML, push, mobile, notifications, canvas, attributes and networks.

mod network;

pub(super) use network::{Reach, address_ranges};

use super::{declare_rule, rules_of_group};

rules_of_group!(
    plugin_off,
    plugin_without_oauth,
    policies_without_settings,
    saml_without_app_policies,
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
    notification_without_types,
    push_without_scopes,
    mobile_lock_without_timeout,
    mobile_lock_off,
    canvas_saml_without_policies,
    duplicate_attribute,
    malformed_formula,
    invalid_ip_address,
    reversed_ip_range,
    mixed_ip_families,
    whole_internet_range,
    private_address_range,
    token_ip_allowlist_too_large,
    overlapping_ip_ranges,
);
