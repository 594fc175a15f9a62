// `npm test`: installs, builds and runs every test. Arguments name files or folders to run only these.
// Runs on the Node of the machine, which may be 20; the tests themselves run on the one that npm brought.
import { join } from 'node:path';

await import('./install.mjs');
const { requireNode, root, runOrExit } = await import('./runtime.mjs');
const { buildWeb } = await import('./build-web.mjs');
buildWeb();
runOrExit(requireNode(), [join(root, 'tools', 'run-tests.mjs'), ...process.argv.slice(2)], { cwd: process.cwd() });
