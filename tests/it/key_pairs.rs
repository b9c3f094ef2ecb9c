//! Certificates that `ecaforge new` takes, and key pairs that it makes.

use std::fs;

use crate::generate_cli::{new, snapshot};
use crate::program::run;

#[test]
fn certificates_are_looked_at_before_they_are_used() {
    let dir = tempfile::tempdir().expect("a directory");
    let file = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("a file");
    file("good.pem", crate::generate_flows::CERTIFICATE);
    file("key.pem", "-----BEGIN PRIVATE KEY-----\nMIIEsecret\n-----END PRIVATE KEY-----\n");
    let args = |pem| ["--flow", "jwt-bearer", "--certificate", pem];
    let (status, _, stderr) = new(dir.path(), &args("key.pem"));
    assert_eq!(status, 2);
    assert!(stderr.contains("contains a private key") && !stderr.contains("MIIE"), "{stderr}");
    let (status, _, stderr) = new(dir.path(), &args("missing.pem"));
    assert_eq!(status, 2);
    assert!(stderr.contains("cannot read the certificate"), "{stderr}");
}

#[test]
fn a_key_pair_is_made_once_and_the_key_stays_outside() {
    let dir = tempfile::tempdir().expect("a directory");
    let flags = ["--flow", "jwt-bearer", "--generate-certificate"];
    let (status, stdout, stderr) = new(dir.path(), &[&flags[..], &["--dry-run"]].concat());
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    let key = dir.path().join("Billing.key");
    assert!(!key.exists(), "a dry run makes no key");

    let inside = [&flags[..], &["--key-out", "billing/keys/my.key"]].concat();
    let (status, _, stderr) = new(dir.path(), &inside);
    assert_eq!(status, 2);
    assert!(stderr.contains("inside the project"), "{stderr}");
    assert!(!dir.path().join("billing").exists());

    let (status, stdout, stderr) = new(dir.path(), &flags);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    assert!(stdout.contains(&format!("Private key: {}", key.display())), "{stdout}");
    let secret = fs::read_to_string(&key).expect("the key");
    assert!(secret.starts_with("-----BEGIN PRIVATE KEY-----"));
    let line = secret.lines().nth(1).expect("a line of the key");
    assert!(!stdout.contains(line));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&key).expect("the key").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let before = snapshot(&dir.path().join("billing"));
    for (path, bytes) in &before {
        assert!(!String::from_utf8_lossy(bytes).contains("PRIVATE KEY"), "{}", path.display());
    }
    let spec = fs::read_to_string(dir.path().join("billing/ecaforge.toml")).expect("the spec");
    assert!(spec.contains("BEGIN CERTIFICATE"), "{spec}");

    let (status, stdout, stderr) = new(dir.path(), &flags);
    assert_eq!(status, 0);
    assert!(stderr.starts_with("note: Billing has a certificate already, so no key"), "{stderr}");
    assert!(stdout.contains("Nothing to do"), "{stdout}");
    assert_eq!(snapshot(&dir.path().join("billing")), before);
    assert_eq!(fs::read_to_string(&key).expect("the key"), secret);

    // As after a kill between the project and the name of the key.
    let waiting = dir.path().join("Billing.key.ecaforge-new");
    fs::rename(&key, &waiting).expect("a name");
    let (status, _, stderr) = new(dir.path(), &[]);
    assert!(status == 0 && stderr.contains("left the private key"), "{stderr}");
    let (status, stdout, stderr) = new(dir.path(), &flags);
    assert_eq!(status, 0);
    assert!(stderr.starts_with("note: a run was interrupted") && stdout.contains("Private key: "));
    assert_eq!(snapshot(&dir.path().join("billing")), before);
    assert_eq!(fs::read_to_string(&key).expect("the key"), secret);
    assert!(!waiting.exists());
}

#[test]
fn a_key_that_a_killed_run_left_is_used_and_not_made_again() {
    let dir = tempfile::tempdir().expect("a directory");
    let flags = ["--flow", "jwt-bearer", "--generate-certificate"];
    let (status, _, stderr) = new(dir.path(), &flags);
    assert_eq!((status, stderr.as_str()), (0, ""));
    let (key, waiting) =
        (dir.path().join("Billing.key"), dir.path().join("Billing.key.ecaforge-new"));
    let secret = fs::read(&key).expect("the key");
    fs::rename(&key, &waiting).expect("a name");
    fs::remove_dir_all(dir.path().join("billing")).expect("a removal");

    // Another run is at work with it.
    let held = fs::File::open(&waiting).expect("the key");
    held.lock().expect("a lock");
    let (status, _, stderr) = new(dir.path(), &flags);
    assert!(status == 2 && stderr.contains("another run of ecaforge is making"), "{stderr}");
    drop(held);

    let (status, stdout, stderr) = new(dir.path(), &flags);
    assert_eq!(status, 0, "{stderr}");
    assert!(stderr.contains("this one goes on with its private key"), "{stderr}");
    assert!(stdout.contains(&format!("Private key: {}", key.display())), "{stdout}");
    assert_eq!(fs::read(&key).expect("the key"), secret);
    assert!(!waiting.exists());
    let (status, stdout, _) = run(dir.path(), &["check", "billing", "--fail-on", "hint"]);
    assert_eq!(status, 0, "{stdout}");

    // What lies there under that name and is no key is neither used nor lost.
    fs::write(&waiting, "mine").expect("a file");
    fs::remove_dir_all(dir.path().join("billing")).expect("a removal");
    let (status, _, stderr) = new(dir.path(), &flags);
    assert!(status == 2 && stderr.contains("Billing.key.ecaforge-new"), "{stderr}");
    assert_eq!(fs::read(&waiting).expect("a file"), b"mine");
}

#[test]
fn a_certificate_that_ends_has_a_successor_with_a_key_of_its_own() {
    let dir = tempfile::tempdir().expect("a directory");
    let flags = ["--flow", "jwt-bearer", "--generate-certificate"];
    assert_eq!(new(dir.path(), &flags).0, 0);
    let key = dir.path().join("Billing.key");
    let secret = fs::read_to_string(&key).expect("the key");
    let before = snapshot(&dir.path().join("billing"));
    let successor = [&flags[..], &["--key-out", "next.key"]].concat();
    let (status, stdout, stderr) = new(dir.path(), &successor);
    assert_eq!((status, stderr.as_str()), (0, ""), "{stdout}");
    assert_ne!(fs::read_to_string(dir.path().join("next.key")).expect("the key"), secret);
    assert_eq!(fs::read_to_string(&key).expect("the key"), secret);
    let next = snapshot(&dir.path().join("billing"));
    assert_ne!(next, before);
    let (_, stdout, _) = new(dir.path(), &successor);
    assert!(stdout.contains("Nothing to do"), "{stdout}");
    assert_eq!(snapshot(&dir.path().join("billing")), next);
}

#[test]
fn a_project_that_cannot_be_written_leaves_no_key() {
    let dir = tempfile::tempdir().expect("a directory");
    fs::create_dir_all(dir.path().join("billing/manifest/package.xml")).expect("a directory");
    fs::write(dir.path().join("billing/ecaforge.toml"), "").expect("a spec");
    let args = ["--flow", "jwt-bearer", "--generate-certificate", "--force"];
    let (status, _, stderr) = new(dir.path(), &args);
    assert_eq!(status, 2);
    assert!(stderr.contains("package.xml"), "{stderr}");
    assert!(!dir.path().join("Billing.key").exists());
}
