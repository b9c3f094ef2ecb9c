//! The integration tests, in one binary.

mod generate;
mod generate_cli;
mod generate_flows;
mod generate_packaged;
mod generate_plugins;
mod generate_presets;
mod judges;
mod judges_accept;
mod rule_examples;
mod schema_matches_salesforce;
