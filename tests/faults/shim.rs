//! A library that is loaded before the system's own, and lets a call that writes fail or kills the
//! process there. Built by `rustc` for the tests of `tests/it/faults.rs`; Linux only.
//!
//! `FAULT_AT` is the number of the call, from 1. `FAULT_ERRNO` is its error; `FAULT_KILL` is `before`
//! or `after`, and `FAULT_SIGNAL` is the signal if it is not `SIGKILL`; with `FAULT_STAYS` all calls of its kind after it fail too. `FAULT_LOG` is a file to
//! which a line for each call is written.
//!
//! `FAULT_READ` is how the path of a file or directory ends that cannot be opened to read it, with the
//! error `FAULT_ERRNO`: at the call `FAULT_READ_AT` of these, from 1, and with `FAULT_STAYS` at all after
//! it.

#![no_std]
#![allow(unused_unsafe, clippy::missing_safety_doc)]

use core::ffi::{c_char, c_int, c_long, c_uint, c_void};
use core::sync::atomic::{AtomicI64, AtomicPtr, Ordering};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe { abort() }
}

unsafe extern "C" {
    static program_invocation_short_name: *const c_char;
    fn abort() -> !;
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
    fn getenv(name: *const c_char) -> *const c_char;
    fn atoi(text: *const c_char) -> c_int;
    fn strcmp(a: *const c_char, b: *const c_char) -> c_int;
    fn strlen(text: *const c_char) -> usize;
    fn __errno_location() -> *mut c_int;
    fn getpid() -> c_int;
    fn kill(pid: c_int, signal: c_int) -> c_int;
}

const NEXT: *mut c_void = -1_isize as *mut c_void;
const WRITES: c_int = 0o3 | 0o100;
const APPEND_LOG: c_int = 0o1 | 0o100 | 0o2000;

static CALLS: AtomicI64 = AtomicI64::new(0);
static READS: AtomicI64 = AtomicI64::new(0);

unsafe fn real(cache: &AtomicPtr<c_void>, name: &core::ffi::CStr) -> *mut c_void {
    let known = cache.load(Ordering::Relaxed);
    if !known.is_null() {
        return known;
    }
    let found = unsafe { dlsym(NEXT, name.as_ptr()) };
    cache.store(found, Ordering::Relaxed);
    found
}

unsafe fn setting(name: &core::ffi::CStr) -> *const c_char {
    unsafe { getenv(name.as_ptr()) }
}

unsafe fn number(name: &core::ffi::CStr) -> c_int {
    let text = unsafe { setting(name) };
    if text.is_null() { 0 } else { unsafe { atoi(text) } }
}

unsafe fn is_kill(when: &core::ffi::CStr) -> bool {
    let text = unsafe { setting(c"FAULT_KILL") };
    !text.is_null() && unsafe { strcmp(text, when.as_ptr()) } == 0
}

unsafe fn die() {
    unsafe {
        let signal = number(c"FAULT_SIGNAL");
        kill(getpid(), if signal > 0 { signal } else { 9 });
    }
}

type Open = unsafe extern "C" fn(*const c_char, c_int, c_uint) -> c_int;
type Write = unsafe extern "C" fn(c_int, *const c_void, usize) -> isize;
type Close = unsafe extern "C" fn(c_int) -> c_int;

macro_rules! original {
    ($name:ident, $type:ty) => {{
        static CACHE: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());
        let name = concat!(stringify!($name), "\0").as_bytes();
        let name = unsafe { core::ffi::CStr::from_bytes_with_nul_unchecked(name) };
        unsafe { core::mem::transmute::<*mut c_void, $type>(real(&CACHE, name)) }
    }};
}

unsafe fn log(call: &[u8], path: *const c_char) {
    let file = unsafe { setting(c"FAULT_LOG") };
    if file.is_null() {
        return;
    }
    unsafe {
        let out = original!(open, Open)(file, APPEND_LOG, 0o600);
        let write = original!(write, Write);
        write(out, call.as_ptr().cast(), call.len());
        if !path.is_null() {
            write(out, c" ".as_ptr().cast(), 1);
            write(out, path.cast(), strlen(path));
        }
        write(out, c"\n".as_ptr().cast(), 1);
        original!(close, Close)(out);
    }
}

/// What happens to a call: whether it fails now, and whether the process dies after it.
unsafe fn judge(call: &[u8], path: *const c_char) -> (bool, bool) {
    unsafe {
        if strcmp(program_invocation_short_name, c"ecaforge".as_ptr()) != 0 {
            return (false, false);
        }
        let at = CALLS.fetch_add(1, Ordering::SeqCst) + 1;
        log(call, path);
        let wanted = i64::from(number(c"FAULT_AT"));
        let hit = at == wanted || wanted > 0 && at > wanted && number(c"FAULT_STAYS") > 0;
        if !hit {
            return (false, false);
        }
        if is_kill(c"before") {
            die();
        }
        let fault = number(c"FAULT_ERRNO");
        if fault > 0 {
            *__errno_location() = fault;
        }
        (fault > 0, is_kill(c"after"))
    }
}

/// Whether a file or directory of that path cannot be opened to read it.
unsafe fn is_unreadable(path: *const c_char) -> bool {
    unsafe {
        let end = setting(c"FAULT_READ");
        if end.is_null() || strcmp(program_invocation_short_name, c"ecaforge".as_ptr()) != 0 {
            return false;
        }
        let (whole, part) = (strlen(path), strlen(end));
        if part > whole || strcmp(path.add(whole - part), end) != 0 {
            return false;
        }
        let at = READS.fetch_add(1, Ordering::SeqCst) + 1;
        let wanted = i64::from(number(c"FAULT_READ_AT"));
        let hit = at == wanted || at > wanted && number(c"FAULT_STAYS") > 0;
        if hit {
            *__errno_location() = number(c"FAULT_ERRNO");
        }
        hit
    }
}

/// Opens a directory to list it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn opendir(path: *const c_char) -> *mut c_void {
    if unsafe { is_unreadable(path) } {
        return core::ptr::null_mut();
    }
    unsafe { original!(opendir, unsafe extern "C" fn(*const c_char) -> *mut c_void)(path) }
}

macro_rules! calls {
    ($($name:ident($($arg:ident: $type:ty),*) -> $back:ty, $path:expr, $counts:expr;)*) => {$(
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($($arg: $type),*) -> $back {
            let original = original!($name, unsafe extern "C" fn($($type),*) -> $back);
            if !$counts {
                if unsafe { !$path.is_null() && is_unreadable($path) } {
                    return -1;
                }
                return unsafe { original($($arg),*) };
            }
            let (fails, dies) = unsafe { judge(stringify!($name).as_bytes(), $path) };
            if fails {
                // A file is closed all the same.
                if stringify!($name).as_bytes() == b"close" {
                    let kept = unsafe { *__errno_location() };
                    unsafe { original($($arg),*) };
                    unsafe { *__errno_location() = kept };
                }
                return -1;
            }
            let done = unsafe { original($($arg),*) };
            if dies {
                unsafe { die() };
            }
            done
        }
    )*};
}

const NONE: *const c_char = core::ptr::null();

calls! {
    open(path: *const c_char, flags: c_int, mode: c_uint) -> c_int, path, flags & WRITES != 0;
    open64(path: *const c_char, flags: c_int, mode: c_uint) -> c_int, path, flags & WRITES != 0;
    openat(dir: c_int, path: *const c_char, flags: c_int, mode: c_uint) -> c_int, path, flags & WRITES != 0;
    openat64(dir: c_int, path: *const c_char, flags: c_int, mode: c_uint) -> c_int, path, flags & WRITES != 0;
    write(fd: c_int, bytes: *const c_void, count: usize) -> isize, NONE, true;
    writev(fd: c_int, parts: *const c_void, count: c_int) -> isize, NONE, true;
    pwrite64(fd: c_int, bytes: *const c_void, count: usize, at: c_long) -> isize, NONE, true;
    copy_file_range(from: c_int, a: *mut c_void, to: c_int, b: *mut c_void, count: usize, flags: c_uint) -> isize, NONE, true;
    sendfile64(to: c_int, from: c_int, at: *mut c_void, count: usize) -> isize, NONE, true;
    ftruncate64(fd: c_int, length: c_long) -> c_int, NONE, true;
    fsync(fd: c_int) -> c_int, NONE, true;
    fdatasync(fd: c_int) -> c_int, NONE, true;
    flock(fd: c_int, how: c_int) -> c_int, NONE, true;
    fchmod(fd: c_int, mode: c_uint) -> c_int, NONE, true;
    chmod(path: *const c_char, mode: c_uint) -> c_int, path, true;
    mkdir(path: *const c_char, mode: c_uint) -> c_int, path, true;
    rmdir(path: *const c_char) -> c_int, path, true;
    unlink(path: *const c_char) -> c_int, path, true;
    unlinkat(dir: c_int, path: *const c_char, flags: c_int) -> c_int, path, true;
    rename(from: *const c_char, to: *const c_char) -> c_int, to, true;
    renameat(a: c_int, from: *const c_char, b: c_int, to: *const c_char) -> c_int, to, true;
    renameat2(a: c_int, from: *const c_char, b: c_int, to: *const c_char, flags: c_uint) -> c_int, to, true;
    link(from: *const c_char, to: *const c_char) -> c_int, to, true;
    linkat(a: c_int, from: *const c_char, b: c_int, to: *const c_char, flags: c_int) -> c_int, to, true;
    close(fd: c_int) -> c_int, NONE, true;
}
