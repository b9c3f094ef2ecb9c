//! Questions for what is missing, at a terminal only.

use std::io::{IsTerminal, stderr, stdin};

use inquire::validator::Validation;
use inquire::{InquireError, Text};

use super::Flags;
use crate::cli::Failure;
use crate::generate;
use crate::schema::schema;
use crate::spec::{App, Spec, SpecPath};

/// The answer that asks for an explanation.
const EXPLAIN: &str = "?";

/// A question: what is asked, what `?` says, and the key of the spec that the answer is for.
struct Question {
    ask: &'static str,
    explain: &'static str,
    key: &'static str,
    default: Option<String>,
}

/// Asks for what the app still needs.
///
/// # Errors
/// If the user leaves.
pub(super) fn ask(args: &Flags, app: &mut App) -> Result<(), Failure> {
    if args.yes || !stdin().is_terminal() || !stderr().is_terminal() {
        return Ok(());
    }
    if args.name.is_none() && args.spec.is_none() && app.contact_email.is_empty() {
        let default = Some(app.name.clone()).filter(|name| !name.is_empty());
        app.name = text(app, &name_question(default), |app, answer| app.name = answer)?;
    }
    if app.contact_email.is_empty() {
        app.contact_email = text(app, &CONTACT, |app, answer| app.contact_email = answer)?;
    }
    let redirects = |app: &App| {
        let Some(oauth) = &app.oauth else { return app.saml.is_none() };
        let flows = &oauth.flows;
        flows.is_empty() || flows.iter().filter_map(|id| schema().flow(id)).any(|f| f.redirects)
    };
    let none = app.oauth.as_ref().is_none_or(|oauth| oauth.callbacks.is_empty());
    if none && redirects(app) {
        let answer = text(app, &CALLBACK, |app, answer| app.oauth_mut().callbacks = vec![answer])?;
        app.oauth_mut().callbacks.push(answer);
    }
    Ok(())
}

fn name_question(default: Option<String>) -> Question {
    Question {
        ask: "API name of the app:",
        explain: "The name by which metadata and tools know the app. Letters, digits and single \
                  underscores; it cannot be changed later. People see the label instead.",
        key: "name",
        default,
    }
}

const CONTACT: Question = Question {
    ask: "E-mail address of the app's owner:",
    explain: "Salesforce writes to this address, and whoever finds the app in Setup sees it. A \
              shared mailbox outlives people.",
    key: "contact-email",
    default: None,
};

const CALLBACK: Question = Question {
    ask: "Callback URL:",
    explain: "The address of your app to which the browser returns after login, with the login \
              code. It must equal the redirect_uri of the request, character by character. Use \
              https; http only for localhost; apps on devices use a scheme of their own.",
    key: "callbacks",
    default: None,
};

/// Asks until the answer makes no fault at its place in the spec; `?` explains and asks again.
fn text(app: &App, question: &Question, set: fn(&mut App, String)) -> Result<String, Failure> {
    loop {
        let answer = once(app, question, set)?;
        if answer != EXPLAIN {
            return Ok(answer);
        }
        anstream::eprintln!("  {}", question.explain);
    }
}

fn once(app: &App, question: &Question, set: fn(&mut App, String)) -> Result<String, Failure> {
    let tried = app.clone();
    let key = question.key;
    let validate = move |answer: &str| {
        let mut app = tried.clone();
        set(&mut app, answer.trim().to_owned());
        Ok(match fault_at(app, key).filter(|_| answer.trim() != EXPLAIN) {
            Some(fault) => Validation::Invalid(fault.into()),
            None => Validation::Valid,
        })
    };
    let mut prompt = Text::new(question.ask).with_help_message("? explains");
    prompt = prompt.with_validator(validate);
    if let Some(default) = &question.default {
        prompt = prompt.with_default(default);
    }
    match prompt.prompt() {
        Ok(answer) => Ok(answer.trim().to_owned()),
        Err(InquireError::OperationCanceled | InquireError::OperationInterrupted) => {
            Err(Failure::new("left at a question; nothing was written"))
        }
        Err(fault) => Err(Failure::new(fault.to_string())),
    }
}

/// The first fault that a spec with this app has at that key of the app or of its OAuth plugin.
fn fault_at(app: App, key: &str) -> Option<String> {
    let spec = Spec { apps: vec![app], ..Spec::default() };
    let faults = generate::plan(&spec).err().unwrap_or_default();
    let at = |path: &SpecPath| path.last_key() == Some(key);
    let fault = faults.into_iter().find(|fault| at(&fault.at))?;
    Some(format!("{}; {}", fault.message, fault.help))
}
