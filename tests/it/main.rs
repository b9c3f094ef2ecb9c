//! The integration tests, in one binary.

mod discovery;
mod judges;
mod judges_accept;
mod projects;
mod real_files;
mod rule_examples;
mod rule_fixes;
mod schema_matches_salesforce;
mod semantic_rules;
mod twenty_breakages;
mod values;
