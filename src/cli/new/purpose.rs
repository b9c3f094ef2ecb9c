//! The question of what an app is for, where nothing says it.

use std::io;

use super::Flags;
use super::answer::{explanation, is_asking, left};
use crate::cli::Failure;
use crate::schema::schema;
use crate::spec::{App, Client, presets};

/// The choice of one's own flows.
const OTHER: &str = "something else";
/// The choice that explains the others.
const EXPLAIN: &str = "?";

/// Asks for a preset, or for flows and client, and puts the answer in the place of the flags.
///
/// # Errors
/// If the user leaves.
pub(super) fn ask(args: &mut Flags, app: &App) -> Result<(), Failure> {
    if !is_asking(args) || is_said(args, app) {
        return Ok(());
    }
    let choice = loop {
        let choice = choose().map_err(left)?;
        if choice != EXPLAIN {
            break choice;
        }
        let all = presets().iter().map(|preset| format!("{}: {}", preset.id, preset.how));
        let all: Vec<String> = all.map(|text| explanation(&text)).collect();
        cliclack::note("What the choices make", all.join("\n\n"))?;
    };
    if choice == OTHER {
        return of_flows(args).map_err(left);
    }
    args.preset = Some(choice.to_owned());
    Ok(())
}

/// Whether flags or a spec say already what the app is for.
fn is_said(args: &Flags, app: &App) -> bool {
    let plugins = [&args.acs_url, &args.screen_lock, &args.canvas_url, &args.firebase_project];
    args.preset.is_some()
        || args.spec.is_some()
        || !args.flows.is_empty()
        || !args.plugins.is_empty()
        || plugins.iter().any(|text| text.is_some())
        || !app.contact_email.is_empty()
}

fn choose() -> io::Result<&'static str> {
    let mut select = cliclack::select("What is the app for?");
    let row = |id: &str, meaning: &str| format!("{id:<17}{meaning}");
    for preset in presets() {
        select = select.item(preset.id.as_str(), row(&preset.id, &preset.meaning), "");
    }
    select
        .item(OTHER, row(OTHER, "choose the OAuth flows yourself"), "")
        .item(EXPLAIN, row(EXPLAIN, "explain these choices"), "")
        .interact()
}

fn of_flows(args: &mut Flags) -> io::Result<()> {
    let flows = || schema().flows.iter().filter(|flow| flow.supported);
    let chosen: Vec<String> = loop {
        let ask = "Which OAuth flows? (space marks, enter goes on)";
        let mut select = cliclack::multiselect(ask);
        for flow in flows() {
            select = select.item(flow.id.to_string(), flow.id, flow.meaning);
        }
        select = select.item(EXPLAIN.to_owned(), EXPLAIN, "explain these flows");
        let chosen: Vec<String> = select.interact()?;
        if !chosen.iter().any(|id| id == EXPLAIN) {
            break chosen;
        }
        let all = flows().map(|flow| {
            let notes = flow.notes.join(" ");
            explanation(&format!("{}: {} {notes}", flow.id, flow.meaning))
        });
        cliclack::note("What the flows are", all.collect::<Vec<_>>().join("\n\n"))?;
    };
    let secret = flows().any(|flow| flow.needs_secret && chosen.iter().any(|id| flow.id == *id));
    args.flows = chosen;
    if !secret && args.client.is_none() {
        let client = cliclack::select("Can the client keep a secret?")
            .item(Client::Confidential, "yes", "it runs on a server")
            .item(Client::Public, "no", "it runs in a browser or on a user's device")
            .interact()?;
        args.client = Some(client);
    }
    Ok(())
}
