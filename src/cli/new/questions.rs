//! The questions for values without which an app cannot be made: one for each such key of the spec.

use crate::spec::{App, Spec};

/// A question for one value.
pub(super) struct Question {
    /// What is asked.
    pub(super) ask: &'static str,
    /// What `?` answers.
    pub(super) explain: &'static str,
    /// Last keys of the ways in the spec at which the value may be missing.
    pub(super) keys: &'static [&'static str],
    /// What an empty answer stands for.
    pub(super) default: &'static str,
    /// Puts an answer into the spec, for the app at that place.
    pub(super) set: fn(&mut Spec, usize, &str),
}

/// Lays an answer over one app.
macro_rules! of_app {
    (|$app:ident, $answer:ident| $set:expr) => {
        |spec, index, answer| {
            let set = |$app: &mut App, $answer: String| $set;
            if let Some(app) = spec.apps.get_mut(index) {
                set(app, answer.to_owned());
            }
        }
    };
}

/// The API name of the app.
pub(super) const NAME: Question = Question {
    ask: "API name of the app",
    explain: "The name by which metadata and tools know the app: letters, digits and single \
              underscores. It cannot be changed later. People see the label instead.",
    keys: &["name"],
    default: "",
    set: of_app!(|app, answer| app.name = answer),
};

/// Who answers for the app.
pub(super) const CONTACT: Question = Question {
    ask: "E-mail address of the app's owner",
    explain: "Salesforce writes to this address, and everyone who opens the app in Setup sees it. A \
              shared mailbox outlives people.",
    keys: &["contact-email"],
    default: "",
    set: of_app!(|app, answer| app.contact_email = answer),
};

/// The other questions, in the order in which they are asked.
pub(super) const QUESTIONS: &[Question] = &[
    Question {
        ask: "Namespace of the package",
        explain: "External Client Apps travel in managed packages, and each of these has a \
                  namespace that is linked to the Dev Hub.",
        keys: &["namespace"],
        default: "",
        set: |spec, _, answer| spec.project.namespace = Some(answer.to_owned()),
    },
    Question {
        ask: "Callback URL",
        explain: "The address of your app to which the browser returns after login, with the \
                  login code. It must equal the redirect_uri of the request, character by \
                  character. Use https; http only for localhost; apps on devices use a scheme of \
                  their own. Several are parted by blanks.",
        keys: &["callbacks"],
        default: "",
        set: of_app!(|app, answer| {
            app.oauth_mut().callbacks = answer.split_whitespace().map(str::to_owned).collect();
        }),
    },
    Question {
        ask: "User that the app acts as",
        explain: "User name, not e-mail address, of an active user of the org with no more rights \
                  than the app needs. ${RUN_AS_USER} leaves it open until the deploy, so that each \
                  org has its own.",
        keys: &["run-as"],
        default: "${RUN_AS_USER}",
        set: of_app!(|app, answer| app.oauth_mut().run_as = Some(answer)),
    },
    Question {
        ask: "Issuer of the tokens that are exchanged",
        explain: "What the `iss` claim of the tokens says, mostly the address of the service that \
                  made them.",
        keys: &["token-exchange", "issuer"],
        default: "",
        set: of_app!(|app, answer| {
            app.oauth_mut().token_exchange.get_or_insert_default().issuer = answer;
        }),
    },
    Question {
        ask: "Address of the issuer's public keys",
        explain: "The JWKS of the issuer, with which the signature of a token is checked.",
        keys: &["keys-url"],
        default: "",
        set: of_app!(|app, answer| {
            app.oauth_mut().token_exchange.get_or_insert_default().keys_url = answer;
        }),
    },
    Question {
        ask: "Audience that the tokens must name",
        explain: "What the `aud` claim must be, so that a token for somebody else opens nothing.",
        keys: &["audience"],
        default: "",
        set: of_app!(|app, answer| {
            app.oauth_mut().token_exchange.get_or_insert_default().audience = answer;
        }),
    },
    Question {
        ask: "Audience of the asset tokens",
        explain: "The service that the tokens are meant for, as their `aud` claim names it.",
        keys: &["asset-token", "audiences"],
        default: "",
        set: of_app!(|app, answer| {
            app.oauth_mut().asset_token.get_or_insert_default().audiences = answer;
        }),
    },
    Question {
        ask: "Record id of the certificate that signs asset tokens",
        explain: "A self-signed certificate of the org. Its id differs from org to org, so \
                  ${ASSET_CERTIFICATE_ID} leaves it open until the deploy.",
        keys: &["signing-certificate"],
        default: "${ASSET_CERTIFICATE_ID}",
        set: of_app!(|app, answer| {
            app.oauth_mut().asset_token.get_or_insert_default().signing_certificate = answer;
        }),
    },
    Question {
        ask: "Seconds for which an asset token is good",
        explain: "A whole number. Salesforce wants the token to end within three minutes of the \
                  assertion that it answers.",
        keys: &["validity"],
        default: "180",
        set: of_app!(|app, answer| {
            app.oauth_mut().asset_token.get_or_insert_default().validity =
                answer.parse().unwrap_or_default();
        }),
    },
    Question {
        ask: "Address of the service that takes the login assertion",
        explain: "The assertion consumer service (ACS) URL of the other service.",
        keys: &["saml", "acs-url"],
        default: "",
        set: of_app!(|app, answer| app.saml.get_or_insert_default().acs_url = answer),
    },
    Question {
        ask: "Entity id of that service",
        explain: "The entity ID of the other service. Most services use a URL, but any unique text is allowed.",
        keys: &["entity-id"],
        default: "",
        set: of_app!(|app, answer| app.saml.get_or_insert_default().entity_id = answer),
    },
    Question {
        ask: "Address of the page that is shown inside Salesforce",
        explain: "Salesforce posts a signed request to it and shows what comes back.",
        keys: &["canvas", "url"],
        default: "",
        set: of_app!(|app, answer| app.canvas.get_or_insert_default().url = answer),
    },
    Question {
        ask: "Custom notification types",
        explain: "API names of custom notification types that can go to mobile devices, separated by \
                  blanks.",
        keys: &["notification", "types"],
        default: "",
        set: of_app!(|app, answer| {
            app.notification.get_or_insert_default().types =
                answer.split_whitespace().map(str::to_owned).collect();
        }),
    },
];
