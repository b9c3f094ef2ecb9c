//! What of a report is shown, in which colours, and what it says of the repository around it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::program::{PROGRAM, output, program, run, write};

const PROJECT: &str = "{\"packageDirectories\": [{\"path\": \"force-app\", \"default\": true}], \
     \"sourceApiVersion\": \"67.0\"}";

/// An app with an error, a warning and a hint: a scope, PKCE, and switches that are not there.
fn add_app(root: &Path, app: &str) {
    let ns = "xmlns=\"http://soap.sforce.com/2006/04/metadata\"";
    let dir = root.join("force-app/main/default");
    write(
        &dir,
        &format!("externalClientApps/{app}.eca-meta.xml"),
        &format!(
            "<ExternalClientApplication {ns}>\n    <contactEmail>owner@acme.com</contactEmail>\n    \
             <description>Sends bills</description>\n    \
             <distributionState>Local</distributionState>\n    <label>{app}</label>\n\
             </ExternalClientApplication>\n"
        ),
    );
    write(
        &dir,
        &format!("extlClntAppOauthSettings/{app}_oauth.ecaOauth-meta.xml"),
        &format!(
            "<ExtlClntAppOauthSettings {ns}>\n    \
             <commaSeparatedOauthScopes>API, RefreshToken</commaSeparatedOauthScopes>\n    \
             <externalClientApplication>{app}</externalClientApplication>\n    \
             <label>{app}</label>\n</ExtlClntAppOauthSettings>\n"
        ),
    );
    write(
        &dir,
        &format!("extlClntAppGlobalOauthSets/{app}_glbloauth.ecaGlblOauth-meta.xml"),
        &format!(
            "<ExtlClntAppGlobalOauthSettings {ns}>\n    \
             <callbackUrl>https://{}.acme.com/cb</callbackUrl>\n    \
             <externalClientApplication>{app}</externalClientApplication>\n    \
             <isPkceRequired>false</isPkceRequired>\n    <label>{app}</label>\n\
             </ExtlClntAppGlobalOauthSettings>\n",
            app.to_lowercase()
        ),
    );
}

fn project(apps: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    write(dir.path(), "sfdx-project.json", PROJECT);
    for app in apps {
        add_app(dir.path(), app);
    }
    dir
}

fn json(dir: &Path, more: &[&str]) -> (i32, Value) {
    let args = [&["check", "-q", "--format", "json"][..], more].concat();
    let (status, stdout, stderr) = run(dir, &args);
    (status, serde_json::from_str(&stdout).unwrap_or_else(|fault| panic!("{fault}: {stderr}")))
}

fn severities(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["severity"].as_str().expect("a word")).collect()
}

/// What is shown and what fails are two questions: each pair of answers.
#[test]
fn the_mildest_finding_that_is_shown_changes_no_status() {
    let dir = project(&["Billing"]);
    let (_, all) = json(dir.path(), &[]);
    let rank = |word: &str| ["error", "warning", "hint", "never"].iter().position(|w| *w == word);
    let worst = severities(&all).into_iter().min_by_key(|word| rank(word)).expect("one");
    assert_eq!(worst, "error");
    for least in ["error", "warning", "hint"] {
        for fail_on in ["error", "warning", "hint", "never"] {
            let flags = ["--min-severity", least, "--fail-on", fail_on];
            let (status, report) = json(dir.path(), &flags);
            assert_eq!(status, i32::from(fail_on != "never"), "{flags:?}");
            let shown: Vec<&str> =
                severities(&all).into_iter().filter(|word| rank(word) <= rank(least)).collect();
            assert_eq!(severities(&report), shown, "{flags:?}");
            let hidden = severities(&all).len() - shown.len();
            assert_eq!(report["summary"]["hidden"].as_u64().unwrap_or(0), hidden as u64);
            for counted in ["errors", "warnings", "hints"] {
                assert_eq!(report["summary"][counted], all["summary"][counted], "{flags:?}");
            }
        }
    }
    // Only a warning: the status is that of the finding which is not shown.
    let text = dir.path().join("force-app/main/default/extlClntAppOauthSettings");
    let text = text.join("Billing_oauth.ecaOauth-meta.xml");
    let fixed = fs::read_to_string(&text).expect("the file").replace("API", "Api");
    fs::write(&text, fixed).expect("an edit");
    let flags = ["check", "--min-severity", "error", "--fail-on", "warning"];
    let (status, stdout, _) = run(dir.path(), &flags);
    assert_eq!(status, 1, "{stdout}");
    assert!(stdout.contains("not shown, below --min-severity"), "{stdout}");
    assert!(!stdout.contains("warning["), "{stdout}");
}

#[test]
fn every_format_takes_both_flags() {
    let dir = project(&["Billing"]);
    for format in crate::hostile_names::FORMATS {
        let flags = ["check", "-q", "--format", format, "--min-severity", "error"];
        let (status, shown, stderr) = run(dir.path(), &flags);
        assert_eq!((status, stderr.as_str()), (1, ""), "{format}");
        assert!(shown.contains("unknown-scope") && !shown.contains("implicit-reset"), "{shown}");
        let (status, shown, stderr) = run(dir.path(), &[&flags[..4], &["--statistics"]].concat());
        assert_eq!((status, stderr.as_str()), (1, ""), "{format}");
        assert!(shown.contains("implicit-reset"), "{format}: {shown}");
    }
}

/// The list of formats in the help, the README and the tests of names is one list.
#[test]
fn each_format_is_told_and_tested() {
    let (_, help, _) = run(Path::new("."), &["check", "--help"]);
    let help = help.split("--format <FORMAT>").nth(1).expect("the flag");
    let help = help.split("--output <FILE>").next().expect("its values");
    let lines = help.lines().filter_map(|line| line.trim().strip_prefix("- "));
    let mut listed: Vec<&str> = lines.filter_map(|line| line.split(':').next()).collect();
    let readme = include_str!("../../README.md");
    for format in &listed {
        assert!(readme.contains(&format!("`{format}`")), "README: {format}");
    }
    let mut tested = crate::hostile_names::FORMATS.to_vec();
    tested.push("evidence-csv");
    listed.sort_unstable();
    tested.sort_unstable();
    assert_eq!(listed, tested);
}

#[test]
fn statistics_count_by_rule() {
    let dir = project(&["Billing", "Orders", "Payroll"]);
    let (status, stdout, _) = run(dir.path(), &["check", "--statistics"]);
    assert_eq!(status, 1);
    assert!(stdout.starts_with("Findings by rule:\n"), "{stdout}");
    assert!(stdout.contains("\n3  error    unknown-scope"), "{stdout}");
    assert!(stdout.contains("3 with --fix\n"), "{stdout}");
    assert!(!stdout.contains("-->"), "the counts take the place of the findings: {stdout}");
    let (_, all) = json(dir.path(), &[]);
    assert!(all.get("statistics").is_none());
    let (_, report) = json(dir.path(), &["--statistics"]);
    let rows = report["statistics"].as_array().expect("rows");
    let counted: u64 = rows.iter().map(|row| row["count"].as_u64().expect("a number")).sum();
    assert_eq!(counted, report["findings"].as_array().expect("findings").len() as u64);
    assert_eq!(rows[0]["rule"], "unknown-scope");
    assert_eq!(rows[0]["severity"], "error");
    assert_eq!((&rows[0]["fixable"], &rows[0]["safely_fixable"]), (&3.into(), &3.into()));
}

#[test]
fn people_read_app_by_app_and_each_explanation_once() {
    let dir = project(&["Billing", "Orders"]);
    // Without its error, an app comes after the other, and its findings still have no explanation.
    let text = dir.path().join("force-app/main/default/extlClntAppOauthSettings");
    let text = text.join("Billing_oauth.ecaOauth-meta.xml");
    let fixed = fs::read_to_string(&text).expect("the file").replace("API", "Api");
    fs::write(&text, fixed).expect("an edit");
    let (_, stdout, _) = run(dir.path(), &["check"]);
    let place = |words: &str| stdout.find(words).unwrap_or_else(|| panic!("{words}: {stdout}"));
    assert!(place("== Orders: 1 error, ") < place("== Billing: "), "{stdout}");
    assert!(place("error[unknown-scope]") < place("warning[pkce-off]"), "{stdout}");
    assert_eq!(stdout.matches("warning[pkce-off]").count(), 2, "{stdout}");
    let why = "PKCE ties an authorization code to the client";
    assert_eq!(stdout.matches(why).count(), 1, "{stdout}");
    // Programs read by path, place and rule.
    let (_, report) = json(dir.path(), &[]);
    let findings = report["findings"].as_array().expect("findings");
    let paths: Vec<&str> = findings.iter().map(|f| f["path"].as_str().expect("a path")).collect();
    assert!(paths.is_sorted(), "{paths:?}");
    // One app needs no heading.
    let (_, stdout, _) = run(project(&["Billing"]).path(), &["check"]);
    assert!(stdout.starts_with("error[unknown-scope]"), "{stdout}");
}

#[test]
fn apps_of_one_name_in_two_projects_are_two() {
    let dir = tempfile::tempdir().expect("a directory");
    for project in ["one", "two"] {
        write(&dir.path().join(project), "sfdx-project.json", PROJECT);
        add_app(&dir.path().join(project), "Billing");
    }
    let (_, stdout, _) = run(dir.path(), &["check"]);
    assert!(stdout.contains("== Billing (one): 1 error, "), "{stdout}");
    assert!(stdout.contains("== Billing (two): 1 error, "), "{stdout}");
}

/// The flag, then `NO_COLOR`, then what forces colours, then the terminal, which is none here.
#[test]
fn colours_are_used_as_asked() {
    let dir = project(&["Billing", "Orders"]);
    for (flags, variables, expected) in [
        (&[][..], &[][..], false),
        (&["--color", "always"], &[], true),
        (&["--color=never"], &[("FORCE_COLOR", "1")], false),
        (&["--color", "always"], &[("NO_COLOR", "1")], true),
        (&[], &[("FORCE_COLOR", "1")], true),
        (&[], &[("FORCE_COLOR", "0")], false),
        (&[], &[("CLICOLOR_FORCE", "1")], true),
        (&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], false),
        (&[], &[("FORCE_COLOR", "3"), ("TERM", "dumb")], true),
        (&["--color", "auto"], &[("FORCE_COLOR", "1")], true),
    ] {
        for before in [true, false] {
            let mut command = Command::new(PROGRAM);
            command.current_dir(dir.path()).env_clear().envs(variables.iter().copied());
            let args =
                if before { [flags, &["check"]].concat() } else { [&["check"], flags].concat() };
            let done = command.args(args).output().expect("it runs");
            let stdout = String::from_utf8_lossy(&done.stdout);
            assert_eq!(stdout.contains("\u{1b}["), expected, "{flags:?} {variables:?}");
            assert_eq!(done.status.code(), Some(1), "{flags:?}");
        }
    }
    let refused = output(dir.path(), &["check", "--color", "blue"]);
    assert_eq!(refused.status.code(), Some(2));
    let file = ["check", "--color", "always", "--format", "human", "--output", "report"];
    output(dir.path(), &file);
    let written = fs::read_to_string(dir.path().join("report")).expect("the report");
    assert!(!written.contains('\u{1b}'), "files have no colours");
}

/// What fails in `JUnit` is what fails the run, wherever that is said.
#[test]
fn junit_fails_what_fails_the_run() {
    let dir = project(&["Billing"]);
    let (_, all) = json(dir.path(), &[]);
    let all = severities(&all);
    let order = ["error", "warning", "hint", "never"];
    let rank = |word: &str| order.iter().position(|known| *known == word);
    for flag in ["", "error", "warning", "hint", "never"] {
        for configured in ["", "error", "warning", "hint", "never"] {
            let config = dir.path().join("ecaforge.toml");
            let text = format!("[check]\nfail-on = \"{configured}\"\n");
            fs::write(&config, if configured.is_empty() { String::new() } else { text })
                .expect("a configuration");
            let mut args = vec!["check", "-q", "--format", "junit"];
            if !flag.is_empty() {
                args.extend(["--fail-on", flag]);
            }
            let (status, stdout, _) = run(dir.path(), &args);
            let held = [flag, configured, "error"].into_iter().find(|word| !word.is_empty());
            let held = held.expect("a word");
            let fails = |word: &&&str| held != "never" && rank(word) <= rank(held);
            let expected = all.iter().filter(fails).count();
            // A configuration that fails less is told, as a warning that is not of the project.
            let weakened = stdout.matches("name=\"weakened-configuration").count();
            let failed = stdout.matches("<failure ").count();
            assert!((expected..=expected + weakened).contains(&failed), "{args:?} {configured}");
            assert_eq!(status, i32::from(failed > 0), "{args:?} {configured}");
            let attribute = format!("failures=\"{failed}\"");
            assert!(stdout.contains(&attribute), "{stdout}");
        }
    }
}

fn git(dir: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=A", "-c", "user.email=a@acme.com"]).args(args);
    let done = command.current_dir(dir).env("GIT_CONFIG_GLOBAL", "/dev/null").output();
    assert!(done.expect("git runs").status.success(), "{args:?}");
}

/// Servers know files from the top of the repository, wherever the check runs.
#[test]
fn paths_for_servers_begin_at_the_top_of_the_repository() {
    let dir = tempfile::tempdir().expect("a directory");
    git(dir.path(), &["init", "-q"]);
    let below = dir.path().join("apps/billing");
    write(&below, "sfdx-project.json", PROJECT);
    add_app(&below, "Billing");
    let inside = "force-app/main/default/extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml";
    let from_top = format!("apps/billing/{inside}");
    let places = [
        (below.clone(), "."),
        (dir.path().to_path_buf(), "apps/billing"),
        (below.join("force-app/main"), "../.."),
    ];
    for (cwd, path) in places {
        let of = |format: &str| {
            let (status, stdout, stderr) =
                run(&cwd, &["check", "-q", "--min-severity", "error", "--format", format, path]);
            assert_eq!(status, 1, "{stderr}");
            stdout
        };
        let log: Value = serde_json::from_str(&of("sarif")).expect("JSON");
        let result = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        let file = &result["artifactLocation"];
        assert_eq!(file["uri"], from_top, "{path}");
        let base = file["uriBaseId"].as_str().expect("a base");
        assert!(log["runs"][0]["originalUriBaseIds"][base].is_object());
        assert!(
            !log.to_string().contains(&*dir.path().to_string_lossy()),
            "no place of this machine"
        );
        let issues: Value = serde_json::from_str(&of("gitlab")).expect("JSON");
        assert_eq!(issues[0]["location"]["path"], from_top, "{path}");
        assert!(of("github").contains(&format!("file={from_top},")), "{path}");
        assert!(of("azure").contains(&format!("sourcepath={from_top};")), "{path}");
        assert!(of("junit").contains(&format!("file=\"{from_top}\"")), "{path}");
        assert!(of("markdown").contains(&format!("`{from_top}:2`")), "{path}");
        // What runs next to the check counts from its directory.
        let shown = match path {
            "." => inside.to_owned(),
            "../.." => inside.replace("force-app/main/", ""),
            _ => from_top.clone(),
        };
        let document: Value = serde_json::from_str(&of("rdjson")).expect("JSON");
        assert_eq!(document["diagnostics"][0]["location"]["path"], shown, "{path}");
        assert!(of("checkstyle").contains(&format!("<file name=\"{shown}\">")), "{path}");
        assert!(of("concise").starts_with(&format!("{shown}:2:")), "{path}");
    }
}

#[test]
fn comments_link_to_the_lines_where_the_server_is_known() {
    let dir = project(&["Billing"]);
    git(dir.path(), &["init", "-q"]);
    let id = "0123456789abcdef0123456789abcdef01234567";
    let file = "force-app/main/default/extlClntAppOauthSettings/Billing_oauth.ecaOauth-meta.xml";
    for (variables, address) in [
        (
            &[
                ("GITHUB_SERVER_URL", "https://github.com"),
                ("GITHUB_REPOSITORY", "acme/apps"),
                ("GITHUB_SHA", id),
            ][..],
            format!("https://github.com/acme/apps/blob/{id}/{file}#L2"),
        ),
        (
            &[("CI_PROJECT_URL", "https://gitlab.com/acme/apps"), ("CI_COMMIT_SHA", id)],
            format!("https://gitlab.com/acme/apps/-/blob/{id}/{file}#L2"),
        ),
        (&[("GITHUB_REPOSITORY", "acme/apps")], String::new()),
    ] {
        let mut command = program();
        for name in ["GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA", "GITHUB_EVENT_PATH"] {
            command.env_remove(name);
        }
        command.args(["check", "--format", "markdown"]).current_dir(dir.path());
        let done = command.envs(variables.iter().copied()).output().expect("it runs");
        let text = String::from_utf8_lossy(&done.stdout);
        let link = format!("[`{file}:2`]({address})");
        assert_eq!(text.contains(&link), !address.is_empty(), "{text}");
        assert!(text.contains(&format!("`{file}:2`")), "{text}");
    }
}

#[test]
fn a_clean_log_is_small_and_a_leak_ranks_first() {
    let dir = tempfile::tempdir().expect("a directory");
    write(dir.path(), "sfdx-project.json", PROJECT);
    write(dir.path(), "force-app/README.md", "Apps");
    let (_, clean, _) = run(dir.path(), &["check", "-q", "--format", "sarif"]);
    assert!(clean.len() < 20_000, "{}", clean.len());
    let log: Value = serde_json::from_str(&clean).expect("JSON");
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"], Value::Array(Vec::new()));

    add_app(dir.path(), "Billing");
    let path = dir.path().join("force-app/main/default/extlClntAppGlobalOauthSets");
    let path = path.join("Billing_glbloauth.ecaGlblOauth-meta.xml");
    let text = fs::read_to_string(&path).expect("the file");
    let secret = "<consumerSecret>9F86D081884C7D659A2FEAA0C55AD015</consumerSecret>\n    <external";
    fs::write(&path, text.replacen("<external", secret, 1)).expect("an edit");
    let (_, stdout, _) = run(dir.path(), &["check", "-q", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&stdout).expect("JSON");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = log["runs"][0]["results"].as_array().expect("results");
    for rule in rules {
        assert!(results.iter().any(|result| result["ruleId"] == rule["id"]), "{}", rule["id"]);
        assert!(rule["helpUri"].as_str().is_some_and(|uri| uri.starts_with("https://")), "{rule}");
        let properties = &rule["properties"];
        let known = ["very-high", "high", "medium", "low"];
        assert!(known.contains(&properties["precision"].as_str().expect("a word")), "{rule}");
        let tags = properties["tags"].as_array().expect("tags");
        let score = properties["security-severity"].as_str();
        assert_eq!(score.is_some(), tags.contains(&"security".into()), "{rule}");
        let score = score.map(|score| score.parse::<f32>().expect("a number"));
        assert_eq!(score >= Some(9.0), rule["id"] == "committed-secret", "{rule}");
    }
    let (_, stdout, _) = run(dir.path(), &["check", "-q", "--format", "gitlab"]);
    let issues: Value = serde_json::from_str(&stdout).expect("JSON");
    for issue in issues.as_array().expect("issues") {
        let is_leak = issue["check_name"] == "committed-secret";
        assert_eq!(issue["severity"] == "blocker", is_leak, "{issue}");
    }
    assert!(stdout.contains("blocker"), "{stdout}");
}
