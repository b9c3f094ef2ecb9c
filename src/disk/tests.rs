use super::*;
use std::fs;

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn makes_every_change() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("old"), "old").unwrap();
    fs::write(at("gone"), "gone").unwrap();
    write(&[
        (at("old"), Change::Rename(at("deep/er/new"))),
        (at("deep/er/new"), Change::Write(b"new".into())),
        (at("gone"), Change::Remove),
        (at("fresh"), Change::Write(b"fresh".into())),
    ])
    .unwrap();
    assert_eq!(fs::read(at("deep/er/new")).unwrap(), b"new");
    assert_eq!(names(dir.path()), ["deep", "fresh"]);
    assert_eq!(names(&at("deep/er")), ["new"], "nothing staged is left behind");
}

#[test]
fn undoes_everything_when_one_change_fails() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("a"), "a").unwrap();
    fs::write(at("b"), "b").unwrap();
    let fault = write(&[
        (at("a"), Change::Write(b"changed".into())),
        (at("new/file"), Change::Write(b"new".into())),
        (at("b"), Change::Rename(at("a"))),
    ])
    .unwrap_err();
    assert_eq!(fault.path, at("b"));
    assert!(fault.to_string().ends_with("nothing was changed"), "{fault}");
    assert_eq!(fs::read(at("a")).unwrap(), b"a");
    assert_eq!(names(dir.path()), ["a", "b"]);
}

#[cfg(unix)]
#[test]
fn keeps_rights_and_follows_no_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("a"), "a").unwrap();
    fs::set_permissions(at("a"), fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(at("a"), at("link")).unwrap();
    write(&[(at("a"), Change::Write(b"b".into()))]).unwrap();
    assert_eq!(fs::metadata(at("a")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(write(&[(at("link"), Change::Write(b"c".into()))]).is_err());
    assert_eq!(fs::read(at("a")).unwrap(), b"b");
}
