//! FIFOs, terminals and the like: what is written to them goes to somebody else at once.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use super::WriteFault;

/// How often and how long a FIFO is waited for until somebody reads from it.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// Whether a path is no file to be replaced, but a FIFO, a device for characters, or an open file of
/// this process such as `/dev/stdout` or what a shell writes for `>(program)`.
#[must_use]
pub(crate) fn is_stream(path: &Path) -> bool {
    is_open_file(path) || kind(path).is_some()
}

/// Whether a path is the standard output of this process.
#[must_use]
pub(crate) fn is_stdout(path: &Path) -> bool {
    cfg!(unix)
        && ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]
            .iter()
            .any(|name| path == Path::new(name))
}

fn is_stderr(path: &Path) -> bool {
    cfg!(unix)
        && ["/dev/stderr", "/dev/fd/2", "/proc/self/fd/2"]
            .iter()
            .any(|name| path == Path::new(name))
}

/// Whether the system gives a path to an open file of this process.
fn is_open_file(path: &Path) -> bool {
    let numbered = |dir: &str| {
        path.parent() == Some(Path::new(dir))
            && path
                .file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()))
    };
    let open = numbered("/dev/fd") || numbered("/proc/self/fd");
    cfg!(unix) && (open || is_stdout(path) || is_stderr(path))
}

/// Writes to a stream. May wait for its reader; a signal ends that.
///
/// # Errors
/// If nobody reads, or the system refuses it. A reader that stops early is no fault.
pub fn stream(path: &Path, bytes: &[u8]) -> Result<(), WriteFault> {
    let done = if is_stdout(path) {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush())
    } else if is_stderr(path) {
        io::stderr().lock().write_all(bytes)
    } else {
        open(path).and_then(|mut file| file.write_all(bytes))
    };
    match done {
        Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|fault| WriteFault::io(path, fault)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Fifo,
    Device,
}

/// What a path is, where it is no link.
#[cfg(unix)]
fn kind(path: &Path) -> Option<Kind> {
    use std::os::unix::fs::FileTypeExt as _;
    let kind = path.symlink_metadata().ok()?.file_type();
    let device = kind.is_char_device().then_some(Kind::Device);
    if kind.is_fifo() { Some(Kind::Fifo) } else { device }
}

#[cfg(not(unix))]
fn kind(_: &Path) -> Option<Kind> {
    None
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
    let options = |flags| {
        let mut options = std::fs::OpenOptions::new();
        // The open file of a shell may have a text already.
        options.append(true).custom_flags(flags);
        options
    };
    if !std::fs::metadata(path)?.file_type().is_fifo() {
        return super::system::again(|| options(libc::O_NOCTTY).open(path));
    }
    for attempt in 1..=TRIES {
        // This fails as long as nobody reads. While it is open, the one that waits does not wait.
        match options(libc::O_NONBLOCK).open(path) {
            Ok(_reader) => return options(0).open(path),
            Err(fault) if fault.raw_os_error() == Some(libc::ENXIO) && attempt < TRIES => {
                std::thread::sleep(PAUSE);
            }
            Err(fault) if fault.raw_os_error() == Some(libc::ENXIO) => break,
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
    Err(io::Error::other("it is a FIFO, and no program reads from it"))
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<std::fs::File> {
    std::fs::OpenOptions::new().append(true).open(path)
}
