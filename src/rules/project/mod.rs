//! Project: manifests, org definitions, ignored files and what a missing switch resets.

mod hidden;
mod json_edit;
mod manifest;
mod placeholders;
mod scratch;

use super::{declare_rule, rules_of_group};

rules_of_group!(
    implicit_reset,
    scratch_org_lacks_setting,
    gone_scratch_setting,
    broken_scratch_definition,
    manifest_misses_member,
    manifest_unknown_member,
    unknown_manifest_type,
    destructive_app_deletion,
    manifest_version_too_old,
    connected_app_to_migrate,
    forceignore_hides_file,
    unfilled_placeholder,
    unused_replacement,
);
