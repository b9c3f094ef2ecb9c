//! The commands that are let fail, and the projects that they start from.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::{Case, run, tree};

const NEW: &[&str] = &[
    "new",
    "billing",
    "--contact-email",
    "owner@acme.io",
    "--callback",
    "https://billing.acme.io/cb",
];

/// A project as `new` makes it.
fn project(root: &Path) {
    assert!(
        run(root, &[NEW, &["--canvas-url", "https://billing.acme.io/c"]].concat(), &[])
            .status
            .success()
    );
}

/// A project whose spec was changed: the next run creates, changes and deletes files.
fn changed(root: &Path) {
    project(root);
    let path = root.join("billing/ecaforge.toml");
    let spec = fs::read_to_string(&path).expect("the spec");
    let spec = &spec[..spec.find("\n[app.canvas]").expect("the plugin")];
    let spec = spec.replace("acme.io/cb", "acme.io/other") + "\n[app.mobile]\n";
    fs::write(path, spec).expect("an edit");
    let header =
        root.join("billing/force-app/main/default/externalClientApps/Billing.eca-meta.xml");
    fs::set_permissions(header, fs::Permissions::from_mode(0o640)).expect("rights");
}

/// A project of other making, with metadata only.
fn foreign(root: &Path) {
    project(root);
    fs::remove_file(root.join("billing/ecaforge.toml")).expect("a removal");
    fs::remove_file(root.join("billing/ecaforge.lock")).expect("a removal");
}

/// A project with a value to write otherwise and a file to move.
fn broken(root: &Path) {
    project(root);
    let main = root.join("billing/force-app/main/default");
    let header = main.join("externalClientApps/Billing.eca-meta.xml");
    let text = fs::read_to_string(&header).expect("the header");
    fs::write(&header, text.replace(">Local<", ">local<")).expect("an edit");
    fs::set_permissions(&header, fs::Permissions::from_mode(0o600)).expect("rights");
    fs::create_dir(main.join("odd")).expect("a directory");
    let name = "Billing_oauth.ecaOauth-meta.xml";
    let from = main.join("extlClntAppOauthSettings").join(name);
    fs::rename(from, main.join("odd").join(name)).expect("a move");
    for report in ["a.json", "b.sarif"] {
        fs::write(root.join("billing").join(report), "old").expect("a report");
    }
    fs::set_permissions(root.join("billing/a.json"), fs::Permissions::from_mode(0o600))
        .expect("rights");
}

/// Name, what is prepared, working directory and arguments of a case.
type Plan = (&'static str, fn(&Path), &'static str, Vec<&'static str>);

pub(super) fn cases(dir: &Path, shim: &str) -> Vec<Case> {
    let reports =
        ["check", "--format", "json", "--output", "a.json", "--format", "sarif", "--output"];
    let reports = |last: &[&'static str]| [&reports[..], last].concat();
    let key = [NEW, &["--generate-certificate"]].concat();
    let nothing: fn(&Path) = |_| {};
    let empty: fn(&Path) = |root| fs::create_dir(root.join("billing")).expect("a directory");
    let all: Vec<Plan> = vec![
        ("new", nothing, "", NEW.to_vec()),
        ("new in an empty directory", empty, "", NEW.to_vec()),
        ("new with a key", nothing, "", key),
        ("update", changed, "billing", vec!["new", "."]),
        ("add", project, "billing", vec!["add", "device"]),
        ("add to a project of other making", foreign, "billing", vec!["add", "device"]),
        ("fix", broken, "billing", vec!["check", "--fix"]),
        ("baseline", broken, "billing", vec!["check", "--write-baseline"]),
        ("reports", broken, "billing", reports(&["b.sarif"])),
        ("new reports", project, "billing", reports(&["out/deep/c", "--format", "markdown"])),
        ("report", broken, "billing", vec!["check"]),
        ("explain", nothing, "", vec!["explain", "unknown-scope"]),
        ("man", nothing, "", vec!["man"]),
        ("rules", nothing, "", vec!["rules", "--format", "json"]),
        ("help", nothing, "", vec!["check", "--help"]),
    ];
    all.into_iter()
        .enumerate()
        .map(|(index, (name, prepare, cwd, args))| {
            let root = dir.join(format!("case{index}"));
            fs::create_dir(&root).expect("a directory");
            prepare(&root);
            let before = tree(&root);
            let log = dir.join(format!("log{index}"));
            let vars = [("LD_PRELOAD", shim.to_owned()), ("FAULT_LOG", log.display().to_string())];
            let done = run(&root.join(cwd), &args, &vars);
            let random = args.contains(&"--generate-certificate");
            let calls =
                fs::read_to_string(&log).expect("a log").lines().map(str::to_owned).collect();
            let status = done.status.code().expect("a status");
            assert!(status < 2, "{name}: {}", String::from_utf8_lossy(&done.stderr));
            Case { name, cwd, args, random, before, after: tree(&root), status, calls }
        })
        .collect()
}
