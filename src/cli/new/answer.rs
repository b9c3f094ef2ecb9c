//! The conversation in which an app is made: what is asked, in which order, and what may be answered.
//!
//! Answers are flags that the user did not give. What is asked next follows from the flags alone, so
//! that going back is to take the flags of before.

use std::collections::HashMap;
use std::io::{self, IsTerminal, stderr, stdin};

use super::choices::{Pick, Picked, Service, needs_secret};
use super::judge::Judge;
use super::questions::{
    BUNDLE, CONTACT, FIREBASE, KEY_ID, NAME, NOTIFICATIONS, QUESTIONS, Question, TEAM_ID,
    explanation,
};
use super::spec::laid;
use super::{Flags, again, summary};
use crate::cli::clock::clock;
use crate::cli::prompt::{Choice, Field, Item, Prompt, Reply};
use crate::cli::{Failure, terminal};
use crate::spec::{Plugin, Preset, Spec};
use crate::{git, keys};

/// Whether there is somebody to ask.
pub(super) fn is_asking(args: &Flags) -> bool {
    !args.yes && stdin().is_terminal() && stderr().is_terminal()
}

/// Asks for what the app at that place of the spec still needs, and puts the answers in the place of
/// the flags. Where nobody is to be asked, takes what an empty answer stands for.
///
/// # Errors
/// If the user leaves, or a flag cannot be laid over the spec.
pub(super) fn fill(args: &mut Flags, spec: &Spec, index: usize) -> Result<(), Failure> {
    let interview = Interview::new(args, spec, index)?;
    let start = State::of(args);
    if is_asking(args) {
        *args = interview.hold(start)?;
    } else if args.yes {
        *args = interview.take_defaults(start)?;
    }
    Ok(())
}

/// What is known in the conversation.
#[derive(Clone)]
struct State {
    flags: Flags,
    picked: Picked,
    asked: Vec<&'static str>,
}

impl State {
    fn of(args: &Flags) -> Self {
        Self { flags: args.clone(), picked: Picked::default(), asked: Vec::new() }
    }

    fn was_asked(&self, id: &str) -> bool {
        self.asked.contains(&id)
    }

    /// The state after an answer.
    fn with(&self, ask: Ask, answer: &Answered) -> Self {
        let mut state = self.clone();
        state.asked.push(ask.id());
        match (ask, answer) {
            (Ask::Text(question), Answered::Text(text)) => (question.set)(&mut state.flags, text),
            (Ask::Pick(pick), Answered::Places(places)) => {
                pick.set(&mut state.flags, &mut state.picked, places);
            }
            (Ask::File, Answered::Text(file)) => state.flags.certificate = Some(file.clone()),
            _ => {}
        }
        state
    }
}

/// A question.
#[derive(Clone, Copy)]
enum Ask {
    Text(&'static Question),
    Pick(Pick),
    /// The file of the certificate.
    File,
}

impl Ask {
    fn id(self) -> &'static str {
        match self {
            Self::Text(question) => question.id(),
            Self::Pick(pick) => pick.id(),
            Self::File => "certificate-file",
        }
    }
}

/// What was answered, for the next time that the question is asked.
#[derive(Clone)]
enum Answered {
    Text(String),
    Places(Vec<usize>),
}

/// The conversation about one app.
struct Interview<'s> {
    /// The flags as the user gave them.
    given: Flags,
    judge: Judge<'s>,
    /// Whether the app is made, and not only added to.
    is_new: bool,
    /// Whether flags or a spec say what the app is for.
    is_said: bool,
    suggested_name: String,
}

impl<'s> Interview<'s> {
    fn new(args: &Flags, spec: &'s Spec, index: usize) -> Result<Self, Failure> {
        let bare = spec.apps.get(index).is_none_or(|app| app.contact_email.is_empty());
        let filled = laid(args, spec, index)?;
        let app = filled.apps.get(index);
        let name = app.map(|app| app.name.clone()).unwrap_or_default();
        Ok(Self {
            given: args.clone(),
            judge: Judge { spec, index },
            is_new: app.is_some_and(|app| app.contact_email.is_empty()),
            is_said: !bare || is_said(args),
            suggested_name: Some(name).filter(|name| terminal::is_plain(name)).unwrap_or_default(),
        })
    }

    /// Asks until the user says yes to the whole.
    fn hold(&self, start: State) -> Result<Flags, Failure> {
        let Some(first) = self.next(&start)? else { return Ok(start.flags) };
        let mut prompt = Prompt::new().map_err(left)?;
        let mut before: Vec<State> = Vec::new();
        let mut known: HashMap<&'static str, Answered> = HashMap::new();
        let (mut state, mut ask) = (start, Some(first));
        loop {
            let reply = match ask {
                Some(ask) => self.put(&mut prompt, &state, ask, known.get(ask.id())),
                None => self.confirm(&mut prompt, &state.flags),
            };
            again::keep(&self.given, &state.flags);
            match (reply.map_err(left)?, ask) {
                (Reply::Given(_), None) => return Ok(state.flags),
                (Reply::Given(answer), Some(ask)) => {
                    known.insert(ask.id(), answer.clone());
                    let next = state.with(ask, &answer);
                    before.push(std::mem::replace(&mut state, next));
                }
                (Reply::Back, _) => state = before.pop().unwrap_or(state),
            }
            ask = self.next(&state)?;
        }
    }

    /// Takes what an empty answer stands for, as far as questions have such.
    fn take_defaults(&self, mut state: State) -> Result<Flags, Failure> {
        while let Some(ask) = self.next(&state)? {
            let answer = match ask {
                Ask::Text(question) if !self.default(question).is_empty() => {
                    Answered::Text(self.default(question))
                }
                Ask::Pick(pick) if !pick.is_several() => Answered::Places(vec![pick.usual()]),
                _ => {
                    state.asked.push(ask.id());
                    continue;
                }
            };
            state = state.with(ask, &answer);
        }
        Ok(state.flags)
    }

    /// The next question; none where everything is known.
    fn next(&self, state: &State) -> Result<Option<Ask>, Failure> {
        if let Some(pick) = self.next_purpose(state) {
            return Ok(Some(Ask::Pick(pick)));
        }
        if self.is_new {
            let own = [(&NAME, self.given.name.is_none()), (&CONTACT, true)];
            let open = own.into_iter().find(|(ask, open)| *open && !state.was_asked(ask.id()));
            if let Some((question, _)) = open {
                return Ok(Some(Ask::Text(question)));
            }
        }
        if let Some(ask) = self.next_of_devices(state) {
            return Ok(Some(ask));
        }
        if state.picked.certificate_file && !state.was_asked(Ask::File.id()) {
            return Ok(Some(Ask::File));
        }
        self.next_missing(state)
    }

    fn next_purpose(&self, state: &State) -> Option<Pick> {
        let open = |pick: &Pick| !state.was_asked(pick.id());
        if self.is_said {
            return None;
        }
        let own = state.picked.own_flows;
        let client = own && self.given.client.is_none() && !needs_secret(&state.flags.flows);
        let picks = [(Pick::Purpose, true), (Pick::Flows, own), (Pick::Client, client)];
        picks.into_iter().find(|(pick, wanted)| *wanted && open(pick)).map(|(pick, _)| pick)
    }

    /// What devices of users get: asked where a plugin is wanted, or where the preset usually has one.
    fn next_of_devices(&self, state: &State) -> Option<Ask> {
        let given = &self.given;
        let wants = |plugin: Plugin| given.plugins.contains(&plugin);
        let preset = state.flags.preset.as_deref().and_then(Preset::find);
        let offers = |plugin: Plugin| {
            let own = given.plugins.is_empty() && self.is_new;
            own && preset.is_some_and(|preset| preset.offers.contains(&plugin))
        };
        let named = given.firebase_project.is_some() || given.apple_bundle.is_some();
        let push = (wants(Plugin::Push) || offers(Plugin::Push)) && !named;
        let lock = wants(Plugin::Mobile) || offers(Plugin::Mobile);
        let service = state.picked.service;
        let is = |of: &[Service]| service.is_some_and(|service| of.contains(&service));
        let apple = [Service::AppleKey, Service::AppleCertificate];
        let types = given.notification_types.is_empty() && offers(Plugin::Notification);
        let all = [
            (Ask::Pick(Pick::Devices { may_be_none: !wants(Plugin::Push) }), push),
            (Ask::Text(&FIREBASE), is(&[Service::Android])),
            (Ask::Text(&BUNDLE), is(&apple)),
            (Ask::Text(&KEY_ID), is(&[Service::AppleKey])),
            (Ask::Text(&TEAM_ID), is(&[Service::AppleKey])),
            (Ask::Pick(Pick::ScreenLock), lock && given.screen_lock.is_none()),
            (Ask::Text(&NOTIFICATIONS), types),
        ];
        all.into_iter()
            .find(|(ask, wanted)| *wanted && !state.was_asked(ask.id()))
            .map(|(ask, _)| ask)
    }

    /// A question for something without which the app cannot be made.
    fn next_missing(&self, state: &State) -> Result<Option<Ask>, Failure> {
        let keys = self.judge.missing(&state.flags)?;
        let open = |ask: &Ask| !state.was_asked(ask.id());
        let lacks = |question: &&Question| question.keys.iter().any(|key| keys.contains(key));
        let found = QUESTIONS.iter().filter(lacks).map(Ask::Text).find(open);
        let certificate = keys.contains(&Pick::Certificate.id());
        let certificate = certificate && !state.flags.generate_certificate;
        let pick = Some(Ask::Pick(Pick::Certificate)).filter(|_| certificate);
        Ok(found.or(pick.filter(open)))
    }

    /// Puts a question to the user.
    fn put(
        &self,
        prompt: &mut Prompt,
        state: &State,
        ask: Ask,
        known: Option<&Answered>,
    ) -> io::Result<Reply<Answered>> {
        let text = match known {
            Some(Answered::Text(text)) => text.as_str(),
            _ => "",
        };
        let given = |reply| match reply {
            Reply::Given(text) => Reply::Given(Answered::Text(text)),
            Reply::Back => Reply::Back,
        };
        match ask {
            Ask::Pick(pick) => self::pick(prompt, pick, known),
            Ask::Text(question) => {
                let preset = state.flags.preset.as_deref().and_then(Preset::find);
                let serves = preset.and_then(|preset| preset.serves.as_deref());
                let explain = explanation(question, serves);
                let default = self.default(question);
                let field = Field {
                    ask: question.ask,
                    explain: &explain,
                    text,
                    default: &default,
                    may_ask: question.is_address,
                    live: &|text| self.judge.at_once(&state.flags, question, text),
                    judge: &|text| self.judge.whole(&state.flags, question, text),
                };
                prompt.text(&field).map(given)
            }
            Ask::File => {
                let judge = |file: &str| {
                    keys::certificate(file, clock()).err().map(|fault| fault.to_string())
                };
                let field = Field {
                    ask: "File of the certificate",
                    explain: Pick::Certificate.explain(),
                    text,
                    default: "",
                    may_ask: true,
                    live: &|_| None,
                    judge: &judge,
                };
                prompt.text(&field).map(given)
            }
        }
    }

    /// What an empty answer stands for. What git or a directory gives is not of this program.
    fn default(&self, question: &Question) -> String {
        let default = if question.id() == NAME.id() {
            self.suggested_name.clone()
        } else if question.id() == CONTACT.id() {
            git::user_email().unwrap_or_default()
        } else {
            question.default.to_owned()
        };
        if terminal::is_plain(&default) { default } else { String::new() }
    }

    /// Shows the whole, and asks for a last yes.
    fn confirm(&self, prompt: &mut Prompt, flags: &Flags) -> io::Result<Reply<Answered>> {
        let said = self.judge.verdict(flags);
        let shows = flags.dry_run || flags.diff;
        let ask = if shows { "Show what would be written?" } else { "Write the files?" };
        let yes = Item::new("yes", "go on with these answers", "");
        let no = Item::new("no", "go back and change an answer", "");
        let (before, items) = match said {
            Ok(spec) => (summary::of(&spec, self.judge.index, flags), vec![yes, no]),
            Err(fault) => (vec![fault], vec![no]),
        };
        let explain = "Nothing is written before you say yes. Esc goes back to the last question, \
                       and further from there; the answers are kept.";
        let choice = Choice { ask, explain, items: &items, before: &before, chosen: &[] };
        Ok(match prompt.one(&choice)? {
            Reply::Given(0) if items.len() > 1 => Reply::Given(Answered::Places(vec![0])),
            Reply::Given(_) => {
                prompt.take_back()?;
                Reply::Back
            }
            Reply::Back => Reply::Back,
        })
    }
}

fn pick(prompt: &mut Prompt, pick: Pick, known: Option<&Answered>) -> io::Result<Reply<Answered>> {
    let items = pick.items();
    let usual = [pick.usual()];
    let chosen = match known {
        Some(Answered::Places(places)) => places.as_slice(),
        _ if pick.is_several() => &[],
        _ => &usual,
    };
    let choice =
        Choice { ask: pick.ask(), explain: pick.explain(), items: &items, before: &[], chosen };
    let reply = if pick.is_several() {
        prompt.several(&choice)?
    } else {
        match prompt.one(&choice)? {
            Reply::Given(place) => Reply::Given(vec![place]),
            Reply::Back => Reply::Back,
        }
    };
    Ok(match reply {
        Reply::Given(places) => Reply::Given(Answered::Places(places)),
        Reply::Back => Reply::Back,
    })
}

/// Whether flags say already what the app is for.
fn is_said(args: &Flags) -> bool {
    let plugins = [&args.acs_url, &args.screen_lock, &args.canvas_url, &args.firebase_project];
    args.preset.is_some()
        || args.spec.is_some()
        || !args.flows.is_empty()
        || !args.plugins.is_empty()
        || plugins.iter().any(|text| text.is_some())
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
