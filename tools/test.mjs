// `npm test`: installs, builds and runs every test. Arguments name files or folders to run only these.
// Runs on the Node of the machine, which may be 20; the tests themselves run on the one that npm brought.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandLine, refuse } from './command-line.mjs';

const help = `npm test [-- [--repeat N] PLACE …]

Installs what is missing, builds the browser applications when their sources changed, and runs every test: about
twenty minutes of two processors. Ends with 1 when one fails. A file that fails is run once more, alone.
  PLACE        a test file or a folder of them, to run only these; several are allowed
  --repeat N   so often, to see whether they pass every time; what fails is not tried again
  --help       this text

Browser tests run in the Chromium or Chrome they find, a headless shell of it before a whole one; as root on Debian they
install chromium-headless-shell. RELAIS_BROWSER names another program.`;
const {
  positionals: places,
  values: { repeat = '1' },
} = commandLine('npm test', help, { repeat: { type: 'string', least: 1 } });
for (const place of places) {
  if (!existsSync(resolve(process.cwd(), place))) refuse('npm test', `there is no file or folder ${place}`);
}

await import('./install.mjs');
const { requireNode, root, runOrExit } = await import('./runtime.mjs');
const { buildWeb } = await import('./build-web.mjs');
const pages = buildWeb();
const { buildServer } = await import('./server-bundle.mjs');
// Beside the pages, which are made by processes of their own.
buildServer();
await pages;
runOrExit(requireNode(), [join(root, 'tools', 'run-tests.mjs'), '--repeat', repeat, ...places], { cwd: process.cwd() });
