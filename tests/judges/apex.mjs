// Parses Apex classes by their grammar.
//
//   node apex.mjs FILE...
//
// With `-` the names come from standard input, one a line. Prints one line of JSON for each, in
// order: `{ file, errors, class }`. An error has `line` and `column`, both from 1, and `message`. The
// class is that of the file, null where there is none: `{ name, extends, modifiers, methods }`; a
// method is `{ name, modifiers, returns, parameters }`, a parameter `{ type, name }`. Types and
// modifiers are as written, without white space.
import { readFileSync } from 'node:fs';
import { ApexErrorListener, ApexParserFactory } from '@apexdevtools/apex-parser';

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

function judge(file) {
  const errors = new Errors();
  const { parser } = ApexParserFactory.createLexerAndParser(readFileSync(file, 'utf8'), errors);
  const unit = parser.compilationUnit();
  // What a broken text gives as a tree has holes anywhere.
  return { file, errors: errors.found, class: errors.found.length === 0 ? classOf(unit) : null };
}

let files = process.argv.slice(2);
if (files[0] === '-') files = readFileSync(0, 'utf8').split('\n').filter(Boolean);
for (const file of files) process.stdout.write(`${JSON.stringify(judge(file))}\n`);
