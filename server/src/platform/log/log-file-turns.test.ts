import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ManualClock } from '../clock/manual-clock.ts';
import { LogFile } from './log-file.ts';

const day = 86_400_000;

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'relais-log-'));
  t.after(() => rm(made, { recursive: true }));
  return made;
}

async function linesOf(directory: string): Promise<readonly string[]> {
  const names = (await readdir(directory)).toSorted((a, b) => orderOf(a) - orderOf(b));
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  return texts.join('').trimEnd().split('\n');
}

function orderOf(name: string): number {
  return Number(/-(\d+)\.log$/.exec(name)?.[1] ?? Number.MAX_SAFE_INTEGER);
}

test('the log turns by size, and no line is lost or in another order', async (t) => {
  const directory = await folder(t);
  const file = new LogFile(join(directory, 'relais.log'), assert.fail);
  await file.keep(() => ({ maxTotalBytes: 16 * 1000, maxAgeMs: day }), new ManualClock(Date.UTC(2026, 10, 29)));
  const expected: string[] = [];
  for (let batch = 0; batch < 13; batch += 1) {
    for (let line = 0; line < 4; line += 1) {
      const text = `${batch}.${line} `.padEnd(199, 'x');
      expected.push(text);
      file.write(`${text}\n`);
    }
    await file.reopen();
  }
  await file.close();
  const names = await readdir(directory);
  assert.ok(names.includes('relais-20261129-1.log'), names.join());
  assert.ok(names.length > 5 && names.length <= 16, names.join());
  assert.deepEqual(await linesOf(directory), expected);
  for (const name of names) assert.equal((await stat(join(directory, name))).mode & 0o777, 0o600);
});

test('the oldest files give way: by all their sizes, and by age', async (t) => {
  const directory = await folder(t);
  const clock = new ManualClock(Date.now());
  let maxTotalBytes = 16 * 200;
  const file = new LogFile(join(directory, 'relais.log'), assert.fail);
  const limits = () => ({ maxTotalBytes, maxAgeMs: 3 * day });
  await file.keep(limits, clock);
  for (let line = 0; line < 40; line += 1) {
    file.write(`${String(line).padEnd(199, 'x')}\n`);
    await file.reopen();
  }
  const sizes = await Promise.all(
    (await readdir(directory)).map(async (name) => (await stat(join(directory, name))).size),
  );
  assert.equal(sizes.length, 16);
  assert.ok(sizes.reduce((sum, size) => sum + size) <= maxTotalBytes);
  assert.equal((await linesOf(directory)).at(-1)?.slice(0, 2), '39', 'the latest are kept');
  maxTotalBytes = 8 * 200;
  await file.keep(limits, clock);
  assert.ok((await readdir(directory)).length <= 9, 'a new limit counts at once');
  clock.advance(4 * day);
  file.write('much later\n');
  await file.reopen();
  assert.equal((await readdir(directory)).length, 2, 'the one of before and this');
  await file.close();
});

test('the log turns when a day (UTC) is over, also one that ended while the server stood still', async (t) => {
  const directory = await folder(t);
  const path = join(directory, 'relais.log');
  const evening = Date.UTC(2026, 10, 28, 23, 59, 59);
  await writeFile(path, 'of the day before\n');
  await utimes(path, evening / 1000, evening / 1000);
  const clock = new ManualClock(evening + 2000);
  const file = new LogFile(path, assert.fail);
  await file.keep(() => ({ maxTotalBytes: 1e6, maxAgeMs: 30 * day }), clock);
  file.write('one\n');
  await file.reopen();
  clock.advance(day);
  file.write('two\n');
  await file.close();
  assert.deepEqual((await readdir(directory)).toSorted(), [
    'relais-20261128-1.log',
    'relais-20261129-1.log',
    'relais.log',
  ]);
  assert.equal(await readFile(join(directory, 'relais-20261128-1.log'), 'utf8'), 'of the day before\n');
  assert.equal(await readFile(path, 'utf8'), 'two\n');
});

test('reopened after somebody moved it away, it goes on in a new file; one emptied or still there goes on', async (t) => {
  const directory = await folder(t);
  const path = join(directory, 'relais.log');
  const file = new LogFile(path, assert.fail);
  await file.keep(() => ({ maxTotalBytes: 1e6, maxAgeMs: day }), new ManualClock(Date.now()));
  file.write('one\n');
  await file.reopen();
  await rename(path, `${path}.1`);
  file.write('two\n');
  await file.reopen();
  file.write('three\n');
  await file.reopen();
  assert.equal(await readFile(`${path}.1`, 'utf8'), 'one\ntwo\n');
  assert.equal(await readFile(path, 'utf8'), 'three\n');
  await truncate(path);
  file.write('four\n');
  await file.close();
  assert.equal(await readFile(path, 'utf8'), 'four\n');
});

test('a folder in which nothing can be made costs the turn and no line', async (t) => {
  const directory = await folder(t);
  const path = join(directory, 'relais.log');
  const troubles: string[] = [];
  const file = new LogFile(path, (sentence) => troubles.push(sentence));
  await file.keep(() => ({ maxTotalBytes: 16 * 10, maxAgeMs: day }), new ManualClock(Date.now()));
  file.write('one of ten bytes\n');
  await file.reopen();
  // Whoever is root may write everywhere; what is moved away cannot be found by anybody.
  await rename(directory, `${directory}.away`);
  t.after(() => rename(`${directory}.away`, directory).catch(() => {}));
  file.write('two\n');
  await file.reopen();
  await rename(`${directory}.away`, directory);
  file.write('three\n');
  await file.close();
  assert.ok(troubles.length >= 1);
  assert.match(troubles[0] ?? '', /the log does not turn: ENOENT/);
  assert.equal(await readFile(path, 'utf8'), 'one of ten bytes\ntwo\nthree\n');
});

test('what a full disk took in part is ended, and what it did not take is counted', {
  skip: process.platform !== 'linux' || process.getuid?.() !== 0,
}, async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-full-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', directory]);
  t.after(async () => {
    spawnSync('umount', ['-l', directory]);
    await rm(directory, { recursive: true });
  });
  if (mounted.status !== 0) return t.skip('this machine mounts nothing');
  const path = join(directory, 'relais.log');
  const stuffing = join(directory, 'stuffing');
  await writeFile(stuffing, Buffer.alloc(48 * 1024));
  const troubles: string[] = [];
  const file = new LogFile(path, (sentence) => troubles.push(sentence));
  for (let line = 0; line < 10; line += 1) file.write(`${JSON.stringify({ line }).padEnd(2999)}\n`);
  await file.reopen();
  file.write(`{"line":10}\n`);
  await file.reopen();
  assert.match(troubles.join(), /^the log cannot be written: ENOSPC[^,]*, write$/);
  await rm(stuffing);
  file.write(`{"line":11}\n`);
  await file.reopen();
  await file.close();
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const note = JSON.parse(lines.at(-2) ?? '') as { dropped: number };
  const whole = lines.slice(0, -3).map((line) => (JSON.parse(line) as { line: number }).line);
  assert.deepEqual(
    whole,
    whole.map((_, index) => index),
  );
  assert.ok(whole.length > 0);
  assert.equal(whole.length + note.dropped, 11, 'the torn one is among the lost');
  assert.deepEqual(JSON.parse(lines.at(-1) ?? ''), { line: 11 });
});
