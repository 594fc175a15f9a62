import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fdatasync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqlite } from '../../server/src/storage/embedded/sqlite.ts';
import { openEmbeddedEngine } from '../../server/src/storage/embedded/open-embedded-engine.ts';
import { silentLog } from '../../server/src/platform/log/silent-log.ts';

const rows = 2_000;
const writersAtOnce = 12;
const sectorBytes = 512;
const walHeaderBytes = 32;

/**
 * What a disk may hold after a power cut (docs/decisions/0002-own-wal-sync.md): everything that had been written when
 * the last finished fdatasync began, and of what was written since, any sectors and not others.
 */
class Disk {
  private readonly database: string;
  private readonly directory: string;
  /** The log as it was when the last finished sync began. */
  durableLog: Buffer = Buffer.alloc(0);
  private readonly free: Buffer[] = [];
  /** Frames that SQLite has copied into the database were synced by SQLite before. */
  private databaseAtRestart = '';
  private header = '';
  restarts = 0;

  constructor(database: string, directory: string) {
    this.database = database;
    this.directory = directory;
  }

  /** As it is now, to be handed to `synced` or dropped. */
  log(): Buffer {
    const descriptor = openSync(`${this.database}-wal`, 'r');
    const { size } = fstatSync(descriptor);
    // The kernel takes longer to find a new place for megabytes, at each sync, than to read into one that is there.
    const free = this.free.pop();
    const space = free !== undefined && free.length >= size ? free : Buffer.alloc(2 * size);
    const read = readSync(descriptor, space, 0, size, 0);
    closeSync(descriptor);
    return space.subarray(0, read);
  }

  /** A sync has finished that began when the log was this; the one before is not looked at again. */
  synced(log: Buffer): void {
    if (this.durableLog.length > 0) this.free.push(Buffer.from(this.durableLog.buffer));
    this.durableLog = log;
  }

  /** The files as a power cut now could leave them, opened: the ids with a whole content. */
  survivorsOfCut(base: Buffer = this.durableLog): Set<number> {
    for (;;) {
      const before = this.logHeader();
      // By another program: closing the database file here would drop the locks that SQLite holds on it.
      execFileSync('cp', [this.database, join(this.directory, 'cut.db')]);
      const log = this.log();
      // The log was begun anew meanwhile: the copy of the database is of no one moment.
      if (this.logHeader() !== before || log.subarray(0, walHeaderBytes).toString('hex') !== before) continue;
      writeFileSync(join(this.directory, 'cut.db-wal'), this.tornLog(base, log, before));
      rmShm(join(this.directory, 'cut.db'));
      return survivors(join(this.directory, 'cut.db'));
    }
  }

  private tornLog(base: Buffer, now: Buffer, header: string): Buffer {
    const database = createHash('sha256')
      .update(readFileSync(join(this.directory, 'cut.db')))
      .digest('hex');
    const isRestarted = header !== this.header;
    if (isRestarted) {
      this.header = header;
      this.databaseAtRestart = database;
      this.restarts++;
    }
    // A checkpoint has begun to write the database: SQLite synced the log before.
    if (!isRestarted && database !== this.databaseAtRestart) return now;
    const torn = Buffer.from(now);
    for (let at = 0; at < now.length; at += sectorBytes) {
      const old = base.subarray(at, at + sectorBytes);
      const isWritten = Math.random() < 0.5;
      if (!isWritten) torn.fill(0, at, Math.min(now.length, at + sectorBytes)).set(old, at);
    }
    // SQLite syncs the header of a new log before it writes a frame of it.
    torn.set(now.subarray(0, walHeaderBytes), 0);
    return torn;
  }

  private logHeader(): string {
    const descriptor = openSync(`${this.database}-wal`, 'r');
    const bytes = Buffer.alloc(walHeaderBytes);
    readSync(descriptor, bytes, 0, walHeaderBytes, 0);
    closeSync(descriptor);
    return bytes.toString('hex');
  }
}

test('whatever a power cut leaves of unsynced writes, every acknowledged change is there', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-power-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const database = join(place, 'data', 'accounts', 'ab', 'ab', 'mail.db');
  // In memory where that is a folder: the syncs of the engine would wait until copies are on the disk as well.
  const copies = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : place, 'relais-cut-'));
  t.after(() => rm(copies, { recursive: true, force: true }));
  const disk = new Disk(database, copies);
  const acknowledged = new Set<number>();
  let cuts = 0;
  const cut = (): void => {
    cuts++;
    const left = disk.survivorsOfCut();
    for (const id of acknowledged) assert.ok(left.has(id), `cut ${cuts}: row ${id} was acknowledged and is gone`);
  };
  const engine = await openEmbeddedEngine({
    dataDirectory: join(place, 'data'),
    log: silentLog,
    flush: (descriptor, done) => {
      // Before the sync, when as much as ever may be lost: also right after a log was begun anew.
      if (acknowledged.size > 0 && Math.random() < 0.03) cut();
      const log = disk.log();
      fdatasync(descriptor, (error) => {
        disk.synced(log);
        done(error);
      });
    },
  });
  const scope = engine.account('ab');
  await scope.write(async (writer) => {
    await writer.run('CREATE TABLE t (id INTEGER PRIMARY KEY, hash TEXT, bytes BLOB)');
  });
  let next = 0;
  let early: Buffer | null = null;
  await Promise.all(
    Array.from({ length: writersAtOnce }, async () => {
      while (next < rows) {
        const id = next++;
        const bytes = randomBytes(100 + Math.floor(Math.random() * 20_000));
        const hash = createHash('sha256').update(bytes).digest('hex');
        await scope.write(async (writer) => {
          await writer.run('INSERT INTO t (id, hash, bytes) VALUES (?, ?, ?)', id, hash, bytes);
        });
        acknowledged.add(id);
        if (id === 20) early = Buffer.from(disk.durableLog);
        // The model must be able to fail: with the log as it was 20 rows ago, some are gone.
        if (early !== null && id > 40 && disk.restarts <= 1) {
          const left = disk.survivorsOfCut(early);
          early = null;
          if (left.size < acknowledged.size)
            t.diagnostic(`without its syncs ${acknowledged.size - left.size} rows were lost`);
          assert.ok(left.size < acknowledged.size, 'the model notices writes that were not synced');
        }
        if (Math.random() < 0.01) cut();
      }
    }),
  );
  cut();
  t.diagnostic(`${cuts} cuts, the log begun anew ${disk.restarts} times`);
  assert.ok(cuts > 10 && disk.restarts > 1);
  await engine.close();
});

function survivors(path: string): Set<number> {
  const database = openSqlite(path, { lockTimeoutMs: 0 });
  try {
    const [check] = database.prepare('PRAGMA integrity_check').all() as { integrity_check: string }[];
    assert.equal(check?.integrity_check, 'ok');
    const found = new Set<number>();
    for (const row of database.prepare('SELECT id, hash, bytes FROM t').iterate() as Iterable<{
      id: number;
      hash: string;
      bytes: Uint8Array;
    }>)
      if (createHash('sha256').update(row.bytes).digest('hex') === row.hash) found.add(row.id);
    return found;
  } finally {
    database.close();
  }
}

function rmShm(path: string): void {
  execFileSync('rm', ['-f', `${path}-shm`]);
}
