//! Form: names, XML, elements and values.

mod elsewhere;
mod merge;
mod support;
mod versions;

use super::{declare_rule, rules_of_group};

rules_of_group!(
    broken_project_file,
    misplaced_package_directory,
    unknown_suffix,
    unusual_folder,
    invalid_api_name,
    more_than_one_file,
    malformed_xml,
    wrong_root,
    wrong_namespace,
    stray_content,
    unsorted_elements,
    unknown_element,
    repeated_element,
    missing_element,
    invalid_contact_email,
    missing_app_reference,
    unknown_app,
    type_not_available,
    element_not_available,
    deprecated_element,
    internal_element,
    reserved_element,
    invalid_boolean,
    invalid_integer,
    unknown_enum_value,
    limit_exceeded,
    whitespace_around_value,
);
