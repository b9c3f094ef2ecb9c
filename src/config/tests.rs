use super::*;
use crate::text::LineIndex;

const NOW: i64 = 1_767_225_600;

fn read(text: &str) -> Config {
    let files = Files::in_memory([("a/ecaforge.toml", text), ("a/b/c.txt", "")]);
    Config::nearest(&files, Path::new("a/b"), NOW)
}

/// `line:column message` of each fault.
fn faults(text: &str) -> Vec<String> {
    let index = LineIndex::new(text);
    let one = |finding: &Finding| {
        let start = index.position(finding.place.span.start);
        format!("{}:{} {}", start.line, start.column, finding.message)
    };
    read(text).findings.iter().map(one).collect()
}

#[test]
fn reads_every_setting() {
    let config = read(
        "[project]\nname = 'x'\n[check]\nprofile = 'isv'\nfail-on = 'never'\napi-version = '66.0'\n\
         [check.rules]\nmalformed-xml = 'off'\n[[check.ignore]]\nrule = 'unknown-enum-value'\n\
         path = 'force-app/old'\nreason = 'r'\nuntil = 2025-12-31\n\
         [[check.ignore]]\nrule = 'malformed-xml'\nreason = 'r'\nuntil = '2026-01-01'\n",
    );
    assert_eq!(config.findings, []);
    assert_eq!(config.profile.map(|p| p.id), Some("isv"));
    assert_eq!(config.fail_on, Some(None));
    assert_eq!(config.api_version, Some(ApiVersion(66)));
    assert_eq!(config.rules.get("malformed-xml"), Some(&None));
    assert!(config.ignores[0].expired && !config.ignores[1].expired);
    let files = config.ignores[0].files.as_ref().unwrap();
    assert!(files.is_match("force-app/old/a/b.xml") && !files.is_match("other/force-app/old/x"));
}

#[test]
fn each_fault_has_its_place() {
    assert_eq!(faults("[check]\nfailon = 'x'\n"), ["2:1 `[check]` has no setting `failon`"]);
    assert_eq!(faults("[check]\nfail-on = 3\n"), ["2:11 `3` is not a value of `fail-on`"]);
    assert_eq!(
        faults("[check.rules]\nmalformed = 'error'\n"),
        ["2:1 there is no rule `malformed`"]
    );
    assert_eq!(
        faults("[[check.ignore]]\nrule = 'malformed-xml'\nreason = ''\nuntil = '2026-02-30'\n"),
        ["1:1 the entry has no `reason`", "4:9 `until` must be a date, such as `2030-01-31`"]
    );
    assert_eq!(faults("check = 1\n"), ["1:9 `check` must be a table"]);
    assert!(faults("[check\n")[0].contains("not TOML"));
    assert_eq!(faults("[app.Billing]\nanything = 1\n"), [""; 0]);
}

#[test]
fn the_nearest_file_wins() {
    let files = Files::in_memory([
        ("ecaforge.toml", "[check]\nprofile = 'strict'\n"),
        ("a/ecaforge.toml", "[check]\n"),
        ("a/b/c.txt", ""),
    ]);
    assert_eq!(Config::nearest(&files, Path::new("a/b"), NOW).profile.map(|p| p.id), None);
    assert_eq!(Config::nearest(&files, Path::new("."), NOW).profile.map(|p| p.id), Some("strict"));
}

#[test]
fn an_entry_is_taken_out_whole() {
    let text = "[[check.ignore]]\nrule = 'malformed-xml'\nreason = 'r'\n\n# about x\n[x]\n";
    let entry = read(text).ignores[0].entry.unwrap();
    assert_eq!(entry.of(text), "[[check.ignore]]\nrule = 'malformed-xml'\nreason = 'r'\n\n");
}

#[test]
fn the_schema_knows_what_the_reader_knows() {
    let schema = serde_json::to_value(schema()).unwrap();
    let text = schema.to_string();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (toml, good) in [
        ("[check]\nprofile = 'strict'\nfail-on = 'hint'\napi-version = '67.0'\n", true),
        ("[check.rules]\nmalformed-xml = 'off'\n[project]\nname = 'x'\n", true),
        ("[[check.ignore]]\nrule = 'malformed-xml'\nreason = 'r'\nuntil = '2030-01-31'\n", true),
        ("[[check.ignore]]\nrule = 'malformed-xml'\n", false),
        ("[check]\nprofile = 'x'\n", false),
        ("[check]\nother = 'x'\n", false),
        ("[check.rules]\nmalformed-xml = 'fatal'\n", false),
    ] {
        let value: serde_json::Value = toml::from_str(toml).unwrap();
        assert_eq!(validator.is_valid(&value), good, "{toml}\n{text}");
        assert_eq!(read(toml).findings.is_empty(), good, "{toml}");
    }
}

#[test]
fn former_ids_of_rules_still_count() {
    let config = read("[check.rules]\ndevice-flow = \"error\"\n");
    assert!(config.findings.is_empty(), "{:#?}", config.findings);
    assert!(config.rules.contains_key("device-flow-open-to-all"));
}
