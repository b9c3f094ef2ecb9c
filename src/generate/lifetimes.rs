//! How long the tokens of an app are good.

use super::sheet::Sheet;
use crate::schema::{names, schema};
use crate::spec::{Oauth, RefreshToken, SpecFault};

const TYPE: &str = names::OAUTH_POLICIES;
const GLOBAL: &str = names::GLOBAL_OAUTH;

/// How long tokens in the JWT format are good, once the flows have switched them on: as long as the
/// session of the user, or the minutes of the spec.
pub(super) fn jwt(sheet: &mut Sheet, oauth: &Oauth) {
    let named = sheet.get(names::GLOBAL_OAUTH, "isNamedUserJwtEnabled") == Some("true");
    for lifetime in &schema().jwt_lifetimes {
        let (key, flow) = (lifetime.key.as_str(), &lifetime.flow);
        let switch = lifetime.switch.as_ref();
        let on = switch.map_or(named, |switch| sheet.get(TYPE, switch) == Some("true"));
        let at = sheet.at.key("oauth").key(key);
        match oauth.minutes(key) {
            None if on => sheet.safe(TYPE, &lifetime.kind, lifetime.session.as_str()),
            Some(minutes) if on => {
                sheet.safe(TYPE, &lifetime.kind, lifetime.own.as_str());
                sheet.want(TYPE, &lifetime.minutes, minutes.to_string(), at);
            }
            None => {}
            Some(_) => sheet.fault(SpecFault::new(
                at,
                format!("`{key}` has no effect: the app issues no such tokens"),
                "The minutes count for access tokens in the JWT format alone.",
                format!("add the flow `{flow}`, or remove `{key}`"),
            )),
        }
    }
}

/// How long refresh tokens are good.
pub(super) fn refresh(sheet: &mut Sheet, refresh: RefreshToken) {
    let at = sheet.at.key("oauth").key("refresh-token");
    if refresh.is_timed() {
        if refresh.period == 0 {
            sheet.fault(SpecFault::new(
                at.key("period"),
                "a refresh token with a lifetime of 0 is useless",
                "It would expire before the client could use it.",
                "write 1 or more, or set `policy` to `Zero` and remove the refresh scope",
            ));
        }
        let period = refresh.period.to_string();
        sheet.want(TYPE, "refreshTokenValidityPeriod", period, at.key("period"));
        sheet.want(TYPE, "refreshTokenValidityUnit", &refresh.unit, at.key("unit"));
    }
    // Where the app can have refresh tokens, the table of flows advises rotation.
    sheet.decides(GLOBAL, "isRefreshTokenRotationEnabled", &at.key("rotation"));
    if !refresh.rotation {
        sheet.want(GLOBAL, "isRefreshTokenRotationEnabled", "false", at.key("rotation"));
    }
    let place = at.key("enforce-idle");
    sheet.switch(GLOBAL, "isEnforceRefreshTokenTTL", refresh.enforce_idle, place);
    sheet.want(TYPE, "refreshTokenPolicyType", refresh.policy, at.key("policy"));
}
