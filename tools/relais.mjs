#!/usr/bin/env node
// The guard in front of the program: hands over to a Node that can run it, or says what is missing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { requireNode, root } from './runtime.mjs';
import { serverProgram } from './server-bundle.mjs';

if (!existsSync(join(root, 'node_modules'))) {
  console.error(
    `relais: its packages are not installed yet; run \`npm install\` in ${root} (or \`npm start\`, which does it).`,
  );
  process.exit(1);
}
const given = process.argv.slice(2);
// A short command is quicker from its sources than a bundle is made.
const path = serverProgram({ mayBuild: given[0] === 'serve' });
const program = spawn(requireNode(), [path, ...given], { stdio: 'inherit' });
// A terminal gives Ctrl-C to the program itself; handed on once more it would end a shell whose command it has stopped.
const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !hasTerminal) program.kill(signal);
  });
program.on('exit', (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  // A server that is killed can say nothing itself.
  if (signal === 'SIGKILL' || signal === 'SIGABRT')
    console.error(
      `relais: ended by ${signal}: somebody's kill, or there was no memory left (a limit such as MemoryMax, the kernel's log). ` +
        'What was acknowledged is kept; start it again.',
    );
  process.exit(128 + (constants.signals[signal] ?? 0));
});
