//! The integration tests, in one binary.

mod contract;
mod house;
mod judges;
mod judges_accept;
mod mutations;
mod rule_examples;
mod schema_matches_salesforce;
