import { pieceBytes, plainPiece } from '../../storage/content-store.ts';
import type { Scope, SqlWriter } from '../../storage/sql-engine.ts';
import type { DeliveryAttempt, DeliveryAttempts } from './delivery-attempts.ts';
import { MessageFacts } from './message-facts.ts';
import type { QueueIntake } from './outbound-queue.ts';
import { deleteMessage, insertQueuedPieces } from './queue-rows.ts';
import type { ContentFacts, NewMessage, QueuedMessage } from './queued-message.ts';

/** `whole`: all of it where it was small enough to come in one piece; otherwise `null`. */
export interface ArrivedContent {
  readonly facts: ContentFacts;
  readonly whole: Uint8Array | null;
}

export interface IntakeParts {
  readonly scope: Scope;
  readonly server: string;
  readonly id: number;
  readonly attempts: DeliveryAttempts;
  /** `attempt`: the message is still arriving, and belongs to it. */
  insert(writer: SqlWriter, content: ArrivedContent, attempt?: DeliveryAttempt): Promise<QueuedMessage>;
  /** In the transaction that lets it go. */
  releasing(writer: SqlWriter): Promise<void>;
  released(): void;
}

/**
 * Content on its way into the queue. A small message is one transaction; of a large one each piece is stored as it fills,
 * under a message that is still arriving, so that it never stands in memory whole. Nothing is packed: most of it leaves
 * within a second, and packing and unpacking would be a tenth of the work.
 */
export class StoredIntake implements QueueIntake {
  sizeBytes = 0;
  private readonly parts: IntakeParts;
  private readonly facts = new MessageFacts();
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private stored = 0;
  private attempt: DeliveryAttempt | undefined;
  private part = '';
  private onceAnHour: string | null = null;
  private state: 'writing' | 'staged' | 'done' = 'writing';

  constructor(parts: IntakeParts) {
    this.parts = parts;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.state !== 'writing') throw new Error('a queued message takes no more content');
    this.sizeBytes += chunk.length;
    this.facts.add(chunk);
    this.pending.push(chunk);
    this.pendingBytes += chunk.length;
    while (this.pendingBytes >= pieceBytes) await this.storePiece();
  }

  stage(attempt: DeliveryAttempt, part: string, onceAnHour: string | null = null): Promise<QueuedMessage> {
    this.attempt = attempt;
    this.part = part;
    this.onceAnHour = onceAnHour;
    return this.finish();
  }

  async release(others: readonly QueueIntake[] = [], alongside?: NewMessage['alongside']): Promise<void> {
    const through = await this.parts.scope.write(async (writer) => {
      const each: (() => void)[] = [];
      const claimed = new Map<string, boolean>();
      for (const intake of [this, ...others]) each.push(await intake.releaseWithin(writer, claimed));
      await alongside?.(writer);
      return each;
    });
    for (const tell of through) tell();
  }

  async releaseWithin(writer: SqlWriter, claimed: Map<string, boolean>): Promise<() => void> {
    const { server, id, attempts, releasing, released } = this.parts;
    const { attempt, part, onceAnHour } = this;
    if (this.state !== 'staged') throw new Error('only a staged message can be released');
    const name = attempt === undefined ? null : `${attempt.key} ${part}`;
    if (name !== null && !claimed.has(name)) claimed.set(name, await attempts.claim(writer, name));
    const mayGo =
      (name === null || claimed.get(name) === true) &&
      (onceAnHour === null || (await attempts.claimForAnHour(writer, onceAnHour)));
    if (mayGo) {
      await writer.run('UPDATE queued_message SET arriving = 0 WHERE server = ? AND message_id = ?', server, id);
      await releasing(writer);
      writer.onCommit(released);
    } else await deleteMessage(writer, server, id);
    // Not on commit: where the word of it is lost, the attempt counts as one that broke off.
    return () => {
      this.state = 'done';
    };
  }

  commit(): Promise<QueuedMessage> {
    return this.finish();
  }

  async discard(): Promise<void> {
    const { state, stored, attempt } = this;
    const { scope, server, id, attempts } = this.parts;
    this.state = 'done';
    this.pending = [];
    this.pendingBytes = 0;
    if (state === 'staged' && attempt !== undefined) attempts.note(attempt);
    if (state === 'staged' || (state === 'writing' && stored > 0))
      await scope.write(async (writer) => {
        if (state === 'staged' && (await isReleased(writer, server, id))) return;
        if (state === 'staged' && attempt !== undefined) await attempts.remember(writer, attempt);
        await deleteMessage(writer, server, id);
      });
  }

  private async finish(): Promise<QueuedMessage> {
    if (this.state !== 'writing') throw new Error('a queued message is finished once');
    const { scope, server, id } = this.parts;
    const rest = plainPiece(this.pending.length === 1 ? (this.pending[0] as Uint8Array) : Buffer.concat(this.pending));
    const queued = await scope.write(async (writer) => {
      await insertQueuedPieces(writer, server, id, this.stored, [rest]);
      const content = { facts: this.facts.facts(), whole: this.stored === 0 ? rest.data : null };
      return await this.parts.insert(writer, content, this.attempt);
    });
    this.pending = [];
    this.state = this.attempt === undefined ? 'done' : 'staged';
    return queued;
  }

  private async storePiece(): Promise<void> {
    const { scope, server, id } = this.parts;
    const all = Buffer.concat(this.pending);
    const piece = plainPiece(all.subarray(0, pieceBytes));
    const rest = all.subarray(pieceBytes);
    await scope.write(async (writer) => {
      // The row comes with the first piece, so that a start after a crash finds what to remove.
      if (this.stored === 0)
        await writer.run(
          `INSERT INTO queued_message (server, message_id, arriving, suspended, expires, delay_notice, record) VALUES (?, ?, 1, 0, 0, 0, '{}')`,
          server,
          id,
        );
      await insertQueuedPieces(writer, server, id, this.stored, [piece]);
    });
    this.stored += 1;
    this.pending = rest.length === 0 ? [] : [rest];
    this.pendingBytes = rest.length;
  }
}

/** The release got through and the word of it did not: it is on its way. */
async function isReleased(writer: SqlWriter, server: string, id: number): Promise<boolean> {
  const row = await writer.get<{ arriving: number }>(
    'SELECT arriving FROM queued_message WHERE server = ? AND message_id = ?',
    server,
    id,
  );
  return row === undefined || Number(row.arriving) === 0;
}
