import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Readable, Writable } from 'node:stream';
import { silentLog } from '../../platform/log/silent-log.ts';
import type { Scope } from '../sql-engine.ts';
import { StorageError, type StorageErrorCode } from '../storage-error.ts';
import { type EmbeddedEngine, openEmbeddedEngine } from './open-embedded-engine.ts';
import { openSqlite } from './sqlite.ts';

async function newDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'relais-engine-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

async function opened(
  t: TestContext,
  options: { readonly openFiles?: number } = {},
): Promise<{ engine: EmbeddedEngine; directory: string }> {
  const directory = await newDirectory(t);
  const engine = await openEmbeddedEngine({ dataDirectory: directory, log: silentLog, ...options });
  t.after(() => engine.close());
  return { engine, directory };
}

async function makeTable(scope: Scope): Promise<void> {
  await scope.write(async (writer) => {
    await writer.run('CREATE TABLE t (id INTEGER PRIMARY KEY, bytes BLOB)');
  });
}

async function insert(scope: Scope, bytes: Uint8Array): Promise<void> {
  await scope.write(async (writer) => {
    await writer.run('INSERT INTO t (bytes) VALUES (?)', bytes);
  });
}

async function count(scope: Scope): Promise<number> {
  const row = await scope.read(async (reader) => await reader.get<{ n: number }>('SELECT count(*) AS n FROM t'));
  return row?.n ?? -1;
}

/** Another process that holds the directory, if it can, until the test is over. */
function hold(t: TestContext, directory: string): ChildProcessByStdio<Writable, Readable, null> {
  const fixture = new URL('./hold-directory.fixture.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [fixture, directory], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

async function firstWord(child: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  for await (const chunk of child.stdout) return String(chunk).trim();
  return 'nothing';
}

const refusal = (code: StorageErrorCode, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StorageError, String(error));
  assert.equal(error.code, code);
  assert.match(error.message, words);
  return true;
};

test('a second start on the same data directory is refused, in the same process and in another', async (t) => {
  const { engine, directory } = await opened(t);
  const inUse = refusal('storage-in-use', new RegExp(`in use by process ${process.pid}\\. Stop that Relais first`));
  await assert.rejects(openEmbeddedEngine({ dataDirectory: directory, log: silentLog }), inUse);
  assert.equal(await firstWord(hold(t, directory)), 'storage-in-use');
  await engine.close();
  assert.equal(await firstWord(hold(t, directory)), 'opened');
});

test('the lock ends with a process that is killed', async (t) => {
  const directory = await newDirectory(t);
  const child = hold(t, directory);
  assert.equal(await firstWord(child), 'opened');
  await assert.rejects(
    openEmbeddedEngine({ dataDirectory: directory, log: silentLog }),
    refusal('storage-in-use', /Stop that/),
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  const engine = await openEmbeddedEngine({ dataDirectory: directory, log: silentLog });
  await engine.close();
});

test('files are readable by their owner only', async (t) => {
  const { engine, directory } = await opened(t);
  await makeTable(engine.account('3f2504e0-4f89-11d3-9a0c-0305e82c3301'));
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  assert.ok(files.some((file) => file.name === 'mail.db-wal'));
  for (const file of files) {
    const { mode } = await stat(join(file.parentPath, file.name));
    assert.equal((mode & 0o077).toString(8), '0', file.name);
  }
  assert.ok((await readdir(join(directory, 'accounts'))).includes('3f'));
});

test('more accounts than files may be open keep their mail, also when used at once', async (t) => {
  const { engine } = await opened(t, { openFiles: 3 });
  const ids = Array.from({ length: 12 }, (_, i) => `account-${i}`);
  await Promise.all(ids.map(async (id) => await makeTable(engine.account(id))));
  for (let round = 0; round < 3; round++)
    await Promise.all(ids.map(async (id) => await insert(engine.account(id), Buffer.from(id))));
  for (const id of ids) assert.equal(await count(engine.account(id)), 3);
});

test('no more files are open than may be, those that are being closed among them', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const { engine, directory } = await opened(t, { openFiles: 4 });
  const accounts = join(await realpath(directory), 'accounts');
  let most = 0;
  // In one go, while nothing opens and closes on the event loop.
  const look = (): void => {
    const open = new Set<string>();
    for (const descriptor of readdirSync('/proc/self/fd'))
      try {
        const file = readlinkSync(join('/proc/self/fd', descriptor));
        if (file.startsWith(accounts)) open.add(dirname(file));
      } catch {
        // Closed meanwhile by another thread.
      }
    most = Math.max(most, open.size);
  };
  const ids = Array.from({ length: 60 }, (_, i) => `account-${i}`);
  await Promise.all(
    ids.map(async (id) => {
      await makeTable(engine.account(id));
      look();
      await insert(engine.account(id), Buffer.from(id));
      look();
    }),
  );
  for (const id of ids) assert.equal(await count(engine.account(id)), 1);
  // Two are on their way out when one more comes in.
  assert.ok(most <= 6, `${most} accounts were open at once`);
});

test('a file that is waited for by who holds all others is opened all the same', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { engine } = await opened(t, { openFiles: 2 });
  await makeTable(engine.account('inner'));
  let isDone = false;
  const nested = engine
    .account('one')
    .read(
      async () =>
        await engine
          .account('two')
          .read(async () => await engine.account('three').read(async () => await count(engine.account('inner')))),
    );
  const ended = nested.finally(() => (isDone = true));
  while (!isDone) {
    t.mock.timers.tick(1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await ended, 0);
});

test('the log is begun anew as soon as no reader holds it', async (t) => {
  const { engine, directory } = await opened(t);
  const scope = engine.account('aa');
  await makeTable(scope);
  const bytes = new Uint8Array(100_000);
  const reading = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const slow = scope.read(async (reader) => {
    await reader.get('SELECT count(*) FROM t');
    began.resolve();
    await reading.promise;
  });
  await began.promise;
  // 12 MB while a reader holds the log, then 30 MB after it has left.
  for (let i = 0; i < 120; i++) await insert(scope, bytes);
  // https://www.sqlite.org/fileformat.html#walformat: how often the log has been begun anew stands at offset 12.
  const log = join(directory, 'accounts', 'aa', 'aa', 'mail.db-wal');
  const turn = async (): Promise<number> => (await readFile(log)).readUInt32BE(12);
  const held = await turn();
  reading.resolve();
  await slow;
  for (let i = 0; i < 300; i++) await insert(scope, bytes);
  assert.ok((await turn()) > held, 'once nobody reads, the log is begun anew');
  assert.equal(await count(scope), 420);
});

test('a file that is no database is refused by its name, and the others work', async (t) => {
  const { engine, directory } = await opened(t);
  await mkdir(join(directory, 'accounts', 'bb', 'bb'), { recursive: true });
  await writeFile(
    join(directory, 'accounts', 'bb', 'bb', 'mail.db'),
    'this is not a database, though it is long enough'.repeat(40),
  );
  await assert.rejects(
    count(engine.account('bb')),
    refusal('storage-damaged', /bb\/mail\.db.*Restore it from a backup/),
  );
  await makeTable(engine.account('cc'));
});

test('a data directory that cannot be written is refused with what to do', async (t) => {
  const directory = await newDirectory(t);
  await chmod(directory, 0o500);
  // Root may write anywhere; for the length of one call it is nobody.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await assert.rejects(
      openEmbeddedEngine({ dataDirectory: join(directory, 'data'), log: silentLog }),
      refusal('storage-read-only', /data cannot be written \(EACCES\)\. Make it writable/),
    );
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});

test('a failed sync fails the write and every later one until the file is opened anew', async (t) => {
  const directory = await newDirectory(t);
  let isBroken = false;
  const engine = await openEmbeddedEngine({
    dataDirectory: directory,
    log: silentLog,
    flush: (_descriptor, done) =>
      void setImmediate(() =>
        done(isBroken ? Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }) : null),
      ),
  });
  t.after(() => engine.close());
  const scope = engine.account('aa');
  await makeTable(scope);
  isBroken = true;
  await assert.rejects(insert(scope, new Uint8Array(1)), refusal('storage-unavailable', /Mend the disk, then restart/));
  isBroken = false;
  await assert.rejects(insert(scope, new Uint8Array(1)), refusal('storage-unavailable', /Mend the disk/));
  const notBegun = (): Promise<void> => assert.fail('a write is not even begun');
  await assert.rejects(scope.write(notBegun), refusal('storage-unavailable', /Mend the disk/));
  // Another file is not concerned.
  await makeTable(engine.account('bb'));
});

test('a read is not answered before what it saw is durable', async (t) => {
  const directory = await newDirectory(t);
  const held: (() => void)[] = [];
  let holds = false;
  const engine = await openEmbeddedEngine({
    dataDirectory: directory,
    log: silentLog,
    flush: (_descriptor, done) => void (holds ? held.push(() => done(null)) : setImmediate(() => done(null))),
  });
  t.after(() => engine.close());
  const scope = engine.account('aa');
  await makeTable(scope);
  holds = true;
  const order: string[] = [];
  const visible = Promise.withResolvers<void>();
  const writing = insert(scope, new Uint8Array(1)).then(() => order.push('written'));
  const reading = (async () => {
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const read = scope.read(async (reader) => {
      const row = await reader.get<{ n: number }>('SELECT count(*) AS n FROM t');
      visible.resolve();
      return row?.n;
    });
    order.push(`read ${await read}`);
  })();
  await visible.promise;
  order.push('synced');
  for (const release of held.splice(0)) release();
  await Promise.all([writing, reading]);
  assert.equal(order[0], 'synced');
  assert.ok(order.includes('read 1'));
});

test('a backup is one consistent state in a new file, and is never written over', async (t) => {
  const { engine, directory } = await opened(t);
  const scope = engine.account('aa');
  await makeTable(scope);
  await insert(scope, Buffer.from('kept'));
  const target = join(directory, 'copy.db');
  await engine.backup({ account: 'aa' }, target);
  await insert(scope, Buffer.from('later'));
  const copy = openSqlite(target, { lockTimeoutMs: 0, readOnly: true });
  assert.equal(copy.prepare('SELECT count(*) AS n FROM t').get()?.['n'], 1);
  copy.close();
  await assert.rejects(engine.backup({ account: 'aa' }, target));
  assert.equal(await count(scope), 2);
});

test('integrity faults name the file', async (t) => {
  const { engine } = await opened(t);
  await makeTable(engine.account('aa'));
  const faults: string[] = [];
  for await (const fault of engine.integrityFaults({ account: 'aa' })) faults.push(fault);
  for await (const fault of engine.integrityFaults('system')) faults.push(fault);
  assert.deepEqual(faults, []);
});

test('an account id cannot name a path', async (t) => {
  const { engine } = await opened(t);
  for (const id of ['../x', 'a/b', '', '.', 'a'.repeat(65), 'a b'])
    assert.throws(() => engine.account(id), refusal('storage-unavailable', /no account id/));
});

test('after close every call is refused', async (t) => {
  const { engine } = await opened(t);
  await makeTable(engine.system);
  await engine.close();
  await assert.rejects(count(engine.system), refusal('storage-unavailable', /shutting down/));
});

test('writes ahead share a commit and a sync, and are seen and announced once they are durable', async (t) => {
  const held: (() => void)[] = [];
  let holds = false;
  let flushes = 0;
  const engine = await openEmbeddedEngine({
    dataDirectory: await newDirectory(t),
    log: silentLog,
    flush: (_descriptor, done) => {
      flushes++;
      if (holds) held.push(() => done(null));
      else setImmediate(() => done(null));
    },
  });
  t.after(() => engine.close());
  const scope = engine.account('a');
  await makeTable(scope);
  holds = true;
  flushes = 0;
  const told: number[] = [];
  const pending: Promise<void>[] = [];
  const ahead = async (id: number): Promise<void> => {
    const { result, durable } = await scope.writeAhead(async (writer) => {
      await writer.run('INSERT INTO t (id) VALUES (?)', id);
      writer.onCommit(() => told.push(id));
      return id;
    });
    assert.equal(result, id);
    pending.push(durable);
  };
  for (const id of [1, 2, 3]) void ahead(id);
  await ahead(4);
  assert.deepEqual(told, [], 'nothing is durable yet');
  holds = false;
  for (const release of held.splice(0)) release();
  await Promise.all(pending);
  assert.deepEqual(told, [1, 2, 3, 4]);
  assert.equal(await count(scope), 4);
  assert.ok(flushes <= 2, `${flushes} syncs for four writes`);
});

test('a large transaction is on its way to the disk before its commit, which has a sync of its own', async (t) => {
  const order: string[] = [];
  let isBroken = false;
  const engine = await openEmbeddedEngine({
    dataDirectory: await newDirectory(t),
    log: silentLog,
    flush: (_descriptor, done) => {
      order.push('sync');
      setImmediate(() => done(isBroken ? Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }) : null));
    },
  });
  t.after(() => engine.close());
  const scope = engine.account('a');
  await makeTable(scope);
  order.length = 0;
  const large = async (): Promise<void> =>
    await scope.write(async (writer) => {
      await writer.run('INSERT INTO t (bytes) VALUES (?)', new Uint8Array(4_000_000));
      writer.flushAhead();
      await writer.run('INSERT INTO t (bytes) VALUES (?)', new Uint8Array(1));
      order.push('worked');
      writer.onCommit(() => order.push('durable'));
    });
  await large();
  assert.deepEqual(order, ['sync', 'worked', 'sync', 'durable']);
  assert.equal(await count(scope), 2);
  // What such a sync could not write is lost for the system too: it fails the commit.
  isBroken = true;
  await assert.rejects(large(), refusal('storage-unavailable', /Mend the disk, then restart/));
  isBroken = false;
  await assert.rejects(insert(scope, new Uint8Array(1)), refusal('storage-unavailable', /Mend the disk/));
});
