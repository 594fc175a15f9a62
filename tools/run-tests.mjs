// Finds the test files and runs them; called by test.mjs on Node 24. Why a second try: docs/decisions/0076.
import { spawn } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { projectEnvironment, root } from './runtime.mjs';

/** Browser files that take a minute begin first, so that none of them is the last, alone. */
const longest = [
  'test/browser/webmail-hostile-parts.test.ts',
  'test/browser/admin-looks-en.test.ts',
  'test/browser/admin-looks-fr.test.ts',
  'test/browser/admin-role-pages.test.ts',
];

const places = process.argv.slice(2);
const roots =
  places.length === 0
    ? ['packages', 'server', 'bench', 'test', 'tools']
    : places.map((place) => relative(root, resolve(process.cwd(), place)));
const files = roots
  .flatMap((place) => {
    const found = globSync(place.endsWith('.test.ts') ? place : `${place}/**/*.test.ts`, { cwd: root });
    if (found.length === 0) {
      console.error(`relais: no test file in ${place}`);
      process.exit(1);
    }
    return found;
  })
  .filter((file) => !file.includes('node_modules'))
  .sort()
  .toSorted((one, other) => longest.includes(other) - longest.includes(one));

// Once, before several test files at a time would both install it; without a browser its tests say what to install.
if (files.some((file) => file.startsWith('test/browser/'))) {
  const { ensureBrowser } = await import('../test/support/browser.ts');
  await ensureBrowser().catch((cause) => console.error(`relais: ${cause.message}`));
}

/** More than these are no accident of timing: they are told at once. */
const mostTriedAgain = 5;
/** One a processor: half as many again were two minutes quicker and made files flaky (docs/decisions/0135). */
const atOnce = Math.min(4, Math.max(2, availableParallelism()));
/** A browser that hangs does not hold up the rest. */
const longestMs = 480_000;
const scratch = mkdtempSync(join(tmpdir(), 'relais-results-'));
let runs = 0;

// Pure rooms share one process (start-up would cost more than the tests); whatever opens sockets, files or processes is
// alone. Browsers have a process group for each file, so that one that hangs can be ended; what they say is told when they are
// over.
const pure = files.filter((file) => file.startsWith('packages/'));
const browser = files.filter((file) => file.startsWith('test/browser/'));
const alone = files.filter((file) => !file.startsWith('packages/') && !file.startsWith('test/browser/'));
const results = [await run(pure, 'none', 1), await run(alone, 'process', atOnce)];
const waiting = [...browser];
const inTurn = async () => {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) results.push(await runAlone(file));
};
await Promise.all(Array.from({ length: atOnce }, inTurn));

const failed = [...new Set(results.flatMap((result) => result.failed))];
const again = failed.length > mostTriedAgain ? [] : failed.filter((file) => files.includes(file));
const flaky = [];
for (const file of again) {
  console.error(`relais: ${file} failed; once more, alone`);
  if ((await runAlone(file)).failed.length === 0) flaky.push(file);
}
rmSync(scratch, { recursive: true, force: true });

const broken = failed.filter((file) => !flaky.includes(file));
if (files.length > 1) tellTimes(results.flatMap(({ times }) => times));
for (const { file, skipped, why } of results.flatMap((result) => result.skipped))
  console.error(`relais: skipped: ${file}: ${skipped}${typeof why === 'string' ? ` (${why})` : ''}`);
for (const file of flaky) console.error(`relais: flaky: ${file} failed first, passed alone`);
for (const file of broken) console.error(`relais: failed${again.includes(file) ? ' twice' : ''}: ${file}`);
process.exit(broken.length === 0 ? 0 : 1);

function tellTimes(times) {
  const slowest = times.toSorted((one, other) => other.milliseconds - one.milliseconds).slice(0, 10);
  const words = slowest.map(({ file, milliseconds }) => `${(milliseconds / 1000).toFixed(0).padStart(5)} s  ${file}`);
  if (words.length > 0) console.log(`the slowest files:\n${words.join('\n')}`);
}

function runAlone(file) {
  return run([file], 'none', 1, { extra: ['--test-force-exit'], timeout: longestMs });
}

/** Which files failed, how long each took, and which tests were skipped, so that nobody takes them for passed. A failure that no file can be blamed for has the name of the run. */
async function run(group, isolation, concurrency, { extra = [], timeout } = {}) {
  if (group.length === 0) return { failed: [], times: [], skipped: [] };
  const report = join(scratch, `${(runs += 1)}.jsonl`);
  const options = [
    '--test',
    `--test-isolation=${isolation}`,
    `--test-concurrency=${concurrency}`,
    '--test-timeout=600000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${join(root, 'tools', 'file-results.mjs')}`,
    `--test-reporter-destination=${report}`,
    ...extra,
  ];
  const began = Date.now();
  const child = spawn(process.execPath, [...options, ...group], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
    env: projectEnvironment({ NODE_COMPILE_CACHE: join(root, 'node_modules', '.compile-cache') }),
  });
  // Files that run beside each other speak one after the other; a group is followed while it goes on.
  const isFollowed = group.length > 1 || files.length === 1;
  const said = [];
  for (const [stream, screen] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])
    stream.on('data', (chunk) => void (isFollowed ? screen.write(chunk) : said.push([screen, chunk])));
  // Not `close`: a browser that outlives its file holds the pipes.
  const status = await new Promise((resolve) => child.once('exit', (code) => setImmediate(resolve, code)));
  for (const [screen, chunk] of said) screen.write(chunk);
  const lines = linesOf(report);
  const known = new Set(group);
  const named = lines.flatMap(({ file, failed }) => (failed === undefined ? [] : [relative(root, file)]));
  const blamed = [...new Set(named.filter((file) => known.has(file)))];
  const times =
    isolation === 'process'
      ? lines.flatMap(({ file, milliseconds }) =>
          milliseconds === undefined ? [] : [{ file: relative(root, file), milliseconds }],
        )
      : [
          {
            file: group.length === 1 ? group[0] : `${group.length} files of packages/`,
            milliseconds: Date.now() - began,
          },
        ];
  const skipped = lines.flatMap((line) =>
    line.skipped === undefined ? [] : [{ ...line, file: relative(root, line.file) }],
  );
  if (status === 0) return { failed: [], times, skipped };
  const whole = group.length === 1 ? group[0] : `${group.length} files, none of which can be blamed (${status})`;
  return { failed: blamed.length > 0 ? blamed : [whole], times, skipped };
}

function linesOf(report) {
  try {
    return readFileSync(report, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}
