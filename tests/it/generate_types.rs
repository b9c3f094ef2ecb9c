//! Every element and value of generated metadata, against Salesforce's type definitions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use ecaforge::generate::PlannedFile;
use ecaforge::schema::{Kind, schema};
use ecaforge::spec::{SpecText, read};
use ecaforge::xml;

use crate::generate::files;
use crate::generate_matrix::selection;
use crate::judges::judges;
use crate::schema_matches_salesforce::SCOPES;
use crate::schema_matches_salesforce::compare::{Aspect, Difference, TheirElement, TheirType};
use crate::schema_matches_salesforce::known;

/// What the definitions say of the types that are generated.
struct Definitions {
    types: BTreeMap<String, TheirType>,
    scopes: BTreeSet<String>,
}

impl Definitions {
    fn of(roots: &BTreeSet<&str>) -> Self {
        let names: Vec<&str> = roots.iter().copied().collect();
        let types: Vec<TheirType> =
            serde_json::from_value(judges().extract(&names)).expect("the form of `extract.mjs`");
        let enums = judges().enums(&[SCOPES]);
        let scopes = serde_json::from_value(enums[SCOPES].clone()).expect("the enum of the scopes");
        Self { types: types.into_iter().map(|it| (it.name.clone(), it)).collect(), scopes }
    }
}

/// One file, read, at a version that may be older than the definitions.
struct Read<'a> {
    definitions: &'a Definitions,
    theirs: &'a TheirType,
    /// Whether the file is of the newest version, which has every element that is demanded.
    newest: bool,
    found: Vec<Difference>,
}

/// How a file differs from the definitions.
fn differences(text: &str, newest: bool, definitions: &Definitions) -> Vec<Difference> {
    let document = xml::parse(text);
    assert!(document.faults.is_empty(), "well formed: {text}");
    let root = document.root.expect("a root");
    let theirs = &definitions.types[root.name.local()];
    let mut read = Read { definitions, theirs, newest, found: Vec::new() };
    match &theirs.elements {
        Some(elements) => read.elements("", &root, elements),
        None => read.differ("", Aspect::TypeUnknown, "", "a file", "no definition"),
    }
    read.found
}

impl<'a> Read<'a> {
    fn elements(&mut self, path: &str, parent: &xml::Element, theirs: &'a [TheirElement]) {
        let mut seen = BTreeSet::new();
        for element in parent.elements() {
            let name = element.name.text.as_str();
            let path = join(path, name);
            match theirs.iter().find(|their| their.name == name) {
                None => self.differ(&path, Aspect::ElementUnknown, "", "an element", "nothing"),
                Some(their) => {
                    if !seen.insert(name) && !their.repeated {
                        self.differ(&path, Aspect::Repeated, "", "several", "one");
                    }
                    self.element(&path, element, their);
                }
            }
        }
        let newest = self.newest;
        let demanded = theirs.iter().filter(|their| newest && !their.optional);
        for their in demanded.filter(|their| !seen.contains(their.name.as_str())) {
            let path = join(path, &their.name);
            self.differ(&path, Aspect::Optional, "", "nothing", "an element");
        }
    }

    fn element(&mut self, path: &str, element: &xml::Element, their: &'a TheirElement) {
        if let Some(structure) = &their.structure {
            return self.elements(path, element, &self.theirs.structs[structure]);
        }
        let value = element.value();
        let value = value.text().trim();
        let fits = match their.kind.as_str() {
            "boolean" => matches!(value, "true" | "false"),
            "number" => value.parse::<f64>().is_ok(),
            "string" => !value.is_empty(),
            "enum" => true,
            other => panic!("{path}: a kind that this test does not know: {other}"),
        };
        if !fits || element.elements().next().is_some() {
            self.differ(path, Aspect::Kind, "", value, &their.kind);
        }
        let known = their.values.as_ref().is_none_or(|all| all.iter().any(|one| one == value));
        if !known {
            self.differ(path, Aspect::ValueUnknown, value, value, "nothing");
        }
        self.scopes(path, value);
    }

    /// A list of scopes is a string in the definitions; each of its tokens is in an enum.
    fn scopes(&mut self, path: &str, value: &str) {
        let table = schema().types.get(&self.theirs.name);
        let element = table.and_then(|table| table.element(path));
        if element.is_none_or(|element| element.kind != Kind::ScopeList) {
            return;
        }
        for token in value.split(", ").filter(|token| !self.definitions.scopes.contains(*token)) {
            self.found.push(Difference {
                metadata_type: SCOPES.to_owned(),
                element: String::new(),
                aspect: Aspect::ValueUnknown,
                value: token.to_owned(),
                ours: token.to_owned(),
                theirs: "nothing".to_owned(),
            });
        }
    }

    fn differ(&mut self, path: &str, aspect: Aspect, value: &str, ours: &str, theirs: &str) {
        self.found.push(Difference {
            metadata_type: self.theirs.name.clone(),
            element: path.to_owned(),
            aspect,
            value: value.to_owned(),
            ours: ours.to_owned(),
            theirs: theirs.to_owned(),
        });
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn is_metadata(path: &str) -> bool {
    path.ends_with("-meta.xml") || path.starts_with("manifest/")
}

fn root_of(file: &PlannedFile) -> &str {
    let rest = file.text.split_once("?>").map_or(file.text.as_str(), |(_, rest)| rest).trim_start();
    rest[1..].split([' ', '>']).next().unwrap_or_default()
}

/// Every metadata file of the selection and of the app with everything; whether it is of the newest
/// version.
static FILES: LazyLock<Vec<(PlannedFile, bool)>> = LazyLock::new(|| {
    let text = include_str!("../data/everything.toml");
    let everything = read(&SpecText::new("spec.toml", text)).expect("the spec can be read");
    let everything = files(&everything).expect("a plan");
    let newest = schema().versions.newest;
    let more = selection().iter().flat_map(|(case, files)| {
        let newest = case.version == newest;
        files.iter().cloned().map(move |file| (file, newest))
    });
    let all = everything.into_iter().map(|file| (file, true)).chain(more);
    all.filter(|(file, _)| is_metadata(&file.path)).collect()
});

#[test]
#[ignore = "needs Node 20"]
fn elements_and_values_are_those_of_the_definitions() {
    let roots: BTreeSet<&str> = FILES.iter().map(|(file, _)| root_of(file)).collect();
    for neighbour in [
        "ApexClass",
        "OauthOidcSettings",
        "OauthTokenExchangeHandler",
        "Package",
        "PermissionSet",
        "RemoteSiteSetting",
    ] {
        assert!(roots.contains(neighbour), "no {neighbour} among {roots:?}");
    }
    let apps = schema().app_types().filter(|t| !t.read_only).map(|t| t.name.as_str());
    assert_eq!(apps.filter(|name| !roots.contains(name)).collect::<Vec<_>>(), [""; 0]);
    let definitions = Definitions::of(&roots);
    let texts: BTreeSet<(&str, bool)> =
        FILES.iter().map(|(file, newest)| (file.text.as_str(), *newest)).collect();
    let known = known::all();
    let found: BTreeSet<String> = texts
        .iter()
        .flat_map(|(text, newest)| differences(text, *newest, &definitions))
        .filter(|difference| !known.iter().any(|known| known.covers(difference)))
        .map(|difference| difference.to_string())
        .collect();
    assert!(found.is_empty(), "of {} texts: {found:#?}", texts.len());
}

#[test]
#[ignore = "needs Node 20"]
fn what_the_definitions_do_not_have_is_found() {
    let definitions = Definitions::of(&BTreeSet::from([
        "ExtlClntAppOauthSettings",
        "ExtlClntAppPushSettings",
        "ExternalClientApplication",
        "NoSuchType",
        "Package",
    ]));
    let said = |root: &str, body: &str| -> Vec<String> {
        let text = format!("<{root}>{body}</{root}>");
        differences(&text, false, &definitions).iter().map(ToString::to_string).collect()
    };
    let scopes = "<commaSeparatedOauthScopes>Api, Apii</commaSeparatedOauthScopes>";
    assert_eq!(
        said("ExtlClntAppOauthSettings", &format!("{scopes}<madeUp>x</madeUp>")),
        [
            "ConnectedAppOauthAccessScope: value-unknown: we say Apii, Salesforce says nothing",
            "ExtlClntAppOauthSettings madeUp: element-unknown: we say an element, Salesforce says nothing"
        ]
    );
    let header = "<isProtected>yes</isProtected><label>a</label><label>b</label>\
                  <distributionState>Global</distributionState>";
    assert_eq!(
        said("ExternalClientApplication", header),
        [
            "ExternalClientApplication isProtected: kind: we say yes, Salesforce says boolean",
            "ExternalClientApplication label: repeated: we say several, Salesforce says one",
            "ExternalClientApplication distributionState: value-unknown: we say Global, Salesforce says nothing"
        ]
    );
    let push = "<applePushConfig><environment>Moon</environment><x>1</x></applePushConfig>";
    let found = said("ExtlClntAppPushSettings", push).join("\n");
    assert!(found.contains("applePushConfig.environment: value-unknown: we say Moon"), "{found}");
    assert!(found.contains("applePushConfig.x: element-unknown"), "{found}");
    assert_eq!(
        said("NoSuchType", ""),
        ["NoSuchType: type-unknown: we say a file, Salesforce says no definition"]
    );
    assert_eq!(
        differences("<Package/>", true, &definitions)[0].to_string(),
        "Package version: optional: we say nothing, Salesforce says an element"
    );
    assert_eq!(differences("<Package/>", false, &definitions), []);
}
