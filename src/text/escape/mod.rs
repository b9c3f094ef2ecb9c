//! Text of others, made safe for the medium that it goes into: one function a medium.
//!
//! Names of files, values, git revisions, variables and errors of the system come from people who may
//! want to be taken for this program. Each writer passes their texts through the function of its
//! medium, once:
//!
//! | medium | function |
//! | --- | --- |
//! | one line for a terminal | [`line()`] |
//! | a whole text for a terminal | [`lines()`], and `no_commands` for the text with our own |
//! | properties and data of workflow commands | [`property()`], [`data()`] |
//! | properties and data of logging commands of Azure | `azure_property`, `azure_data` |
//! | Markdown | [`markdown()`], [`code()`], [`prose()`] |
//! | XML | [`xml()`] |
//! | JSON | [`json()`] |
//! | messages in SARIF | [`sarif()`], and [`json()`] for the document |
//! | CSV | [`csv()`] |

mod commands;
mod data;
mod hidden;
mod markdown;

pub(crate) use commands::{azure_data, azure_property, is_blank, no_commands, without_commands};

pub use commands::{data, property};
pub use data::{csv, json, sarif, xml};
pub(crate) use hidden::is_reordering;
pub use hidden::{is_hidden, line, lines};
pub use markdown::{code, markdown, prose};
