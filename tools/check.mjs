// `npm run check`: format, lint, promises, types, layers, exports, standards, reference, then every test. One command is the gate.
await import('./install.mjs');
const { projectEnvironment, requireNode, root, runOrExit } = await import('./runtime.mjs');
const { spawn } = await import('node:child_process');
const { readdirSync } = await import('node:fs');
const { availableParallelism } = await import('node:os');
const { join } = await import('node:path');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const node = requireNode();

const promiseRules = '-A all -D typescript/no-floating-promises -D typescript/no-misused-promises'.split(' ');
const notTests = ['--ignore-pattern', '**/*.test.ts', '--ignore-pattern', '**/*.contract.ts'];
const packageSources = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`);
// Several threads each check again what all files use: a fifth more work, and the other processors have steps of their own.
const types = ['--noEmit', '--singleThreaded', '-p'];
// The longest first, so that none is the last, alone.
const steps = [
  // A promise that nobody waits for loses its error; `void` says that this is meant. Tests are registered and not waited for.
  ['promises', bin('oxlint'), ['--type-aware', ...promiseRules, ...notTests, 'server/src', ...packageSources]],
  ['types', bin('tsc'), [...types, 'tsconfig.json']],
  // Each browser application types its own texts, so each is a program of its own.
  ['types of the admin center', bin('tsc'), [...types, 'packages/admin-center/tsconfig.json']],
  ['types of webmail', bin('tsc'), [...types, 'packages/webmail/tsconfig.json']],
  ['the reference', node, [join(root, 'tools', 'reference.ts'), '--check']],
  ['format', bin('biome'), ['format', '.']],
  ['lint', bin('oxlint'), []],
  ['exports', node, [join(root, 'tools', 'exports.mjs')]],
  ['layers', node, [join(root, 'tools', 'layers.mjs')]],
  ['standards', node, [join(root, 'tools', 'standards.ts')]],
];
// None needs another, and each uses one processor for a part of its time.
let faults = 0;
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, inTurn));
if (faults > 0) process.exit(1);
if (!process.argv.includes('--static')) runOrExit(node, [join(root, 'tools', 'test.mjs')]);

/** What a step says is told when it is over, in one piece. */
async function inTurn() {
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    const [name, command, args] = step;
    const said = [];
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: projectEnvironment() });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => void said.push(chunk));
    const status = await new Promise((resolve) => {
      child.once('error', (cause) => void said.push(Buffer.from(`${cause.message}\n`)));
      child.once('close', resolve);
    });
    console.error(`relais: checked ${name}${status === 0 ? '' : ': it is not right'}`);
    process.stderr.write(Buffer.concat(said));
    if (status !== 0) faults++;
  }
}
