import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import { MailError } from './mail-error.ts';

/** The one row of an account: what numbers come next, and what its mail weighs. */
export interface MailboxState {
  next_folder_id: number;
  next_content_id: number;
  last_uid_validity: number;
  size_bytes: number;
  messages: number;
  size_limit: number | null;
}

export async function loadMailboxState(reader: SqlReader): Promise<MailboxState | undefined> {
  return await reader.get<MailboxState>(
    `SELECT next_folder_id, next_content_id, last_uid_validity, size_bytes, messages, size_limit
     FROM mailbox_state WHERE account = ?`,
    reader.account,
  );
}

/** @throws MailError 'storage-unavailable' when the account has been deleted meanwhile. */
export async function requireMailboxState(reader: SqlReader): Promise<MailboxState> {
  const state = await loadMailboxState(reader);
  if (state === undefined) throw new MailError('storage-unavailable', 'This mailbox has been deleted. Sign in again.');
  return state;
}

export async function saveMailboxState(writer: SqlWriter, state: MailboxState): Promise<void> {
  await writer.run(
    `UPDATE mailbox_state SET next_folder_id = ?, next_content_id = ?, last_uid_validity = ?, size_bytes = ?,
       messages = ?, size_limit = ? WHERE account = ?`,
    state.next_folder_id,
    state.next_content_id,
    state.last_uid_validity,
    state.size_bytes,
    state.messages,
    state.size_limit,
    writer.account,
  );
}

/**
 * Never given before in this account, so that a name deleted and made again is another folder to every client
 * (RFC 9051 §2.3.1.1); it starts from the time, so that a lost account made anew differs too.
 */
export function nextUidValidity(context: AccountContext, state: MailboxState): number {
  state.last_uid_validity = Math.max(state.last_uid_validity + 1, Math.floor(context.clock.now() / 1000));
  return state.last_uid_validity;
}

/** What an account weighed when somebody asked last, and its own limit. */
const lastSeen = new WeakMap<AccountContext, Pick<MailboxState, 'size_bytes' | 'size_limit'>>();

/**
 * Whether so much surely fits, as far as memory goes; false: ask the store. For a refusal before anything is sent:
 * whoever keeps it asks `requireRoom` in any case.
 */
export function seemsToHaveRoom(context: AccountContext, sizeBytes: number): boolean {
  const seen = lastSeen.get(context);
  if (seen === undefined) return false;
  const limit = seen.size_limit ?? context.usualSizeLimit();
  return limit === null || seen.size_bytes + sizeBytes <= limit;
}

/** Somebody has changed the limit. */
export function forgetRoom(context: AccountContext): void {
  lastSeen.delete(context);
}

/** @throws MailError 'over-quota' */
export function requireRoom(context: AccountContext, state: MailboxState, sizeBytes: number): void {
  const limit = state.size_limit ?? context.usualSizeLimit();
  lastSeen.set(context, { size_bytes: state.size_bytes + sizeBytes, size_limit: state.size_limit });
  if (limit === null || state.size_bytes + sizeBytes <= limit) return;
  throw new MailError(
    'over-quota',
    `The mailbox holds ${state.size_bytes} bytes of ${limit}; ${sizeBytes} more do not fit. ` +
      'Delete some messages and empty Deleted Items.',
  );
}
