//! The values that flags and `--set` give for one app.

use super::Flags;
use super::args::flag_of;
use super::set::SetArgument;
use crate::spec::Asked;

/// The values that the command line gives for one app.
pub(super) fn of(args: &Flags) -> Vec<Asked> {
    let texts = [
        ("label", &args.label),
        ("description", &args.description),
        ("contact-email", &args.contact_email),
        ("oauth.run-as", &args.run_as),
        ("oauth.certificate", &args.certificate),
        ("oauth.token-exchange.issuer", &args.token_issuer),
        ("oauth.token-exchange.keys-url", &args.token_keys),
        ("oauth.token-exchange.audience", &args.token_audience),
        ("oauth.asset-token.audiences", &args.asset_audience),
        ("oauth.asset-token.signing-certificate", &args.asset_certificate),
        ("saml.acs-url", &args.acs_url),
        ("saml.entity-id", &args.entity_id),
        ("mobile.screen-lock", &args.screen_lock),
        ("canvas.url", &args.canvas_url),
    ];
    let texts = texts.into_iter().filter(|(_, value)| value.is_some()).map(|(keys, _)| keys);
    let choices = [
        ("distribution", args.distribution.is_some()),
        ("oauth.client", args.client.is_some()),
        ("oauth.permitted-users", args.permitted_users.is_some()),
        ("oauth.asset-token.validity", args.asset_validity.is_some()),
    ];
    let lists = [
        ("oauth.scopes", &args.scopes),
        ("oauth.callbacks", &args.callbacks),
        ("oauth.permission-sets", &args.permission_sets),
        ("oauth.profiles", &args.profiles),
        ("notification.types", &args.notification_types),
    ];
    let choices = choices.into_iter().filter(|(_, given)| *given).map(|(keys, _)| keys);
    let lists = lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(keys, _)| keys);
    let flag = |keys: &str| {
        let key = keys.rsplit('.').next().unwrap_or_default();
        let shown = flag_of(key).map_or_else(|| keys.to_owned(), str::to_owned);
        Asked::new(keys, false, shown)
    };
    let settings = args.settings.iter().filter(|setting| setting.is_of_app());
    texts
        .chain(choices)
        .chain(lists)
        .map(flag)
        .chain(settings.flat_map(SetArgument::asked))
        .collect()
}

/// The argument that gives the API version of the project.
pub(super) fn version(args: &Flags) -> Option<String> {
    let setting = args.settings.iter().find(|setting| setting.is_of("project.api-version"));
    let flag = args.api_version.map(|version| format!("--api-version {version}"));
    setting.map(|setting| format!("--set {setting}")).or(flag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_on_one_line_give_each_of_their_keys() {
        let setting: SetArgument = "oauth.id-token={minutes=5, attributes=true}".parse().unwrap();
        let keys: Vec<String> = setting.asked().iter().map(|one| one.keys.join(".")).collect();
        assert_eq!(keys, ["oauth.id-token.minutes", "oauth.id-token.attributes"]);
    }
}
