//! A key pair for the JWT bearer flow: the certificate goes into the project, the private key never.

use std::error::Error;
use std::path::{Path, PathBuf};

use rsa::RsaPrivateKey;
use rsa::rand_core::OsRng;

use super::self_signed::{certificate, is_of};
use super::waiting::{Held, NewKey, left_over, waiting};
use crate::clock::Clock;
use crate::disk::real;
use crate::failure::Failure;
use crate::spec::{App, SPEC_FILE, UNKNOWN};

/// Bits of a new key.
const BITS: usize = 2048;

/// The result of a request for a key pair.
#[derive(Debug, Default)]
pub struct KeyGiven {
    /// The private key, where there is one to write.
    pub key: Option<NewKey>,
    /// What its user should know.
    pub notes: Vec<String>,
}

/// Gives an app of the project at `root` a certificate with a key of its own; the key is to go to
/// `chosen`, else next to the project. A key of a run that was killed is used again. A
/// certificate that the app has already stays, so that the same run changes nothing again; a new file
/// for the key asks for its successor.
///
/// # Errors
/// If the key has no place outside the project, or cannot be made.
pub fn give(
    root: &Path,
    chosen: Option<&Path>,
    app: &mut App,
    clock: Clock,
) -> Result<KeyGiven, Failure> {
    let path = wanted_place(root, chosen, &app.name)?;
    let mut left = left_over(&path)?;
    let goes_on = |held: &Held| {
        format!(
            "a run was interrupted before its project was whole; this one goes on with its private \
             key {}",
            held.path().display()
        )
    };
    let mut notes: Vec<String> = left.iter().map(|(_, held)| goes_on(held)).collect();
    let known = app.oauth.as_ref().and_then(|oauth| oauth.certificate.as_deref());
    if let Some(known) = known.filter(|known| *known == UNKNOWN || !known.starts_with("${")) {
        let is_its_own = |key: &RsaPrivateKey| known == UNKNOWN || is_of(key, known);
        left = match left {
            Some((key, held)) if is_its_own(&key) => {
                let path = place(root, path)?;
                return Ok(KeyGiven { key: Some(NewKey::new(path, &key, Some(held))?), notes });
            }
            other => other,
        };
        if known == UNKNOWN || chosen.is_none_or(Path::exists) {
            notes.push(format!(
                "{} has a certificate already, so no key was made; --certificate puts another one \
                 in its place, and --key-out with a new file makes its successor",
                app.name
            ));
            return Ok(KeyGiven { key: None, notes });
        }
    }
    let path = place(root, path)?;
    let cannot = |fault: Box<dyn Error + Send + Sync>| {
        Failure::caused(format!("cannot make a key pair: {fault}"), fault)
    };
    let (key, held) = match left {
        Some((key, held)) => (key, Some(held)),
        None => (RsaPrivateKey::new(&mut OsRng, BITS).map_err(|fault| cannot(fault.into()))?, None),
    };
    let certificate = certificate(&app.name, &key, clock).map_err(cannot)?;
    app.oauth_mut().certificate = Some(certificate.trim_end().to_owned());
    Ok(KeyGiven { key: Some(NewKey::new(path, &key, held)?), notes })
}

/// Messages about keys of runs that were killed before the projects of their apps were written.
///
/// # Errors
/// If the place of a key cannot be told.
pub(crate) fn waiting_notes(
    root: &Path,
    chosen: Option<&Path>,
    apps: &[App],
) -> Result<Vec<String>, Failure> {
    let mut notes = Vec::new();
    for app in apps {
        let path = waiting(&wanted_place(root, chosen, &app.name)?);
        if path.is_file() {
            notes.push(format!(
                "a run was interrupted, and left the private key {}; the same run again, with \
                 --generate-certificate, goes on with it",
                path.display()
            ));
        }
    }
    Ok(notes)
}

/// Where the private key is to go, as far as it is known to be a file.
fn wanted_place(root: &Path, chosen: Option<&Path>, app: &str) -> Result<PathBuf, Failure> {
    Ok(match chosen {
        Some(path) => std::path::absolute(path)?,
        None => root.parent().unwrap_or(root).join(format!("{app}.key")),
    })
}

/// Refuses a place for the private key inside of the project or any git work tree.
fn place(root: &Path, path: PathBuf) -> Result<PathBuf, Failure> {
    // Without links, so that none of them leads into the project unseen.
    let (real, root) = (real(&path), real(root));
    let shown = path.display();
    if real.starts_with(&root) {
        return Err(Failure::new(format!(
            "the private key {shown} would be inside the project, where it is one commit away from \
             everybody; name a file elsewhere with --key-out"
        )));
    }
    let in_work_tree = |dir: &&Path| dir.join(".git").exists() || dir.join(SPEC_FILE).is_file();
    if let Some(tree) = real.ancestors().skip(1).find(in_work_tree) {
        return Err(Failure::new(format!(
            "the private key {shown} would be in the git work tree or project {}; name a file \
             elsewhere with --key-out",
            tree.display()
        )));
    }
    if path.symlink_metadata().is_ok() {
        return Err(Failure::new(format!(
            "{shown} is there already, and keys are never overwritten; name another file with \
             --key-out, or use the certificate of that key with --certificate"
        )));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn keys_have_no_place_in_projects_and_work_trees() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("billing");
        let told = |chosen: Option<&Path>| {
            let path = wanted_place(&root, chosen, "Billing").unwrap();
            place(&root, path).map_err(|f| f.to_string())
        };
        assert_eq!(told(None).unwrap(), dir.path().join("Billing.key"));
        for inside in ["a.key", "x/../b.key", "../billing/c.key"] {
            let fault = told(Some(&root.join(inside))).unwrap_err();
            assert!(fault.contains("inside the project"), "{fault}");
        }
        fs::write(dir.path().join("Billing.key"), "old").unwrap();
        assert!(told(None).unwrap_err().contains("never overwritten"));
        fs::create_dir(dir.path().join(".git")).unwrap();
        assert!(told(None).unwrap_err().contains("git work tree"));
    }
}
