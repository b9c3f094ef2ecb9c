//! The integration tests, in one binary.

mod contract;
mod discovery;
mod generate;
mod generate_cli;
mod house;
mod judges;
mod judges_accept;
mod mutations;
mod projects;
mod real_files;
mod rule_examples;
mod rule_fixes;
mod schema_matches_salesforce;
mod semantic_rules;
mod twenty_breakages;
mod values;
