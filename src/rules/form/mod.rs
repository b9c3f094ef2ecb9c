//! Form: names, XML, elements and values.

use super::{declare_rule, rules_of_group};

rules_of_group!(malformed_xml, unknown_enum_value);
