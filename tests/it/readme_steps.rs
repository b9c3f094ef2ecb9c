//! Every README is followed step by step, as far as a machine without an org can: blocks are shell, the
//! variables are set before they are used, commands have the flags of the pinned Salesforce CLI, and the
//! text says nothing twice.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::{Command, Stdio};

use ecaforge::generate::PlannedFile;
use ecaforge::spec::{
    App, Canvas, Ci, Client, Distribution, Mobile, Notification, Preset, Push, Saml, Spec, presets,
};
use regex::Regex;

use crate::generate::files;
use crate::generate_flows::{CERTIFICATE, spec, supported, with_login};
use crate::generate_matrix::selection;
use crate::judges::judges;

/// A project with its README.
struct Read {
    name: String,
    text: String,
    /// The variables of `.env.example`.
    variables: Vec<String>,
    apps: usize,
}

fn read(name: String, files: &[PlannedFile]) -> Read {
    let text = |path: &str| {
        files
            .iter()
            .find(|file| file.path == path)
            .map(|file| file.text.clone())
            .unwrap_or_default()
    };
    let variables = text(".env.example");
    let variables = variables.lines().filter_map(|line| line.strip_prefix("# ")?.strip_suffix('='));
    let variables = variables.map(str::to_owned).collect();
    let apps = files.iter().filter(|file| file.path.ends_with(".eca-meta.xml")).count();
    Read { name, text: text("README.md"), variables, apps }
}

/// The app of a preset with all that it asks for.
fn of_preset(preset: &Preset) -> Spec {
    let mut app = App {
        name: "Billing".into(),
        contact_email: "owner@company.example".into(),
        ..App::default()
    };
    preset.apply(&mut app);
    if preset.needs.iter().any(|need| need == "saml") {
        app.saml = Some(saml());
    }
    if let Some(canvas) = &mut app.canvas {
        canvas.url = "https://billing.acme.io/canvas".into();
    }
    if let Some(oauth) = &mut app.oauth {
        if oauth.callbacks.is_empty() {
            oauth.callbacks = vec!["https://billing.acme.io/oauth/callback".into()];
        }
        let has = |flow: &str| oauth.flows.iter().any(|known| known == flow);
        (oauth.run_as, oauth.certificate) = (
            has("client-credentials").then(|| "${RUN_AS_USER}".into()),
            has("jwt-bearer").then(|| CERTIFICATE.trim().into()),
        );
    }
    let mut spec = Spec { apps: vec![app], ..Spec::default() };
    spec.project.namespace = Some("acme".into());
    spec
}

fn saml() -> Saml {
    Saml {
        acs_url: "https://wiki.acme.io/acs".into(),
        entity_id: "https://wiki.acme.io".into(),
        ..Saml::default()
    }
}

type Change = fn(&mut App);

/// Specs in which every section of the README is: each preset, each flow for both clients, each plugin
/// beside a login, local and packaged, with checks on each change and an address of the org.
fn specs() -> Vec<(String, Spec)> {
    let mut all: Vec<(String, Spec)> =
        presets().iter().map(|preset| (preset.id.clone(), of_preset(preset))).collect();
    for flow in supported() {
        for client in [Client::Confidential, Client::Public] {
            if !flow.needs_secret || client == Client::Confidential {
                let newest = ecaforge::schema::schema().versions.newest;
                all.push((
                    format!("{} {client:?}", flow.id),
                    spec(&with_login(flow), client, newest),
                ));
            }
        }
    }
    let changes: [(&str, Change); 5] = [
        ("saml", |app| app.saml = Some(saml())),
        ("mobile", |app| app.mobile = Some(Mobile { screen_lock: Some("Ten".into()) })),
        ("push", |app| app.push = vec![Push::Android { project: "acme-field".into() }]),
        ("notification", |app| {
            app.notification =
                Some(Notification { types: vec!["News".into()], ..Notification::default() });
        }),
        ("canvas", |app| {
            app.canvas = Some(Canvas { url: "https://app.acme.io".into(), ..Canvas::default() });
        }),
    ];
    for (name, change) in changes {
        let mut spec = of_preset(Preset::find("web-app").expect("the preset"));
        change(&mut spec.apps[0]);
        all.push((name.to_owned(), spec));
    }
    let mut more = Vec::new();
    for (name, spec) in &all {
        let mut checked = spec.clone();
        checked.project.ci = vec![Ci::Github, Ci::PreCommit];
        checked.project.login_url = Some("https://acme.my.salesforce.com".into());
        let mut packaged = spec.clone();
        packaged.project.namespace = Some("acme".into());
        packaged.apps[0].distribution = Distribution::Packaged;
        more.push((format!("{name}, checked"), checked));
        more.push((format!("{name}, packaged"), packaged));
    }
    all.extend(more);
    all
}

fn readmes() -> Vec<Read> {
    let own = specs().into_iter().filter_map(|(name, spec)| match files(&spec) {
        Ok(files) => Some(read(name, &files)),
        // Some flows are not for packages.
        Err(faults) => {
            assert!(name.ends_with("packaged"), "{name}: {faults:#?}");
            None
        }
    });
    let others = selection().iter().map(|(case, files)| read(case.name(), files));
    let all: Vec<Read> = own.chain(others).collect();
    assert!(all.len() > 300, "{}", all.len());
    all
}

/// The shell blocks of a README, in their order.
fn blocks(text: &str) -> Vec<&str> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    blocks.map(|(block, _)| block).collect()
}

/// Fails with the first of many complaints.
fn none(found: &BTreeSet<String>) {
    let first: Vec<&str> = found.iter().take(20).map(String::as_str).collect();
    assert!(found.is_empty(), "{} complaints:\n  {}", found.len(), first.join("\n  "));
}

#[test]
fn every_block_is_shell() {
    let all = readmes();
    let unique: BTreeMap<&str, &str> =
        all.iter().flat_map(|it| blocks(&it.text).into_iter().map(|b| (b, &*it.name))).collect();
    assert!(unique.len() > 50, "{}", unique.len());
    let mut found = BTreeSet::new();
    for (block, name) in unique {
        let mut shell = Command::new("sh");
        shell.arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped());
        let mut shell = shell.spawn().expect("a shell");
        shell.stdin.take().expect("its input").write_all(block.as_bytes()).expect("a block");
        let output = shell.wait_with_output().expect("the shell ends");
        if !output.stderr.is_empty() || block.trim().is_empty() {
            found.insert(format!("{name}: {}\n{block}", String::from_utf8_lossy(&output.stderr)));
        }
    }
    none(&found);
}

/// A text of a shell without what is between single quotes.
fn expanded(block: &str) -> String {
    let (mut out, mut double, mut single) = (String::new(), false, false);
    for c in block.chars() {
        match c {
            '"' if !single => double = !double,
            '\'' if !double => single = !single,
            _ if single => continue,
            _ => {}
        }
        out.push(c);
    }
    out
}

#[test]
fn every_variable_is_set_before_it_is_used_and_used_after_it_is_set() {
    let set =
        Regex::new(r"(?m)(?:^|; )(?:([A-Z][A-Z0-9_]*)=|read -r ([A-Z]+))").expect("a pattern");
    let used = Regex::new(r"\$\{?([A-Z][A-Z0-9_]*)").expect("a pattern");
    let mut found = BTreeSet::new();
    for readme in readmes() {
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut idle: BTreeSet<String> = BTreeSet::new();
        for line in blocks(&readme.text).iter().flat_map(|block| block.lines()) {
            if line.contains(". ./.env") {
                known.extend(readme.variables.iter().cloned());
            }
            let line = expanded(line);
            for name in used.captures_iter(&line).map(|found| found[1].to_owned()) {
                idle.remove(&name);
                if !known.contains(&name) {
                    found.insert(format!("{}: ${name} is not set", readme.name));
                }
            }
            for names in set.captures_iter(&line) {
                let name = names.get(1).or(names.get(2)).expect("a name").as_str().to_owned();
                idle.insert(name.clone());
                known.insert(name);
            }
        }
        found.extend(idle.iter().map(|name| format!("{}: {name} is never used", readme.name)));
    }
    none(&found);
}

/// The sentences of a README outside of code and tables.
fn sentences(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut code = false;
    for line in text.lines() {
        code ^= line.trim_start().starts_with("```");
        let links = line.starts_with("- [") || line.starts_with('|') || line.starts_with('#');
        if code || links {
            continue;
        }
        let parts = line.trim_start_matches(['-', ' ', '1', '2', '3', '4', '5', '.']).split(". ");
        let parts = parts.map(|part| part.trim_end_matches(['.', ':']).trim().to_owned());
        out.extend(parts.filter(|part| part.split(' ').count() > 3));
    }
    out
}

#[test]
fn nothing_is_said_twice() {
    let mut found = BTreeSet::new();
    for readme in readmes().iter().filter(|readme| readme.apps == 1) {
        let mut said = BTreeSet::new();
        for sentence in sentences(&readme.text) {
            if !said.insert(sentence.clone()) {
                found.insert(format!("{}: {sentence}", readme.name));
            }
        }
    }
    none(&found);
}

#[test]
fn nothing_is_left_over() {
    let mut found = BTreeSet::new();
    for readme in readmes() {
        for left in
            ["{{", "{%", "\n\n\n", "****", " \n", " .\n", "..\n", " ,", "undefined", "()", "| |"]
        {
            if readme.text.contains(left) {
                let at = readme.text.find(left).unwrap_or_default();
                let from = readme.text[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
                found.insert(format!(
                    "{}: {left:?} after {:?}",
                    readme.name,
                    &readme.text[from..at]
                ));
            }
        }
        if readme.text.contains("```sh\n\n") || readme.text.contains("\n\n```\n") {
            found.insert(format!("{}: an empty line at the edge of a block", readme.name));
        }
    }
    none(&found);
}

/// Every README ends at a call that needs the app to work, not before.
#[test]
fn every_readme_leads_to_a_call() {
    let first = |id: &str| match id {
        "mcp-client" => "api.salesforce.com/platform/mcp",
        "agent-api" => "https://api.salesforce.com/einstein/ai-agent/v1/agents/$AGENT/sessions",
        "ci-jwt" | "cli-tool" => "sf data query",
        "canvas" => "openssl dgst -sha256 -hmac \"$SECRET\"",
        "saml-sso" => "Give the other service the metadata",
        "headless-login" => "$SITE/services/data/v",
        _ => "$HOST/services/data/v",
    };
    for preset in presets() {
        let text = read(String::new(), &files(&of_preset(preset)).expect("a plan")).text;
        assert!(text.contains(first(&preset.id)), "{}: {text}", preset.id);
        assert!(!text.contains("https://login.salesforce.com/services/oauth2/token"), "{text}");
    }
}

/// Words of a command, as far as these need no expansion.
fn words(line: &str) -> Vec<String> {
    let (mut out, mut word, mut quote) = (Vec::new(), None::<String>, None::<char>);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => out.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    out
}

#[test]
#[ignore = "needs Node 20"]
fn the_real_cli_has_every_command_and_flag() {
    let all = readmes();
    let lines: BTreeSet<&str> = all
        .iter()
        .flat_map(|it| blocks(&it.text))
        .flat_map(str::lines)
        .filter(|line| line.starts_with("sf "))
        .collect();
    assert!(lines.len() > 15, "{lines:#?}");
    let output = judges().sf(&["commands", "--json"], std::path::Path::new("."));
    let commands: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let commands: BTreeMap<&str, &serde_json::Value> = commands
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|command| Some((command["id"].as_str()?, command)))
        .collect();
    let found = lines.iter().flat_map(|line| complaints(&commands, line)).collect();
    none(&found);
}

/// What the CLI would refuse of a command.
fn complaints(commands: &BTreeMap<&str, &serde_json::Value>, line: &str) -> Vec<String> {
    let words = words(line);
    let id: Vec<&str> =
        words[1..].iter().map(String::as_str).take_while(|word| !word.starts_with('-')).collect();
    let known = (1..=id.len()).rev().find_map(|count| commands.get(id[..count].join(":").as_str()));
    let Some(command) = known else { return vec![format!("no such command: {line}")] };
    let mut found = Vec::new();
    let mut given = BTreeSet::new();
    let mut rest = words.iter().skip(1).peekable();
    while let Some(word) = rest.next() {
        let Some(name) = word.strip_prefix("--") else { continue };
        given.insert(name);
        let flag = &command["flags"][name];
        let takes = flag["type"] == "option";
        if flag.is_null() {
            found.push(format!("no flag --{name}: {line}"));
        } else if takes && rest.next_if(|next| !next.starts_with("--")).is_none() {
            found.push(format!("--{name} has no value: {line}"));
        }
    }
    for (name, flag) in command["flags"].as_object().into_iter().flatten() {
        if flag["required"] == true && !given.contains(name.as_str()) {
            found.push(format!("--{name} is missing: {line}"));
        }
    }
    found
}
