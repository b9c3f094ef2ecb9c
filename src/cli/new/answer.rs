//! Questions for what is missing, at a terminal only.

use std::io::{self, IsTerminal, stderr, stdin};

use super::Flags;
use super::questions::{CONTACT, NAME, QUESTIONS, Question};
use crate::cli::Failure;
use crate::cli::clock::clock;
use crate::cli::terminal;
use crate::spec::{Spec, SpecFault};
use crate::text::escape;
use crate::{generate, git, keys};

/// The answer that asks for an explanation.
const EXPLAIN: &str = "?";
/// The certificate that is filled in at deploy.
const OPEN_CERTIFICATE: &str = "${CERTIFICATE}";

/// Whether there is somebody to ask.
pub(super) fn is_asking(args: &Flags) -> bool {
    !args.yes && stdin().is_terminal() && stderr().is_terminal()
}

/// What was answered next to the spec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Answers {
    /// A key pair is to be made for the app.
    pub(super) generate_certificate: bool,
}

/// Asks for what the app at that place of the spec still needs.
///
/// # Errors
/// If the user leaves.
pub(super) fn ask(args: &Flags, spec: &mut Spec, index: usize) -> Result<Answers, Failure> {
    let mut answers = Answers::default();
    if !is_asking(args) {
        return Ok(answers);
    }
    let new = spec.apps.get(index).is_some_and(|app| app.contact_email.is_empty());
    if new {
        if args.name.is_none() {
            let name = spec.apps.get(index).map(|app| app.name.clone());
            text(spec, index, &NAME, &name.unwrap_or_default())?;
        }
        text(spec, index, &CONTACT, &git::user_email().unwrap_or_default())?;
    }
    let mut asked: Vec<&str> = Vec::new();
    while let Some(key) = missing(args, spec, index, &asked) {
        asked.push(key);
        if key == CERTIFICATE {
            answers.generate_certificate = of_certificate(spec, index)?;
        } else if let Some(question) = QUESTIONS.iter().find(|q| q.keys.first() == Some(&key)) {
            text(spec, index, question, question.default)?;
        }
    }
    Ok(answers)
}

/// Key of the certificate, which is more than a text.
const CERTIFICATE: &str = "certificate";

/// The first key of a question for something that the spec lacks, and that was not asked yet.
fn missing(args: &Flags, spec: &Spec, index: usize, asked: &[&str]) -> Option<&'static str> {
    let faults: Vec<&'static str> = faults(spec, index).filter_map(|f| f.at.last_key()).collect();
    let certificate = faults.contains(&CERTIFICATE) && !args.generate_certificate;
    let questions =
        QUESTIONS.iter().filter(|question| question.keys.iter().any(|key| faults.contains(key)));
    let mut keys = questions.filter_map(|question| question.keys.first().copied());
    let open = |key: &&str| !asked.contains(key);
    keys.find(open).or(Some(CERTIFICATE).filter(|_| certificate).filter(open))
}

/// What keeps the project with the app from being made; the spec's other apps are not meant.
fn faults(spec: &Spec, index: usize) -> impl Iterator<Item = SpecFault> {
    let alone = Spec { apps: spec.apps.get(index).cloned().into_iter().collect(), ..spec.clone() };
    generate::plan(&alone).err().unwrap_or_default().into_iter()
}

/// Asks until the answer makes no fault at its place in the spec.
fn text(
    spec: &mut Spec,
    index: usize,
    question: &'static Question,
    default: &str,
) -> Result<(), Failure> {
    let tried = spec.clone();
    // What git or a directory gives is not of this program.
    let has_default = !default.is_empty() && terminal::is_plain(default);
    let judge = move |answer: &String| {
        let answer = answer.trim();
        if answer == EXPLAIN {
            return Err(explanation(question.explain));
        }
        if answer.is_empty() && has_default {
            return Ok(());
        }
        let mut spec = tried.clone();
        (question.set)(&mut spec, index, answer);
        let at =
            |fault: &SpecFault| fault.at.last_key().is_some_and(|key| question.keys.contains(&key));
        faults(&spec, index).find(at).map_or(Ok(()), |fault| Err(explanation(&said(&fault))))
    };
    let mut prompt = cliclack::input(question.ask).validate_interactively(judge);
    prompt = if has_default {
        prompt.default_input(default).placeholder(&format!("{default} (default; ? explains)"))
    } else {
        prompt.placeholder("? explains")
    };
    let answer: String = prompt.interact().map_err(left)?;
    (question.set)(spec, index, answer.trim());
    Ok(())
}

fn said(fault: &SpecFault) -> String {
    format!("{}; {}", fault.message, fault.help)
}

/// The text in lines that fit next to the frame of a question.
pub(super) fn explanation(text: &str) -> String {
    const FRAME: usize = 6;
    const LEAST: usize = 20;
    let width = terminal::width().saturating_sub(FRAME).max(LEAST);
    let whole_words = textwrap::Options::new(width)
        .subsequent_indent("   ")
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&escape::line(&text.replace("**", "")), whole_words)
}

const WHY_CERTIFICATE: &str = "The client signs each login with its private key, and the org checks \
                               the signature with the certificate, which is no secret. Make a new \
                               pair unless the client has one; where each org has a certificate of \
                               its own, leave it open until the deploy.";

/// Where the certificate comes from. Tells whether a key pair is to be made.
fn of_certificate(spec: &mut Spec, index: usize) -> Result<bool, Failure> {
    const MAKE: u8 = 0;
    const FILE: u8 = 1;
    const OPEN: u8 = 2;
    const WHAT: u8 = 3;
    let choice = loop {
        let choice = cliclack::select("Certificate for the JWT bearer flow")
            .item(
                MAKE,
                "make one",
                "a new key pair; the private key is written next to the project",
            )
            .item(FILE, "take one", "a file in PEM form that you have")
            .item(OPEN, "fill it in at deploy", OPEN_CERTIFICATE)
            .item(WHAT, EXPLAIN, "explain these choices")
            .interact()
            .map_err(left)?;
        if choice != WHAT {
            break choice;
        }
        cliclack::note("What the certificate is for", explanation(WHY_CERTIFICATE))?;
    };
    let Some(app) = spec.apps.get_mut(index) else { return Ok(false) };
    match choice {
        MAKE => return Ok(true),
        FILE => {
            let file: String = cliclack::input("File of the certificate")
                .validate(|file: &String| {
                    keys::certificate(file.trim(), clock())
                        .map(drop)
                        .map_err(|fault| explanation(&fault.to_string()))
                })
                .interact()
                .map_err(left)?;
            app.oauth_mut().certificate = Some(keys::certificate(file.trim(), clock())?);
        }
        _ => app.oauth_mut().certificate = Some(OPEN_CERTIFICATE.to_owned()),
    }
    Ok(false)
}

/// A question that was not answered.
pub(super) fn left(fault: io::Error) -> Failure {
    if fault.kind() == io::ErrorKind::Interrupted {
        Failure::new("cancelled; nothing was written")
    } else {
        Failure::caused(
            format!("cannot ask: {fault}; give the answers as flags, or add --yes"),
            fault,
        )
    }
}
