//! The spec file that a run begins with.

use std::fs;
use std::path::Path;

use super::{Flags, faults};
use crate::cli::{Failure, terminal};
use crate::diagnostic::Finding;
use crate::project::Files;
use crate::spec::{self, Fault, SPEC_FILE, Spec, SpecText};
use crate::{generate, update};

/// A spec file with what it says before any flag.
#[derive(Debug)]
pub(super) struct SpecFile {
    text: SpecText,
    pub(super) spec: Spec,
}

impl SpecFile {
    /// Reads the file that was named, or the one that the project keeps.
    pub(super) fn read(args: &Flags) -> Result<Option<Self>, Failure> {
        let kept = args.dir.join(SPEC_FILE);
        let path = match &args.spec {
            Some(path) => path,
            None if kept.is_file() => &kept,
            None => return Ok(None),
        };
        let shown = Files::on_disk(std::env::current_dir()?).display(path);
        let text = fs::read_to_string(path)
            .map_err(|fault| Failure::new(format!("cannot read the spec {shown}: {fault}")))?;
        let text = SpecText::new(&shown, text);
        let spec = spec::read(&text).map_err(|all| faults::in_text(&text, &all))?;
        Ok(Some(Self { text, spec }))
    }

    /// Tells what no project can be made from: what the file asks for by itself is shown in its text,
    /// what came with flags and answers by flag.
    pub(super) fn refusal(&self, root: &Path, faults: &[Fault]) -> Failure {
        let own = match generate::plan(&self.spec) {
            Ok(plan) => update::template_fault(&plan, root).into_iter().collect(),
            Err(own) => own,
        };
        let (own, others): (Vec<Fault>, Vec<Fault>) =
            faults.iter().cloned().partition(|fault| own.contains(fault));
        if own.is_empty() {
            return faults::by_flag(&others);
        }
        let findings: Vec<Finding> = own.iter().map(|fault| self.text.locate(fault)).collect();
        let shown = faults::in_text(&self.text, &findings);
        if others.is_empty() {
            return shown;
        }
        let error = terminal::error_word();
        Failure::new(format!("{shown}\n{error}{}", faults::by_flag(&others)))
    }
}
