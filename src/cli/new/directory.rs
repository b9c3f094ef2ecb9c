//! The package directory of a new app in a project of other making.

use super::Flags;
use super::answer::{is_asking, left};
use crate::add::Existing;
use crate::cli::Failure;
use crate::cli::prompt::{Choice, Item, Prompt, Reply};
use crate::spec::Distribution;

/// Asks for the package directory, where the project has several that the app can be in.
///
/// # Errors
/// If the user leaves.
pub(super) fn ask(
    args: &Flags,
    existing: &Existing,
    distribution: Distribution,
) -> Result<Option<String>, Failure> {
    let all = existing.directories().into_iter();
    let fit: Vec<&str> =
        all.filter(|path| existing.directory(path, distribution).is_ok()).collect();
    if fit.len() < 2 || !is_asking(args) {
        return Ok(None);
    }
    let items: Vec<Item> = fit.iter().map(|path| Item::new(path, "", "")).collect();
    let choice = Choice {
        ask: "Package directory of the app",
        explain: "The files of the app go into this directory. The project lists its package \
                  directories in sfdx-project.json.",
        items: &items,
        before: &[],
        chosen: &[0],
    };
    let mut prompt = Prompt::new().map_err(left)?;
    loop {
        if let Reply::Given(place) = prompt.one(&choice).map_err(left)? {
            return Ok(fit.get(place).map(|path| (*path).to_owned()));
        }
    }
}
