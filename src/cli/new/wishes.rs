//! Which of the given values are new: a run that repeats what the spec has keeps edits in files.

use std::path::Path;

use crate::apply::Record;
use crate::generate::{self, Plan};
use crate::input::{self, MAX_TEXT_BYTES};
use crate::spec::{self, App, Asked, SPEC_FILE, Spec, SpecText};

/// What the project has before the run: its spec, filled in, or else that of the last run.
pub(super) fn before(root: &Path, record: Option<&Record>) -> Option<Spec> {
    let text = input::text(&root.join(SPEC_FILE), root, MAX_TEXT_BYTES).ok();
    let spec = text.and_then(|text| spec::read(&SpecText::new(SPEC_FILE, text)).ok());
    let filled = spec.and_then(|spec| generate::plan(&spec).ok()).map(|plan| plan.spec);
    filled.or_else(|| record.map(|record| record.spec.clone()))
}

/// The given values that the app did not have before.
pub(super) fn new_ones(
    asked: &[Asked],
    before: Option<&Spec>,
    plan: &Plan,
    app: usize,
) -> Vec<Asked> {
    let Some(now) = plan.spec.apps.get(app) else { return asked.to_vec() };
    let old = before.and_then(|spec| spec.apps.iter().find(|app| app.name == now.name));
    let Some(old) = old else { return asked.to_vec() };
    asked.iter().filter(|one| value(old, one) != value(now, one)).cloned().collect()
}

/// The value of an app at the end of the keys.
fn value(app: &App, one: &Asked) -> Option<toml::Value> {
    let whole = toml::Value::try_from(app).ok()?;
    one.keys.iter().try_fold(&whole, |value, key| value.get(key)).cloned()
}
