use super::*;
use std::cell::Cell;
use std::fs;

thread_local! {
    static POINTS_LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Ends the run where the test said: nothing after it happens, as after a kill.
pub(super) fn point(name: &str) {
    match POINTS_LEFT.get() {
        Some(0) => {
            POINTS_LEFT.set(None);
            std::panic::resume_unwind(Box::new(name.to_owned()));
        }
        left => POINTS_LEFT.set(left.map(|left| left - 1)),
    }
}

/// Does something and kills it after so many steps; whether it came that far.
fn killed_after(steps: usize, run: impl FnOnce()) -> bool {
    POINTS_LEFT.set(Some(steps));
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    POINTS_LEFT.set(None);
    done.is_err()
}

/// Every path below a directory, with the bytes of files.
fn tree(root: &Path) -> Vec<(String, Option<Vec<u8>>)> {
    let entries = walkdir::WalkDir::new(root).min_depth(1).sort_by_file_name();
    let entries = entries.into_iter().map(Result::unwrap);
    let path = |path: &Path| path.strip_prefix(root).unwrap().display().to_string();
    entries.map(|entry| (path(entry.path()), fs::read(entry.path()).ok())).collect()
}

fn step(path: &str, old: Option<&str>, new: Option<&str>) -> WriteStep {
    let bytes = |text: &str| text.as_bytes().to_vec();
    WriteStep { path: path.into(), old: old.map(bytes), new: new.map(bytes) }
}

/// A directory with files, and steps that change, make, move and remove some.
fn project() -> (tempfile::TempDir, Vec<WriteStep>) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("old/dir")).unwrap();
    fs::create_dir_all(dir.path().join("empty")).unwrap();
    for (path, text) in [("a", "a"), ("old/dir/b", "b"), ("c", "c"), ("other", "other")] {
        fs::write(dir.path().join(path), text).unwrap();
    }
    let steps = vec![
        step("a", Some("a"), Some("A")),
        step("old/dir/b", Some("b"), None),
        step("new/dir/b", None, Some("B")),
        step("c", Some("c"), None),
        step("empty/d", None, Some("d")),
    ];
    (dir, steps)
}

#[test]
fn a_kill_at_any_step_leaves_old_or_new_after_the_next_run() {
    let (dir, steps) = project();
    let before = tree(dir.path());
    write_below(dir.path(), steps).unwrap();
    let after = tree(dir.path());
    let paths: Vec<&str> = after.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["a", "empty", "empty/d", "new", "new/dir", "new/dir/b", "other"]);
    let (mut olds, mut news) = (0, 0);
    for kill in 0.. {
        let (dir, steps) = project();
        if !killed_after(kill, || write_below(dir.path(), steps.clone()).unwrap()) {
            break;
        }
        let half = is_interrupted(dir.path());
        // The recovery may be killed just as well.
        for again in 0.. {
            if !killed_after(again, || drop(recover(dir.path()).unwrap())) {
                break;
            }
        }
        let now = tree(dir.path());
        assert!(now == before || now == after, "killed after {kill} steps: {now:?}");
        assert_eq!(half, half && now == after, "what was decided is made, after {kill} steps");
        olds += usize::from(now == before);
        news += usize::from(now == after);
        assert_eq!(recover(dir.path()).unwrap(), Recovery::Nothing);
    }
    assert!(olds > 4 && news > 4, "{olds} old, {news} new");
}

#[test]
fn a_kill_while_a_failed_run_takes_its_steps_back_leaves_the_old() {
    let mut kills = 0;
    for kill in 0.. {
        let (dir, mut steps) = project();
        let before = tree(dir.path());
        // A directory is needed where a file arrives before it.
        steps.extend([step("x", None, Some("x")), step("x/y", None, Some("y"))]);
        let killed =
            killed_after(kill, || drop(write_below(dir.path(), steps.clone()).unwrap_err()));
        if dir.path().join(".ecaforge-journal/back.json").exists() || !killed {
            assert_ne!(recover(dir.path()).unwrap(), Recovery::Finished(Vec::new()));
            assert_eq!(tree(dir.path()), before, "killed after {kill} steps");
            kills += usize::from(killed);
        }
        if !killed {
            break;
        }
    }
    assert!(kills > 3, "{kills}");
}

#[cfg(unix)]
#[test]
fn what_a_failed_run_did_not_reach_is_not_written_again() {
    use std::os::unix::fs::MetadataExt as _;
    let (dir, _) = project();
    let inode = || fs::metadata(dir.path().join("c")).unwrap().ino();
    let before = (tree(dir.path()), inode());
    // A directory is needed where a file arrives before it.
    let steps = [
        step("a", Some("a"), Some("A")),
        step("x", None, Some("x")),
        step("x/y", None, Some("y")),
        step("c", Some("c"), Some("C")),
    ];
    let fault = write_below(dir.path(), steps.into()).unwrap_err();
    assert!(fault.left.is_empty(), "{fault}");
    assert_eq!((tree(dir.path()), inode()), before);
}

#[test]
fn several_projects_change_together_and_each_survives_a_kill() {
    let projects = || {
        let ((one, first), (two, second)) = (project(), project());
        let steps = vec![(one.path().to_owned(), first), (two.path().to_owned(), second)];
        ([one, two], steps)
    };
    let (dirs, mut steps) = projects();
    let before = tree(dirs[0].path());
    steps[1].1.extend([step("x", None, Some("x")), step("x/y", None, Some("y"))]);
    write_projects(&steps).unwrap_err();
    assert!(dirs.iter().all(|dir| tree(dir.path()) == before), "one failed, so neither changed");
    let (dirs, steps) = projects();
    write_projects(&steps).unwrap();
    let after = tree(dirs[0].path());
    assert!(after != before && tree(dirs[1].path()) == after);
    for kill in 0.. {
        let (dirs, steps) = projects();
        if !killed_after(kill, || write_projects(&steps).unwrap()) {
            break;
        }
        for dir in &dirs {
            recover(dir.path()).unwrap();
            let now = tree(dir.path());
            assert!(now == before || now == after, "killed after {kill} steps: {now:?}");
        }
    }
}

#[test]
fn recovery_leaves_alone_what_was_changed_since() {
    let (dir, steps) = project();
    // Five are prepared and decided on; then one of two removals is made.
    assert!(killed_after(7, || write_below(dir.path(), steps).unwrap()));
    fs::write(dir.path().join("a"), "mine").unwrap();
    assert!(is_interrupted(dir.path()));
    assert_eq!(recover(dir.path()).unwrap(), Recovery::Finished(vec!["a".into()]));
    assert_eq!(fs::read(dir.path().join("a")).unwrap(), b"mine");
    assert_eq!(fs::read(dir.path().join("new/dir/b")).unwrap(), b"B");
}

#[test]
fn a_file_that_changed_meanwhile_stops_everything() {
    let (dir, steps) = project();
    fs::write(dir.path().join("c"), "changed").unwrap();
    let before = tree(dir.path());
    let fault = write_below(dir.path(), steps).unwrap_err();
    assert!(fault.to_string().contains("changed meanwhile"), "{fault}");
    assert_eq!(tree(dir.path()), before);
}

/// A journal with a list of that text, in which `SEAL` stands for the seal of its place.
fn journal(list_name: &str, text: &str) -> (tempfile::TempDir, PathBuf) {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("project");
    let dir = root.join(".ecaforge-journal");
    fs::create_dir_all(&dir).unwrap();
    fs::create_dir_all(outer.path().join("outside/empty")).unwrap();
    fs::create_dir_all(root.join(".git/hooks")).unwrap();
    drop(claim::Claim::take(&dir).unwrap().unwrap());
    fs::write(dir.join("new0"), "evil").unwrap();
    let seal = claim::seal(&dir).unwrap();
    fs::write(dir.join(list_name), text.replace("SEAL", &seal)).unwrap();
    (outer, root)
}

#[test]
fn a_journal_leads_neither_out_of_its_directory_nor_to_git() {
    let paths = [
        "../x",
        "/tmp/x",
        ".git/config",
        "sub/.Git/x",
        ".ecaforge-journal/x",
        ".git./x",
        ".git /x",
        ".git::$INDEX_ALLOCATION/x",
        ".git\\\\hooks\\\\x",
        "GIT~1/x",
        "a/../../x",
        "..\\\\x",
        "",
    ];
    for (name, path) in ["forward.json", "back.json"].iter().flat_map(|n| paths.map(|p| (n, p))) {
        let kind = if *name == "back.json" { "old" } else { "new" };
        let step = format!("{{\"path\":\"{path}\",\"{kind}\":\"0\"}}");
        let fine = format!("{{\"path\":\"a/b\",\"{kind}\":\"0\"}}");
        let made = ["", &format!("\"{path}\"")].map(str::to_owned);
        let lists = [(step, made[0].clone()), (fine, made[1].clone())];
        for (step, made) in lists {
            let text =
                format!("{{\"version\":2,\"seal\":\"SEAL\",\"made\":[{made}],\"steps\":[{step}]}}");
            let (outer, root) = journal(name, &text);
            let before = tree(outer.path());
            recover(&root).unwrap_err();
            assert_eq!(tree(outer.path()), before, "{name}: {text}");
        }
    }
    // With the seal and good paths it is carried out: so the seal is the right one.
    let hash = hash(b"evil");
    let step = format!("{{\"path\":\"a\",\"old\":null,\"new\":\"{hash}\"}}");
    let text = format!("{{\"version\":2,\"seal\":\"SEAL\",\"made\":[],\"steps\":[{step}]}}");
    let (_outer, root) = journal("forward.json", &text);
    assert_eq!(recover(&root).unwrap(), Recovery::Finished(Vec::new()));
    assert_eq!(fs::read(root.join("a")).unwrap(), b"evil");
}

/// Copies a directory as a clone or an archive would.
fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (path, bytes) in tree(from) {
        match bytes {
            Some(bytes) => fs::write(to.join(path), bytes).unwrap(),
            None => fs::create_dir(to.join(path)).unwrap(),
        }
    }
}

#[test]
fn a_journal_is_believed_where_it_was_written_and_nowhere_else() {
    for kill in 6..12 {
        let (dir, steps) = project();
        assert!(killed_after(kill, || write_below(dir.path(), steps.clone()).unwrap()));
        let copy = tempfile::tempdir().unwrap();
        let root = copy.path().join("clone");
        copied(dir.path(), &root);
        let before = tree(&root);
        let fault = recover(&root).unwrap_err().to_string();
        assert!(fault.contains("came with a clone or a copy"), "{fault}");
        assert_eq!(tree(&root), before, "after {kill} steps");
        write_below(&root, steps).unwrap_err();
        assert_eq!(tree(&root), before, "after {kill} steps");
        assert_ne!(recover(dir.path()).unwrap(), Recovery::Nothing);
    }
}

#[test]
fn what_is_of_others_in_a_journal_stays() {
    for name in ["mine.txt", "new0/x", "tree/x"] {
        let (dir, steps) = project();
        let place = dir.path().join(".ecaforge-journal").join(name);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, "mine").unwrap();
        let before = tree(dir.path());
        assert!(!is_interrupted(dir.path()));
        recover(dir.path()).unwrap_err();
        write_below(dir.path(), steps).unwrap_err();
        let now: Vec<_> =
            tree(dir.path()).into_iter().filter(|(p, _)| !p.ends_with("/lock")).collect();
        assert_eq!(now, before, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn nothing_in_work_in_progress_is_readable_by_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for kill in 0..10 {
        let (dir, steps) = project();
        fs::set_permissions(dir.path().join("a"), fs::Permissions::from_mode(0o600)).unwrap();
        killed_after(kill, || write_below(dir.path(), steps).unwrap());
        let journal = dir.path().join(".ecaforge-journal");
        if journal.exists() {
            assert_eq!(mode(&journal), 0o700);
            for copy in ["old0", "new0"].map(|name| journal.join(name)) {
                assert!(!copy.exists() || mode(&copy) == 0o600, "{}", copy.display());
            }
        }
        recover(dir.path()).unwrap();
        assert_eq!(mode(&dir.path().join("a")), 0o600);
    }
}

#[test]
fn a_new_directory_is_there_as_a_whole_or_not_at_all() {
    let steps = || vec![step("a", None, Some("a")), step("b/c", None, Some("c"))];
    let mut kills = 0;
    for kill in 0.. {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("deep/er/project");
        let killed = killed_after(kill, || write_below(&root, steps()).unwrap());
        let there = root.exists();
        assert_eq!(there, dir.path().join("deep").exists());
        if there {
            assert_eq!(names(&root), ["a", "b"], "killed after {kill} steps");
            write_below(&root, Vec::new()).unwrap();
        } else {
            write_below(&root, steps()).unwrap();
        }
        assert_eq!(names(dir.path()), ["deep"], "killed after {kill} steps");
        if !killed {
            break;
        }
        kills += 1;
    }
    assert!(kills > 3, "{kills}");
}

#[test]
fn two_runs_do_not_write_at_once() {
    let (dir, steps) = project();
    let before = tree(dir.path());
    let busy = claim::Claim::take(&dir.path().join(".ecaforge-journal")).unwrap().unwrap();
    let fault = write_below(dir.path(), steps.clone()).unwrap_err();
    assert!(fault.to_string().contains("another run"), "{fault}");
    assert!(recover(dir.path()).is_err() && !is_interrupted(dir.path()));
    busy.release();
    assert_eq!(tree(dir.path()), before);
    write_below(dir.path(), steps).unwrap();
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn undoes_everything_when_one_file_fails() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    fs::write(at("a"), "a").unwrap();
    fs::create_dir(at("blocked")).unwrap();
    let files = [(at("a"), "A"), (at("new/x"), "x"), (at("blocked"), "y")];
    let fault = write(&files.map(|(path, text)| (path, text.into()))).unwrap_err();
    assert_eq!(fault.path, at("blocked"));
    assert!(fault.to_string().ends_with("nothing was changed"), "{fault}");
    // This directory comes into being only after it was looked for.
    let files = [(at("a"), "A"), (at("x"), "x"), (at("x/y"), "y")];
    write(&files.map(|(path, text)| (path, text.into()))).unwrap_err();
    assert_eq!(fs::read(at("a")).unwrap(), b"a");
    assert_eq!(names(dir.path()), ["a", "blocked"]);
    write(&[(at("a"), b"A".into()), (at("new/x"), b"x".into())]).unwrap();
    assert_eq!(fs::read(at("a")).unwrap(), b"A");
    assert_eq!(names(&at("new")), ["x"], "nothing staged is left behind");
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
    write(&[(at("a"), b"b".into())]).unwrap();
    assert_eq!(fs::metadata(at("a")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(write(&[(at("link"), b"c".into())]).is_err());
    assert_eq!(fs::read(at("a")).unwrap(), b"b");
}
