//! What is checked: paths, patterns, archives and standard input.

use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::cli::args::CheckArgs;
use crate::input::{self, MAX_FILE_BYTES};
use crate::project::{Files, Scope, expand, is_archive, path_of};

/// The path that stands for standard input.
const STDIN: &str = "-";

/// The files as they are to be read, and which of them are checked.
pub(super) struct Inputs {
    pub(super) files: Files,
    pub(super) scope: Scope,
}

/// Finds out what is to be checked.
///
/// # Errors
/// If a pattern matches nothing, or standard input or an archive cannot be read.
pub(super) fn read(args: &CheckArgs) -> Result<Inputs, Failure> {
    let mut files = Files::on_disk(std::env::current_dir()?);
    let is_stdin = |path: &Path| path == Path::new(STDIN);
    let mut paths = Vec::new();
    for path in args.paths.iter().filter(|path| !is_stdin(path)) {
        let expanded = expand(&files, path)
            .map_err(|fault| Failure::caused(format!("{}: {fault}", path.display()), fault))?;
        paths.extend(expanded);
    }
    files = files.named(&paths);
    let names_stdin = args.paths.iter().any(|path| is_stdin(path));
    if names_stdin || args.stdin_path.is_some() {
        let path = stdin(args, &mut files)?;
        if names_stdin || paths == [PathBuf::from(".")] {
            paths.retain(|path| path != Path::new("."));
            paths.push(path);
        }
    }
    for path in paths.iter().filter(|path| is_archive(path)) {
        if files.is_file(path) {
            let read = files.add_zip(path);
            read.map_err(|fault| Failure::caused(format!("{}: {fault}", path.display()), fault))?;
        }
    }
    Ok(Inputs { files, scope: Scope { paths } })
}

/// Plans standard input as the content of its file, and gives the path of that.
fn stdin(args: &CheckArgs, files: &mut Files) -> Result<PathBuf, Failure> {
    for (option, is_set) in [("--fix", args.fix), ("--write-baseline", args.write_baseline)] {
        if is_set {
            let message = format!("`{option}` needs files; standard input is none");
            return Err(Failure::new(message));
        }
    }
    let buffer = input::bounded(std::io::stdin().lock(), MAX_FILE_BYTES)
        .map_err(|fault| Failure::caused(format!("standard input: {fault}"), fault))?;
    let by_content = || path_of(&String::from_utf8_lossy(&buffer));
    let path = args.stdin_path.clone().or_else(by_content).ok_or_else(|| {
        Failure::new(
            "standard input begins with the root element of no metadata type of an app; say which \
             file it is with `--stdin-path PATH`",
        )
    })?;
    files.plan(&path, Some(buffer));
    Ok(path)
}
