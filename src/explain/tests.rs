use super::*;
use crate::rules::all_rules;

#[test]
fn everything_has_a_page() {
    let schema = schema();
    for rule in all_rules() {
        assert!(explain(rule.id).unwrap().contains("## Why"), "{}", rule.id);
    }
    for metadata_type in schema.types.values() {
        let page = explain(&metadata_type.name).unwrap();
        assert!(page.starts_with(&format!("# {}\n", metadata_type.name)));
        assert!(page.contains("## Elements\n- `"), "{page}");
    }
    for flow in &schema.flows {
        assert!(explain(&flow.id).unwrap().contains(&format!("`{}`", flow.id)), "{}", flow.id);
    }
    for scope in &schema.scopes {
        assert!(explain(&scope.token).unwrap().contains("Risk"), "{}", scope.token);
    }
}

#[test]
fn people_need_not_spell_exactly() {
    assert!(explain("ecaOauth").unwrap().starts_with("# ExtlClntAppOauthSettings"));
    assert!(explain("refresh_token").unwrap().starts_with("# RefreshToken"));
    assert!(explain("invalid_grant invalid assertion").unwrap().contains("certificate"));
    assert_eq!(explain("qqq"), Err(Unknown::default()));
}

#[test]
fn the_markdown_list_holds_each_rule() {
    let text = rules_markdown();
    for rule in all_rules() {
        assert!(text.contains(&format!("\n### {}\n", rule.id)), "{}", rule.id);
    }
}
