import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { AccountStore, MessageToAppend } from '../../../domain/mail/account-store.ts';
import { flagBits } from '../../../domain/mail/flags.ts';
import { openMailStore } from '../../../domain/mail/mail-store.ts';
import { systemClock } from '../../../platform/clock/system-clock.ts';
import { silentLog } from '../../../platform/log/silent-log.ts';
import { LocalChangeSignal } from '../../../storage/embedded/change-signal.ts';
import { openEmbeddedEngine } from '../../../storage/embedded/open-embedded-engine.ts';
import { AccountIndex } from './account-index.ts';
import { emailQuery } from './email-query.ts';
import { mailboxObject, mailboxProperties } from './mailbox-object.ts';

const count = 3000;

async function openAccount(t: TestContext): Promise<{ account: AccountStore; folderId: number; mailboxId: string }> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-index-'));
  const engine = await openEmbeddedEngine({ dataDirectory, log: silentLog });
  t.after(async () => {
    await engine.close();
    await rm(dataDirectory, { recursive: true });
  });
  const store = openMailStore({ engine, changes: new LocalChangeSignal(), clock: systemClock, log: silentLog });
  const account = await store.account(randomUUID());
  const { folderId, mailboxId } = await account.createFolder('Large');
  const messages: MessageToAppend[] = [];
  for (let at = 0; at < count; at++) {
    const incoming = await account.beginMessage();
    const reply = at % 3 === 0 ? '' : `In-Reply-To: <${at - 1}@x>\r\n`;
    await incoming.write(Buffer.from(`Message-ID: <${at}@x>\r\n${reply}Subject: s${at}\r\n\r\nx\r\n`));
    messages.push({
      message: await incoming.finish(),
      flags: { bits: at % 2, keywords: [] },
      internalDate: Date.UTC(2026, 0, 1) + at * 60_000,
    });
  }
  await account.append(folderId, messages);
  return { account, folderId, mailboxId };
}

/** The same store, which counts the rows that it gives. */
function counting(account: AccountStore): { readonly account: AccountStore; rows: number } {
  const counter = {
    rows: 0,
    account: new Proxy(account, {
      get(target, name, receiver) {
        if (name !== 'messages') return Reflect.get(target, name, receiver);
        return async function* (...args: Parameters<AccountStore['messages']>) {
          for await (const rows of target.messages(...args)) {
            counter.rows += rows.length;
            yield rows;
          }
        };
      },
    }),
  };
  return counter;
}

test('a large folder is read once, then only what changed, and its Emails are not looked at one by one', async (t) => {
  const { account, folderId, mailboxId } = await openAccount(t);
  const counter = counting(account);
  const index = new AccountIndex(counter.account);
  t.after(() => index.close());
  let looks = 0;
  const entriesOf = index.entriesOf.bind(index);
  index.entriesOf = (emailId) => {
    looks++;
    return entriesOf(emailId);
  };
  const open = async (): Promise<readonly string[]> => {
    await index.sync();
    const folder = index.folders.get(mailboxId);
    assert.ok(folder);
    assert.equal(mailboxObject(folder, index, ['totalEmails', 'unreadEmails']).totalEmails, count);
    return await emailQuery(index, { inMailbox: mailboxId }, [{ property: 'receivedAt', isAscending: false }], true);
  };

  const first = await open();
  assert.equal(first.length, count / 3);
  assert.equal(counter.rows, count);
  assert.equal(looks, 0);

  await open();
  assert.equal(counter.rows, count);
  const uids = [{ first: 1, last: 1 }];
  await account.storeFlags(folderId, { uids, mode: 'add', flags: { bits: 1, keywords: [] } });
  const folder = index.folders.get(mailboxId);
  assert.ok(folder);
  await open();
  assert.equal(mailboxObject(folder, index, ['unreadEmails']).unreadEmails, count / 2 - 1);
  assert.equal(counter.rows, count, 'a mark is no reason to read messages');
  assert.equal(looks, 2, 'the marked one was looked at, before and after');

  // Threads are counted when they are asked for, and once.
  const threads = mailboxObject(folder, index, mailboxProperties);
  assert.deepEqual([threads.totalThreads, threads.unreadThreads], [count / 3, count / 3]);
  const after = looks;
  mailboxObject(folder, index, mailboxProperties);
  assert.equal(looks, after);
});

test('an Email in several folders, and a Thread of several Emails, come and go one by one', async (t) => {
  const { account, folderId, mailboxId } = await openAccount(t);
  const index = new AccountIndex(account);
  t.after(() => index.close());
  await index.sync();
  const [newest = ''] = await emailQuery(index, { inMailbox: mailboxId }, null, false);
  const other = await account.createFolder('Other');
  const [entry] = index.entriesOf(newest);
  assert.ok(entry);
  const uids = [{ first: entry.uid, last: entry.uid }];
  await account.copy(folderId, uids, other.folderId);
  await index.sync();
  assert.equal(index.entriesOf(newest).length, 2);
  assert.equal([...index.emailsOfThread(entry.threadId)].length, 3);
  await account.expunge(folderId, uids, { onlyDeleted: false });
  await index.sync();
  assert.deepEqual(
    index.entriesOf(newest).map((one) => one.folderId),
    [other.folderId],
  );
  assert.deepEqual(await emailQuery(index, { inMailbox: other.mailboxId }, null, true), [newest]);
  await account.expunge(other.folderId, [{ first: 1, last: 1 }], { onlyDeleted: false });
  await index.sync();
  assert.deepEqual([...index.entriesOf(newest)], []);
  assert.equal([...index.emailsOfThread(entry.threadId)].length, 2);
});

test('a message that is moved while folders are looked at is updated, and never gone, for requests that read meanwhile neither', async (t) => {
  const { account, folderId } = await openAccount(t);
  const { folderId: target } = await account.folder('Archive');
  let afterList: () => Promise<unknown> = async () => undefined;
  let isGone = (): boolean => false;
  let timesGone = 0;
  const index = new AccountIndex(
    new Proxy(account, {
      get(of, name, receiver) {
        // Wherever the index waits for the store another request may read it.
        timesGone += Number(isGone());
        if (name !== 'listFolders') return Reflect.get(of, name, receiver);
        return async () => {
          const folders = await of.listFolders();
          const work = afterList;
          afterList = async () => undefined;
          await work();
          return folders;
        };
      },
    }),
  );
  t.after(() => index.close());
  await index.sync();
  const state = index.state('Email');
  const { emailId } = [...(index.folderByNumber(folderId)?.entries.values() ?? [])][0] as { readonly emailId: string };
  await account.storeFlags(folderId, {
    uids: [{ first: 1, last: 1 }],
    mode: 'add',
    flags: { bits: flagBits.flagged, keywords: [] },
  });
  isGone = () => index.entriesOf(emailId).length === 0;
  afterList = () => account.move(folderId, [{ first: 1, last: 1 }], target);
  await index.sync();
  // Also when it is moved before anybody looks, into a folder that stands behind or before the other.
  for (const [from, to] of [
    [target, folderId],
    [folderId, target],
  ] as const) {
    const uid = index.entriesOf(emailId)[0]?.uid ?? 0;
    await account.move(from, [{ first: uid, last: uid }], to);
    await index.sync();
  }
  assert.equal(timesGone, 0);
  assert.deepEqual(
    index.entriesOf(emailId).map((entry) => entry.folderId),
    [target],
  );
  const changes = index.changesSince('Email', state);
  assert.deepEqual([changes?.created, changes?.updated, changes?.destroyed], [[], [emailId], []]);
});

test('when the store breaks in the middle, what it did not give comes with the next look, once and told of', async (t) => {
  const { account, folderId } = await openAccount(t);
  const other = await account.createFolder('Other');
  let left = Number.POSITIVE_INFINITY;
  const index = new AccountIndex(
    new Proxy(account, {
      get(of, name, receiver) {
        if (name !== 'messages' && name !== 'changesSince') return Reflect.get(of, name, receiver);
        left -= 1;
        if (left < 0) throw new Error('the store is away');
        return Reflect.get(of, name, receiver);
      },
    }),
  );
  t.after(() => index.close());
  await index.sync();
  const ids = [...index.emailIds()];
  for (let broken = 0; broken < 5; broken += 1) {
    const state = index.state('Email');
    const uid = [...(index.folderByNumber(folderId)?.entries.keys() ?? [])][0] ?? 0;
    await account.move(folderId, [{ first: uid, last: uid }], other.folderId);
    left = broken;
    let isRefused = false;
    await index.sync().catch(() => {
      isRefused = true;
    });
    left = Number.POSITIVE_INFINITY;
    await index.sync();
    const changes = index.changesSince('Email', state);
    assert.deepEqual(
      [changes?.created, changes?.updated.length, changes?.destroyed],
      [[], 1, []],
      `${broken} ${isRefused}`,
    );
    const [moved = ''] = changes?.updated ?? [];
    assert.deepEqual(
      index.entriesOf(moved).map((entry) => entry.folderId),
      [other.folderId],
    );
  }
  assert.deepEqual([...index.emailIds()].toSorted(), ids.toSorted());
});
