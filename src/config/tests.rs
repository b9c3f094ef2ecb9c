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
    let schema = serde_json::to_value(crate::spec::file_schema()).unwrap();
    let text = schema.to_string();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (toml, good) in [
        ("[check]\nprofile = 'strict'\nfail-on = 'hint'\napi-version = '67.0'\n", true),
        ("[check.rules]\nmalformed-xml = 'off'\n[project]\nname = 'x'\n", true),
        ("[[check.ignore]]\nrule = 'malformed-xml'\nreason = 'r'\nuntil = '2030-01-31'\n", true),
        ("[[check.ignore]]\nrule = 'malformed-xml'\n", false),
        ("[policy]\nallowed-callback-hosts = ['*.acme.com']\nallowed-scopes = ['Api']\n", true),
        ("[policy]\nmax-refresh-token-days = 30\nname-pattern = 'A.*'\n", true),
        ("[policy]\nseverity = 'error'\ndistribution = 'local'\n", true),
        ("[policy]\nallowed-ip-relaxation = ['Enforce']\nrequire-description = true\n", true),
        ("[policy]\nallowed-scopes = ['Apii']\n", false),
        ("[policy]\nforbidden-scopes = 'Full'\n", false),
        ("[policy]\nmax-session-minutes = 0\n", false),
        ("[policy]\nmin-key-bits = '2048'\n", false),
        ("[policy]\ndistribution = 'Local'\n", false),
        ("[policy]\nallowed-ip-relaxation = ['Relax']\n", false),
        ("[policy]\nrequire-description = 'yes'\n", false),
        ("[policy]\nother = 1\n", false),
        ("policy = 1\n", false),
        ("extends = 1\n", false),
        ("[polcy]\n", false),
        ("[check]\n[other]\n", false),
        ("[check]\nprofile = 'x'\n", false),
        ("[check]\nother = 'x'\n", false),
        ("[check.rules]\nmalformed-xml = 'fatal'\n", false),
    ] {
        let value: serde_json::Value = toml::from_str(toml).unwrap();
        assert_eq!(validator.is_valid(&value), good, "{toml}\n{text}");
        assert_eq!(read(toml).findings.is_empty(), good, "{toml}");
    }
}

/// What the schema describes has the keys that the reader reads.
#[test]
fn the_schema_has_the_keys_of_the_reader() {
    let schema = serde_json::to_value(crate::spec::file_schema()).unwrap();
    for (table, keys) in [
        ("Check", super::read::KEYS),
        ("Ignore", super::read::IGNORE_KEYS),
        ("Policy", super::policy::KEYS),
    ] {
        let known = schema["$defs"][table]["properties"].as_object().unwrap();
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        assert!(known.keys().eq(keys.iter()), "{table}: {known:?} {keys:?}");
        assert_eq!(schema["$defs"][table]["additionalProperties"], false, "{table}");
    }
}

/// Each key of the policy has a rule, whose page names the key.
#[test]
fn each_key_of_the_policy_has_a_rule() {
    use crate::rules::{policy, rule};
    let keys = super::POLICY_RULES.iter().map(|(key, _)| *key);
    assert!(super::policy::KEYS.iter().copied().filter(|key| *key != "severity").eq(keys));
    let rules = super::POLICY_RULES.iter().map(|(_, id)| *id);
    assert!(policy::RULES.iter().map(|rule| rule.id).eq(rules));
    for (key, id) in super::POLICY_RULES {
        assert!(rule(id).unwrap().page().contains(&format!("`{key}`")), "{id}");
    }
}

fn extended(files: &[(&str, &str)]) -> Config {
    let all = [(".git", ""), ("a/b/c.txt", "")];
    let files = Files::in_memory(all.iter().chain(files).map(|(p, t)| (format!("/r/{p}"), *t)));
    let files = files.seen_from("/r");
    Config::nearest(&files, Path::new("/r/a/b"), NOW)
}

fn told(config: &Config) -> Vec<String> {
    let one = |finding: &Finding| format!("{}: {}", finding.place.path, finding.message);
    config.findings.iter().map(one).collect()
}

#[test]
fn own_settings_come_before_those_of_extended_files() {
    let config = extended(&[
        (
            "a/ecaforge.toml",
            "extends = ['../one.toml', 'two.toml']\n[check]\nfail-on = 'hint'\n\
          [check.rules]\npkce-off = 'error'\n[policy]\nmin-key-bits = 4096\n",
        ),
        (
            "one.toml",
            "[check]\nprofile = 'strict'\nfail-on = 'never'\n[check.rules]\n\
          pkce-off = 'off'\nbroad-scope = 'off'\n[policy]\nmin-key-bits = 2048\n\
          max-session-minutes = 5\n[[check.ignore]]\nrule = 'malformed-xml'\nreason = 'r'\n",
        ),
        ("a/two.toml", "[check.rules]\nbroad-scope = 'error'\n[app]\n"),
    ]);
    assert_eq!(told(&config), [""; 0]);
    assert_eq!(config.profile.map(|p| p.id), Some("strict"));
    assert_eq!(config.fail_on, Some(Some(Severity::Hint)));
    assert_eq!(config.rules["pkce-off"], Some(Severity::Error));
    assert_eq!(config.rules["broad-scope"], Some(Severity::Error), "the last file comes first");
    assert_eq!(&*config.rule_places["broad-scope"].path, "a/two.toml");
    assert_eq!(config.policy.key_bits.as_ref().unwrap().value, 4096);
    let session = config.policy.session_minutes.as_ref().unwrap();
    assert_eq!((session.value, &*session.place.path), (5, "one.toml"));
    assert_eq!((config.ignores.len(), config.ignores[0].directory.as_path()), (1, Path::new("/r")));
    let files: Vec<&str> = config.files().map(|file| &*file.path).collect();
    assert_eq!(files, ["a/ecaforge.toml", "a/two.toml", "one.toml"]);
}

/// Only TOML files of the repository are read, to a limited depth, and each fault is told in the file
/// that has it.
#[test]
fn what_may_not_be_extended_is_told() {
    for (name, said) in [
        ("/etc/passwd.toml", "takes a path from this file"),
        ("~/x.toml", "takes a path from this file"),
        ("https://acme.com/x.toml", "takes a path from this file"),
        ("../../x.toml", "outside of the repository"),
        ("b/../../../r2/x.toml", "outside of the repository"),
        ("b/missing.toml", "is not there"),
        ("../.env", "ends in `.toml`"),
        ("b", "ends in `.toml`"),
        ("ecaforge.toml", "this file itself"),
        ("b/back.toml", "extends this one"),
    ] {
        let own = format!("extends = '{name}'\n");
        let back = "extends = '../ecaforge.toml'\n";
        let config = extended(&[("a/ecaforge.toml", &own), ("a/b/back.toml", back)]);
        assert!(
            told(&config).len() == 1 && told(&config)[0].contains(said),
            "{name}: {:?}",
            told(&config)
        );
    }
    let config = extended(&[
        ("a/ecaforge.toml", "extends = '../one.toml'\n"),
        ("one.toml", "[check]\nprofil = 'strict'\n"),
    ]);
    assert_eq!(told(&config), ["one.toml: `[check]` has no setting `profil`"]);
}

/// Files that extend many others, which extend many others, do not make the check endless.
#[test]
fn extended_files_are_few() {
    let names = |level: usize| {
        let names: Vec<String> = (0..8).map(|n| format!("'l{level}-{n}.toml'")).collect();
        format!("extends = [{}]\n", names.join(", "))
    };
    let mut files = vec![("a/ecaforge.toml".to_owned(), names(0))];
    for level in 0..20 {
        for n in 0..8 {
            files.push((format!("a/l{level}-{n}.toml"), names(level + 1)));
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    let config = extended(&files);
    assert!(config.extended.len() < 40, "{}", config.extended.len());
    assert!(told(&config).iter().any(|told| told.contains("too many files")));
}

#[test]
fn former_ids_of_rules_still_count() {
    let config = read("[check.rules]\ndevice-flow = \"error\"\n");
    assert!(config.findings.is_empty(), "{:#?}", config.findings);
    assert!(config.rules.contains_key("device-flow-open-to-all"));
}
