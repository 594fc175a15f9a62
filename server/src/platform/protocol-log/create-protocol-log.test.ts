import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ManualClock } from '../clock/manual-clock.ts';
import { silentLog } from '../log/silent-log.ts';
import { createProtocolLog, type ProtocolLogOptions } from './create-protocol-log.ts';
import { logDirectory } from './log-directory.ts';

const ends = { local: { address: '127.0.0.1', port: 143 }, remote: { address: '::1', port: 50_000 } };

async function directory(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'protocol-log-'));
  t.after(() => rm(made, { recursive: true }));
  return made;
}

function options(path: string, more: Partial<ProtocolLogOptions> = {}): ProtocolLogOptions {
  return {
    kind: 'IMAP4',
    directory: path,
    rollOver: 'Daily',
    sizeQuotaBytes: 0,
    clock: new ManualClock(Date.UTC(2026, 0, 1)),
    log: silentLog,
    ...more,
  };
}

test('a session is written with header lines, fields and sequence numbers', async (t) => {
  const path = await directory(t);
  const log = createProtocolLog(options(path));
  const session = log.session('c1', ends);
  session.connect();
  session.received('SELECT', '"a, b"');
  session.sent('OK\r\n');
  session.disconnect('signed off');
  await log.close();
  const lines = (await readFile(join(path, 'IMAP420260101-1.LOG'), 'utf8')).split('\r\n');
  assert.deepEqual(lines.slice(0, 3), [
    '#Software: Microsoft Exchange Server',
    '#Version: 15.0.0.0',
    '#Log-type: IMAP4 Log',
  ]);
  const records = lines.slice(5, 9).map((line) => line.replace(/,[0-9a-f-]{36},/, ',ID,'));
  assert.deepEqual(records, [
    '2026-01-01T00:00:00.000Z,,ID,0,127.0.0.1:143,[::1]:50000,+,,c1',
    '2026-01-01T00:00:00.000Z,,ID,1,127.0.0.1:143,[::1]:50000,<,"SELECT ""a, b""",',
    '2026-01-01T00:00:00.000Z,,ID,2,127.0.0.1:143,[::1]:50000,>,OK,',
    '2026-01-01T00:00:00.000Z,,ID,3,127.0.0.1:143,[::1]:50000,-,,signed off',
  ]);
  assert.equal((await stat(join(path, 'IMAP420260101-1.LOG'))).mode & 0o777, 0o600);
});

test('passwords and line ends never reach the file', async (t) => {
  const path = await directory(t);
  const log = createProtocolLog(options(path));
  const session = log.session('c1', ends);
  session.received('LOGIN', '"the user" hunter2');
  session.received('login', 'user {7}hunter2');
  session.received('PASS', 'hunter2');
  session.received('AUTH', 'PLAIN hunter2');
  session.received('AUTHENTICATE', 'PLAIN');
  session.received('NOOP', 'x\r\n2026-01-01T00:00:00.000Z,forged\u001b[2J');
  session.received('NOOP', 'x\u20282026\u0085');
  await log.close();
  const text = await readFile(join(path, 'IMAP420260101-1.LOG'), 'utf8');
  assert.ok(!text.includes('hunter2'));
  assert.match(text, /LOGIN ""the user"" \*\*\*\*/);
  assert.match(text, /AUTHENTICATE PLAIN,/);
  assert.match(text, /"NOOP x\\x0d\\x0a2026-01-01T00:00:00.000Z,forged\\x1b\[2J"/);
  assert.match(text, /NOOP x\\u20282026\\x85,/);
  assert.equal(text.split('\r\n').length, 5 + 7 + 1);
});

test('files roll by hour, day, week or month', async (t) => {
  const after = {
    Hourly: ['IMAP42026010100-1.LOG', 'IMAP42026010101-1.LOG'],
    Daily: ['IMAP420260101-1.LOG'],
    Weekly: ['IMAP420251228-1.LOG'],
    Monthly: ['IMAP420260101-1.LOG'],
  } as const;
  for (const rollOver of ['Hourly', 'Daily', 'Weekly', 'Monthly'] as const) {
    const path = await directory(t);
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    const first = createProtocolLog(options(path, { rollOver, clock }));
    first.session('c1', ends).connect();
    await first.close();
    clock.advance(3_600_000);
    const second = createProtocolLog(options(path, { rollOver, clock }));
    second.session('c2', ends).connect();
    await second.close();
    assert.deepEqual((await readdir(path)).toSorted(), after[rollOver]);
  }
});

test('a size quota starts the next file, unlimited never does', async (t) => {
  for (const [sizeQuotaBytes, files] of [
    [600, 3],
    [null, 1],
  ] as const) {
    const path = await directory(t);
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    for (let n = 0; n < 3; n += 1) {
      const log = createProtocolLog(options(path, { sizeQuotaBytes, clock }));
      log.session(`c${n}`, ends).info('x'.repeat(400));
      await log.close();
      clock.advance(86_400_000);
    }
    assert.equal((await readdir(path)).length, files);
  }
});

test('a file that is full is followed within its period, and old files are removed', async (t) => {
  const path = await directory(t);
  const more = { mostFileBytes: 1000, keep: { maxAgeMs: 1e15, maxDirectoryBytes: 2500 } };
  for (let n = 0; n < 6; n += 1) {
    const log = createProtocolLog(options(path, more));
    log.session(`c${n}`, ends).info('x'.repeat(700));
    await log.close();
  }
  await writeFile(join(path, 'other.txt'), '');
  assert.deepEqual((await readdir(path)).toSorted(), [
    'IMAP420260101-4.LOG',
    'IMAP420260101-5.LOG',
    'IMAP420260101-6.LOG',
    'other.txt',
  ]);
});

test('a folder that cannot be written costs lines and nothing else', async (t) => {
  const path = await directory(t);
  await writeFile(join(path, 'file'), '');
  let said = 0;
  const log = createProtocolLog(
    options(join(path, 'file', 'below'), { log: { ...silentLog, error: () => void (said += 1) } }),
  );
  for (let n = 0; n < 3; n += 1) log.session('c1', ends).connect();
  await log.close();
  assert.equal(said, 1);
});

test('%ExchangeInstallPath% and the documents’ folder are the data directory', () => {
  assert.equal(logDirectory('%ExchangeInstallPath%Logging\\Imap4', '/data'), '/data/Logging/Imap4');
  assert.equal(
    logDirectory('C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Logging\\Pop3', '/data'),
    '/data/Logging/Pop3',
  );
  assert.equal(logDirectory('D:\\Logs', '/data'), '/data/Logs');
  assert.equal(logDirectory('/var/log/relais', '/data'), '/var/log/relais');
});
