//! Run: configuration, ignored findings and what was removed. The run itself checks these rules.

use super::{declare_rule, rules_of_group};

rules_of_group!(
    broken_config,
    broken_ignore,
    expired_ignore,
    ip_ranges_removed,
    unused_ignore,
    certificate_removed,
    unreadable_file,
    weakened_configuration,
);
