// What Salesforce's packages say about metadata types, as JSON.
//
//   node extract.mjs TYPE...         elements, structures, suffix and folder of each type
//   node extract.mjs --enum NAME...  the values of each enum
//   node extract.mjs --registry      the registry's entries on External Client Apps
//
// A type that the definitions do not have gets `"elements": null`; one that the registry does not
// have gets `"suffix": null`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ts from 'typescript';

const require = createRequire(import.meta.url);
const ECA = /^(ExternalClientApp|ExtlClntApp)/;

function registryTypes() {
  const { registry } = require('@salesforce/source-deploy-retrieve');
  return Object.values(registry.types).map(({ name, suffix, directoryName, strictDirectoryName, inFolder }) => ({
    name,
    suffix: suffix ?? null,
    directoryName,
    strictDirectoryName: strictDirectoryName ?? false,
    inFolder: inFolder ?? false,
  }));
}

function definitions() {
  const path = require.resolve('@salesforce/types/metadata').replace(/\.js$/, '.d.ts');
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  return new Map(file.statements.filter(ts.isTypeAliasDeclaration).map((it) => [it.name.text, it.type]));
}

const defs = definitions();

function enumValues(node) {
  const members = ts.isUnionTypeNode(node) ? node.types : [node];
  const strings = members.filter((it) => ts.isLiteralTypeNode(it) && ts.isStringLiteral(it.literal));
  return strings.length === members.length ? strings.map((it) => it.literal.text) : null;
}

// The members of a type literal and of everything that it is intersected with, nearest base first.
function members(node) {
  if (ts.isTypeLiteralNode(node)) return [...node.members];
  if (ts.isIntersectionTypeNode(node)) return node.types.flatMap(members);
  if (ts.isParenthesizedTypeNode(node)) return members(node.type);
  if (ts.isTypeReferenceNode(node)) {
    const name = node.typeName.text;
    if (name === 'Metadata') return [];
    if (defs.has(name)) return members(defs.get(name));
  }
  throw new Error(`cannot read the members of a ${ts.SyntaxKind[node.kind]}`);
}

// Splits `T | null | undefined` into T and whether it may be absent.
function withoutNull(node) {
  if (!ts.isUnionTypeNode(node)) return { node, nullable: false };
  const isNull = (it) =>
    it.kind === ts.SyntaxKind.UndefinedKeyword || (ts.isLiteralTypeNode(it) && it.literal.kind === ts.SyntaxKind.NullKeyword);
  const rest = node.types.filter((it) => !isNull(it));
  if (rest.length === node.types.length) return { node, nullable: false };
  return { node: rest.length === 1 ? rest[0] : ts.factory.createUnionTypeNode(rest), nullable: true };
}

function valueType(node, structs) {
  const plain = { enum: null, struct: null };
  if (node.kind === ts.SyntaxKind.StringKeyword) return { type: 'string', ...plain };
  if (node.kind === ts.SyntaxKind.BooleanKeyword) return { type: 'boolean', ...plain };
  if (node.kind === ts.SyntaxKind.NumberKeyword) return { type: 'number', ...plain };
  const values = enumValues(node);
  if (values) return { type: 'enum', ...plain, enum: values };
  if (!ts.isTypeReferenceNode(node)) throw new Error(`cannot read a ${ts.SyntaxKind[node.kind]}`);
  const name = node.typeName.text;
  if (!defs.has(name)) return { type: 'string', ...plain }; // Date
  const definition = defs.get(name);
  const isStruct = ts.isTypeLiteralNode(definition) || ts.isIntersectionTypeNode(definition);
  if (!isStruct) return valueType(definition, structs);
  if (!(name in structs)) {
    structs[name] = null; // stops a structure that holds itself
    structs[name] = elements(definition, structs);
  }
  return { type: 'struct', ...plain, struct: name };
}

// The definitions never mark a list as optional, although every list may be empty: a repeated
// element counts as optional here.
function elements(definition, structs) {
  return members(definition).map((member) => {
    const { node, nullable } = withoutNull(member.type);
    const repeated = ts.isArrayTypeNode(node);
    const value = valueType(repeated ? node.elementType : node, structs);
    return {
      name: member.name.text,
      type: value.type,
      optional: repeated || nullable || member.questionToken !== undefined,
      repeated,
      enum: value.enum,
      struct: value.struct,
    };
  });
}

function extract(name, registry) {
  const own = registry.get(name);
  // Every settings type but one with its own row is a file of the type `Settings`.
  const row = own ?? (name.endsWith('Settings') && defs.has(name) ? registry.get('Settings') : undefined);
  const structs = {};
  const definition = defs.get(name);
  return {
    name,
    manifestType: row?.name ?? null,
    suffix: row?.suffix ?? null,
    directory: row?.directoryName ?? null,
    elements: definition ? elements(definition, structs) : null,
    structs,
  };
}

function print(value) {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

const [mode, ...rest] = process.argv.slice(2);
if (mode === '--registry') {
  const { DEFAULT_API_VERSION } = require('@salesforce/templates/lib/utils/constants.js');
  print({
    types: registryTypes().filter(({ name }) => ECA.test(name)),
    defaultSourceApiVersion: DEFAULT_API_VERSION,
  });
} else if (mode === '--enum') {
  print(Object.fromEntries(rest.map((name) => [name, defs.has(name) ? enumValues(defs.get(name)) : null])));
} else {
  const registry = new Map(registryTypes().map((it) => [it.name, it]));
  print([mode, ...rest].filter(Boolean).map((name) => extract(name, registry)));
}
