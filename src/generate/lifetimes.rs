//! How long the tokens of an app are good.

use super::sheet::Sheet;
use crate::schema::names;
use crate::spec::{Oauth, RefreshToken, SpecFault};

const TYPE: &str = names::OAUTH_POLICIES;

/// How long tokens in the JWT format are good, once the flows have switched them on: as long as the
/// session of the user, or the minutes of the spec.
pub(super) fn jwt(sheet: &mut Sheet, oauth: &Oauth) {
    let named = sheet.get(names::GLOBAL_OAUTH, "isNamedUserJwtEnabled") == Some("true");
    let guests = sheet.get(TYPE, "isGuestCodeCredFlowEnabled") == Some("true");
    let kinds = [
        (named, oauth.jwt_minutes, "jwt-minutes", "namedUserJwt", "jwt-access-token"),
        (guests, oauth.guest_jwt_minutes, "guest-jwt-minutes", "guestJwt", "guest"),
    ];
    for (on, minutes, key, element, flow) in kinds {
        let at = sheet.at.key("oauth").key(key);
        let kind = format!("{element}SessionTimeoutType");
        match minutes {
            None if on => sheet.safe(TYPE, &kind, "UserSession"),
            Some(minutes) if on => {
                sheet.safe(TYPE, &kind, "Custom");
                sheet.want(TYPE, &format!("{element}Timeout"), minutes.to_string(), at);
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
    let switches = [
        (!refresh.rotation, "isRefreshTokenRotationEnabled", "false", "rotation"),
        (refresh.enforce_idle, "isEnforceRefreshTokenTTL", "true", "enforce-idle"),
    ];
    for (_, element, value, key) in switches.into_iter().filter(|(wanted, ..)| *wanted) {
        sheet.want(names::GLOBAL_OAUTH, element, value, at.key(key));
    }
    sheet.want(TYPE, "refreshTokenPolicyType", refresh.policy, at.key("policy"));
}
