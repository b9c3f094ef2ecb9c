//! Run: configuration and what is left out. These rules are looked for by the run itself.

use super::{declare_rule, rules_of_group};

rules_of_group!(broken_config, broken_ignore, expired_ignore, unused_ignore);
