//! Ctrl-C: at once while reading, after the last rename while writing.

use std::sync::atomic::{AtomicBool, Ordering};

static WRITING: AtomicBool = AtomicBool::new(false);
static ASKED: AtomicBool = AtomicBool::new(false);

/// The exit status of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Waits for Ctrl-C and the like from now on.
pub(super) fn install() {
    // Without a handler the process ends at once, which is safe except while writing.
    let _ = ctrlc::set_handler(|| {
        ASKED.store(true, Ordering::SeqCst);
        if !WRITING.load(Ordering::SeqCst) {
            std::process::exit(INTERRUPTED);
        }
    });
}

/// Does something that must not stop half-way; ends the process afterwards if that was asked for.
pub(super) fn hold<T>(write: impl FnOnce() -> T) -> T {
    WRITING.store(true, Ordering::SeqCst);
    let done = write();
    WRITING.store(false, Ordering::SeqCst);
    if ASKED.load(Ordering::SeqCst) {
        std::process::exit(INTERRUPTED);
    }
    done
}
