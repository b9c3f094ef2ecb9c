//! Flows: what the OAuth flows of an app demand of its files.

use super::{declare_rule, rules_of_group};

mod switches;

rules_of_group!(
    half_enabled_flow,
    missing_run_as_user,
    invalid_run_as_user,
    token_exchange_without_handler,
    token_exchange_handler_off,
    two_default_handlers,
    incomplete_guest_flow,
    element_without_effect,
    headless_login_off_in_org,
    headless_login_for_browser_app,
    unused_jwt_timeout,
    jwt_timeout_without_minutes,
    setting_refused_by_client,
    auth_provider_without_pkce,
    auth_provider_callback_mismatch,
    public_client_without_pkce,
    public_client_needs_secret,
    public_client_without_rotation,
    refresh_without_secret,
    pkce_off,
    device_flow_open_to_all,
    incomplete_asset_token,
    incomplete_first_party_app,
    first_party_without_certificate,
    unpaired_certificate_match,
    introspects_all_tokens,
    rotates_credentials_on_deploy,
    username_password_open,
    global_without_oauth_settings,
);
