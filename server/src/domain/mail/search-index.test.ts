import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { RefusingScope } from './account-context.ts';
import { MessageSignatures } from './message-signatures.ts';
import { openedStore } from './opened-store.fixture.ts';
import { SearchIndex } from './search-index.ts';

interface Opened {
  readonly clock: ManualClock;
  readonly index: SearchIndex;
  /** So many come, at this moment. */
  come(count: number): Promise<void>;
  /** Nothing is indexed until what this gives is called. */
  hold(): Promise<() => void>;
  /** How many are indexed, after the indexer could have made so many batches. */
  indexedAfter(batches: number): Promise<number>;
}

/** An index whose time stands still until it is moved, beside that of the store, which never comes to begin. */
async function opened(t: TestContext): Promise<Opened> {
  const { account, scope, differences, append } = await openedStore(t, () => null, {}, new ManualClock());
  const inbox = (await account.folder('INBOX')).folderId;
  const clock = new ManualClock();
  const signatures = new MessageSignatures(clock, silentLog, 64);
  t.after(() => signatures.end());
  const parts = { scope: new RefusingScope(scope, silentLog), differences, clock, log: silentLog };
  const index = new SearchIndex(parts, signatures);
  const indexed = async (): Promise<number> => {
    const row = await scope.read(
      async (reader) =>
        await reader.get<{ content_id: number }>(
          'SELECT content_id FROM search_index_position WHERE account = ?',
          reader.account,
        ),
    );
    return row === undefined ? 0 : row.content_id - 1;
  };
  return {
    clock,
    index,
    async come(count) {
      for (let number = 0; number < count; number++) await append(inbox, 'Subject: letter\r\n\r\nneedles\r\n');
      index.note();
    },
    hold: () => signatures.enter(),
    async indexedAfter(batches) {
      for (let turn = 0; turn < batches; turn++) {
        // Who wants to enter enters in order, so a batch that waits comes before the next turn.
        const leave = await signatures.enter();
        await indexed();
        leave();
      }
      return await indexed();
    },
  };
}

test('the index begins two seconds after the last message', async (t) => {
  const { clock, come, indexedAfter } = await opened(t);
  await come(3);
  clock.advance(1_900);
  await come(3);
  clock.advance(1_900);
  assert.equal(await indexedAfter(4), 0);
  clock.advance(100);
  assert.equal(await indexedAfter(4), 6);
});

test('what comes while the index is made puts the rest off until it is quiet again', async (t) => {
  const { clock, come, hold, indexedAfter } = await opened(t);
  await come(200);
  const leave = await hold();
  clock.advance(2_000);
  await come(1);
  leave();
  assert.equal(await indexedAfter(8), 0);
  clock.advance(2_000);
  assert.equal(await indexedAfter(8), 201);
});

test('what comes without a pause is indexed after a minute, and what comes meanwhile is put off', async (t) => {
  const { clock, come, hold, indexedAfter } = await opened(t);
  await come(200);
  for (let passed = 0; passed < 60_000; passed += 1_900) {
    assert.equal(await indexedAfter(1), 0);
    clock.advance(1_900);
    await come(1);
  }
  const leave = await hold();
  clock.advance(100);
  await come(300);
  leave();
  const some = await indexedAfter(12);
  assert.equal(some >= 232 && some < 400, true, `all that was there, and no more than its batch: ${some}`);
});

test('whoever wants all to be indexed waits for nothing', async (t) => {
  const { come, index, indexedAfter } = await opened(t);
  await come(200);
  await index.catchUp();
  assert.equal(await indexedAfter(0), 200);
});
