//! Apps that the last run made and this one does not.

use crate::spec::{App, SPEC_FILE, Spec};

/// What to say of apps that are gone from the spec: a new API name is another app.
pub(super) fn notes(before: &Spec, now: &Spec) -> Vec<String> {
    let is_in = |app: &App, spec: &Spec| spec.apps.iter().any(|other| other.name == app.name);
    let gone: Vec<&App> = before.apps.iter().filter(|app| !is_in(app, now)).collect();
    let new: Vec<&App> = now.apps.iter().filter(|app| !is_in(app, before)).collect();
    if let ([old], [new]) = (gone.as_slice(), new.as_slice()) {
        let (old, new) = (&old.name, &new.name);
        return vec![format!(
            "`{old}` is now `{new}`. An API name cannot be changed, so `{new}` is a second app with \
             a new consumer key and secret. Orgs keep `{old}`, and its clients keep working with \
             the old key, until somebody deletes the app there. To give the same app another name \
             that people see, keep `name = \"{old}\"` in {SPEC_FILE} and change `label`"
        )];
    }
    let note = |app: &&App| {
        let name = &app.name;
        format!(
            "`{name}` is no longer in {SPEC_FILE}, so its files are deleted here. Orgs keep the app, \
             and its clients can still log in, until somebody deletes it there. An app that gets \
             the name again later has a new consumer key and secret"
        )
    };
    gone.iter().map(note).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_is_told_from_an_app_that_is_gone() {
        let spec = |names: &[&str]| Spec {
            apps: names.iter().map(|name| App { name: (*name).into(), ..App::default() }).collect(),
            ..Spec::default()
        };
        assert!(notes(&spec(&["A"]), &spec(&["A", "B"])).is_empty());
        let told = notes(&spec(&["A", "B"]), &spec(&["A", "C"]));
        assert!(told.len() == 1 && told[0].starts_with("`B` is now `C`"), "{told:?}");
        let told = notes(&spec(&["A", "B", "D"]), &spec(&["A"]));
        assert!(told.len() == 2 && told[1].starts_with("`D` is no longer in"), "{told:?}");
    }
}
