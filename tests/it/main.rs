//! The integration tests, in one binary.

mod rule_examples;
