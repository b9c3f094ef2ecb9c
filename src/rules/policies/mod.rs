//! Policies: who may use an app, from where and for how long.

use super::{declare_rule, rules_of_group};

mod lookup;

rules_of_group!(
    start_page_without_plugin,
    refresh_policy_without_period,
    unused_refresh_period,
    never_expiring_refresh_token,
    refresh_tokens_last_years,
    idle_limit_conflict,
    refresh_tokens_expire_immediately,
    rotation_without_refresh_tokens,
    long_refresh_lifetime,
    nobody_preauthorized,
    admin_profile_preauthorized,
    self_authorized_machine_flow,
    record_id_for_name,
    permission_set_not_in_project,
    component_not_in_project,
    ignored_user_list,
    ip_relaxation_bypassed,
    session_level_mismatch,
);

use super::remedy;
use crate::diagnostic::{FileEdit, Fix, Safety};
use crate::project::MetadataFile;
use crate::schema::names;

/// Whether the file contains OAuth policies and can be judged by what it lacks.
fn is_whole_oauth_policy(file: &MetadataFile) -> bool {
    file.metadata_type.name == names::OAUTH_POLICIES
        && file.root().is_some()
        && file.document.faults.is_empty()
}

/// Whether that many days are more than a year.
fn lasts_years(days: i64) -> bool {
    days > 366
}

/// Makes refresh tokens expire after 30 days, counted as the policy counts.
fn expire_after_30_days(file: &MetadataFile) -> Option<Fix> {
    let values = [("refreshTokenValidityPeriod", "30"), ("refreshTokenValidityUnit", "Days")];
    set_all(file, "expire refresh tokens after 30 days", &values)
}

/// Makes refresh tokens expire after 30 days without use.
fn expire_when_unused(file: &MetadataFile) -> Option<Fix> {
    let values = [
        ("refreshTokenPolicyType", "SpecificInactivity"),
        ("refreshTokenValidityPeriod", "30"),
        ("refreshTokenValidityUnit", "Days"),
    ];
    set_all(file, "expire refresh tokens after 30 days without use", &values)
}

fn set_all(file: &MetadataFile, title: &str, values: &[(&str, &str)]) -> Option<Fix> {
    let mut edits: Vec<FileEdit> = Vec::new();
    for (name, value) in values {
        if file.value(name).is_none_or(|is| is != *value) {
            edits.extend(remedy::set(file, name, value, Safety::Unsafe)?.edits);
        }
    }
    Some(Fix { title: title.to_owned(), safety: Safety::Unsafe, edits, moves: Vec::new() })
}
