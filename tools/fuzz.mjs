// `npm run fuzz`: the codecs, fed with what clients say in the transcripts, changed and cut at random.
import { join } from 'node:path';
import { commandLine, refuse } from './command-line.mjs';

const help = `npm run fuzz -- [--minutes N] [--seed N]

Feeds the codecs of IMAP4, POP3 and SMTP with what clients say in the transcripts, changed and cut at random. What breaks
one is kept as fuzz-finding-….bin in the current folder. Ends with 1 when something did.
  --minutes N   how long, parts of a minute allowed    (default: 1)
  --seed N      where chance begins, a whole number    (default: the time; it is printed)
  --help        this text`;
const { values, positionals } = commandLine('npm run fuzz', help, {
  minutes: { type: 'string' },
  seed: { type: 'string', least: 0 },
});
if (positionals.length > 0) refuse('npm run fuzz', `"${positionals[0]}" is no option`);
if (values.minutes !== undefined && !(Number(values.minutes) > 0))
  refuse('npm run fuzz', `--minutes takes a number above 0, not "${values.minutes}"`);

await import('./install.mjs');
const { requireNode, root, runOrExit } = await import('./runtime.mjs');
runOrExit(requireNode(), [join(root, 'test', 'fuzz', 'fuzz.ts'), ...process.argv.slice(2)], { cwd: process.cwd() });
