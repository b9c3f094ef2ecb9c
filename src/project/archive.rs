//! Reading metadata out of zip archives, as `sf project retrieve --zip` and the Metadata API write
//! them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zip::ZipArchive;

use super::outside::is_of_app;
use super::{
    Candidate, Files, MAX_FILE_BYTES, PACKAGE_MANIFEST, ReadFault, SFDX_PROJECT, classify,
};
use crate::input;

/// Most entries that are looked at.
const MAX_ENTRIES: usize = 20_000;
/// Most bytes that are unpacked from one archive.
const MAX_BYTES: u64 = 128 * 1024 * 1024;

/// Whether the name is that of a zip archive.
#[must_use]
pub(crate) fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip"))
}

/// Whether an archive on disk contains metadata of apps; not where it cannot be read.
pub(super) fn has_apps(files: &Files, path: &Path) -> bool {
    let archive = match open(path, files.trusted(path)) {
        Ok(archive) => archive,
        Err(Unopened::File(fault)) => {
            files.note_unread(path, &fault, false);
            return false;
        }
        // Something else has that ending.
        Err(Unopened::Archive(_)) => return false,
    };
    let is_of_app = |name: &str| is_of_app(Path::new(name));
    archive.file_names().filter_map(Result::ok).any(|name| is_of_app(&name))
}

impl Files {
    /// Lays the metadata files of a zip archive over the disk, below the path of the archive.
    ///
    /// # Errors
    /// If the archive cannot be read, or is larger than any archive of metadata.
    pub(crate) fn add_zip(&mut self, path: &Path) -> io::Result<()> {
        let path_on_disk = self.absolute(path);
        let trusted = path_on_disk.parent().unwrap_or(&path_on_disk);
        let mut archive = open(&path_on_disk, trusted).map_err(|fault| match fault {
            Unopened::File(fault) => fault.into(),
            Unopened::Archive(fault) => io::Error::other(fault),
        })?;
        if archive.len() > MAX_ENTRIES {
            let message = format!("it has more than {MAX_ENTRIES} files");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let mut left = MAX_BYTES;
        for index in 0..archive.len() {
            let entry = archive.by_index(index).map_err(io::Error::other)?;
            // A name that leads out of the archive is not read.
            let Some(name) = entry.enclosed_name().filter(|name| is_wanted(name)) else { continue };
            if entry.is_dir() {
                continue;
            }
            let bytes = unpack(entry, &name, &mut left)?;
            self.plan(&path.join(name), Some(bytes));
        }
        self.add_archive(path);
        Ok(())
    }
}

/// Why an archive could not be opened.
enum Unopened {
    File(ReadFault),
    Archive(zip::result::ZipError),
}

fn open(path: &Path, trusted: &Path) -> Result<ZipArchive<File>, Unopened> {
    let file = input::open(path, trusted).map_err(Unopened::File)?;
    ZipArchive::new(file).map_err(Unopened::Archive)
}

/// Whether a check looks at a file of that name.
fn is_wanted(name: &Path) -> bool {
    let file = name.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let file_is = |wanted: &str| file.eq_ignore_ascii_case(wanted);
    file_is(PACKAGE_MANIFEST)
        || file_is(SFDX_PROJECT)
        || file.to_ascii_lowercase().starts_with("destructivechanges")
        || !matches!(classify(name), Candidate::Unrelated)
}

fn unpack(entry: impl Read, name: &Path, left: &mut u64) -> io::Result<Vec<u8>> {
    let most = MAX_FILE_BYTES.min(*left);
    let mut bytes = Vec::new();
    // The sizes that an archive states may be wrong: what is read counts.
    entry.take(most + 1).read_to_end(&mut bytes)?;
    let length = bytes.len() as u64;
    if length > most {
        let message = format!("{} is too large to be metadata", name.display());
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    *left -= length;
    Ok(bytes)
}
