//! `ecaforge add` in projects that ecaforge did not make: single shapes, looked at closely.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{run, write};

pub(crate) const MAIN: &str = "force-app/main/default";

/// A project of these files; a name that ends in a known suffix is in the folder of its type.
pub(crate) fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    for (path, text) in files {
        write(dir.path(), path, text);
    }
    dir
}

pub(crate) fn metadata(type_name: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{type_name} \
         xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{body}</{type_name}>\n"
    )
}

pub(crate) fn header(state: &str) -> String {
    let body = format!(
        "    <contactEmail>o@acme.io</contactEmail>\n    <distributionState>{state}\
         </distributionState>\n    <isProtected>false</isProtected>\n    <label>Kiosk</label>\n"
    );
    metadata("ExternalClientApplication", &body)
}

pub(crate) fn satellite(type_name: &str, body: &str) -> String {
    let reference = "    <externalClientApplication>Kiosk</externalClientApplication>\n";
    metadata(type_name, &format!("{body}{reference}    <label>Kiosk</label>\n"))
}

pub(crate) fn settings() -> String {
    let scopes = "    <commaSeparatedOauthScopes>Api,Web</commaSeparatedOauthScopes>\n";
    satellite("ExtlClntAppOauthSettings", scopes)
}

fn global(callback: &str) -> String {
    let callback = format!("    <callbackUrl>{callback}</callbackUrl>\n");
    satellite("ExtlClntAppGlobalOauthSettings", &callback)
}

pub(crate) fn sfdx(directories: &str) -> String {
    format!(
        "{{\n  \"packageDirectories\": [{directories}],\n  \"sourceApiVersion\": \"67.0\"\n}}\n"
    )
}

pub(crate) const PLAIN: &str = r#"{ "path": "force-app", "default": true }"#;
const HEADER: &str = "force-app/main/default/externalClientApps/Kiosk.eca-meta.xml";
const SETTINGS: &str = "force-app/main/default/extlClntAppOauthSettings/KioskSet.ecaOauth-meta.xml";
const GLOBAL: &str =
    "force-app/main/default/extlClntAppGlobalOauthSets/KioskGlobal.ecaGlblOauth-meta.xml";
const CC: &[&str] = &["add", "client-credentials", "--run-as", "robot@acme.io"];
pub(crate) const CANVAS: &[&str] =
    &["add", "canvas", "--canvas-url", "https://kiosk.acme.io/canvas"];

pub(crate) fn kiosk(more: &[(&str, &str)]) -> tempfile::TempDir {
    let (sfdx, header) = (sfdx(PLAIN), header("Local"));
    let (settings, global) = (settings(), global("https://kiosk.acme.io/cb"));
    let usual = [
        ("sfdx-project.json", sfdx.as_str()),
        (HEADER, &header),
        (SETTINGS, &settings),
        (GLOBAL, &global),
    ];
    project(&[&usual, more].concat())
}

pub(crate) fn read(dir: &Path, path: &str) -> String {
    fs::read_to_string(dir.join(path)).unwrap_or_else(|fault| panic!("{path}: {fault}"))
}

pub(crate) fn done(dir: &Path, args: &[&str]) -> (String, String) {
    let (status, stdout, stderr) = run(dir, args);
    assert_eq!(status, 0, "{args:?}: {stdout}{stderr}");
    (stdout, stderr)
}

pub(crate) fn refused(dir: &Path, args: &[&str], reason: &str) {
    let (status, stdout, stderr) = run(dir, args);
    assert_eq!(status, 2, "{args:?}: {stdout}");
    assert!(stderr.contains(reason), "{args:?}: {stderr}");
}

#[test]
fn lists_grow_in_the_style_of_the_file() {
    let dir = kiosk(&[]);
    let two = global("https://kiosk.acme.io/cb\n        kiosk://cb").replace('\n', "\r\n");
    fs::write(dir.path().join(GLOBAL), two).expect("a file");
    let callbacks = ["--callback", "https://new.acme.io/a&b", "--callback", "kiosk://cb"];
    done(dir.path(), &[&["add", "refresh-token"][..], &callbacks].concat());
    let after = read(dir.path(), GLOBAL);
    assert!(
        after.contains("kiosk://cb\r\n        https://new.acme.io/a&amp;b</callback"),
        "{after}"
    );
    assert!(read(dir.path(), SETTINGS).contains(">Api,Web,RefreshToken<"));
}

#[test]
fn structures_stand_beside_their_like() {
    let kind = "    <notificationTypes>\n        <notificationType>Old</notificationType>\n        \
                <pushByDefault>true</pushByDefault>\n    </notificationTypes>\n";
    let reference = "    <externalClientApplication>Kiosk</externalClientApplication>\n";
    let body = format!("{reference}    <label>Kiosk</label>\n{kind}");
    let text = metadata("ExtlClntAppNotificationSettings", &body).replace("    ", "\t");
    let path = "force-app/main/default/extlClntAppNotificationSettings/N.ecaNotification-meta.xml";
    let path = path
        .replace("N.ecaNotification", &format!("N.{}", suffix("ExtlClntAppNotificationSettings")));
    let dir = kiosk(&[(&path, &text)]);
    let args = ["add", "notification", "--notification-type", "Old,New"];
    done(dir.path(), &args);
    let new = kind.replace("Old", "New").replace("true", "false").replace("    ", "\t");
    let old = kind.replace("    ", "\t");
    assert_eq!(read(dir.path(), &path), text.replace(&old, &(old.clone() + &new)));
}

fn suffix(type_name: &str) -> &'static str {
    &ecaforge::schema::schema().types[type_name].suffix
}

#[test]
fn manifests_that_name_the_app_get_the_new_files() {
    let of = |name: &str| {
        format!(
            "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">\r\n\t<types>\r\n\t\t<members>\
         {name}</members>\r\n\t\t<name>ExternalClientApplication</name>\r\n\t</types>\r\n\t<version>\
         67.0</version>\r\n</Package>\r\n"
        )
    };
    let (ours, other) = (of("Kiosk"), of("Other"));
    let dir = kiosk(&[
        ("deploy/kiosk.xml", &ours),
        ("manifest/other.xml", &other),
        ("manifest/destructiveChanges.xml", &ours),
        ("zip/package.xml", &ours),
        ("zip/externalClientApps/Kiosk.eca", &header("Local")),
    ]);
    let (stdout, _) = done(dir.path(), CANVAS);
    assert!(stdout.contains("deploy start --manifest deploy/kiosk.xml"), "{stdout}");
    let new = "\t<types>\r\n\t\t<members>Kiosk_canvasSettings</members>\r\n\t\t<name>\
               ExtlClntAppCanvasSettings</name>\r\n\t</types>\r\n\t<version>";
    assert_eq!(read(dir.path(), "deploy/kiosk.xml"), ours.replace("\t<version>", new));
    for same in ["manifest/destructiveChanges.xml", "zip/package.xml"] {
        assert_eq!(read(dir.path(), same), ours, "{same}");
    }
    assert_eq!(read(dir.path(), "manifest/other.xml"), other);
    // It does not deploy what changes in files that it omits.
    let (stdout, _) = done(dir.path(), &["add", "device"]);
    assert!(stdout.contains("deploy start --source-dir force-app/"), "{stdout}");
    let global = "\t<types>\r\n\t\t<members>KioskGlobal</members>\r\n\t\t<name>\
                  ExtlClntAppGlobalOauthSettings</name>\r\n\t</types>\r\n\t<version>";
    let both = ours.replace("\t<version>", global);
    fs::write(dir.path().join("deploy/kiosk.xml"), &both).expect("a file");
    let (stdout, _) = done(dir.path(), &["add", "refresh-token"]);
    assert!(stdout.contains("deploy start --source-dir force-app/"), "scopes change: {stdout}");
    let introspect = ["add", "device", "--set", "oauth.introspect-all-tokens=true"];
    let (stdout, _) = done(dir.path(), &introspect);
    assert!(stdout.contains("deploy start --manifest deploy/kiosk.xml"), "{stdout}");
    assert_eq!(read(dir.path(), "deploy/kiosk.xml"), both);
    let bare = ours.replace("\t<version>67.0</version>\r\n", "");
    fs::write(dir.path().join("deploy/kiosk.xml"), &bare).expect("a file");
    done(dir.path(), &["add", "saml", "--acs-url", "https://a.acme.io", "--entity-id", "urn:a"]);
    let text = read(dir.path(), "deploy/kiosk.xml");
    let new = "</types>\r\n\t<types>\r\n\t\t<members>Kiosk_defaultPolicy</members>\r\n\t\t<name>\
               ExtlClntAppConfigurablePolicies</name>\r\n\t</types>\r\n\t<types>\r\n\t\t<members>Kiosk_samlPlcy</members>\r\n\t\t<name>\
               ExtlClntAppSamlConfigurablePolicies</name>\r\n\t</types>\r\n</Package>";
    assert_eq!(text, bare.replace("</types>\r\n</Package>", new));
    let old = ours.replace("67.0", "60.0");
    fs::write(dir.path().join("deploy/kiosk.xml"), old).expect("a file");
    refused(dir.path(), &["add", "mobile"], "deploy/kiosk.xml deploys the app at API version 60.0");
}

#[test]
fn what_may_not_be_packaged_goes_elsewhere() {
    let package = r#"{ "path": "force-app", "default": true, "package": "Kiosk", "versionNumber": "1.0.0.NEXT" }"#;
    let header = header("Packaged");
    let files = [(HEADER, header.as_str()), (SETTINGS, &settings())];
    let args = [CC, &["--callback", "https://kiosk.acme.io/cb"]].concat();
    let alone = sfdx(package);
    let dir = project(&[&[("sfdx-project.json", alone.as_str())][..], &files].concat());
    done(dir.path(), &args);
    let name =
        "unpackaged/main/default/extlClntAppGlobalOauthSets/Kiosk_glbloauth.ecaGlblOauth-meta.xml";
    assert!(read(dir.path(), name).contains("https://kiosk.acme.io/cb"));
    let sfdx_after = read(dir.path(), "sfdx-project.json");
    let entry = r#", { "path": "unpackaged", "default": false }]"#;
    assert_eq!(sfdx_after, alone.replace(']', entry));
    done(dir.path(), &args);
    assert_eq!(read(dir.path(), "sfdx-project.json"), sfdx_after);
    let two = sfdx(&format!("{package}, {{ \"path\": \"org/own\" }}"));
    let dir = project(
        &[&[("sfdx-project.json", two.as_str()), ("org/own/.keep", "")][..], &files].concat(),
    );
    done(dir.path(), &args);
    assert_eq!(read(dir.path(), "sfdx-project.json"), two);
    read(dir.path(), &name.replace("unpackaged", "org/own"));
    refused(dir.path(), &["add", "guest"], "not for packaged apps");
}

#[test]
fn policies_are_named_as_the_org_would() {
    let dir = kiosk(&[]);
    let (_, stderr) = done(dir.path(), CC);
    assert!(
        stderr.contains("ExtlClntAppOauthConfigurablePolicies:KioskSet_defaultPolicy"),
        "{stderr}"
    );
    let policies =
        format!("{MAIN}/extlClntAppOauthPolicies/KioskSet_defaultPolicy.ecaOauthPlcy-meta.xml");
    assert!(read(dir.path(), &policies).contains("<label>KioskSet_defaultPolicy</label>"));
    let linked = header("Local").replace(
        "    <label>",
        "    <orgScopedExternalApp>00D000000000001:Kiosk</orgScopedExternalApp>\n    <label>",
    );
    let dir = kiosk(&[]);
    fs::write(dir.path().join(HEADER), linked).expect("a file");
    done(dir.path(), CC);
    read(dir.path(), &policies.replace("KioskSet_defaultPolicy", "Kiosk_oauthPlcy"));
}

#[test]
fn what_is_not_whole_is_refused() {
    let policies = satellite("ExtlClntAppOauthConfigurablePolicies", "");
    let path = format!("{MAIN}/extlClntAppOauthPolicies/P.ecaOauthPlcy-meta.xml");
    let dir = project(&[("sfdx-project.json", &sfdx(PLAIN)), (&path, &policies)]);
    refused(dir.path(), CC, "no header");
    let dir = kiosk(&[(&path, &policies.replace("</label>", ""))]);
    refused(dir.path(), CC, "is not well formed");
    let token = "    <isClientCredentialsFlowEnabled>__CC__</isClientCredentialsFlowEnabled>\n";
    let text = satellite("ExtlClntAppOauthConfigurablePolicies", token);
    let dir = kiosk(&[(&path, &text)]);
    refused(dir.path(), CC, "is filled in at deploy (`__CC__`)");
    let dir = kiosk(&[]);
    fs::write(dir.path().join("sfdx-project.json"), sfdx(PLAIN).replace("67.0", "61.0"))
        .expect("a file");
    refused(dir.path(), CANVAS, "66.0 or newer; sfdx-project.json says 61.0\n");
}

#[test]
fn a_handler_that_serves_the_app_is_enough() {
    let enablement = "    <enablements>\n        <apexExecutionUser>robot@acme.io</apexExecutionUser>\n  \
                      \x20     <externalClientApp>Kiosk</externalClientApp>\n        <isDefault>true\
                      </isDefault>\n    </enablements>\n    <tokenHandlerApex>Ours</tokenHandlerApex>\n";
    let type_name = "OauthTokenExchangeHandler";
    let path = format!("{MAIN}/oauthtokenexchangehandlers/Ours.{}-meta.xml", suffix(type_name));
    let policies = satellite("ExtlClntAppOauthConfigurablePolicies", GRANTED);
    let dir = kiosk(&[
        (&path, &metadata(type_name, enablement)),
        (&format!("{MAIN}/classes/Ours.cls"), "public class Ours {}"),
        (&format!("{MAIN}/extlClntAppOauthPolicies/P.ecaOauthPlcy-meta.xml"), &policies),
    ]);
    // Whom it trusts stands in its class, so that no flag has to say it.
    let args = ["add", "token-exchange", "--format", "json"];
    let told: Value = serde_json::from_str(&done(dir.path(), &args).0).expect("JSON");
    let files = told["files"].as_array().expect("files");
    assert!(files.len() == 2 && files.iter().all(|file| file["status"] == "change"), "{told}");
}

const GRANTED: &str = "    <commaSeparatedPermissionSet>Kiosk_People</commaSeparatedPermissionSet>\n    \
                       <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>\n";

#[test]
fn an_app_that_is_there_is_not_added_again() {
    let dir = kiosk(&[]);
    let app = ["add", "app", "--name", "Second", "--contact-email", "a@acme.io", "--callback"];
    let app = [&app[..], &["https://second.acme.io/cb"]].concat();
    done(dir.path(), &app);
    let (stdout, _) = done(dir.path(), &app);
    let already = "Nothing to do: the project has the app Second already, as the flags say.\n";
    assert_eq!(stdout, already);
    let other = [&app[..7], &["https://other.acme.io/cb"]].concat();
    refused(dir.path(), &other, "which is not as the flags say; add to it with");
}

#[test]
fn what_the_check_found_before_is_not_told_again() {
    let dir = kiosk(&[]);
    let broad = read(dir.path(), SETTINGS).replace(">Api", ">Full, Api");
    fs::write(dir.path().join(SETTINGS), &broad).expect("an edit");
    let (stdout, _) = done(dir.path(), &["add", "device"]);
    assert!(stdout.contains("the check says anew (2 findings were there before):\n"), "{stdout}");
    assert!(
        stdout.contains("[device-flow-open-to-all]") && !stdout.contains("[broad-scope]"),
        "{stdout}"
    );
    let (stdout, _) = done(dir.path(), &["add", "mobile", "--screen-lock", "Ten"]);
    assert!(stdout.contains("; checked, nothing new found (4 findings were"), "{stdout}");
}

#[test]
fn flags_of_the_app_count_or_are_refused() {
    let dir = kiosk(&[]);
    done(dir.path(), &["add", "device", "--label", "Our kiosk", "--description", "Stands there"]);
    let header = read(dir.path(), HEADER);
    assert!(header.contains("    <label>Our kiosk</label>\n"), "{header}");
    assert!(header.contains("    <description>Stands there</description>\n"), "{header}");
    let global = read(dir.path(), GLOBAL);
    assert!(global.contains("    <label>Kiosk</label>\n"), "names of other files stay: {global}");
    let packaged = ["add", "device", "--distribution", "packaged"];
    refused(dir.path(), &packaged, "--distribution would make another app of `Kiosk`");
    done(dir.path(), &["add", "device", "--distribution", "local"]);
}

#[test]
fn flags_of_the_project_have_no_effect_unseen() {
    let dir = kiosk(&[]);
    let device = ["add", "device"];
    for (flags, reason) in [
        (["--api-version", "66.0"], "it has 67.0; change `sourceApiVersion` in sfdx-project.json"),
        (["--namespace", "acme"], "change `namespace` in sfdx-project.json"),
        (["--set", "project.name=x"], "--set project.name=x has no effect here"),
        (["--ci", "github"], "for projects that ecaforge made"),
    ] {
        refused(dir.path(), &[&device[..], &flags].concat(), reason);
    }
    done(dir.path(), &[&device[..], &["--api-version", "67.0"]].concat());
}

#[test]
fn what_is_there_is_there_already() {
    let dir = kiosk(&[]);
    let saml =
        ["add", "saml", "--acs-url", "https://sp.acme.io/a", "--entity-id", "https://sp.acme.io"];
    let push = ["add", "push", "--firebase-project", "kiosk"];
    for args in [CANVAS, &saml, &push, &["add", "mobile"], &["add", "device"]] {
        done(dir.path(), args);
        let (stdout, _) = done(dir.path(), args);
        assert!(stdout.contains("Nothing to do: Kiosk has"), "{args:?}: {stdout}");
    }
    let path = format!("{MAIN}/extlClntAppSamlConfigurablePolicies");
    let (stdout, _) =
        done(dir.path(), &[&saml[..4], &["--entity-id", "urn:sp", "--diff"]].concat());
    assert!(stdout.contains("+    <entityUrl>urn:sp</entityUrl>"), "{path}: {stdout}");
    assert_eq!(stdout.matches("\n+    <").count(), 1, "{stdout}");
    done(dir.path(), &["add", "push", "--apple-bundle", "io.acme.kiosk"]);
    let pushes = fs::read_dir(dir.path().join(MAIN).join("extlClntAppPushSettings"));
    assert_eq!(pushes.expect("a folder").count(), 2);
    let sfdx = read(dir.path(), "sfdx-project.json");
    assert!(sfdx.contains("\"stringToReplace\": \"${FCM_SERVICE_ACCOUNT}\""), "{sfdx}");
}
