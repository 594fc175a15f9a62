import assert from 'node:assert/strict';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LogFile } from './log-file.ts';
import { openPinoLog } from './pino-log.ts';

test('lines of JSON reach a file that only its owner reads, an error with its cause', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-log-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'logs', 'relais.log');
  const file = new LogFile(path, assert.fail);
  const log = openPinoLog(file, 'info').with({ protocol: 'IMAP4' });
  log.debug('not shown');
  log.info('started', { port: 143 });
  log.error('broken', new Error('outer', { cause: new Error('inner') }));
  await file.close();
  const [started = {}, broken] = (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(started.msg, 'started');
  assert.equal(started.port, 143);
  assert.equal(started.protocol, 'IMAP4');
  assert.match(broken.err.stack, /inner/);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('a full disk neither stops nor ends the process; the trouble is told once', {
  skip: !hasFullDevice(),
}, async () => {
  const troubles: string[] = [];
  const file = new LogFile('/dev/full', (sentence) => troubles.push(sentence));
  for (let line = 0; line < 3; line += 1) {
    file.write('a line\n');
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  }
  while (troubles.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(troubles.length, 1);
  assert.match(troubles[0] ?? '', /the log cannot be written: ENOSPC/);
});

function hasFullDevice(): boolean {
  try {
    openSync('/dev/full', 'a');
    return true;
  } catch {
    return false;
  }
}
