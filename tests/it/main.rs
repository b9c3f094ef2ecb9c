//! The integration tests, in one binary.

mod add;
mod adoption;
mod contract;
mod discovery;
mod fixes;
mod formats;
mod generate;
mod generate_cli;
mod generate_flows;
mod generate_packaged;
mod generate_plugins;
mod generate_presets;
mod house;
mod judges;
mod judges_accept;
mod mutations;
mod projects;
mod real_files;
mod rule_examples;
mod rule_fixes;
mod schema_matches_salesforce;
mod schemas;
mod semantic_rules;
mod twenty_breakages;
mod values;
