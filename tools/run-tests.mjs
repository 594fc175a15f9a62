// Finds the test files and runs them; called by test.mjs on Node 24. Why a second try: docs/decisions/0076.
import { chmodSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './runtime.mjs';
import { runFiles } from './test-process.mjs';
import { unitsOf } from './test-units.mjs';

const {
  positionals: places,
  values: { repeat },
} = parseArgs({ allowPositionals: true, options: { repeat: { type: 'string', default: '1' } } });
const times = Number(repeat);
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
  .sort();

if (files.some((file) => file.startsWith('test/browser/'))) await import('./test-browser.ts');

/** More than these are no accident of timing: they are told at once. */
const mostTriedAgain = 5;
/** One a processor: half as many again were two minutes quicker and made files flaky (docs/decisions/0135). */
const atOnce = Math.min(4, Math.max(2, availableParallelism()));
// What the files make once for all (test/support/made-once.ts). Others may look in: PostgreSQL runs as nobody.
const scratch = mkdtempSync(join(tmpdir(), 'relais-tests-'));
chmodSync(scratch, 0o755);
process.env.RELAIS_TEST_SCRATCH = scratch;

// One queue for all, so that no processor waits while another has several left. Each unit has a process of its own, which can be
// ended; what it says is told when it is over.
const { inOrder, besides } = unitsOf(files);
// What runs beside something speaks when it is over; what runs alone is followed.
const isFollowed = times * (inOrder.length + besides.length) === 1;
const results = [];
const inTurn = async (queue) => {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const result = await runFiles(next.unit, { isFollowed });
    for (const [screen, chunk] of result.said) screen.write(chunk);
    results[next.at] = result;
  }
};
const often = (units) => Array.from({ length: times }, () => units).flat();
const numbered = [...often(inOrder), ...often(besides)].map((unit, at) => ({ unit, at }));
const queue = numbered.slice(0, times * inOrder.length);
// A processor each; what mostly waits leaves them free, so that it is one more.
await Promise.all([
  ...Array.from({ length: atOnce }, () => inTurn(queue)),
  inTurn(numbered.slice(times * inOrder.length)),
]);

const failures = results.flatMap(({ failed }) => failed);
const isTriedAgain = times === 1 && failures.length <= mostTriedAgain;
const flaky = [];
const broken = [];
for (const { name, suspects } of failures) {
  if (!isTriedAgain) {
    const failed = failures.filter((other) => other.name === name).length;
    const words = times === 1 ? `failed: ${name}` : `failed ${failed} of ${times} times: ${name}`;
    if (!broken.includes(words)) broken.push(words);
    continue;
  }
  console.error(`relais: ${name} failed; once more, alone`);
  const twice = [];
  for (const file of suspects)
    if ((await runFiles([file], { isFollowed: true })).failed.length > 0) twice.push(`failed twice: ${file}`);
  if (twice.length === 0) flaky.push(name);
  broken.push(...twice);
}
rmSync(scratch, { recursive: true, force: true });

if (results.length > 1) tellTimes(results.flatMap(({ took }) => took));
for (const { file, skipped, why } of results.flatMap((result) => result.skipped))
  console.error(`relais: skipped: ${file}: ${skipped}${typeof why === 'string' ? ` (${why})` : ''}`);
for (const name of flaky) console.error(`relais: flaky: ${name} failed first, passed alone`);
for (const words of broken) console.error(`relais: ${words}`);
process.exit(broken.length === 0 ? 0 : 1);

function tellTimes(all) {
  const slowest = all.toSorted((one, other) => other.milliseconds - one.milliseconds).slice(0, 10);
  const words = slowest.map(({ file, milliseconds }) => `${(milliseconds / 1000).toFixed(0).padStart(5)} s  ${file}`);
  if (words.length > 0) console.log(`the slowest files:\n${words.join('\n')}`);
}
