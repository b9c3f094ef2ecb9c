//! The data files hold their form, and the look-ups find what they should.

use std::collections::BTreeSet;

use super::sources::SourceKind;
use super::*;

const LONGEST_MEANING: usize = 140;

/// One list of elements, with the name of its type or structure for messages.
struct Table<'a> {
    place: String,
    owner: &'a MetadataType,
    elements: &'a [Element],
}

fn lists() -> Vec<Table<'static>> {
    let mut lists = Vec::new();
    for owner in schema().types.values() {
        lists.push(Table { place: owner.name.to_string(), owner, elements: &owner.elements });
        for (name, structure) in &owner.structs {
            let place = format!("{}/{name}", owner.name);
            lists.push(Table { place, owner, elements: &structure.elements });
        }
    }
    lists
}

fn elements() -> impl Iterator<Item = (String, &'static MetadataType, &'static Element)> {
    lists().into_iter().flat_map(|list| {
        list.elements.iter().map(move |e| (format!("{}.{}", list.place, e.name), list.owner, e))
    })
}

fn element(metadata_type: &str, name: &str) -> &'static Element {
    schema().types[metadata_type].element(name).expect("the element is in the table")
}

fn unique<T: Ord + std::fmt::Debug>(what: &str, values: impl IntoIterator<Item = T>) {
    let mut seen = BTreeSet::new();
    for value in values {
        assert!(!seen.contains(&value), "{what} {value:?} stands twice");
        seen.insert(value);
    }
}

#[test]
fn every_file_parses_and_is_named_after_its_type() {
    let schema = schema();
    assert_eq!(schema.types.len(), 21);
    for name in schema.types.keys() {
        let path = format!("{}/schemas/types/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        assert!(std::path::Path::new(&path).exists(), "{name} is in a file of another name");
    }
}

#[test]
fn elements_are_in_ascii_order_and_unique() {
    for list in lists() {
        for pair in list.elements.windows(2) {
            let (before, after) = (&pair[0].name, &pair[1].name);
            assert!(before < after, "{}: {after} comes after {before}", list.place);
        }
    }
}

#[test]
fn structs_exist_and_are_used() {
    for owner in schema().types.values() {
        let mut used = BTreeSet::new();
        let nested = owner.structs.values().flat_map(|s| &s.elements);
        for element in owner.elements.iter().chain(nested) {
            let is_struct = element.kind == Kind::Struct;
            assert_eq!(is_struct, element.structure.is_some(), "{}.{}", owner.name, element.name);
            used.extend(element.structure.as_deref());
        }
        assert_eq!(used, owner.structs.keys().collect(), "structs of {}", owner.name);
    }
}

#[test]
fn kinds_have_what_they_need_and_nothing_else() {
    for (place, _, e) in elements() {
        assert_eq!(e.kind == Kind::Enum, !e.values.is_empty(), "values of {place}");
        let refers = matches!(e.kind, Kind::Reference | Kind::NameList);
        assert_eq!(refers, e.refers_to.is_some(), "refers-to of {place}");
        assert!(!e.ignore_case || e.kind == Kind::Enum, "ignore-case of {place}");
        assert!(e.max_items.is_none() || e.repeated, "max-items of {place}");
        if e.kind != Kind::Int {
            assert!(e.allowed.is_empty() && e.min.is_none() && e.max.is_none(), "{place}");
        }
        let fits = match (&e.default, e.kind) {
            (None, _) | (Some(Literal::Boolean(_)), Kind::Boolean) => true,
            (Some(Literal::Integer(value)), Kind::Int) => {
                e.min.is_none_or(|min| min <= *value) && e.max.is_none_or(|max| *value <= max)
            }
            (Some(Literal::String(value)), Kind::Enum) => e.value(value).is_some(),
            _ => false,
        };
        assert!(fits, "default of {place}");
    }
}

#[test]
fn what_a_value_needs_stands_beside_it() {
    for list in lists() {
        let needed = list.elements.iter().flat_map(|e| &e.values).flat_map(|value| &value.needs);
        for name in needed {
            assert!(find_element(list.elements, name).is_some(), "{}: no {name}", list.place);
        }
    }
}

#[test]
fn enum_values_and_their_mistakes_are_apart() {
    for (place, _, e) in elements() {
        let names = e.values.iter().map(|v| &v.name);
        unique(&place, names.chain(e.values.iter().flat_map(|v| &v.wrong)));
        for value in &e.values {
            for spelling in value.wrong.iter().chain([&value.name]) {
                let meant = e.value_meant_by(spelling).map(|v| &v.name);
                assert_eq!(meant, Some(&value.name), "{place}: {spelling}");
            }
        }
    }
}

#[test]
fn versions_are_in_range() {
    let newest = schema().versions.newest;
    for (place, owner, e) in elements() {
        let range = owner.first_seen()..=newest;
        assert!(range.contains(&e.since), "since of {place}");
        assert!(e.seen_since.is_none_or(|seen| seen < e.since), "seen-since of {place}");
        assert!(e.seen_until.is_none_or(|seen| e.until < Some(seen)), "seen-until of {place}");
        assert!(e.until.is_none_or(|until| e.since <= until && until < newest), "{place}");
        for since in e.values.iter().filter_map(|v| v.since) {
            assert!((e.since..=newest).contains(&since), "a value of {place}");
        }
        for value in &e.allowed {
            assert!((e.since..=newest).contains(&value.since), "{} of {place}", value.value);
        }
    }
    for scope in &schema().scopes {
        let range = schema().versions.oldest..=newest;
        assert!(range.contains(&scope.since), "since of {}", scope.token);
    }
}

#[test]
fn every_source_exists_and_is_used() {
    let schema = schema();
    let rules = crate::rules::all_rules().flat_map(|rule| rule.sources).copied();
    let used: BTreeSet<&str> = schema
        .types
        .values()
        .flat_map(|t| &t.source)
        .chain(elements().flat_map(|(_, _, e)| &e.source))
        .chain(schema.scopes.iter().flat_map(|s| &s.source))
        .chain(schema.flows.iter().flat_map(|f| &f.source))
        .chain(schema.errors.iter().flat_map(|e| &e.source))
        .chain(schema.mandates.iter().flat_map(|m| &m.source))
        .chain(schema.clients.iter().flat_map(Client::sources))
        .chain(schema.org.sources())
        .map(|text| text.as_str())
        .chain(rules)
        .collect();
    let known: BTreeSet<&str> = schema.sources.keys().collect();
    assert_eq!(used, known);
    for source in schema.sources.values() {
        let page = !matches!(source.kind, SourceKind::Observation | SourceKind::Inference);
        assert!(!page || source.url.is_some(), "{} has no address", source.key);
    }
    for owner in schema.types.values() {
        assert!(!owner.source.is_empty(), "{} has no source", owner.name);
    }
}

#[test]
fn suffixes_and_folders_are_unique() {
    let types: Vec<_> = schema().free_types().collect();
    let right = types.iter().map(|t| &t.suffix);
    unique("suffix", right.chain(types.iter().flat_map(|t| &t.wrong_suffixes)));
    let right = types.iter().map(|t| &t.folder);
    unique("folder", right.chain(types.iter().flat_map(|t| &t.wrong_folders)));
    unique("setup name", types.iter().filter_map(|t| t.setup_name.as_ref()));
    unique("fixed name", schema().types.values().filter_map(|t| t.fixed_name.as_ref()));
}

#[test]
fn parts_of_an_app_name_it() {
    for owner in schema().types.values() {
        let belongs = owner.per_app != Cardinality::NotPerApp && owner.role != Role::Header;
        let parent = owner.element("externalClientApplication");
        assert_eq!(belongs, parent.is_some_and(Element::required), "{}", owner.name);
        assert_eq!(owner.setup_name.is_some(), owner.per_app != Cardinality::NotPerApp);
        let org = owner.role == Role::Org;
        assert_eq!(org, owner.fixed_name.is_some() && owner.manifest_type.is_some());
    }
}

#[test]
fn scopes_are_complete() {
    let scopes = &schema().scopes;
    assert_eq!(scopes.len(), 39);
    unique("scope", scopes.iter().flat_map(|s| s.spellings().collect::<BTreeSet<_>>()));
    for scope in scopes {
        let companion = scope.companion.iter().map(|companion| &companion.token);
        let others = scope.includes.iter().chain(&scope.same_as).chain(&scope.narrower);
        for other in others.chain(companion) {
            assert!(schema().scope(other).is_some(), "{} knows no {other}", scope.token);
            assert_ne!(other, &scope.token);
        }
        for other in &scope.same_as {
            let back = &schema().scope(other).unwrap().same_as;
            assert!(back.contains(&scope.token), "{other} is the same as {}", scope.token);
        }
        let risky = matches!(scope.risk, Risk::High | Risk::VeryHigh);
        assert_eq!(risky, scope.danger.is_some(), "danger of {}", scope.token);
        for spelling in scope.spellings() {
            let meant = schema().scope_meant_by(spelling).map(|s| &s.token);
            assert_eq!(meant, Some(&scope.token), "{spelling}");
        }
    }
}

#[test]
fn connected_apps_have_the_same_scopes_but_one() {
    let config = &schema().types["ConnectedApp"].structs["ConnectedAppOauthConfig"];
    let theirs: Vec<_> = config.element("scopes").unwrap().values.iter().map(|v| &v.name).collect();
    for scope in &schema().scopes {
        let known = theirs.contains(&&scope.token);
        assert_eq!(known, scope.token != "SFApiPlatform", "{}", scope.token);
    }
    assert_eq!(theirs.len(), schema().scopes.len());
}

#[test]
fn flow_demands_can_be_met() {
    unique("flow", schema().flows.iter().flat_map(|f| f.aliases.iter().chain([&f.id])));
    for flow in &schema().flows {
        assert_eq!(flow.supported, flow.refusal.is_none(), "refusal of {}", flow.id);
        let unpackaged = flow.supported && !flow.packaged;
        assert_eq!(unpackaged, flow.packaged_refusal.is_some(), "packaging of {}", flow.id);
        assert!(flow.supported || flow.demands.is_empty(), "{} demands something", flow.id);
        for demand in &flow.demands {
            let place = format!("{}: {}.{}", flow.id, demand.metadata_type, demand.element);
            let owner = schema().types.get(&demand.metadata_type).expect(&place);
            let element = owner.element(&demand.element).expect(&place);
            assert!(!(demand.switch && demand.advised), "{place}");
            if demand.switch {
                assert!(element.since <= flow.since, "{place}");
            }
            match &demand.expect {
                Expect::Is(value) | Expect::Not(value) => {
                    let valid = match element.kind {
                        Kind::Boolean => value == "true" || value == "false",
                        Kind::Enum => element.values.iter().any(|v| v.name == *value),
                        _ => false,
                    };
                    assert!(valid, "{place} cannot be {value}");
                }
                Expect::HoldsAny(tokens) | Expect::HoldsBeside(tokens) => {
                    assert_eq!(element.kind, Kind::ScopeList, "{place}");
                    assert!(tokens.iter().all(|token| schema().scope(token).is_some()), "{place}");
                }
                Expect::Present | Expect::Absent => {}
            }
        }
        for setting in &flow.org_settings {
            let owner = &schema().types[&setting.metadata_type];
            assert_eq!(owner.role, Role::Org);
            assert_eq!(owner.element(&setting.element).unwrap().kind, Kind::Boolean);
        }
    }
}

#[test]
fn sentences_are_short_and_whole() {
    let mut lines: Vec<(String, &str)> = Vec::new();
    for owner in schema().types.values() {
        lines.push((owner.name.to_string(), &owner.meaning));
        lines.extend(owner.structs.iter().map(|(name, s)| (name.to_string(), s.meaning.as_str())));
    }
    for (place, _, e) in elements() {
        lines.extend(e.values.iter().map(|v| (format!("{place}={}", v.name), v.meaning.as_str())));
        lines.push((place, &e.meaning));
    }
    for scope in &schema().scopes {
        lines.push((scope.token.to_string(), &scope.meaning));
        lines.extend(scope.danger.iter().map(|line| (scope.token.to_string(), line.as_str())));
    }
    for flow in &schema().flows {
        lines.push((flow.id.to_string(), &flow.meaning));
        lines.extend(flow.demands.iter().map(|d| (flow.id.to_string(), d.why.as_str())));
        lines.extend(flow.org_settings.iter().map(|s| (flow.id.to_string(), s.why.as_str())));
        lines.extend(
            flow.notes.iter().chain(&flow.steps).map(|line| (flow.id.to_string(), line.as_str())),
        );
        let refusals = flow.refusal.iter().chain(&flow.packaged_refusal);
        lines.extend(refusals.map(|line| (flow.id.to_string(), line.as_str())));
    }
    for mandate in &schema().mandates {
        let texts = [&mandate.meaning, &mandate.applies_to];
        let texts = texts.into_iter().chain(&mandate.exempt).chain(&mandate.instead);
        lines.extend(texts.map(|line| (mandate.id.to_string(), line.as_str())));
    }
    for (place, line) in lines {
        assert!(line.ends_with('.') && line.len() > 1, "{place}: {line:?} ends with no period");
        let length = line.chars().count();
        assert!(length <= LONGEST_MEANING, "{place}: {line:?} has {length} characters");
        assert!(!line.contains('\n'), "{place}: {line:?} has two lines");
    }
}

#[test]
fn types_are_found() {
    let schema = schema();
    let name = |found: Option<&MetadataType>| found.map(|t| t.name).unwrap_or_default();
    assert_eq!(name(schema.by_suffix("ecaGlblOauth")), "ExtlClntAppGlobalOauthSettings");
    assert_eq!(name(schema.by_wrong_suffix("ecaGlobalOauth")), "ExtlClntAppGlobalOauthSettings");
    assert_eq!(name(schema.by_folder("extlClntAppPolicies")), "ExtlClntAppConfigurablePolicies");
    assert_eq!(name(schema.settings_type("OauthOidc")), "OauthOidcSettings");
    assert!(schema.by_suffix("settings").is_none());
    assert!(schema.by_folder("settings").is_none());

    let file = |name: &str| schema.types[name].file_name("Billing");
    assert_eq!(file("ExtlClntAppOauthSettings"), "Billing_oauth.ecaOauth-meta.xml");
    assert_eq!(file("ExternalClientApplication"), "Billing.eca-meta.xml");
    assert_eq!(file("OauthOidcSettings"), "OauthOidc.settings-meta.xml");
    assert_eq!(file("ConnectedApp"), "Billing.connectedApp-meta.xml");
    assert_eq!(schema.types["OauthOidcSettings"].manifest_name(), "Settings");

    let owners: Vec<_> =
        schema.element_owners("isPkceRequired").map(|(t, _)| t.name.as_str()).collect();
    assert_eq!(owners, ["ExtlClntAppGlobalOauthSettings", "OauthOidcSettings"]);
    let settings = &schema.types["ExtlClntAppOauthSettings"];
    let ranges = settings.structure_of(settings.element("trustedIpRanges").unwrap()).unwrap();
    assert!(ranges.element("startIpAddress").is_some_and(Element::required));
}

#[test]
fn elements_come_and_go() {
    let rotated = element("ExtlClntAppOauthConfigurablePolicies", "isNamedUserJwtEnabled");
    let versions = [60, 61, 63, 64].map(|version| rotated.available_in(ApiVersion(version)));
    assert_eq!(versions, [false, true, true, false]);
}

#[test]
fn what_people_write_is_understood() {
    let meant = |owner: &str, name: &str, text: &str| {
        element(owner, name).value_meant_by(text).map(|v| v.name.as_str())
    };
    let policies = "ExtlClntAppOauthConfigurablePolicies";
    let header = "ExternalClientApplication";
    assert_eq!(meant(header, "distributionState", "Packageable"), Some("Packaged"));
    assert_eq!(meant(header, "distributionState", "Nonsense"), None);
    assert_eq!(
        meant(policies, "permittedUsersPolicyType", "AdminApprovedUsers"),
        Some("AdminApprovedPreAuthorized")
    );
    for (text, value) in [
        ("RelaxIPRestrictions", "Bypass"),
        ("BYPASS_2FACTOR", "Bypass_2factor"),
        ("Enforce_relaxrefresh", "Enforce_RelaxRefresh"),
    ] {
        assert_eq!(meant(policies, "ipRelaxationPolicyType", text), Some(value));
    }
    let refresh = meant(policies, "refreshTokenPolicyType", "specific_lifetime");
    assert_eq!(refresh, Some("SpecificLifetime"));
    assert!(element(policies, "ipRelaxationPolicyType").value("enforce_relaxrefresh").is_some());
    assert!(element(policies, "refreshTokenPolicyType").value("infinite").is_none());

    let scope = |text: &str| schema().scope_meant_by(text).map(|s| s.token.as_str());
    for (text, token) in [
        ("api", "Api"),
        ("refresh_token", "RefreshToken"),
        ("SFAP", "SFApiPlatform"),
        ("sfap_api", "SFApiPlatform"),
        ("Visualforce", "CustomApplications"),
        ("ChatterApi", "Chatter"),
        ("RefreshTokens", "RefreshToken"),
    ] {
        assert_eq!(scope(text), Some(token), "{text}");
    }
    assert_eq!(scope("HUB_API"), None);

    let flow = |name: &str| schema().flow(name).map(|f| f.id.as_str());
    assert_eq!(flow("web-server"), Some("authorization-code"));
    assert_eq!(flow("Client_Credentials"), Some("client-credentials"));
    assert_eq!(flow("saml-sso"), None);
}
