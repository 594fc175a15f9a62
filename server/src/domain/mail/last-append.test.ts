import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { LocalChangeSignal } from '../../storage/embedded/change-signal.ts';
import { openEmbeddedEngine } from '../../storage/embedded/open-embedded-engine.ts';
import type { SqlEngine } from '../../storage/sql-engine.ts';
import { flagBits } from './flags.ts';
import { openMailStore } from './mail-store.ts';

/** The engine, which counts how often the row of a folder is read. */
function countingReads(engine: SqlEngine): { readonly engine: SqlEngine; readonly reads: () => number } {
  let reads = 0;
  const account: SqlEngine['account'] = (id) => {
    const scope = engine.account(id);
    return {
      ...scope,
      write: async (work) =>
        await scope.write(async (writer) => {
          const get = writer.get.bind(writer);
          writer.get = async (sql, ...parameters) => {
            if (sql.includes('FROM folders')) reads++;
            return await get(sql, ...parameters);
          };
          return await work(writer);
        }),
    };
  };
  return { engine: { ...engine, account }, reads: () => reads };
}

test('an append after an append reads nothing, and after anything else what that has left', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-append-'));
  const counted = countingReads(await openEmbeddedEngine({ dataDirectory: directory, log: silentLog }));
  t.after(async () => {
    await counted.engine.close();
    await rm(directory, { recursive: true, force: true });
  });
  let limit: number | null = null;
  const store = openMailStore({
    engine: counted.engine,
    changes: new LocalChangeSignal(),
    clock: systemClock,
    log: silentLog,
    usualSizeLimit: () => limit,
  });
  const account = await store.account('a');
  const inbox = (await account.folder('INBOX')).folderId;
  const archive = (await account.folder('Archive')).folderId;
  let sent = 0;
  const append = async (folderId = inbox): Promise<readonly number[]> => {
    const message = await account.beginMessage();
    await message.write(Buffer.from(`Message-ID: <${++sent}@test>\r\n\r\nText ${sent}\r\n`));
    const staged = await message.finish();
    return (await account.append(folderId, [{ message: staged, flags: { bits: 0, keywords: [] } }])).uids;
  };
  const readsOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = counted.reads();
    await work();
    return counted.reads() - before;
  };
  const one = (uid: number) => [{ first: uid, last: uid }];

  await append();
  await append();
  await account.storeFlags(inbox, { uids: one(1), mode: 'add', flags: { bits: flagBits.seen, keywords: [] } });
  assert.equal(await readsOf(append), 1);
  await account.expunge(inbox, one(2), { onlyDeleted: false });
  assert.deepEqual(await append(), [4]);
  await account.move(inbox, one(3), archive);
  assert.deepEqual(await append(), [5]);
  assert.equal(await readsOf(() => append(archive)), 1);
  limit = 1;
  await assert.rejects(append(archive), /The mailbox holds/);
  limit = null;
  assert.equal(await readsOf(() => append(archive)), 1);
  // Into the next block too. Of those at once one follows the other, and the index of texts comes between some.
  const reads = await readsOf(async () => {
    for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 8 }, () => append()));
  });
  assert.ok(reads < 160, `${reads} reads for 160 appends`);

  assert.equal((await account.folderStatus(inbox)).messages, 163);
  assert.equal((await account.folderStatus(inbox)).unseen, 162);
  assert.equal((await account.folderStatus(archive)).messages, 3);
  for await (const fault of store.verify('a')) assert.fail(fault);
});
