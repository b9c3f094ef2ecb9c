// Reads projects as the Salesforce CLI does, many in one process.
//
//   node judge.mjs DIR...             what is in each project's package directories
//   node judge.mjs --manifests FILE...  what each manifest names
//
// With `-` the names come from standard input, one a line. Prints one line of JSON for each, in
// order: `{ project, version, members, directories, errors, manifestMembers, unpackagedMembers }` for
// a project, and `{ manifest, version, members, errors }` for a manifest. `directories` has the
// members of each package directory; `manifestMembers` are those of `manifest/package.xml`, and
// `unpackagedMembers` those of `manifest/unpackaged.xml`, null where there is no such file.
//
// The whole CLI does the same more slowly, a project a call. From the project directory:
//
//   node node_modules/@salesforce/cli/bin/run.js project convert source \
//     --root-dir force-app --output-dir OUT --json
//   node node_modules/@salesforce/cli/bin/run.js project generate manifest \
//     --source-dir force-app --output-dir OUT --json
//
// with a private HOME and SF_DISABLE_TELEMETRY, SF_DISABLE_AUTOUPDATE, SF_SKIP_NEW_VERSION_CHECK
// and SF_DISABLE_LOG_FILE set to `true`, so that it neither writes to the user's home nor asks the
// network. `node_modules/.bin/sf` is the same program. Standard output is
// `{ "status": 0, "result": { "location": OUT }, "warnings": [] }` from `convert` and
// `{ "status": 0, "result": { "path", "name": "package.xml" }, "warnings": [] }` from `manifest`;
// a failure is `{ "name", "message", "exitCode", "stack", ... }`, and the status is its `exitCode`.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';

process.env.SF_DISABLE_LOG_FILE = 'true';
process.env.SF_DISABLE_TELEMETRY = 'true';
const require = createRequire(import.meta.url);
const { ComponentSet, MetadataConverter, RegistryAccess } = require('@salesforce/source-deploy-retrieve');
// The library takes a file whose tags do not match, and validates only what its parser gives up on.
const { XMLValidator } = createRequire(require.resolve('@salesforce/source-deploy-retrieve'))('fast-xml-parser');

// The version without which a set asks the network for the newest.
const ANY_VERSION = '60.0';

async function contents(set) {
  const { types, version } = (await set.getObject()).Package;
  const members = {};
  for (const { name, members: names } of types) members[name] = [...names].sort();
  return { version, members };
}

function membersBelow(directory, set) {
  const members = {};
  for (const component of set.getSourceComponents()) {
    if ((component.xml ?? component.content).startsWith(directory + sep)) {
      (members[component.type.name] ??= []).push(component.fullName);
    }
  }
  for (const names of Object.values(members)) names.sort();
  return members;
}

async function readManifest(manifestPath, registry) {
  const set = await ComponentSet.fromManifest({ manifestPath, registry });
  set.apiVersion ??= ANY_VERSION;
  return contents(set);
}

async function readXml(component) {
  const verdict = XMLValidator.validate(readFileSync(component.xml, 'utf8'));
  if (verdict !== true) {
    const { msg, line, col } = verdict.err;
    throw new Error(`${component.xml}:${line}:${col}: ${msg}`);
  }
  await component.parseXml();
}

async function convert(set, registry) {
  const outputDirectory = mkdtempSync(join(tmpdir(), 'judge-'));
  try {
    await new MetadataConverter(registry).convert(set, 'metadata', { type: 'directory', outputDirectory });
  } finally {
    rmSync(outputDirectory, { recursive: true, force: true });
  }
}

async function judgeProject(project) {
  const answer = {
    project,
    version: null,
    members: {},
    directories: {},
    errors: [],
    manifestMembers: null,
    unpackagedMembers: null,
  };
  const attempt = async (what) => {
    try {
      await what();
    } catch (fault) {
      answer.errors.push(`${fault.name}: ${fault.message}`);
    }
  };
  const root = resolve(project);
  let registry;
  await attempt(async () => {
    const config = JSON.parse(readFileSync(join(root, 'sfdx-project.json'), 'utf8'));
    registry = new RegistryAccess(undefined, root);
    const set = ComponentSet.fromSource({
      fsPaths: config.packageDirectories.map(({ path }) => join(root, path)),
      registry,
    });
    set.projectDirectory = root;
    set.sourceApiVersion = config.sourceApiVersion ?? ANY_VERSION;
    Object.assign(answer, await contents(set));
    for (const { path } of config.packageDirectories) {
      answer.directories[path] = membersBelow(join(root, path), set);
    }
    for (const component of set.getSourceComponents()) {
      if (component.xml) await attempt(() => readXml(component));
    }
    await attempt(() => convert(set, registry));
  });
  for (const [file, key] of [
    ['package.xml', 'manifestMembers'],
    ['unpackaged.xml', 'unpackagedMembers'],
  ]) {
    const manifest = join(root, 'manifest', file);
    if (!existsSync(manifest)) continue;
    await attempt(async () => {
      answer[key] = (await readManifest(manifest, registry)).members;
    });
  }
  return answer;
}

async function judgeManifest(manifest) {
  try {
    return { manifest, ...(await readManifest(manifest, new RegistryAccess())), errors: [] };
  } catch (fault) {
    return { manifest, version: null, members: {}, errors: [`${fault.name}: ${fault.message}`] };
  }
}

let names = process.argv.slice(2);
const judge = names[0] === '--manifests' ? judgeManifest : judgeProject;
if (judge === judgeManifest) names.shift();
if (names[0] === '-') names = readFileSync(0, 'utf8').split('\n').filter(Boolean);
for (const name of names) process.stdout.write(`${JSON.stringify(await judge(name))}\n`);
