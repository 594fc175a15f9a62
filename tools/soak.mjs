// `npm run soak`: the queue at a size that no test has time for, with what it costs.
import { join } from 'node:path';
import { commandLine, refuse } from './command-line.mjs';

const help = `npm run soak -- [--messages N] [--kills N] [--postgres]

Fills the outbound queue, kills the server while it is emptied, and says what it cost. The server, its data and the
receiving end are its own; they are gone afterwards.
  --messages N   how many messages, from 1 on                  (default: 100000)
  --kills N      how often the server is killed meanwhile      (default: 10)
  --postgres     on a PostgreSQL of its own instead of the embedded store
  --help         this text`;
const { positionals } = commandLine('npm run soak', help, {
  messages: { type: 'string', least: 1 },
  kills: { type: 'string', least: 0 },
  postgres: { type: 'boolean' },
});
if (positionals.length > 0) refuse('npm run soak', `"${positionals[0]}" is no option`);

await import('./install.mjs');
const { requireNode, root, runOrExit } = await import('./runtime.mjs');
runOrExit(requireNode(), [join(root, 'test', 'faults', 'soak.ts'), ...process.argv.slice(2)]);
