use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::*;

struct Case(tempfile::TempDir);

#[allow(clippy::unwrap_used)]
impl Case {
    /// A secret outside, and a project with a package next to its package directory.
    fn new(is_repository: bool) -> Self {
        let case = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(case.path("repo/app/force-app")).unwrap();
        fs::create_dir_all(case.path("repo/shared")).unwrap();
        fs::create_dir_all(case.path("outside/.git")).unwrap();
        fs::write(case.path("outside/secret"), "secret").unwrap();
        fs::write(case.path("repo/shared/file"), "shared").unwrap();
        fs::write(case.path("repo/app/sfdx-project.json"), "{}").unwrap();
        fs::write(case.path("repo/app/force-app/file"), "own").unwrap();
        if is_repository {
            fs::create_dir(case.path("repo/.git")).unwrap();
        }
        case
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn read(&self, path: &str) -> Result<String, ReadFault> {
        text(&self.path(path), &self.path("repo/app"), 100)
    }
}

#[test]
fn links_are_followed_only_inside() {
    for (target, in_repository, alone) in [
        ("../../outside/secret", false, false),
        ("/proc/self/environ", false, false),
        ("../shared/file", true, false),
        ("force-app/file", true, true),
        ("nowhere", false, false),
        ("link", false, false),
    ] {
        for is_repository in [true, false] {
            let case = Case::new(is_repository);
            symlink(target, case.path("repo/app/link")).unwrap();
            let wanted = if is_repository { in_repository } else { alone };
            assert_eq!(case.read("repo/app/link").is_ok(), wanted, "{target} {is_repository}");
        }
    }
}

#[test]
fn directories_that_are_links_lead_to_no_other_repository() {
    let case = Case::new(true);
    symlink("../../outside", case.path("repo/app/dir")).unwrap();
    assert!(matches!(case.read("repo/app/dir/secret"), Err(ReadFault::LeadsOut)));
    symlink("../shared", case.path("repo/app/inside")).unwrap();
    assert_eq!(case.read("repo/app/inside/file").unwrap(), "shared");
}

#[test]
fn the_directory_that_the_caller_names_may_be_a_link() {
    let case = Case::new(false);
    symlink("repo/app", case.path("named")).unwrap();
    let named = case.path("named");
    assert_eq!(text(&named.join("force-app/file"), &named, 100).unwrap(), "own");
    symlink("../../outside/secret", case.path("repo/app/link")).unwrap();
    assert!(text(&named.join("link"), &named, 100).is_err());
}

#[test]
fn only_regular_files_of_a_bounded_length_are_read() {
    let case = Case::new(true);
    let pipe = case.path("repo/app/pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let root = case.path("repo/app");
    for path in [&pipe, Path::new("/dev/zero"), Path::new("/dev/tty"), &root] {
        assert!(bytes(path, &root, 100).is_err(), "{}", path.display());
        assert!(named(path).is_err(), "{}", path.display());
    }
    fs::write(root.join("long"), "x".repeat(101)).unwrap();
    assert!(matches!(bytes(&root.join("long"), &root, 100), Err(ReadFault::TooLarge(100))));
    fs::write(root.join("latin"), b"a\nb\xe4").unwrap();
    assert!(matches!(text(&root.join("latin"), &root, 100), Err(ReadFault::NotUtf8(2))));
}
