//! The questions for texts: one for each value without which an app cannot be made.
//!
//! An answer goes where the flag of the same value goes.

use std::fmt::Write as _;

use super::Flags;
use crate::schema::schema;

/// A question for one text.
pub(super) struct Question {
    /// What is asked.
    pub(super) ask: &'static str,
    /// What `?` answers.
    pub(super) explain: &'static str,
    /// Last keys of the ways in the spec at which the value may be missing or wrong; the first names the
    /// question.
    pub(super) keys: &'static [&'static str],
    /// What an empty answer stands for.
    pub(super) default: &'static str,
    /// An answer that is right, to judge others while this one is missing.
    pub(super) example: &'static str,
    /// Answers may contain `?`.
    pub(super) is_address: bool,
    /// Puts an answer in the place of the flag.
    pub(super) set: fn(&mut Flags, &str),
}

impl Question {
    /// What identifies the question.
    pub(super) fn id(&self) -> &'static str {
        self.keys.first().copied().unwrap_or_default()
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The API name of the app.
pub(super) const NAME: Question = Question {
    ask: "API name of the app",
    explain: "The name by which metadata and tools know the app: letters, digits and single \
              underscores. It cannot be changed later. People see the label instead.",
    keys: &["name"],
    default: "",
    example: "Example",
    is_address: false,
    set: |flags, answer| flags.name = some(answer),
};

/// Who answers for the app.
pub(super) const CONTACT: Question = Question {
    ask: "E-mail address of the app's owner",
    explain: "Salesforce writes to this address, and everyone who opens the app in Setup sees it. A \
              shared mailbox outlives people.",
    keys: &["contact-email"],
    default: "",
    example: "owner@acme.com",
    is_address: false,
    set: |flags, answer| flags.contact_email = some(answer),
};

/// The Firebase project of the push plugin.
pub(super) const FIREBASE: Question = Question {
    ask: "Id of the Firebase project",
    explain: "The Firebase console shows it under Project settings: lowercase letters, digits and \
              hyphens, such as acme-field-1a2b3. It is not the project's name.",
    keys: &["project"],
    default: "",
    example: "acme-field",
    is_address: false,
    set: |flags, answer| flags.firebase_project = some(answer),
};

/// The bundle of the push plugin.
pub(super) const BUNDLE: Question = Question {
    ask: "Bundle ID of the mobile app",
    explain: "The identifier of the app at Apple, such as com.acme.field. Xcode shows it with the \
              target of the app.",
    keys: &["bundle"],
    default: "",
    example: "com.acme.field",
    is_address: false,
    set: |flags, answer| flags.apple_bundle = some(answer),
};

/// The signing key of the push plugin.
pub(super) const KEY_ID: Question = Question {
    ask: "Key ID of the signing key at Apple",
    explain: "The Apple developer account shows it under Keys: ten letters and digits. It is also in \
              the name of the .p8 file.",
    keys: &["key-id"],
    default: "",
    example: "ABC123DEFG",
    is_address: false,
    set: |flags, answer| flags.apple_key_id = some(answer),
};

/// The team of the push plugin.
pub(super) const TEAM_ID: Question = Question {
    ask: "Team ID at Apple",
    explain: "The Apple developer account shows it under Membership: ten letters and digits.",
    keys: &["team-id"],
    default: "",
    example: "DEF123GHIJ",
    is_address: false,
    set: |flags, answer| flags.apple_team_id = some(answer),
};

/// The notification types of an app that need not have any.
pub(super) const NOTIFICATIONS: Question = Question {
    ask: "Custom notification types (empty for none)",
    explain: "API names of custom notification types that go to the mobile app, with spaces between \
              them. Setup lists them under Custom Notifications. Without any, the app has no \
              notification plugin.",
    keys: &["types", "notification", "pushed"],
    default: "",
    example: "",
    is_address: false,
    set: |flags, answer| flags.notification_types = words(answer),
};

/// The questions that are asked where the spec lacks the value, in their order.
pub(super) const QUESTIONS: &[Question] = &[
    Question {
        ask: "Namespace of the package",
        explain: "External Client Apps travel in managed packages, and each of these has a \
                  namespace that is linked to the Dev Hub.",
        keys: &["namespace"],
        default: "",
        example: "acme",
        is_address: false,
        set: |flags, answer| flags.namespace = some(answer),
    },
    Question {
        ask: "Callback URL",
        explain: "The address of your app to which the browser returns after login, with the \
                  login code. It must equal the redirect_uri of the request, character by \
                  character. Use https; http only for localhost; apps on devices use a scheme of \
                  their own. Write spaces between several.",
        keys: &["callbacks"],
        default: "",
        example: "https://app.acme.com/callback",
        is_address: true,
        set: |flags, answer| {
            flags.callbacks = answer.split_whitespace().map(str::to_owned).collect();
        },
    },
    Question {
        ask: "User that the app acts as",
        explain: "Username, not e-mail address, of an active user of the org with no more rights \
                  than the app needs. ${RUN_AS_USER} leaves it open until the deploy, so that each \
                  org has its own.",
        keys: &["run-as"],
        default: "${RUN_AS_USER}",
        example: "${RUN_AS_USER}",
        is_address: false,
        set: |flags, answer| flags.run_as = some(answer),
    },
    Question {
        ask: "Issuer of the tokens that are exchanged",
        explain: "What the iss claim of the tokens contains, usually the address of the service that \
                  made them.",
        keys: &["token-exchange", "issuer"],
        default: "",
        example: "https://login.acme.com",
        is_address: true,
        set: |flags, answer| flags.token_issuer = some(answer),
    },
    Question {
        ask: "Address of the issuer's public keys",
        explain: "The JWKS of the issuer, with which the signature of a token is checked.",
        keys: &["keys-url"],
        default: "",
        example: "https://login.acme.com/keys",
        is_address: true,
        set: |flags, answer| flags.token_keys = some(answer),
    },
    Question {
        ask: "Audience that the tokens must name",
        explain: "What the aud claim must be, so that a token for somebody else opens nothing.",
        keys: &["audience"],
        default: "",
        example: "https://acme.com",
        is_address: true,
        set: |flags, answer| flags.token_audience = some(answer),
    },
    Question {
        ask: "Audience of the asset tokens",
        explain: "The service that the tokens are meant for, as their aud claim names it.",
        keys: &["asset-token", "audiences"],
        default: "",
        example: "https://acme.com",
        is_address: true,
        set: |flags, answer| flags.asset_audience = some(answer),
    },
    Question {
        ask: "Record id of the certificate that signs asset tokens",
        explain: "A self-signed certificate of the org. Its id differs from org to org, so \
                  ${ASSET_CERTIFICATE_ID} leaves it open until the deploy.",
        keys: &["signing-certificate"],
        default: "${ASSET_CERTIFICATE_ID}",
        example: "${ASSET_CERTIFICATE_ID}",
        is_address: false,
        set: |flags, answer| flags.asset_certificate = some(answer),
    },
    Question {
        ask: "Seconds for which an asset token is valid",
        explain: "A whole number. Salesforce wants the token to expire within three minutes of the \
                  assertion that it answers.",
        keys: &["validity"],
        default: "180",
        example: "180",
        is_address: false,
        set: |flags, answer| flags.asset_validity = Some(answer.parse().unwrap_or_default()),
    },
    Question {
        ask: "ACS URL of the other service",
        explain: "The address of the service that takes the login assertion (assertion consumer \
                  service). It must begin with https.",
        keys: &["saml", "acs-url"],
        default: "",
        example: "https://wiki.acme.com/acs",
        is_address: true,
        set: |flags, answer| flags.acs_url = some(answer),
    },
    Question {
        ask: "Entity ID of the other service",
        explain: "Most services use a URL, but any unique text is allowed.",
        keys: &["entity-id"],
        default: "",
        example: "https://wiki.acme.com",
        is_address: true,
        set: |flags, answer| flags.entity_id = some(answer),
    },
    Question {
        ask: "Address of the page that is shown inside Salesforce",
        explain: "Salesforce posts a signed request to it and shows what comes back.",
        keys: &["canvas", "url"],
        default: "",
        example: "https://app.acme.com/canvas",
        is_address: true,
        set: |flags, answer| flags.canvas_url = some(answer),
    },
    Question {
        ask: "Custom notification types",
        explain: "API names of custom notification types that can go to mobile devices, with spaces \
                  between them.",
        keys: &["notification", "types"],
        default: "",
        example: "Example",
        is_address: false,
        set: |flags, answer| flags.notification_types = words(answer),
    },
];

/// What explains a question in an app for a known client: its programs have callbacks of their own.
pub(super) fn explanation(question: &Question, serves: Option<&str>) -> String {
    let client = serves.and_then(|id| schema().client(id));
    let programs = client.filter(|_| question.id() == "callbacks").into_iter();
    programs.flat_map(|client| &client.programs).fold(
        question.explain.to_owned(),
        |mut text, program| {
            let _ = write!(text, " {}: {}.", program.title, program.callbacks.join(" "));
            text
        },
    )
}
