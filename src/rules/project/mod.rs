//! Project: manifests, org definitions, ignored files and what an omission resets.

mod json_edit;
mod manifest;

use super::{declare_rule, rules_of_group};

rules_of_group!(
    implicit_reset,
    scratch_org_lacks_setting,
    gone_scratch_setting,
    manifest_misses_member,
    manifest_unknown_member,
    manifest_version_too_old,
    connected_app_to_migrate,
    forceignore_hides_file,
);
