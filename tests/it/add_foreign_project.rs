//! What `add` makes of the files of a project next to its metadata: directories, `.forceignore`,
//! `sfdx-project.json` and the values that it fills in at deploy.

use std::fs;

use serde_json::Value;

use crate::add_foreign_cases::{
    CANVAS, MAIN, PLAIN, done, header, kiosk, metadata, project, read, refused, satellite,
    settings, sfdx,
};

#[test]
fn metadata_outside_of_package_directories_is_found() {
    let manifest = "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <types>\n        \
                    <members>Kiosk</members>\n        <name>ExternalClientApplication</name>\n    \
                    </types>\n    <version>67.0</version>\n</Package>\n";
    let dir = project(&[
        ("src/package.xml", manifest),
        ("src/externalClientApps/Kiosk.eca", &header("Local")),
        ("src/extlClntAppOauthSettings/Kiosk.ecaOauth", &settings()),
    ]);
    done(dir.path(), CANVAS);
    read(dir.path(), "src/extlClntAppCanvasSettings/Kiosk_canvasSettings.ecaCanvas");
    assert!(read(dir.path(), "src/package.xml").contains("Kiosk_canvasSettings"));
    let app = ["add", "app", "--name", "Second", "--contact-email", "a@acme.io", "--callback"];
    done(dir.path(), &[&app[..], &["https://second.acme.io/cb"]].concat());
    done(dir.path(), &["add", "device", "--app", "Kiosk", "--callback", "https://k.acme.io/cb"]);
    done(dir.path(), &["add", "refresh-token", "--app", "Kiosk"]);
    let named = read(dir.path(), "src/package.xml");
    for name in ["Second", "Second_glbloauth", "Second_Users", "Kiosk_glbloauth", "Kiosk"] {
        assert!(named.contains(&format!("<members>{name}</members>")), "{name}: {named}");
    }
    let dir = project(&[
        ("sfdx-project.json", &sfdx(PLAIN)),
        ("force-app/.keep", ""),
        ("eca-source/externalClientApps/Kiosk.eca-meta.xml", &header("Local")),
    ]);
    let (stdout, _) = done(dir.path(), &[CANVAS, &["--format", "json"]].concat());
    let told: Value = serde_json::from_str(&stdout).expect("JSON");
    assert_eq!(told["directory"], "eca-source");
    assert_eq!(told["files"][0]["status"], "create");
    let path = told["files"][0]["path"].as_str().expect("a path");
    read(&dir.path().join("eca-source"), path);
    let empty = project(&[("notes.txt", "")]);
    refused(empty.path(), CANVAS, "no sfdx-project.json here or above, and no app below");
}

#[test]
fn what_forceignore_hides_is_known_and_told() {
    let dir = kiosk(&[(".forceignore", "**/*.ecaGlblOauth-meta.xml\n")]);
    let (stdout, stderr) = done(dir.path(), &["add", "device"]);
    assert!(stderr.contains("`**/*.ecaGlblOauth-meta.xml` in .forceignore keeps"), "{stderr}");
    assert!(stdout.contains("KioskGlobal") && !stdout.contains("Kiosk_glbloauth"), "{stdout}");
}

#[test]
fn variables_are_listed_where_the_project_lists_its_own() {
    let dir = kiosk(&[(".env.example", "# ours\r\nexport A=1\r\nB=2")]);
    let push = ["add", "push", "--firebase-project", "kiosk"];
    done(dir.path(), &push);
    let list = "# ours\r\nexport A=1\r\nB=2\r\n# FCM_SERVICE_ACCOUNT=\r\n";
    assert_eq!(read(dir.path(), ".env.example"), list);
    let dir = kiosk(&[(".env.example", "#FCM_SERVICE_ACCOUNT=...\n")]);
    done(dir.path(), &push);
    assert_eq!(read(dir.path(), ".env.example"), "#FCM_SERVICE_ACCOUNT=...\n");
    let dir = kiosk(&[]);
    let (_, stderr) = done(dir.path(), &push);
    assert!(stderr.contains("takes FCM_SERVICE_ACCOUNT from the environment"), "{stderr}");
    assert!(!dir.path().join(".env.example").exists());
}

#[test]
fn projects_below_are_named() {
    let dir = kiosk(&[]);
    let inner = dir.path().join("sub/project");
    fs::create_dir_all(&inner).expect("a folder");
    for name in ["sfdx-project.json", "force-app"] {
        fs::rename(dir.path().join(name), inner.join(name)).expect("a move");
    }
    refused(dir.path(), &["add", "device"], "run add inside a project below: sub/project");
}

#[test]
fn the_project_file_keeps_its_indentation_and_must_be_sound() {
    let own = "{\n\t\"packageDirectories\": [\n\t\t{ \"path\": \"force-app\", \"default\": true }\n\t],\n\t\
               \"sourceApiVersion\": \"67.0\"\n}\n";
    let dir = kiosk(&[]);
    let push = ["add", "push", "--firebase-project", "kiosk"];
    fs::write(dir.path().join("sfdx-project.json"), own).expect("a file");
    done(dir.path(), &push);
    let text = read(dir.path(), "sfdx-project.json");
    assert!(text.contains("\n\t\"replacements\": [\n\t\t{\n\t\t\t\"filename\": "), "{text}");
    assert!(text.ends_with("\"\n\t\t}\n\t]\n}\n") && !text.contains("  "), "{text}");
    fs::write(dir.path().join("sfdx-project.json"), format!("// ours\n{own}")).expect("a file");
    refused(dir.path(), &["add", "device"], "sfdx-project.json cannot be read: ");
}

#[test]
fn neighbours_that_the_project_has_elsewhere_are_not_made_again() {
    let set = metadata("PermissionSet", "    <label>Ours</label>\n");
    let policies = satellite("ExtlClntAppOauthConfigurablePolicies", "");
    let dir = kiosk(&[
        ("force-app/people/permissionsets/kiosk_users.permissionset-meta.xml", &set),
        (&format!("{MAIN}/extlClntAppOauthPolicies/P.ecaOauthPlcy-meta.xml"), &policies),
    ]);
    let grant = ["--permitted-users", "pre-authorized", "--run-as", "robot@acme.io"];
    let (stdout, _) = done(dir.path(), &[&["add", "client-credentials"][..], &grant].concat());
    assert!(!stdout.contains("permissionset-meta.xml"), "{stdout}");
    let text =
        read(dir.path(), &format!("{MAIN}/extlClntAppOauthPolicies/P.ecaOauthPlcy-meta.xml"));
    assert!(text.contains("<commaSeparatedPermissionSet>Kiosk_Users<"), "{text}");
}

#[test]
fn placeholders_that_only_the_project_knows_stay_and_go_nowhere_else() {
    let run_as = "    <clientCredentialsFlowUser>${env.user}</clientCredentialsFlowUser>\n    \
                  <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\n";
    let policies = satellite("ExtlClntAppOauthConfigurablePolicies", run_as);
    let path = format!("{MAIN}/extlClntAppOauthPolicies/P.ecaOauthPlcy-meta.xml");
    let dir = kiosk(&[(&path, &policies)]);
    done(dir.path(), &["add", "canvas", "--canvas-url", "https://kiosk.acme.io"]);
    assert_eq!(read(dir.path(), &path), policies);
    let exchange = ["--token-issuer", "https://id.acme.io", "--token-audience", "kiosk"];
    let keys = ["--token-keys", "https://id.acme.io/keys"];
    let users = ["--permitted-users", "pre-authorized"];
    let add = [&["add", "token-exchange"][..], &exchange, &keys, &users].concat();
    refused(dir.path(), &add, "needs a user for its handler to run as");
    done(dir.path(), &[&add[..], &["--run-as", "robot@acme.io"]].concat());
}

/// Many projects leave the global OAuth settings, which hold one half of the switch, out.
#[test]
fn a_user_whom_no_flow_needs_yet_is_no_obstacle_and_is_used_later() {
    let run_as = "    <clientCredentialsFlowUser>robot@acme.io</clientCredentialsFlowUser>\n";
    let policies = satellite("ExtlClntAppOauthConfigurablePolicies", run_as);
    let path = format!("{MAIN}/extlClntAppOauthPolicies/P.ecaOauthPlcy-meta.xml");
    let dir = kiosk(&[(&path, &policies)]);
    done(dir.path(), CANVAS);
    assert_eq!(read(dir.path(), &path), policies);
    done(dir.path(), &["add", "client-credentials"]);
    let after = read(dir.path(), &path);
    assert!(after.contains(run_as), "{after}");
    assert!(after.contains("<isClientCredentialsFlowEnabled>true<"), "{after}");
}
