// Lets Salesforce's own generator write a Lightning Out project with an External Client App.
//
//   node lightning-out.mjs DIRECTORY
//
// Prints the paths that it wrote, below the directory, as JSON.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { TemplateService, TemplateType } = require('@salesforce/templates');

const directory = process.argv[2];
const { created } = await TemplateService.getInstance(directory).create(TemplateType.LightningOut, {
  appName: 'Portal',
  runtime: 'CLWR',
  hostDomains: ['https://portal.acme.io'],
  components: ['c-greeting'],
  eca: { name: 'Portal', contactEmail: 'owner@acme.io', callbackUrl: 'https://portal.acme.io/callback' },
  outputdir: `${directory}/force-app/main/default`,
});
process.stdout.write(JSON.stringify(created));
