//! Templates of others run for a bounded time, in bounded memory.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Longest time that templates of others may take.
const LONGEST: Duration = Duration::from_secs(10);
/// Most memory that the process may gain meanwhile, in bytes.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// How often both are looked at. In that time little memory can be filled.
const STEP: Duration = Duration::from_millis(5);
/// As much stack as the main thread usually has.
const STACK: usize = 8 * 1024 * 1024;

/// Runs some work in a thread of its own. The thread ends with the process if it takes too much, so
/// the caller gives up then.
///
/// # Errors
/// Says which bound was passed.
pub(super) fn bounded<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    let (send, receive) = channel();
    let thread = thread::Builder::new().stack_size(STACK).spawn(move || send.send(work()).is_ok());
    let thread = thread.map_err(|fault| fault.to_string())?;
    let (start, before) = (Instant::now(), memory());
    loop {
        match receive.recv_timeout(STEP) {
            Ok(done) => return Ok(done),
            Err(RecvTimeoutError::Disconnected) => {
                // What went wrong in the thread goes on here.
                return thread.join().map_or_else(
                    |fault| std::panic::resume_unwind(fault),
                    |_| Err("they gave nothing".to_owned()),
                );
            }
            Err(RecvTimeoutError::Timeout) if start.elapsed() > LONGEST => {
                return Err(format!("they take more than {} seconds", LONGEST.as_secs()));
            }
            Err(RecvTimeoutError::Timeout) if memory().saturating_sub(before) > MOST_BYTES => {
                return Err(format!("they take more than {} MiB", MOST_BYTES / 1024 / 1024));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// The memory that the process has in use; 0 where the system does not tell.
fn memory() -> u64 {
    /// Size of a page on the systems that have the file; on a few it is larger.
    const PAGE: u64 = 4096;
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or_default() * PAGE
}
