//! The integration tests, in one binary.
//!
//! Tests that end up at Salesforce's own tools need Node and npm; see [`judges`].

mod judges;
mod judges_accept;
mod schema_matches_salesforce;
