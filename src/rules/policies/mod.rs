//! Policies: who may use an app, from where and for how long.

use super::{declare_rule, rules_of_group};

rules_of_group!(
    refresh_policy_without_period,
    unused_refresh_period,
    never_expiring_refresh_token,
    refresh_tokens_expire_immediately,
    rotation_without_refresh_tokens,
    long_refresh_lifetime,
    nobody_preauthorized,
    self_authorized_machine_flow,
    record_id_for_name,
    permission_set_not_in_project,
    ignored_user_list,
    ip_relaxation_bypassed,
    session_level_mismatch,
);

use crate::project::MetadataFile;
use crate::schema::names;

/// Whether the file holds OAuth policies and can be judged by what it lacks.
fn is_whole_oauth_policy(file: &MetadataFile) -> bool {
    file.metadata_type.name == names::OAUTH_POLICIES
        && file.root().is_some()
        && file.document.faults.is_empty()
}
