// `npm run check`: format, lint, promises, types, layers, exports, standards, reference, then every test. One command is the gate.
await import('./install.mjs');
const { requireNode, root, runOrExit } = await import('./runtime.mjs');
const { join } = await import('node:path');
const { readdirSync } = await import('node:fs');
const bin = (name) => join(root, 'node_modules', '.bin', name);
const node = requireNode();

const promiseRules = '-A all -D typescript/no-floating-promises -D typescript/no-misused-promises'.split(' ');
const notTests = ['--ignore-pattern', '**/*.test.ts', '--ignore-pattern', '**/*.contract.ts'];
const packageSources = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`);
const steps = [
  ['format', bin('biome'), ['format', '.']],
  ['lint', bin('oxlint'), []],
  // A promise that nobody waits for loses its error; `void` says that this is meant. Tests are registered and not waited for.
  ['promises', bin('oxlint'), ['--type-aware', ...promiseRules, ...notTests, 'server/src', ...packageSources]],
  ['types', bin('tsc'), ['--noEmit', '-p', 'tsconfig.json']],
  // Each browser application types its own texts, so each is a program of its own.
  ['types of the admin center', bin('tsc'), ['--noEmit', '-p', 'packages/admin-center/tsconfig.json']],
  ['types of webmail', bin('tsc'), ['--noEmit', '-p', 'packages/webmail/tsconfig.json']],
  ['layers', node, [join(root, 'tools', 'layers.mjs')]],
  ['exports', node, [join(root, 'tools', 'exports.mjs')]],
  ['standards', node, [join(root, 'tools', 'standards.ts')]],
  ['the reference', node, [join(root, 'tools', 'reference.ts'), '--check']],
];
for (const [name, command, args] of steps) {
  console.error(`relais: checking ${name} …`);
  runOrExit(command, args);
}
if (!process.argv.includes('--static')) runOrExit(node, [join(root, 'tools', 'test.mjs')]);
