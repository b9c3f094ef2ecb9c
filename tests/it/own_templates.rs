//! `ecaforge new --template`: a company's own templates over those of this program.

use std::fs;

use std::path::Path;

use ecaforge::generate::{Templates, plan};
use ecaforge::spec::{self, SpecText};

use crate::generate_cli::new;
use crate::program::run;
use crate::rerun::{CALLBACK, MAIN, again, edit, text};

#[test]
fn own_templates_take_the_place_of_ours_or_stand_beside_them() {
    let dir = tempfile::tempdir().expect("a directory");
    let put = |path: &str, text: &str| {
        let path = dir.path().join("templates").join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(path, text).expect("a template");
    };
    put("project/README.md", "Ours.\n");
    put(
        "project/docs/{{ project.name }}.md.tera",
        "{% for app in apps %}{{ app.label }}{% endfor %}\n",
    );
    let (status, _, stderr) = new(dir.path(), &["--template", "templates"]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    let text =
        |path: &str| fs::read_to_string(dir.path().join("billing").join(path)).expect("the file");
    assert_eq!(text("README.md"), "Ours.\n");
    assert_eq!(text("docs/Billing.md"), "Billing\n");
    fs::remove_dir_all(dir.path().join("billing")).expect("a removal");

    for (path, template, said) in [
        ("project/bad.md.tera", "one\n{{ app.nmae }}\n", "project/bad.md.tera"),
        (
            "project/{{ '..' }}/{{ '..' }}/outside.md.tera",
            "x",
            "the template project/{{ '..' }}/{{ '..' }}/outside.md.tera gives a path that cannot be",
        ),
        ("project/{{ 'nul' }}.md.tera", "x", "a name that Windows keeps"),
        ("project/ecaforge.lock", "x", "the template project/ecaforge.lock gives `ecaforge.lock`"),
        ("project/{{ '.git' }}/config", "x", "not for the files of a project"),
        ("elsewhere/x.md", "x", "no kind of template `elsewhere`; put it into one of `project`"),
        ("projct/x.md", "x", "no kind of template `projct`; did you mean `project`?"),
        ("x.md.tera", "x", "it is in no folder"),
        (
            "project/force-app/Bad.eca-meta.xml",
            "<ExternalClientApplication>",
            "template project/force-app/Bad.eca-meta.xml:1 gives billing/force-app/Bad.eca-meta.xml:1",
        ),
        (
            "project/force-app/{{ project.name }}.ecaGlblOauth-meta.xml.tera",
            "<ExtlClntAppGlobalOauthSettings>\n\
             {% for app in apps -%}\n\
             <externalClientApplication>{{ app.name }}</externalClientApplication>\n\
             <label>{{ app.name }}</label>\n\
             {% endfor -%}\n\
             <shouldRotateConsumerKey>no</shouldRotateConsumerKey>\n\
             </ExtlClntAppGlobalOauthSettings>\n",
            "template project/force-app/{{ project.name }}.ecaGlblOauth-meta.xml.tera:6 gives \
             billing/force-app/Billing.ecaGlblOauth-meta.xml:4",
        ),
    ] {
        fs::remove_dir_all(dir.path().join("templates")).expect("a removal");
        put(path, template);
        let (status, stdout, stderr) = new(dir.path(), &["--template", "templates"]);
        assert_eq!(status, 2, "{path}: {stdout}");
        assert!(stderr.contains(said) || stdout.contains(said), "{path}: {stderr}");
        assert!(!dir.path().join("billing").exists(), "{path}");
        assert!(!dir.path().join("outside.md").exists(), "{path}");
    }
}

/// A repository of templates holds more than templates.
#[test]
#[cfg(unix)]
fn what_stands_beside_templates_is_left_alone_and_links_are_none() {
    let dir = tempfile::tempdir().expect("a directory");
    let ours = dir.path().join("ours");
    fs::create_dir_all(ours.join(".git")).expect("a directory");
    fs::create_dir_all(ours.join("project")).expect("a directory");
    fs::write(ours.join(".git/HEAD"), [0xff]).expect("a file");
    fs::write(ours.join("README.md"), "{{ how to use }}").expect("a file");
    fs::write(ours.join("project/NOTES.md"), "Ours.").expect("a template");
    let (status, _, stderr) = new(dir.path(), &["--template", "ours"]);
    assert_eq!((status, stderr.as_str()), (0, ""));
    assert!(dir.path().join("billing/NOTES.md").is_file());
    fs::remove_dir_all(dir.path().join("billing")).expect("a removal");
    std::os::unix::fs::symlink("/etc/hosts", ours.join("project/hosts")).expect("a link");
    let (status, _, stderr) = new(dir.path(), &["--template", "ours"]);
    assert!(status == 2 && stderr.contains("project/hosts is a link"), "{stderr}");
}

#[test]
fn the_directory_of_templates_is_remembered() {
    let dir = tempfile::tempdir().expect("a directory");
    fs::create_dir_all(dir.path().join("ours/project")).expect("a directory");
    let notes = dir.path().join("ours/project/NOTES.md.tera");
    fs::write(&notes, "{% for app in apps %}{{ app.label }}\n{% endfor %}").expect("a template");
    let args = ["new", "work/billing", "--contact-email", "owner@acme.io", "--callback", CALLBACK];
    let (status, stdout, stderr) = run(dir.path(), &[&args[..], &["--template", "ours"]].concat());
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    let project = dir.path().join("work/billing");
    let spec = text(&project.join("ecaforge.toml"));
    assert!(spec.contains("template = \"../../ours\""), "{spec}");
    assert!(again(&project, &[]).starts_with("Nothing to do"));
    edit(&project.join("ecaforge.toml"), "label = \"Billing\"", "label = \"Bills\"");
    again(&project, &[]);
    assert_eq!(text(&project.join("NOTES.md")), "Bills\n");
    let add = ["add", "canvas", "--canvas-url", "https://billing.acme.io/canvas"];
    let (status, stdout, stderr) = run(&project.join(MAIN), &add);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    assert!(project.join("NOTES.md").is_file(), "it is made as before");

    fs::rename(dir.path().join("ours"), dir.path().join("moved")).expect("a move");
    let (status, _, stderr) = run(&project, &["new", "."]);
    assert_eq!(status, 2);
    assert!(stderr.contains("there is no directory `../../ours`"), "{stderr}");
    assert!(stderr.contains("template = \"../../ours\""), "it is shown where it stands: {stderr}");
    let (status, _, stderr) = run(&project, &["new", ".", "--template", "../../mvoed"]);
    assert_eq!(status, 2);
    assert!(stderr.contains("is not a directory of templates"), "{stderr}");
    again(&project, &["--template", "../../moved"]);
    assert!(text(&project.join("ecaforge.toml")).contains("template = \"../../moved\""));
}

/// The templates of this program are good examples of what a company writes.
#[test]
fn each_place_of_an_output_leads_to_a_line_of_its_template() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let files = walkdir::WalkDir::new(&dir).into_iter().map(|entry| entry.expect("an entry"));
    let files = files.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let path = entry.path().strip_prefix(&dir).expect("inside").display().to_string();
        (path, text(entry.path()))
    });
    let source = "[project]\nnamespace = \"acme\"\nci = [\"github\", \"pre-commit\"]\n\
        [[app]]\nname = \"Billing\"\ncontact-email = \"${CONTACT}\"\ndistribution = \"packaged\"\n\
        [app.oauth]\nflows = [\"authorization-code\", \"token-exchange\"]\n\
        callbacks = [\"https://billing.acme.io/cb\"]\nrun-as = \"${RUN_AS}\"\n\
        [app.oauth.token-exchange]\nissuer = \"https://id.acme.io\"\n\
        keys-url = \"https://id.acme.io/keys\"\naudience = \"billing\"\n";
    let spec = spec::read(&SpecText::new("ecaforge.toml", source.to_owned())).expect("a spec");
    let plan = plan(&spec).expect("a plan");
    let mut templates: Vec<_> = files.collect();
    templates.sort();
    let rendered = Templates::embedded().with(templates.clone()).render(&plan).expect("files");
    let mut seen = std::collections::BTreeSet::new();
    for file in rendered {
        let Some(origin) = &file.origin else { continue };
        let (_, template) =
            templates.iter().find(|(path, _)| *path == origin.template).expect("a template");
        let lines: Vec<&str> = template.lines().collect();
        let mut start = 0;
        for line in file.text.split_inclusive('\n') {
            let at = start + line.len() - line.trim_start().len();
            start += line.len();
            let Some(word) = line.split(['<', '"', ' ', ':', '=']).find(|it| !it.trim().is_empty())
            else {
                continue;
            };
            let number = origin.line(at).unwrap_or_else(|| panic!("{}: {line}", file.path));
            let given = lines[number - 1];
            assert!(
                given.contains(word.trim()) || given.contains("{{"),
                "{}: {line} comes from line {number}: {given}",
                file.path
            );
        }
        seen.insert(origin.template.clone());
    }
    assert!(seen.len() > 12, "{seen:?}");
}
