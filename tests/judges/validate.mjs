// Judges project files by Salesforce's JSON Schemas.
//
//   node validate.mjs sfdx-project FILE...
//   node validate.mjs scratch-def FILE...
//
// With `-` the names come from standard input, one a line. Prints the errors as a JSON list; the
// status is 1 where there is any.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const require = createRequire(import.meta.url);
const SCHEMAS = {
  'sfdx-project': '@salesforce/schemas/sfdx-project.schema.json',
  'scratch-def': '@salesforce/schemas/project-scratch-def.schema.json',
};

let [kind, ...files] = process.argv.slice(2);
if (files[0] === '-') files = readFileSync(0, 'utf8').split('\n').filter(Boolean);
if (!(kind in SCHEMAS) || files.length === 0) {
  console.error(`usage: validate.mjs ${Object.keys(SCHEMAS).join('|')} FILE...`);
  process.exit(2);
}

const ajv = new Ajv({ allErrors: true, strict: false });
addFormats.default(ajv);
const validate = ajv.compile(require(SCHEMAS[kind]));

function judge(file) {
  let value;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (fault) {
    return [{ file, path: '', message: fault.message }];
  }
  if (validate(value)) return [];
  return validate.errors.map(({ instancePath, message, params }) => ({ file, path: instancePath, message, params }));
}

const errors = files.flatMap(judge);
process.stdout.write(`${JSON.stringify(errors, null, 2)}\n`);
process.exitCode = errors.length > 0 ? 1 : 0;
