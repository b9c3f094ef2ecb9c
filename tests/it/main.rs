//! The integration tests, in one binary.

mod fixes;
mod judges;
mod judges_accept;
mod rule_examples;
mod schema_matches_salesforce;
