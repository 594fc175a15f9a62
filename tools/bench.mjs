// `npm run bench`: the figures of docs/performance.md on this machine, printed as a table. Arguments choose some of them.
// `npm run bench -- side-by-side [WORKLOAD …]`: the same load on Relais and on Debian's Dovecot in turn, as ratios.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { commandLine, refuse } from './command-line.mjs';

const workloads = [
  'start-up',
  'idle-connections',
  'deliveries',
  'fetch-all',
  'open-folder',
  'imap-folders',
  'imap-messages',
  'imap-listeners',
  'time-outs',
  'webmail-push',
];
const help = `npm run bench -- [WORKLOAD …]
npm run bench -- side-by-side [WORKLOAD …] [--messages N] [--rounds N] [--seconds N]
                                             [--alone] [--floor] [--output FILE]

Measures, on this machine, the figures of docs/performance.md: a server of its own for each workload, its data in a
folder of its own that is gone afterwards. Without names all workloads run, for some minutes each.
  WORKLOAD   ${workloads.slice(0, 6).join(', ')},
             ${workloads.slice(6).join(', ')}
  --help     this text

side-by-side drives Relais and Debian's Dovecot and Postfix in turn with the same load. It installs those, and a C compiler
for the program that makes the load, when they are missing (as root). \`npm run bench -- side-by-side --help\` lists its
workloads once the packages are installed.
  --messages N   in the large mailbox                                  (default: 10000)
  --rounds N     least turns of each, after some that warm             (default: 3)
  --seconds N    further turns until each was measured for so long     (default: 10)
  --alone        Relais only
  --floor        instead of Relais a server that does next to nothing: what Node allows
  --output FILE  the figures, tab-separated, or JSON when FILE ends in .json`;
const isOfTwo = process.argv[2] === 'side-by-side';
if (!isOfTwo || !process.argv.includes('--help')) {
  const number = { type: 'string', least: 1 };
  const ofTwo = {
    messages: number,
    rounds: number,
    seconds: { type: 'string', least: 0 },
    alone: { type: 'boolean' },
    floor: { type: 'boolean' },
    output: { type: 'string' },
  };
  const { positionals } = commandLine('npm run bench', help, isOfTwo ? ofTwo : {});
  const unknown = isOfTwo ? undefined : positionals.find((name) => !workloads.includes(name));
  if (unknown !== undefined) refuse('npm run bench', `there is no workload "${unknown}"`);
}

await import('./install.mjs');
const { requireNode, projectEnvironment, root } = await import('./runtime.mjs');
const asked = process.argv.slice(2);
const isSideBySide = asked[0] === 'side-by-side';
const program = isSideBySide ? ['side-by-side', 'main.ts'] : ['main.ts'];
const result = spawnSync(requireNode(), [join(root, 'bench', ...program), ...asked.slice(isSideBySide ? 1 : 0)], {
  cwd: root,
  stdio: 'inherit',
  env: projectEnvironment(),
});
process.exit(result.status ?? 1);
