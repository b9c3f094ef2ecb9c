// Parses Apex classes by their grammar, and formats them.
//
//   node apex.mjs FILE...
//
// With `-` the names come from standard input, one a line. Prints one line of JSON for each, in
// order: `{ file, errors, class, refusal, formatted }`. An error has `line` and `column`, both from 1,
// and `message`. The class is that of the file, null where there is none: `{ name, extends, modifiers,
// methods }`; a method is `{ name, modifiers, returns, parameters }`, a parameter `{ type, name }`.
// Types and modifiers are as written, without white space. `refusal` is what Salesforce's own parser
// says against the class, which prettier-plugin-apex brings along, else null; `formatted` is the class
// as that plugin formats it by default, else null.
import { readFileSync } from 'node:fs';
import { ApexErrorListener, ApexParserFactory } from '@apexdevtools/apex-parser';
import * as prettier from 'prettier';
import * as apex from 'prettier-plugin-apex';

class Errors extends ApexErrorListener {
  found = [];

  apexSyntaxError(line, column, message) {
    this.found.push({ line, column: column + 1, message });
  }
}

const text = (node) => node?.getText() ?? null;
const all = (nodes) => nodes.map(text);

function method(body) {
  const member = body.memberDeclaration()?.methodDeclaration();
  if (!member) return [];
  const parameters = member.formalParameters().formalParameterList()?.formalParameter_list() ?? [];
  return [
    {
      name: text(member.id()),
      modifiers: all(body.modifier_list()),
      returns: text(member.typeRef()) ?? 'void',
      parameters: parameters.map((it) => ({ type: text(it.typeRef()), name: text(it.id()) })),
    },
  ];
}

function classOf(unit) {
  const type = unit.typeDeclaration();
  const declaration = type?.classDeclaration();
  if (!declaration) return null;
  return {
    name: text(declaration.id()),
    extends: text(declaration.typeRef()),
    modifiers: all(type.modifier_list()),
    methods: declaration.classBody().classBodyDeclaration_list().flatMap(method),
  };
}

async function format(source) {
  try {
    const options = { parser: 'apex', plugins: [apex], apexStandaloneParser: 'native' };
    return { refusal: null, formatted: await prettier.format(source, options) };
  } catch (fault) {
    return { refusal: String(fault.message), formatted: null };
  }
}

async function judge(file) {
  const errors = new Errors();
  const source = readFileSync(file, 'utf8');
  const { parser } = ApexParserFactory.createLexerAndParser(source, errors);
  const unit = parser.compilationUnit();
  // What a broken text gives as a tree has holes anywhere.
  const found = errors.found.length === 0 ? classOf(unit) : null;
  return { file, errors: errors.found, class: found, ...(await format(source)) };
}

let files = process.argv.slice(2);
if (files[0] === '-') files = readFileSync(0, 'utf8').split('\n').filter(Boolean);
for (const file of files) process.stdout.write(`${JSON.stringify(await judge(file))}\n`);
