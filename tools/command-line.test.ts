import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const tools = new URL('.', import.meta.url).pathname;

/** A fresh clone as far as these need one: whatever one of them did would be seen beside `tools`. */
function run(t: { after(work: () => void): void }, file: string, ...args: string[]) {
  const clone = mkdtempSync(join(tmpdir(), 'relais-tools-'));
  t.after(() => rmSync(clone, { recursive: true }));
  for (const name of readdirSync(tools)) {
    if (name.endsWith('.mjs')) cpSync(join(tools, name), join(clone, 'tools', name));
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(clone, 'tools', file), ...args], {
    cwd: clone,
    encoding: 'utf8',
  });
  assert.deepEqual(readdirSync(clone), ['tools'], 'nothing was done');
  return { status, stdout, stderr };
}

for (const [file, command, options] of [
  ['bench.mjs', 'npm run bench', ['WORKLOAD', '--messages', '--rounds', '--seconds', '--alone', '--output']],
  ['fuzz.mjs', 'npm run fuzz', ['--minutes', '--seed']],
  ['soak.mjs', 'npm run soak', ['--messages', '--kills', '--postgres']],
  ['start.mjs', 'npm start', ['--data', '--domain', '--port-offset', '--host', '--database', '--repair']],
  ['test.mjs', 'npm test', ['PLACE', '--repeat']],
] as const) {
  test(`${command} -- --help says what it does and takes, and does nothing`, (t) => {
    const { status, stdout, stderr } = run(t, file, '--help');
    assert.equal(status, 0);
    assert.equal(stderr, '');
    assert.ok(stdout.startsWith(command), stdout);
    for (const option of [...options, '--help']) assert.ok(stdout.includes(option), option);
  });

  test(`${command} refuses an option that it does not have, and does nothing`, (t) => {
    const { status, stdout, stderr } = run(t, file, '--no-such-option');
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.equal(stderr, `relais: there is no option --no-such-option; \`${command} -- --help\` says what it takes.\n`);
  });
}

test('npm run bench takes each option that the program behind it has', () => {
  const program = readFileSync(join(tools, '../bench/side-by-side/main.ts'), 'utf8');
  const start = program.indexOf('options: {');
  const taken = [...program.slice(start, program.indexOf('});', start)).matchAll(/^ {4}(\w+): \{ type/gm)].map(
    ([, name]) => name!,
  );
  assert.ok(taken.includes('rounds') && taken.includes('help'), taken.join());
  const starter = readFileSync(join(tools, 'bench.mjs'), 'utf8');
  for (const name of taken.filter((one) => one !== 'help'))
    assert.match(starter, new RegExp(`^    ${name}(: |,)`, 'm'));
});

for (const [file, args, said] of [
  ['bench.mjs', ['fetchall'], /there is no workload "fetchall"/],
  ['bench.mjs', ['side-by-side', '--seconds', '-1'], /--seconds/],
  ['bench.mjs', ['side-by-side', '--rounds', 'many'], /--rounds takes a whole number from 1 on, not "many"/],
  ['fuzz.mjs', ['--minutes', '0'], /--minutes takes a number above 0, not "0"/],
  ['soak.mjs', ['--kills'], /--kills/],
  ['soak.mjs', ['100'], /"100" is no option/],
  ['start.mjs', ['--port-offset', 'x'], /--port-offset takes a whole number from 0 on, not "x"/],
  ['test.mjs', ['no/such/place'], /there is no file or folder no\/such\/place/],
] as const) {
  test(`${file} ${args.join(' ')}: what is wrong is said, with 2`, (t) => {
    const { status, stderr } = run(t, file, ...args);
    assert.equal(status, 2);
    assert.match(stderr, said);
  });
}

test('npm run bench knows the workloads that there are', () => {
  const main = readFileSync(join(tools, '..', 'bench', 'main.ts'), 'utf8');
  const table = /const workloads[^{]*\{([^}]*)\}/.exec(main)?.[1] ?? '';
  const names = [...table.matchAll(/^ {2}'?([a-z-]+)'?[:,]/gm)].map(([, name]) => name);
  assert.ok(names.length > 5);
  const bench = readFileSync(join(tools, 'bench.mjs'), 'utf8');
  const listed = /const workloads = \[([^\]]*)\]/.exec(bench)?.[1] ?? '';
  assert.deepEqual(
    [...listed.matchAll(/'([a-z-]+)'/g)].map(([, name]) => name),
    names,
  );
});
