//! The integration tests, in one binary.

mod adoption;
mod fixes;
mod formats;
mod judges;
mod judges_accept;
mod rule_examples;
mod schema_matches_salesforce;
mod schemas;
