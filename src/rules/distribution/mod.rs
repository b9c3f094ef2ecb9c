//! Distribution: packages, owner orgs and the links of files to orgs.

mod org_link;

use super::{declare_rule, rules_of_group};

rules_of_group!(
    packaged_saml,
    not_packageable,
    missing_unpackaged_settings,
    packaged_push_config,
    missing_owner_org,
    malformed_org_link,
    foreign_owner_name,
    two_owner_orgs,
    local_apps_of_two_orgs,
    local_oauth_link,
    local_in_package,
    packaged_without_namespace,
    owner_org_setting_off,
    flow_not_for_packages,
    org_specific_value,
);
