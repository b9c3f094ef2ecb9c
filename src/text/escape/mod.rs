//! Text of others, made safe for the medium that it goes into: one function a medium.
//!
//! Names of files, values, git revisions, variables and errors of the system come from people who may
//! want to be taken for this program. Each writer passes their texts through the function of its
//! medium, once:
//!
//! | medium | function |
//! | --- | --- |
//! | one line for a terminal | [`line()`] |
//! | a whole text for a terminal | [`lines()`], and [`no_commands()`] for the text with our own |
//! | properties and data of workflow commands | [`property()`], [`data()`] |
//! | properties and data of logging commands of Azure | [`azure_property()`], [`azure_data()`] |
//! | Markdown | [`markdown()`], [`code()`], [`prose()`] |
//! | XML | [`xml()`] |
//! | JSON | [`json()`] |
//! | messages in SARIF | [`sarif()`], and [`json()`] for the document |
//! | CSV | [`csv()`] |

mod commands;
mod data;
mod hidden;
mod markdown;

pub use commands::{
    azure_data, azure_property, data, is_blank, no_commands, property, without_commands,
};
pub use data::{csv, json, sarif, xml};
pub use hidden::{is_hidden, is_reordering, line, lines};
pub use markdown::{code, markdown, prose};
