//! What is wrong with an answer: all that would refuse the project in the end, at its question.

use super::Flags;
use super::questions::{CONTACT, NAME, QUESTIONS, Question};
use super::spec::laid;
use crate::check::{CheckRequest, run_check};
use crate::cli::Failure;
use crate::cli::clock::clock;
use crate::diagnostic::{Finding, Severity};
use crate::generate::{self, Plan, Templates};
use crate::project::{Files, Scope};
use crate::spec::{Spec, SpecFault};

/// The key of the certificate in a spec.
const CERTIFICATE: &str = "certificate";

/// Judges answers about one app of a spec.
#[derive(Clone, Copy)]
pub(super) struct Judge<'s> {
    pub(super) spec: &'s Spec,
    pub(super) index: usize,
}

impl Judge<'_> {
    /// The keys at which something keeps the app from being made.
    pub(super) fn missing(&self, flags: &Flags) -> Result<Vec<&'static str>, Failure> {
        let spec = self.alone(&laid(flags, self.spec, self.index)?);
        let faults = generate::plan(&spec).err().unwrap_or_default();
        Ok(faults.iter().filter_map(|fault| fault.at.last_key()).collect())
    }

    /// What is wrong with an answer by itself, while it is typed.
    pub(super) fn at_once(&self, flags: &Flags, question: &Question, text: &str) -> Option<String> {
        let mut flags = flags.clone();
        (question.set)(&mut flags, text);
        let spec = match laid(&flags, self.spec, self.index) {
            Ok(spec) => self.alone(&spec),
            Err(failure) => return Some(failure.to_string()),
        };
        let faults = generate::plan(&spec).err().unwrap_or_default();
        let own = |fault: &&SpecFault| is_of(fault, question);
        faults.iter().find(own).map(|fault| format!("{}; {}", fault.message, fault.help))
    }

    /// The same, and what the check would say of the files, with examples for what is not known yet.
    pub(super) fn whole(&self, flags: &Flags, question: &Question, text: &str) -> Option<String> {
        if let Some(fault) = self.at_once(flags, question, text) {
            return Some(fault);
        }
        let mut flags = flags.clone();
        (question.set)(&mut flags, text);
        let plan = self.completed(flags, question)?;
        let found = errors(&plan)
            .into_iter()
            .find(|(_, key)| key.is_some_and(|key| question.keys.contains(&key)));
        found.map(|(error, _)| told(&error))
    }

    /// The spec that flags give, or what keeps its project from being made.
    pub(super) fn verdict(&self, flags: &Flags) -> Result<Spec, String> {
        let told_failure = |failure: Failure| failure.to_string();
        let spec = laid(flags, self.spec, self.index).map_err(told_failure)?;
        let mut alone = self.alone(&spec);
        if let Some(app) = alone.apps.first_mut().filter(|_| flags.generate_certificate) {
            app.oauth_mut().certificate = Some(OPEN.to_owned());
        }
        let plan = generate::plan(&alone).map_err(|faults| {
            let first = faults.first();
            first.map_or_else(String::new, |fault| format!("{}; {}", fault.message, fault.help))
        })?;
        errors(&plan).first().map_or(Ok(plan.spec), |(error, _)| Err(told(error)))
    }

    /// The spec with this app only; the others are not meant.
    fn alone(&self, spec: &Spec) -> Spec {
        let apps = spec.apps.get(self.index).cloned().into_iter().collect();
        Spec { apps, ..spec.clone() }
    }

    /// A plan with an example for each answer that is not known yet, as far as that gives one.
    fn completed(&self, mut flags: Flags, question: &Question) -> Option<Plan> {
        // Each round answers one question at least.
        for _ in 0..=QUESTIONS.len() + 2 {
            let spec = self.alone(&laid(&flags, self.spec, self.index).ok()?);
            let faults = match generate::plan(&spec) {
                Ok(plan) => return Some(plan),
                Err(faults) => faults,
            };
            let keys: Vec<&str> = faults.iter().filter_map(|fault| fault.at.last_key()).collect();
            let all = [&NAME, &CONTACT].into_iter().chain(QUESTIONS);
            let lacks = |other: &&Question| {
                other.id() != question.id() && other.keys.iter().any(|key| keys.contains(key))
            };
            let mut changed = false;
            for other in all.filter(lacks) {
                (other.set)(&mut flags, other.example);
                changed = true;
            }
            if keys.contains(&CERTIFICATE) && flags.certificate.is_none() {
                flags.certificate = Some(OPEN.to_owned());
                changed = true;
            }
            if !changed {
                return None;
            }
        }
        None
    }
}

/// A certificate that is filled in at deploy.
const OPEN: &str = "${CERTIFICATE}";

fn is_of(fault: &SpecFault, question: &Question) -> bool {
    fault.at.last_key().is_some_and(|key| question.keys.contains(&key))
}

/// What the check calls errors in the files of a plan, each with the key of the spec that gives the
/// value.
fn errors(plan: &Plan) -> Vec<(Finding, Option<&'static str>)> {
    // Templates of the user's own are judged with the whole project.
    let Ok(files) = Templates::embedded().render(plan) else { return Vec::new() };
    let memory = Files::in_memory(files.iter().map(|file| (&file.path, file.text.clone())));
    let scope = Scope { paths: vec![".".into()] };
    let request = CheckRequest { scope, clock: clock(), ..CheckRequest::default() };
    let Ok(checked) = run_check(&memory, &request) else { return Vec::new() };
    let errors = checked.report.findings.into_iter().filter(|it| it.severity == Severity::Error);
    let with_key = errors.map(|error| {
        let file = files.iter().find(|file| *file.path == *error.place.path);
        let given =
            file.and_then(|file| plan.given(&file.path, &file.text, error.place.span.start));
        let key = given.and_then(|given| given.at.last_key());
        (error, key)
    });
    with_key.collect()
}

fn told(error: &Finding) -> String {
    format!("{}; {}", error.message, error.help)
}
