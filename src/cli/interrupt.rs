//! Ctrl-C: immediately while reading, after the last rename while writing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::prompt;

static WRITING: Mutex<()> = Mutex::new(());
static ASKED: AtomicBool = AtomicBool::new(false);

/// The exit status of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Waits for Ctrl-C and the like from now on.
pub(super) fn install() {
    // Without a handler the process ends immediately, which is safe except while writing.
    let _ = ctrlc::set_handler(|| {
        ASKED.store(true, Ordering::SeqCst);
        // This has a thread of its own, so that it can wait for what is being written.
        let _held = writing();
        prompt::restore();
        std::process::exit(INTERRUPTED);
    });
}

/// Does something that must not stop half-way; ends the process afterwards if that was asked for.
pub(super) fn hold<T>(write: impl FnOnce() -> T) -> T {
    let held = writing();
    let done = write();
    if ASKED.load(Ordering::SeqCst) {
        std::process::exit(INTERRUPTED);
    }
    drop(held);
    done
}

fn writing() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}
