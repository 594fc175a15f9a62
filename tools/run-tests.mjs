// Finds the test files and runs them; called by test.mjs on Node 24.
import { spawnSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectEnvironment, root } from './runtime.mjs';

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

// Once, before two test files at a time would both install it; without a browser its tests say what to install.
if (files.some((file) => file.startsWith('test/browser/'))) {
  const { ensureBrowser } = await import('../test/support/browser.ts');
  await ensureBrowser().catch((cause) => console.error(`relais: ${cause.message}`));
}

// Pure rooms share one process (start-up would cost more than the tests); whatever opens sockets, files or processes is
// alone. Browsers get the machine for themselves, one file at a time: two of them starve each other's waits. One that failed
// or did not end is tried once more, and that is said.
const pure = files.filter((file) => file.startsWith('packages/'));
const browser = files.filter((file) => file.startsWith('test/browser/'));
const alone = files.filter((file) => !file.startsWith('packages/') && !file.startsWith('test/browser/'));
const results = [run(pure, 'none', 1), run(alone, 'process', 2), ...browser.map((file) => runInBrowser(file))];
process.exit(results.every((status) => status === 0) ? 0 : 1);

function runInBrowser(file) {
  const limits = { extra: ['--test-force-exit'], timeout: 480_000 };
  if (run([file], 'none', 1, limits) === 0) return 0;
  console.error(`relais: ${file} failed or did not end; once more`);
  return run([file], 'none', 1, limits);
}

function run(group, isolation, concurrency, { extra = [], timeout } = {}) {
  if (group.length === 0) return 0;
  const options = [
    '--test',
    `--test-isolation=${isolation}`,
    `--test-concurrency=${concurrency}`,
    '--test-timeout=600000',
    '--test-reporter=spec',
    ...extra,
  ];
  const result = spawnSync(process.execPath, [...options, ...group], {
    cwd: root,
    stdio: 'inherit',
    timeout,
    killSignal: 'SIGKILL',
    env: projectEnvironment({ NODE_COMPILE_CACHE: join(root, 'node_modules', '.compile-cache') }),
  });
  return result.status ?? 1;
}
