//! API versions.

use std::fmt;
use std::str::FromStr;

/// A Salesforce API version, such as `67.0`; the minor part is always 0 and is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiVersion(pub u16);

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.0", self.0)
    }
}

impl FromStr for ApiVersion {
    type Err = String;

    /// Reads `67.0` or `67`.
    #[expect(clippy::map_err_ignore, reason = "the message says how a version is written")]
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let major = text.strip_suffix(".0").unwrap_or(text);
        major
            .parse()
            .map(Self)
            .map_err(|_| format!("`{text}` is not an API version; write it as `67.0`"))
    }
}

/// The API versions that the tables cover (`schemas/versions.toml`).
#[derive(Clone, Debug)]
pub struct Versions {
    /// The first version with External Client Apps that projects are generated for.
    pub oldest: ApiVersion,
    /// The newest version that the tables know.
    pub newest: ApiVersion,
    /// What a new project uses when nothing else is asked for.
    pub default: ApiVersion,
}
