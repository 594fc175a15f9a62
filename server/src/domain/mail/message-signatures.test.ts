import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { scanMessage, serializeStructure } from '@relais/mime';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import type { Log, LogFields } from '../../platform/log/log.ts';
import { plainPiece } from '../../storage/content-store.ts';
import { openEmbeddedEngine } from '../../storage/embedded/open-embedded-engine.ts';
import { LocalChangeSignal } from '../../storage/local-change-signal.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import type { AccountStore } from './account-store.ts';
import { MailError } from './mail-error.ts';
import { MessageSignatures, type NumberedContent } from './message-signatures.ts';
import { signatureTest } from './search-signature.ts';
import { SignatureThread } from './signature-thread.ts';
import { openMailStore, type RepairableMailStore } from './mail-store.ts';

interface Opened {
  readonly store: RepairableMailStore;
  readonly account: AccountStore;
  readonly scope: Scope;
  readonly warned: LogFields[];
  /** What was logged as an error. */
  readonly failed: string[];
  append(...texts: (string | Buffer)[]): Promise<void>;
  /** What an indexer reads, and from where. */
  reading(): Promise<{
    readonly context: Parameters<MessageSignatures['make']>[0];
    readonly contents: readonly NumberedContent[];
  }>;
  signatures(): Promise<ReadonlyMap<number, string>>;
  find(value: string): Promise<readonly number[]>;
}

async function opened(t: TestContext, maxIndexMegabytes: number): Promise<Opened> {
  const directory = await mkdtemp(join(tmpdir(), 'relais-signatures-'));
  const warned: LogFields[] = [];
  const failed: string[] = [];
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: (event, fields = {}) => void warned.push({ event, ...fields }),
    error: (event) => void failed.push(event),
    with: () => log,
  };
  const engine = await openEmbeddedEngine({ dataDirectory: directory, log });
  const store = openMailStore({
    engine,
    changes: new LocalChangeSignal(),
    clock: systemClock,
    log,
    limits: { maxIndexMegabytes },
  });
  t.after(async () => {
    await store.endIndexing();
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  });
  const account = await store.account('a');
  const scope = engine.account('a');
  const inbox = (await account.folder('INBOX')).folderId;
  return {
    store,
    account,
    scope,
    warned,
    failed,
    async append(...texts) {
      for (const text of texts) {
        const incoming = await account.beginMessage();
        await incoming.write(typeof text === 'string' ? Buffer.from(text) : text);
        await account.append(inbox, [{ message: await incoming.finish(), flags: { bits: 0, keywords: [] } }]);
      }
    },
    async signatures() {
      const rows = await scope.read(
        async (reader) =>
          await reader.all<{ block: number; data: Uint8Array }>(
            'SELECT block, data FROM search_signatures WHERE account = ? ORDER BY block',
            reader.account,
          ),
      );
      const found = new Map<number, string>();
      for (const { block, data } of rows)
        for (let at = 1; at < data.length; ) {
          const length = 2 ** (data[at + 1] as number);
          found.set(
            block * 32 + (data[at] as number),
            Buffer.from(data.subarray(at + 2, at + 2 + length)).toString('hex'),
          );
          at += 2 + length;
        }
      return found;
    },
    async reading() {
      const rows = await scope.read(
        async (reader) =>
          await reader.all<{ content_id: number; size_bytes: number; structure: Uint8Array }>(
            'SELECT content_id, size_bytes, structure FROM contents WHERE account = ? ORDER BY content_id',
            reader.account,
          ),
      );
      return {
        context: { scope, differences: engine.differences, log },
        contents: rows.map((row) => ({
          contentId: row.content_id,
          sizeBytes: row.size_bytes,
          structure: row.structure,
        })),
      };
    },
    find: async (value) => await account.search(inbox, [{ first: 1, last: 9_999 }], { where: 'body', value }),
  };
}

function letter(number: number, body: string, charset = 'utf-8'): string {
  return `Subject: letter\r\nContent-Type: text/plain; charset=${charset}\r\n\r\nnumber${number}\r\n${body}\r\n`;
}

test('signatures of the thread are those of the event loop, of small messages and of such as are read in pieces', async (t) => {
  const { account, append, signatures, warned, find } = await opened(t, 256);
  const texts = [
    letter(1, 'plain needles in a haystack'),
    letter(2, '今日は東京で会議があります. L’été à Zürich'),
    // More than a piece, and packed.
    letter(3, `${'a line of some words\r\n'.repeat(15_000)}the end`),
  ];
  await append(...texts);
  await account.indexTexts();
  const here = [...(await signatures()).values()];
  assert.equal(here.length, 3);
  // More than is made on the loop within a minute, in several groups and several rows.
  await append(...texts, ...texts, ...Array.from({ length: 120 }, (_, at) => letter(10 + at, 'x'.repeat(200))));
  await account.indexTexts();
  const all = [...(await signatures()).values()];
  assert.equal(all.length, 129);
  assert.deepEqual(all.slice(3, 6), here);
  assert.deepEqual(all.slice(6, 9), here);
  assert.equal(new Set(all.slice(9)).size > 100, true, 'each has its own');
  assert.deepEqual(await find('number77'), [77]);
  assert.deepEqual(warned, []);
});

test('a message that ends the thread twice is left out of the index and found all the same; the others are in it', async (t) => {
  const { account, append, signatures, warned, find, store } = await opened(t, 12);
  // As text it takes 16 MB, where the heap may have 12.
  const large = letter(
    2,
    `${'\xf3\xcc\xcf\xd7\xcf one after the other\r\n'.repeat(320_000)}\xc9\xc7\xcf\xcc\xcb\xc1`,
    'koi8-r',
  );
  await append(letter(1, 'before'), Buffer.from(large, 'latin1'), letter(3, 'behind'));
  await account.indexTexts();
  assert.equal((await signatures()).size, 2);
  assert.equal(warned.length, 1);
  assert.equal(warned[0]?.event, 'mail.index-skipped');
  assert.match(String(warned[0]?.reason), /memory limit/);
  assert.deepEqual(await find('иголка'), [2]);
  assert.deepEqual(await find('behind'), [3]);
  // It is not tried again.
  await append(letter(4, 'later'));
  await account.indexTexts();
  assert.equal((await signatures()).size, 3);
  assert.equal(warned.length, 1);
  await store.endIndexing();
});

for (const [why, program] of [
  // As ERR_WORKER_INIT_FAILED, which the system gives that has no thread left.
  ['its start is refused at once', new URL('https://relais.invalid/worker.js')],
  ['it ends before it has begun', new URL('./there-is-no-such-worker.ts', import.meta.url)],
] as const) {
  test(`where no thread can be started, as ${why}, the event loop makes the signatures and says so once`, async (t) => {
    const { account, append, signatures, warned, failed, reading } = await opened(t, 256);
    const long = `${'a line of some words\r\n'.repeat(40_000)}the end`;
    await append(letter(1, 'little'), letter(2, long), letter(3, 'behind'), letter(4, long));
    await account.indexTexts();
    assert.deepEqual(failed, []);
    const { context, contents } = await reading();
    const thread = new SignatureThread(systemClock, 256, program);
    const threadless = new MessageSignatures(systemClock, context.log, 256, thread);
    t.after(() => threadless.end());
    const made = new Map<number, string>();
    for (const group of [contents.slice(0, 2), contents.slice(2)])
      for (const [contentId, signature] of await threadless.make(context, group))
        made.set(contentId, Buffer.from(signature).toString('hex'));
    assert.deepEqual(made, await signatures());
    assert.deepEqual(failed, ['mail.index-without-thread']);
    assert.deepEqual(warned, []);
    assert.equal(thread.isRunning, false);
  });
}

test('what is given up when the server stops is indexed after the next start', async (t) => {
  const { account, append, signatures, store } = await opened(t, 256);
  await append(letter(1, `${'a line of some words\r\n'.repeat(50_000)}the end`));
  const indexing = account.indexTexts();
  await store.endIndexing();
  await assert.rejects(indexing, (error) => error instanceof MailError && error.code === 'storage-unavailable');
  assert.equal((await signatures()).size, 0);
  await assert.rejects(account.indexTexts(), MailError);
});

test('the thread ends when it has been idle, and the next group starts it anew', async (t) => {
  const clock = new ManualClock();
  const thread = new SignatureThread(clock, 256);
  t.after(() => thread.end());
  const bytes = Buffer.from(letter(1, 'needle'));
  const structure = serializeStructure(scanMessage(bytes));
  const first = plainPiece(new Uint8Array(bytes));
  const content = { structure, sizeBytes: bytes.length, first, pieceAt: async () => undefined };
  const [made] = await thread.make([content]);
  assert.equal(made instanceof Uint8Array && signatureTest('needle')?.(made), true);
  clock.advance(29_000);
  assert.equal(thread.isRunning, true);
  clock.advance(1_000);
  assert.equal(thread.isRunning, false);
  assert.deepEqual(await thread.make([{ ...content, first: null, pieceAt: async () => first }]), [made]);
  // What is no structure says so, and the others have theirs.
  const [broken, sound] = await thread.make([{ ...content, structure: Buffer.from('x') }, content]);
  assert.match(String(broken), /^RangeError: /);
  assert.deepEqual(sound, made);
  // The store refuses while it waits for a piece.
  const refusal = new MailError('storage-unavailable', 'closed');
  const refused = { ...content, first: null, pieceAt: async () => await Promise.reject(refusal) };
  await assert.rejects(thread.make([refused]), refusal);
  assert.deepEqual(await thread.make([content]), [made]);
});
