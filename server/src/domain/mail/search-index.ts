import type { Timer } from '../../platform/clock/clock.ts';
import type { SqlReader } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { MailError } from './mail-error.ts';
import type { MessageSignatures, NumberedContent } from './message-signatures.ts';
import { keepSignatures, signatureBlockOf } from './signature-blocks.ts';

/** Looked at and written in one go: some 4 KB of signature each. */
const contentsAtOnce = 96;
/** So long after the last message of the account the indexer begins: nobody who delivers shall share the processors with it. */
const quietMs = 2_000;
/** And it rests until nobody's mail has come for so long. */
const restMs = 1_000;
/** What comes without a pause is indexed all the same. */
const mostWaitMs = 60_000;

type IndexedAccount = Pick<AccountContext, 'scope' | 'differences' | 'clock' | 'log'>;

/**
 * The signatures of an account's messages, made beside everything else after they have been committed. How far they
 * have come is in the same transaction, so a crash loses nothing; what has none yet is searched without.
 */
export class SearchIndex {
  readonly #context: IndexedAccount;
  readonly #signatures: MessageSignatures;
  #timer: Timer | undefined;
  #lastNoteAt = Number.NEGATIVE_INFINITY;
  /** When the first came of those that are not indexed; null: all are, as far as is known. */
  #waitingSince: number | null = null;
  /** How many want all to be indexed now. */
  #asking = 0;
  #running: Promise<void> | null = null;

  constructor(context: IndexedAccount, signatures: MessageSignatures) {
    this.#context = context;
    this.#signatures = signatures;
  }

  /** Messages have come. Costs next to nothing. */
  note(): void {
    this.#lastNoteAt = this.#context.clock.elapsed();
    this.#signatures.note(this.#lastNoteAt);
    this.#waitingSince ??= this.#lastNoteAt;
    if (this.#timer === undefined) this.#wait();
    else if (!this.#hasWaitedLong()) this.#timer.restart();
  }

  /** Indexes all that is not. */
  async catchUp(): Promise<void> {
    this.#asking++;
    try {
      await this.#run();
    } finally {
      this.#asking--;
    }
  }

  #wait(): void {
    this.#timer = this.#context.clock.after(quietMs, () => this.#begin());
  }

  #begin(): void {
    if (this.#shallWait()) return this.#wait();
    this.#timer = undefined;
    this.#run().catch((error) => {
      // Closing the storage or deleting the account ends it; the next start goes on.
      if (!(error instanceof MailError)) this.#context.log.error('mail.index-failed', error);
    });
  }

  #run(): Promise<void> {
    this.#running ??= this.#indexAll().finally(() => (this.#running = null));
    return this.#running;
  }

  /** Leaves the rest for later when anybody's mail comes meanwhile. */
  async #indexAll(): Promise<void> {
    let goal = await this.#goal();
    for (let from: number | null = 0; from !== null; ) {
      const leave = await this.#signatures.enter();
      try {
        if (this.#shallWait()) {
          if (this.#timer === undefined) this.#wait();
          return;
        }
        from = await this.#indexSome(from);
      } finally {
        leave();
      }
      if (from === null || from > goal.lastId) {
        this.#waitingSince = this.#lastNoteAt > goal.at ? goal.at : null;
        goal = await this.#goal();
      }
    }
  }

  #shallWait(): boolean {
    const isQuiet = this.#context.clock.elapsed() - this.#signatures.lastNoteAt > restMs;
    return !isQuiet && !this.#hasWaitedLong() && this.#asking === 0;
  }

  #hasWaitedLong(): boolean {
    return this.#waitingSince !== null && this.#context.clock.elapsed() - this.#waitingSince >= mostWaitMs;
  }

  /** What has come until now. */
  async #goal(): Promise<{ readonly at: number; readonly lastId: number }> {
    const { clock, scope } = this.#context;
    const at = clock.elapsed();
    const row = await scope.read(
      async (reader) =>
        await reader.get<{ last_id: number | null }>(
          'SELECT max(content_id) AS last_id FROM contents WHERE account = ?',
          reader.account,
        ),
    );
    return { at, lastId: row?.last_id ?? 0 };
  }

  /** Gives from where to go on; null: there is no more. */
  async #indexSome(from: number): Promise<number | null> {
    const { scope } = this.#context;
    const batch = await scope.read(async (reader) => await unindexed(reader, from));
    const last = batch.contents.at(-1);
    if (last === undefined) return null;
    const signatures = await this.#signatures.make(this.#context, batch.contents);
    const next = last.contentId + 1;
    const position = Math.min(next, batch.firstStaged);
    await scope.write(async (writer) => await keepSignatures(writer, signatures, position));
    return next;
  }
}

/** The next that have no signature, whole rows of signatures of them where there are many, so that each is written once. */
async function unindexed(
  reader: SqlReader,
  from: number,
): Promise<{ readonly contents: readonly NumberedContent[]; readonly firstStaged: number }> {
  const position = await reader.get<{ content_id: number }>(
    'SELECT content_id FROM search_index_position WHERE account = ?',
    reader.account,
  );
  const rows = await reader.all<{ content_id: number; size_bytes: number; structure: Uint8Array }>(
    `SELECT content_id, size_bytes, structure FROM contents WHERE account = ? AND refs > 0 AND content_id >= ?
     ORDER BY content_id LIMIT ${contentsAtOnce}`,
    reader.account,
    Math.max(from, position?.content_id ?? 0),
  );
  const last = rows.at(-1);
  // The last row may go on beyond; the one before it does not, as there are more contents here than a row has.
  const open = last === undefined || rows.length < contentsAtOnce ? null : signatureBlockOf(last.content_id + 1);
  const whole = open === null ? rows : rows.filter(({ content_id }) => signatureBlockOf(content_id) < open);
  // A message that is still on its way in has its number already: the position waits for it.
  const staged = await reader.get<{ content_id: number | null }>(
    'SELECT min(content_id) AS content_id FROM contents WHERE account = ? AND refs = 0 AND staged_at IS NOT NULL',
    reader.account,
  );
  return {
    contents: whole.map(({ content_id, size_bytes, structure }) => ({
      contentId: content_id,
      sizeBytes: size_bytes,
      structure,
    })),
    firstStaged: staged?.content_id ?? Number.MAX_SAFE_INTEGER,
  };
}
