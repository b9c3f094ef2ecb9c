//! A failing call of the system or a kill, at every call that writes: each tree is as before, or
//! changed as a whole, or the next run makes it so.
//!
//! The normal run takes a sample; `ECAFORGE_FAULTS=5000` takes so many of them. The library that lets
//! calls fail is built by `rustc` from `tests/faults/shim.rs`.

#![cfg(target_os = "linux")]

mod cases;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::program::program;
use cases::cases;

const EINTR: u32 = 4;
const EIO: u32 = 5;
const EACCES: u32 = 13;
const EMFILE: u32 = 24;
const ENOSPC: u32 = 28;

/// How many faults the normal run tries.
const SAMPLE: usize = 60;
/// How many are tried before the counts are printed.
const CHUNK: usize = 200;
/// How many are tried at once.
const WORKERS: usize = 3;
/// Errors by number; whether the calls after it fail too.
const ERRORS: &[(u32, bool)] = &[
    (ENOSPC, false),
    (ENOSPC, true),
    (EIO, false),
    (EINTR, false),
    (EACCES, false),
    (EACCES, true),
    (EMFILE, false),
];

type Tree = BTreeMap<PathBuf, (u32, Option<Vec<u8>>)>;

/// A command, and what is there when it starts.
struct Case {
    name: &'static str,
    cwd: &'static str,
    args: Vec<&'static str>,
    /// Whether it writes other bytes each time, such as a key.
    random: bool,
    before: Tree,
    after: Tree,
    status: i32,
    calls: Vec<String>,
}

/// What is done to one call.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Error(u32, bool),
    KillBefore,
    KillAfter,
}

fn tree(root: &Path) -> Tree {
    let entries = walkdir::WalkDir::new(root).min_depth(1).into_iter();
    entries
        .map(|entry| {
            let path = entry.expect("an entry").into_path();
            let mode = fs::symlink_metadata(&path).expect("data").permissions().mode() & 0o777;
            let bytes = path.is_file().then(|| fs::read(&path).expect("bytes"));
            (path.strip_prefix(root).expect("below").to_owned(), (mode, bytes))
        })
        .collect()
}

fn restore(root: &Path, tree: &Tree) {
    let _ = fs::remove_dir_all(root);
    fs::create_dir_all(root).expect("a directory");
    for (path, (mode, bytes)) in tree {
        let path = root.join(path);
        match bytes {
            Some(bytes) => fs::write(&path, bytes).expect("a file"),
            None => fs::create_dir(&path).expect("a directory"),
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).expect("rights");
    }
}

/// A run of the program, with the variables of the library that lets calls fail.
fn run(cwd: &Path, args: &[&str], faults: &[(&str, String)]) -> Output {
    let mut command = program();
    command.args(args).current_dir(cwd);
    command.envs(faults.iter().map(|(name, value)| (name, value)));
    command.output().expect("the program runs")
}

/// Builds the library that lets calls fail.
pub(crate) fn shim(dir: &Path) -> String {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.rs");
    let library = dir.join("shim.so");
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let built = Command::new(rustc)
        .args(["--edition", "2024", "--crate-type", "cdylib", "-C", "panic=abort", "-O", "-o"])
        .args([&library, &source])
        .output()
        .expect("rustc runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    library.display().to_string()
}

/// Every fault at every call.
fn all_faults(cases: &[Case]) -> Vec<(usize, usize, Fault)> {
    let mut all = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        for (at, call) in case.calls.iter().enumerate() {
            let opens = ["open", "mkdir"].iter().any(|name| call.starts_with(name));
            for (number, stays) in ERRORS {
                // Signals interrupt no call for ever, and only calls that open know the limit of files.
                let happens = match *number {
                    EMFILE => opens,
                    _ => !call.starts_with("close") || *number == EIO,
                };
                // A key takes a while.
                if happens && (!case.random || *number == ENOSPC) {
                    all.push((index, at + 1, Fault::Error(*number, *stays)));
                }
            }
            if !call.starts_with("close") {
                all.extend([(index, at + 1, Fault::KillBefore), (index, at + 1, Fault::KillAfter)]);
            }
        }
    }
    all
}

/// Whether two trees are one, as far as the case can tell.
fn same(case: &Case, one: &Tree, other: &Tree) -> bool {
    let shape = |tree: &Tree| -> Vec<(PathBuf, u32)> {
        tree.iter().map(|(path, (mode, _))| (path.clone(), *mode)).collect()
    };
    if case.random { shape(one) == shape(other) } else { one == other }
}

/// Lets one call fail, looks at what is left, and runs again.
fn try_one(
    root: &Path,
    shim: &str,
    case: &Case,
    at: usize,
    fault: Fault,
) -> Result<&'static str, String> {
    restore(root, &case.before);
    let mut vars = vec![("LD_PRELOAD", shim.to_owned()), ("FAULT_AT", at.to_string())];
    match fault {
        Fault::Error(number, stays) => {
            vars.push(("FAULT_ERRNO", number.to_string()));
            if stays {
                vars.push(("FAULT_STAYS", "1".to_owned()));
            }
        }
        Fault::KillBefore => vars.push(("FAULT_KILL", "before".to_owned())),
        Fault::KillAfter => vars.push(("FAULT_KILL", "after".to_owned())),
    }
    let cwd = root.join(case.cwd);
    let done = run(&cwd, &case.args, &vars);
    let stderr = String::from_utf8_lossy(&done.stderr).into_owned();
    let now = tree(root);
    // What could not be removed after all was done, the next run removes.
    let tidied: Tree = now
        .iter()
        .filter(|(path, _)| !is_work(path))
        .map(|(p, e)| (p.clone(), e.clone()))
        .collect();
    let untidy = tidied.len() < now.len() && same(case, &tidied, &case.after);
    let (old, new) = (same(case, &now, &case.before), same(case, &now, &case.after));
    let fail = |what: &str| {
        let paths: Vec<_> = now
            .iter()
            .filter(|(path, entry)| case.before.get(*path) != Some(entry))
            .map(|(path, (mode, _))| format!("{} {mode:o}", path.display()))
            .collect();
        Err(format!(
            "{}: {fault:?} at call {at} ({}): {what}; {:?}, stderr: {stderr}\n{paths:?}",
            case.name,
            case.calls[at - 1],
            done.status
        ))
    };
    match (done.status.code(), done.status.signal()) {
        (None, Some(9)) if !matches!(fault, Fault::Error(..)) => {}
        (Some(status), _) if status == case.status && !new && !untidy => {
            return fail("done, but it is not");
        }
        (Some(status), _) if status == case.status => {}
        (Some(2), _) => {
            let name = |path: &PathBuf| path.file_name().map(|n| n.to_string_lossy().into_owned());
            let mut names = case.after.keys().filter_map(name);
            let tells = stderr.contains("standard output") || names.any(|n| stderr.contains(&n));
            // Nobody can be told on a standard error that fails.
            let told = stderr.contains("error: ") && tells;
            let deaf = matches!(fault, Fault::Error(_, true)) && !stderr.contains("error: ");
            if !told && !deaf {
                return fail("no word of what failed");
            }
            if !old && !new && !stderr.contains("next run") && !deaf {
                return fail("half-made, and no word of it");
            }
        }
        _ => return fail("not a status that it may have"),
    }
    if !case.random {
        let secret = |(path, (mode, bytes)): (&PathBuf, &(u32, Option<Vec<u8>>))| {
            let private = case.before.values().find(|(mode, b)| is_private(*mode) && b == bytes);
            private.is_some()
                && bytes.is_some()
                && !is_private(*mode)
                && !case.after.contains_key(path)
        };
        if now.iter().any(secret) && !in_private(&now) {
            return fail("a copy that others can read");
        }
    }
    let again = run(&cwd, &case.args, &[]);
    let settled = tree(root);
    if !same(case, &settled, &case.after) {
        let text = String::from_utf8_lossy(&again.stderr).into_owned();
        let extra: Vec<_> = settled.keys().filter(|path| !case.after.contains_key(*path)).collect();
        return fail(&format!(
            "the next run does not settle it: {:?} {text} {extra:?}",
            again.status
        ));
    }
    Ok(match (old, new) {
        (true, true) => "nothing to write",
        (true, false) => "as before",
        (false, true) => "finished",
        (false, false) if untidy => "finished, tidied by the next run",
        (false, false) => "recovered by the next run",
    })
}

/// Whether nobody but the owner has rights.
fn is_private(mode: u32) -> bool {
    let others = mode & 0o077;
    others == 0
}

/// Whether a path is of the work in progress.
fn is_work(path: &Path) -> bool {
    path.iter().any(|part| part.to_string_lossy().contains(".ecaforge-"))
}

/// Whether the work in progress is in a directory that its owner alone can look into.
fn in_private(tree: &Tree) -> bool {
    tree.iter().any(|(path, (mode, _))| path.ends_with(".ecaforge-journal") && is_private(*mode))
}

#[test]
fn a_fault_at_any_call_leaves_all_or_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let shim = shim(dir.path());
    let cases = cases(dir.path(), &shim);
    let all = all_faults(&cases);
    let wanted = std::env::var("ECAFORGE_FAULTS").ok().and_then(|n| n.parse().ok());
    let wanted: usize = wanted.unwrap_or(SAMPLE).clamp(1, all.len());
    let chosen: Vec<_> = (0..wanted).map(|n| all[n * all.len() / wanted]).collect();
    let (mut counts, mut faults) = (BTreeMap::new(), Vec::new());
    for (chunk, chosen) in chosen.chunks(CHUNK).enumerate() {
        let (ends, wrong) = try_all(dir.path(), &shim, &cases, chosen);
        for (end, count) in ends {
            *counts.entry(end).or_insert(0) += count;
        }
        for fault in &wrong {
            println!("{fault}");
        }
        faults.extend(wrong);
        let done = (chunk * CHUNK + chosen.len(), all.len());
        println!("{} of {} faults: {counts:?}, {} wrong", done.0, done.1, faults.len());
    }
    assert!(
        faults.is_empty(),
        "{} of {wanted}: {:#?}",
        faults.len(),
        &faults[..faults.len().min(9)]
    );
}

/// Tries these faults, several at once: how often each end was seen, and what is wrong.
fn try_all(
    dir: &Path,
    shim: &str,
    cases: &[Case],
    chosen: &[(usize, usize, Fault)],
) -> (BTreeMap<&'static str, usize>, Vec<String>) {
    let (next, counts) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let faults = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let root = dir.join(format!("worker{worker}"));
            let (next, counts, faults) = (&next, &counts, &faults);
            scope.spawn(move || {
                while let Some((case, at, fault)) = chosen.get(next.fetch_add(1, Ordering::SeqCst))
                {
                    match try_one(&root, shim, &cases[*case], *at, *fault) {
                        Ok(end) => *counts.lock().expect("counts").entry(end).or_insert(0) += 1,
                        Err(fault) => faults.lock().expect("faults").push(fault),
                    }
                }
            });
        }
    });
    (counts.into_inner().expect("counts"), faults.into_inner().expect("faults"))
}
