import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BytesWriter, type SequenceSet, star } from '@relais/imap-codec';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { FolderStatus, FolderSummary } from '../../domain/mail/account-store.ts';
import { flagBits } from '../../domain/mail/flags.ts';
import { AskedFlags } from './asked-flags.ts';
import { SelectedFolder } from './selected-folder.ts';

const status: FolderStatus = {
  uidValidity: 1,
  uidNext: 50,
  highestModSeq: 10,
  messages: 4,
  unseen: 4,
  deleted: 0,
  sizeBytes: 0,
  firstRecentUid: 40,
};
const summary: FolderSummary = {
  folderId: 1,
  mailboxId: 'F1',
  name: 'INBOX',
  specialUse: 'inbox',
  sortOrder: null,
  subscribed: true,
  hasChildren: false,
  selectable: true,
  hidden: false,
  status,
};

/** A view of messages with these UIDs and no flags. */
function view(...uids: number[]): SelectedFolder {
  const snapshot = {
    status,
    uids: Uint32Array.from(uids),
    flagBits: new Uint8Array(uids.length),
    modSeqs: Float64Array.from(uids, () => 5),
    keywordSet: new Uint16Array(uids.length),
    keywordSets: [[]],
  };
  return new SelectedFolder(summary, snapshot, false);
}

function told(folder: SelectedFolder, options: { revealExpunges: boolean; asVanished?: boolean }): string {
  const writer = new BytesWriter();
  folder.tell(writer, { asVanished: false, withModSeq: false, ...options });
  return writer.take().toString();
}

const set = (...ranges: [number, number][]): SequenceSet => ({
  saved: false,
  ranges: ranges.map(([from, to]) => ({ from, to })),
});

test('expunges are held back, and then told in numbers that are right at each line (RFC 3501 §7.4.1)', () => {
  const folder = view(10, 20, 30, 40);
  folder.noteExpunged([
    { first: 5, last: 20 },
    { first: 40, last: 41 },
  ]);
  assert.equal(told(folder, { revealExpunges: false }), '');
  assert.equal(folder.count, 4);
  assert.equal(told(folder, { revealExpunges: true }), '* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n* 2 EXPUNGE\r\n');
  assert.equal(folder.count, 1);
  assert.equal(folder.uidAt(0), 30);
  assert.equal(told(folder, { revealExpunges: true }), '');
});

test('a client with QRESYNC hears of UIDs (RFC 7162 §3.2.10)', () => {
  const folder = view(10, 11, 12, 40);
  folder.noteExpunged([{ first: 10, last: 12 }]);
  assert.equal(told(folder, { revealExpunges: true, asVanished: true }), '* VANISHED 10:12\r\n');
});

test('expunged messages leave the saved search result (RFC 5182 §2.1)', () => {
  const folder = view(10, 20);
  folder.savedSearch = [10, 20];
  folder.noteExpunged([{ first: 10, last: 10 }]);
  told(folder, { revealExpunges: true });
  assert.deepEqual(folder.savedSearch, [20]);
});

test('UIDs that do not exist are skipped, sequence numbers that do not exist are a mistake (RFC 3501 §6.4.8)', () => {
  const folder = view(10, 20, 30);
  assert.deepEqual(folder.positions(set([15, 25], [30, 99]), true), [
    { from: 1, to: 1 },
    { from: 2, to: 2 },
  ]);
  assert.deepEqual(folder.positions(set([99, star]), true), [{ from: 2, to: 2 }]);
  assert.deepEqual(folder.positions(set([2, star]), false), [{ from: 1, to: 2 }]);
  assert.throws(() => folder.positions(set([1, 4]), false), /there is no message 4; the mailbox has 3/);
});

test('1:* of an empty mailbox is nothing, and no mistake', () => {
  assert.deepEqual(view().positions(set([1, star]), false), []);
  assert.deepEqual(view().positions(set([1, star]), true), []);
});

test('messages from the first unseen UID on are recent, and the store never hears of it', () => {
  const folder = view(10, 40, 41);
  assert.equal(folder.recentCount, 2);
  assert.equal(folder.flagsTextAt(1), '\\Recent');
  folder.noteStored(stored(40, 1, '$A'));
  assert.equal(folder.flagsTextAt(1), '\\Seen \\Recent $A');
});

test('a new keyword is announced before the next change is told (RFC 3501 §7.2.6)', () => {
  const folder = view(10);
  folder.noteStored(stored(10, 0, '$New'));
  assert.match(
    told(folder, { revealExpunges: true }),
    /^\* FLAGS \(.* \$New\)\r\n\* OK \[PERMANENTFLAGS \(.* \$New \\\*\)\]/,
  );
});

test('a change that is announced while the store is read is not taken for known', async () => {
  const folder = view(10);
  folder.signal(11);
  const reading = Promise.withResolvers<void>();
  const caughtUp = folder.catchUp({
    changesSince: async () => {
      await reading.promise;
      return { status: { ...status, highestModSeq: 11 }, changed: [], expunged: [] };
    },
    claimRecent: async () => ({ firstRecentUid: 50 }),
  });
  folder.signal(12);
  reading.resolve();
  await caughtUp;
  assert.ok(folder.isBehind);
});

test('what another session did just before a STORE.SILENT is told all the same (RFC 3501 §6.4.6)', () => {
  const folder = view(10, 40);
  const asked = new AskedFlags({ mode: 'add', flags: { bits: flagBits.seen, keywords: ['$a'] } });
  folder.noteStored(stored(10, flagBits.seen, '$A'), asked);
  assert.match(told(folder, { revealExpunges: false }), /^\* FLAGS .*\r\n\* OK .*\r\n$/);
  folder.noteStored(stored(40, flagBits.seen | flagBits.deleted, '$A'), asked);
  assert.equal(told(folder, { revealExpunges: false }), '* 2 FETCH (UID 40 FLAGS (\\Deleted \\Seen \\Recent $A))\r\n');
  folder.noteStored(
    stored(10, flagBits.seen, '$B'),
    new AskedFlags({ mode: 'remove', flags: { bits: 0, keywords: ['$A'] } }),
  );
  assert.match(told(folder, { revealExpunges: false }), /\* 1 FETCH \(UID 10 FLAGS \(\\Seen \$B\)\)\r\n$/);
});

test('which flags have changed is known from when the session first looked (RFC 7162 §3.1.12)', () => {
  const folder = view(10, 20);
  const seen = { bits: flagBits.seen, keywords: [] };
  folder.noteStored(stored(20, flagBits.seen, '$A'));
  folder.rememberChanges();
  folder.noteStored(stored(10, flagBits.flagged, '$A'));
  assert.ok(folder.isUnchanged(10, 11, seen, 5));
  assert.ok(folder.isUnchanged(10, 11, { bits: flagBits.flagged, keywords: ['$a'] }, 11));
  // Another session has changed it again, and this one has not looked.
  assert.ok(!folder.isUnchanged(10, 12, seen, 5));
  assert.ok(!folder.isUnchanged(10, 11, { bits: flagBits.flagged, keywords: [] }, 5));
  assert.ok(!folder.isUnchanged(10, 11, { bits: 0, keywords: ['$a'] }, 10));
  assert.ok(!folder.isUnchanged(10, 11, seen, 4));
  assert.ok(!folder.isUnchanged(20, 11, { bits: flagBits.draft, keywords: [] }, 10));
});

test('a folder that is deleted under a session is empty for it, and asked for no more', async () => {
  const folder = view(10, 11);
  let asked = 0;
  const gone = {
    changesSince: async () => {
      asked++;
      throw new MailError('folder-not-found', 'There is no such folder');
    },
    claimRecent: async () => ({ firstRecentUid: 50 }),
  };
  await folder.catchUp(gone, true);
  await folder.catchUp(gone, true);
  assert.equal(asked, 1);
  assert.equal(told(folder, { revealExpunges: true }), '* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n');
  assert.equal(folder.count, 0);
});

function stored(uid: number, bits: number, keyword: string): Parameters<SelectedFolder['noteStored']>[0] {
  const columns = [{ uids: Uint32Array.of(uid), bits: Uint8Array.of(bits), keywordSets: Uint16Array.of(3) }];
  return { columns, modSeq: 11, keywordsOf: (set) => (set === 3 ? [keyword] : []) };
}
