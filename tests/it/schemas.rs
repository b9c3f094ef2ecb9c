//! The JSON Schemas in `schemas/` are the ones that the program prints.

use ecaforge::{config, emit, spec};

fn committed(name: &str, text: &str, schema: &schemars::Schema) {
    let committed: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
    let now = serde_json::to_value(schema).expect("it is a value");
    assert_eq!(committed, now, "run `ecaforge schema {name} > schemas/{name}.schema.json`");
}

#[test]
fn the_committed_schemas_are_up_to_date() {
    let report = include_str!("../../schemas/report.schema.json");
    committed("report", report, &emit::report_schema());
    let config = include_str!("../../schemas/config.schema.json");
    committed("config", config, &config::schema());
    let spec_schema = include_str!("../../schemas/spec.schema.json");
    committed("spec", spec_schema, &spec::schema());
}
