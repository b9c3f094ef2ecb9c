//! What is never written to.

use std::io;
use std::path::Path;

/// Refuses a path whose last part is a symbolic link: writing would replace the link, or reach
/// what it points to.
pub(super) fn refuse_links(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(data) if data.file_type().is_symlink() => {
            Err(io::Error::other("it is a symbolic link, which is not followed when writing"))
        }
        Ok(data) if data.is_dir() => Err(io::Error::other("it is a directory")),
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(fault),
        Ok(_) | Err(_) => Ok(()),
    }
}
