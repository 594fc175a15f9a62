// `npm test`: installs, builds and runs every test. Arguments name files or folders to run only these.
import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

await import('./install.mjs');
const { requireNode, projectEnvironment, root } = await import('./runtime.mjs');
const { buildWeb } = await import('./build-web.mjs');
const node = requireNode();
if (Number(process.versions.node.split('.')[0]) < 24) {
  // globSync needs Node 22: run this file again on the Node that npm brought.
  const again = spawnSync(node, [import.meta.filename, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: projectEnvironment(),
  });
  process.exit(again.status ?? 1);
}
buildWeb();

const places = process.argv.slice(2);
const roots =
  places.length === 0
    ? ['packages', 'server', 'test', 'tools']
    : places.map((place) => relative(root, join(process.cwd(), place)));
const files = roots
  .flatMap((place) => (place.endsWith('.test.ts') ? [place] : globSync(`${place}/**/*.test.ts`, { cwd: root })))
  .filter((file) => !file.includes('node_modules') && statSync(join(root, file)).isFile())
  .sort();
if (files.length === 0) {
  console.error(`relais: no test file in ${roots.join(', ')}`);
  process.exit(1);
}

// Pure rooms share one process (start-up would cost more than the tests); whatever opens sockets, files or processes is alone.
const pure = files.filter((file) => file.startsWith('packages/'));
const alone = files.filter((file) => !file.startsWith('packages/'));
const run = (group, isolation, concurrency) => {
  if (group.length === 0) return 0;
  const result = spawnSync(
    node,
    [
      '--test',
      `--test-isolation=${isolation}`,
      `--test-concurrency=${concurrency}`,
      '--test-timeout=600000',
      '--test-reporter=dot',
      '--test-reporter-destination=stderr',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      ...group,
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: projectEnvironment({ NODE_COMPILE_CACHE: join(root, 'node_modules', '.compile-cache') }),
    },
  );
  return result.status ?? 1;
};
const results = [run(pure, 'none', 1), run(alone, 'process', 2)];
process.exit(results.every((status) => status === 0) ? 0 : 1);
