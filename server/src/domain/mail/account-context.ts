import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ChangeSignal, MailboxChange } from '../../storage/change-signal.ts';
import type { Scope, SqlDifferences, SqlReader, SqlWriter, WrittenAhead } from '../../storage/sql-engine.ts';
import { StorageError } from '../../storage/storage-error.ts';
import type { FolderStatus } from './account-store.ts';
import type { KnownStatuses } from './known-statuses.ts';
import { MailError } from './mail-error.ts';
import type { RetentionTerms } from './recoverable-items.ts';
import type { StoreLimits } from './store-limits.ts';

/** What the operations on one account's mail work with. */
export interface AccountContext {
  readonly accountId: string;
  readonly scope: RefusingScope;
  readonly statuses: KnownStatuses;
  readonly differences: SqlDifferences;
  readonly changes: ChangeSignal;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: StoreLimits;
  /** Of a mailbox that has no limit of its own; `null`: unlimited. */
  usualSizeLimit(): number | null;
  /** What becomes of deleted messages, asked each time. */
  retention(): RetentionTerms;
}

/**
 * Tells the account's sessions, once the transaction is durable. `status`: what the folder's is since, for who is told of it to
 * know without reading; nothing else of its row may change in this transaction.
 */
export function announce(
  context: AccountContext,
  writer: SqlWriter,
  folderId: number | null,
  modSeq: number,
  { status, ...more }: Pick<MailboxChange, 'urlKeyIsReset'> & { readonly status?: FolderStatus } = {},
): void {
  writer.onCommit(() => {
    if (folderId !== null) context.statuses.changed(folderId, status ?? null);
    context.changes.publish({ accountId: context.accountId, folderId, modSeq, ...more });
  });
}

/** A scope whose refusals are MailErrors, so that protocols can say them, and that can be shut for good. */
export class RefusingScope implements Scope {
  private readonly scope: Scope;
  private readonly refuse: (error: unknown) => never;
  private isDeleted = false;
  private writes = 0;
  private writesUnderWay = 0;
  /** Writes that were refused, or did not become durable. */
  failedWrites = 0;

  constructor(scope: Scope, log: Log) {
    this.scope = scope;
    this.refuse = (error) => passAsMailError(error, log);
  }

  /** The account has been deleted: a session that still holds it must not make its file anew. */
  shut(): void {
    this.isDeleted = true;
  }

  get isShut(): boolean {
    return this.isDeleted;
  }

  /** How many writes there have been; null while one is under way. What was read at a number is so while it stays the same. */
  get settledWrites(): number | null {
    return this.writesUnderWay > 0 || this.isDeleted ? null : this.writes;
  }

  async read<T>(work: (reader: SqlReader) => Promise<T>): Promise<T> {
    this.refuseWhenShut();
    return await this.scope.read(work).catch(this.refuse);
  }

  async write<T>(work: (writer: SqlWriter) => Promise<T>): Promise<T> {
    this.refuseWhenShut();
    this.beginWrite();
    try {
      return await this.scope.write(work).catch(this.refuse);
    } catch (error) {
      this.failedWrites++;
      throw error;
    } finally {
      this.endWrite();
    }
  }

  async writeAhead<T>(work: (writer: SqlWriter) => Promise<T>): Promise<WrittenAhead<T>> {
    this.refuseWhenShut();
    this.beginWrite();
    try {
      const { result, durable } = await this.scope.writeAhead(work).catch(this.refuse);
      const known = durable.catch(this.refuse);
      known.then(
        () => this.endWrite(),
        () => this.failWrite(),
      );
      return { result, durable: known };
    } catch (error) {
      this.failWrite();
      throw error;
    }
  }

  private failWrite(): void {
    this.failedWrites++;
    this.endWrite();
  }

  private beginWrite(): void {
    this.writes++;
    this.writesUnderWay++;
  }

  private endWrite(): void {
    this.writesUnderWay--;
  }

  private refuseWhenShut(): void {
    if (this.isDeleted) throw new MailError('storage-unavailable', 'This mailbox has been deleted. Sign in again.');
  }
}

/**
 * Clients, strangers among them, read the refusal: which file or which database it was is the operator's to know, and is
 * logged here, the one place where it is still known.
 * @throws MailError for what the storage refuses; anything else as it is.
 */
export function passAsMailError(error: unknown, log: Log): never {
  if (!(error instanceof StorageError)) throw error;
  log.error('storage-refused', error);
  const options = { cause: error };
  switch (error.code) {
    case 'storage-full':
      throw new MailError('storage-full', 'The server has no space left for mail; nothing was changed.', options);
    case 'storage-in-use':
      throw new MailError('busy', 'The mailbox is locked by another program. Try again later.', options);
    case 'storage-read-only':
    case 'storage-newer':
    case 'storage-damaged':
    case 'storage-unavailable':
      throw new MailError(
        'storage-unavailable',
        'The mailbox cannot be reached at the moment. Try again later.',
        options,
      );
  }
}
