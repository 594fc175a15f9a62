import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { AccountStore } from '../../server/src/domain/mail/account-store.ts';
import type { Flags } from '../../server/src/domain/mail/flags.ts';
import { openMailStore } from '../../server/src/domain/mail/mail-store.ts';
import {
  keepsNothing,
  type RecoverableItem,
  type RetentionTerms,
} from '../../server/src/domain/mail/recoverable-items.ts';
import { type UidSet, uidSetHas } from '../../server/src/domain/mail/uid-set.ts';
import { ManualClock } from '../../server/src/platform/clock/manual-clock.ts';
import { silentLog } from '../../server/src/platform/log/silent-log.ts';
import { LocalChangeSignal } from '../../server/src/storage/local-change-signal.ts';
import type { SqlEngine } from '../../server/src/storage/sql-engine.ts';
import { allUids, collected, letter, stage } from './message.fixture.ts';

const steps = 150;
const keywords = ['Work', 'Home', '$Junk'];

interface ModelMessage {
  readonly subject: number;
  bits: number;
  keywords: readonly string[];
}

/** A folder as RFC 9051 describes it: UIDs ascending, each given once. */
class ModelFolder {
  readonly messages = new Map<number, ModelMessage>();
  uidNext = 1;

  add(message: ModelMessage): number {
    this.messages.set(this.uidNext, { ...message });
    return this.uidNext++;
  }

  named(uids: UidSet): number[] {
    return [...this.messages.keys()].filter((uid) => uidSetHas(uids, uid));
  }
}

/** Random commands on three folders of a store that keeps what is deleted; after each, it says what a plain model says. */
export function mailStoreModelContract(engine: () => SqlEngine): void {
  // The same on every run, so that nothing is red by chance; RELAIS_TEST_SEEDS=N looks further.
  const more = Array.from({ length: Number(process.env['RELAIS_TEST_SEEDS'] ?? 0) }, (_, index) => 1_000 + index);
  for (const seed of [20_261_129, ...more]) playSeed(seed, engine);
}

function playSeed(seed: number, engine: () => SqlEngine): void {
  test(`${steps} random commands leave what a simple model has (seed ${seed})`, async () => {
    const random = mulberry32(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const retention: RetentionTerms = { ...keepsNothing, retainMs: 86_400_000 };
    const options = { engine: engine(), changes: new LocalChangeSignal(), clock: new ManualClock(), log: silentLog };
    const store = openMailStore({ ...options, retention: () => retention });
    const account = await store.account(randomUUID());
    const names = ['INBOX', 'Archive', 'Drafts'];
    const folders = await Promise.all(names.map(async (name) => (await account.folder(name)).folderId));
    const models = folders.map(() => new ModelFolder());
    const sessions = await Promise.all(folders.map(async (id) => await SessionView.open(account, id)));
    let subject = 0;

    const someUids = (model: ModelFolder): UidSet => {
      const ranges: { first: number; last: number }[] = [];
      let next = 1 + below(20);
      while (next < model.uidNext + 10 && ranges.length < 12) {
        const last = next + below(below(3) === 0 ? 200 : 4);
        ranges.push({ first: next, last });
        next = last + 2 + below(40);
      }
      return ranges.length === 0 ? [{ first: 1, last: 5 }] : ranges;
    };
    const someFlags = (): Flags => ({ bits: below(32), keywords: keywords.filter(() => below(3) === 0).sort() });

    /** What was expunged and not recovered or purged since. */
    const kept: string[] = [];
    const forget = (item: RecoverableItem): void => {
      const at = kept.indexOf(keptAs(item.folderName, { subject: numberOf(item), ...item.flags }));
      assert.ok(at >= 0, `${item.itemId} is kept and was not expunged`);
      kept.splice(at, 1);
    };

    for (let step = 0; step < steps; step++) {
      const from = below(3);
      const to = below(3);
      const [source, target] = [models[from] as ModelFolder, models[to] as ModelFolder];
      const [sourceId, targetId] = [folders[from] as number, folders[to] as number];
      const uids = someUids(source);
      const action = below(8);
      if (action <= 1) {
        const added = Array.from({ length: 1 + below(below(4) === 0 ? 150 : 5) }, () => ({
          subject: ++subject,
          ...someFlags(),
        }));
        const messages = [];
        for (const message of added)
          messages.push({
            message: await stage(account, letter(message.subject)),
            flags: { bits: message.bits, keywords: message.keywords },
          });
        const result = await account.append(sourceId, messages);
        assert.deepEqual(
          result.uids,
          added.map((message) => source.add(message)),
        );
      } else if (action === 2) {
        const flags = someFlags();
        const mode = (['add', 'remove', 'replace'] as const)[below(3)] ?? 'add';
        const result = await account.storeFlags(sourceId, { uids, mode, flags });
        const changed: number[] = [];
        for (const uid of source.named(uids)) {
          const message = source.messages.get(uid) as ModelMessage;
          const before = JSON.stringify([message.bits, message.keywords]);
          if (mode === 'add') message.bits |= flags.bits;
          else if (mode === 'remove') message.bits &= ~flags.bits;
          else message.bits = flags.bits;
          const set = new Set(mode === 'replace' ? [] : message.keywords);
          for (const keyword of flags.keywords)
            if (mode === 'remove') set.delete(keyword);
            else set.add(keyword);
          message.keywords = [...set].sort();
          if (JSON.stringify([message.bits, message.keywords]) !== before) changed.push(uid);
        }
        assert.deepEqual(
          result.changed.map((change) => change.uid),
          changed,
        );
      } else if (action === 3) {
        const named = source.named(uids);
        const result = await account.copy(sourceId, uids, targetId);
        assert.deepEqual(result.sourceUids, named);
        assert.deepEqual(
          result.targetUids,
          named.map((uid) => target.add(source.messages.get(uid) as ModelMessage)),
        );
      } else if (action === 4) {
        const named = source.named(uids);
        const result = await account.move(sourceId, uids, targetId);
        const moved = named.map((uid) => source.messages.get(uid) as ModelMessage);
        for (const uid of named) source.messages.delete(uid);
        assert.deepEqual(result.sourceUids, named);
        assert.deepEqual(
          result.targetUids,
          moved.map((message) => target.add(message)),
        );
      } else if (action === 6) {
        const chosen = (await account.recoverableItems({}, { limit: 500 })).items.filter(() => below(3) === 0);
        const { recovered } = await account.recoverItems(chosen.map(({ itemId }) => itemId));
        assert.equal(recovered.length, chosen.length);
        for (const { itemId, folderName, uid } of recovered) {
          const item = chosen.find((one) => one.itemId === itemId);
          assert.ok(item !== undefined && item.folderName === folderName);
          forget(item);
          const message = { subject: numberOf(item), bits: item.flags.bits & ~8, keywords: item.flags.keywords };
          assert.equal(uid, models[names.indexOf(folderName)]?.add(message));
        }
      } else if (action === 7) {
        const chosen = (await account.recoverableItems({}, { limit: 500 })).items.filter(() => below(6) === 0);
        const { purged, missing } = await account.purgeItems(chosen.map(({ itemId }) => itemId));
        assert.deepEqual([purged, missing], [chosen.length, []]);
        for (const item of chosen) forget(item);
      } else {
        const onlyDeleted = below(2) === 0;
        const result = await account.expunge(sourceId, uids, { onlyDeleted });
        const gone = source
          .named(uids)
          .filter((uid) => !onlyDeleted || ((source.messages.get(uid)?.bits ?? 0) & 8) !== 0);
        for (const uid of gone) {
          kept.push(keptAs(names[from] as string, source.messages.get(uid) as ModelMessage));
          source.messages.delete(uid);
        }
        for (const uid of gone) assert.ok(uidSetHas(result.expunged, uid));
      }
      // One session looks after each step, the others catch up over several.
      const looked = below(3);
      await (sessions[looked] as SessionView).catchUp();
      (sessions[looked] as SessionView).check(models[looked] as ModelFolder);
      if (step % 5 === 0) await account.claimRecent(folders[looked] as number);
      await saysTheSame(account, names[looked] as string, folders[looked] as number);
    }

    for (const [index, folderId] of folders.entries()) {
      const model = models[index] as ModelFolder;
      const session = sessions[index] as SessionView;
      await session.catchUp();
      session.check(model);
      const fresh = await SessionView.open(account, folderId);
      fresh.check(model);
      const status = await account.folderStatus(folderId);
      assert.equal(status.uidNext, model.uidNext);
      assert.equal(status.messages, model.messages.size);
      assert.equal(status.unseen, [...model.messages.values()].filter((message) => (message.bits & 1) === 0).length);
      const rows = (await collected(account.messages(folderId, allUids, { envelope: true }))).flat();
      assert.deepEqual(
        rows.map((row) => [row.uid, /"Letter (\d+)"/.exec(Buffer.from(row.envelope ?? []).toString())?.[1]]),
        [...model.messages].map(([uid, message]) => [uid, String(message.subject)]),
      );
    }
    const listed: string[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = await account.recoverableItems({}, { limit: 200, ...(after === undefined ? {} : { after }) });
      for (const item of page.items) listed.push(keptAs(item.folderName, { subject: numberOf(item), ...item.flags }));
      assert.equal(page.total, kept.length);
      after = page.next;
    }
    assert.deepEqual(listed.sort(), kept.sort());
    assert.deepEqual(await collected(store.verify(account.accountId)), []);
  });
}

function keptAs(folderName: string, { subject, bits, keywords: words }: ModelMessage): string {
  return JSON.stringify([folderName, subject, bits, [...words].sort()]);
}

function numberOf({ subject }: RecoverableItem): number {
  return Number(/^Letter (\d+)$/.exec(subject)?.[1]);
}

/** Whatever is asked for a folder's status, from memory or not: it is that of its row. */
async function saysTheSame(account: AccountStore, name: string, folderId: number): Promise<void> {
  const status = await account.folderStatus(folderId);
  assert.deepEqual((await account.folder(name)).status, status);
  assert.deepEqual((await account.listFolders()).find((folder) => folder.folderId === folderId)?.status, status);
  assert.deepEqual((await account.openFolder(folderId, { claimRecent: false })).status, status);
  assert.deepEqual((await account.changesSince(folderId, status.highestModSeq)).status, status);
}

/** What a client knows that selected the folder once and then asked for changes only (RFC 7162). */
class SessionView {
  private readonly account: AccountStore;
  private readonly folderId: number;
  private readonly flags = new Map<number, Flags>();
  private modSeq = 0;

  private constructor(account: AccountStore, folderId: number) {
    this.account = account;
    this.folderId = folderId;
  }

  static async open(account: AccountStore, folderId: number): Promise<SessionView> {
    const view = new SessionView(account, folderId);
    const snapshot = await account.openFolder(folderId, { claimRecent: false });
    snapshot.uids.forEach((uid, i) => {
      view.flags.set(uid, {
        bits: snapshot.flagBits[i] ?? -1,
        keywords: snapshot.keywordSets[snapshot.keywordSet[i] ?? -1] ?? [],
      });
    });
    view.modSeq = snapshot.status.highestModSeq;
    return view;
  }

  async catchUp(): Promise<void> {
    const changes = await this.account.changesSince(this.folderId, this.modSeq);
    for (const { uid, flags } of changes.changed) this.flags.set(uid, flags);
    for (const uid of this.flags.keys()) if (uidSetHas(changes.expunged, uid)) this.flags.delete(uid);
    this.modSeq = changes.status.highestModSeq;
  }

  check(model: ModelFolder): void {
    assert.deepEqual(
      [...this.flags].sort(([a], [b]) => a - b),
      [...model.messages].map(([uid, { bits, keywords: words }]) => [uid, { bits, keywords: words }]),
    );
  }
}

/** A small random generator with a seed, so that a failure can be repeated. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
