//! Flows: what the OAuth flows of an app demand of its files.

use super::{declare_rule, rules_of_group};

rules_of_group!(
    half_enabled_flow,
    missing_run_as_user,
    run_as_user_form,
    token_exchange_without_handler,
    guest_without_conditions,
    post_only_without_flow,
    headless_org_setting,
    unused_jwt_timeout,
    jwt_access_tokens_and_sf,
    public_client_without_pkce,
    public_client_needs_secret,
    pkce_off,
    device_flow,
    incomplete_asset_token,
    introspects_all_tokens,
    rotates_credentials_on_deploy,
    username_password_open,
    global_without_oauth_settings,
);
