import type { AccountContext } from './account-context.ts';
import type { QuotaUsage } from './account-store.ts';
import { forgetRoom, requireMailboxState, saveMailboxState } from './mailbox-state.ts';

export async function quotaUsage(context: AccountContext): Promise<QuotaUsage> {
  return await context.scope.read(async (reader) => {
    const state = await requireMailboxState(reader);
    const folders = await reader.get<{ count: number }>(
      'SELECT count(*) AS count FROM folders WHERE account = ?',
      reader.account,
    );
    return {
      sizeBytes: state.size_bytes,
      messages: state.messages,
      folders: folders?.count ?? 0,
      sizeLimitBytes: state.size_limit ?? context.usualSizeLimit(),
    };
  });
}

/** `null`: unlimited. What is already there stays, also above a new limit. */
export async function setQuota(context: AccountContext, sizeLimitBytes: number | null): Promise<void> {
  await context.scope.write(async (writer) => {
    const state = await requireMailboxState(writer);
    if (state.size_limit === sizeLimitBytes) return;
    await saveMailboxState(writer, { ...state, size_limit: sizeLimitBytes });
    writer.onCommit(() => forgetRoom(context));
  });
}

/** Counts anew what the folders say they hold, for an account whose numbers `verify` found wrong. */
export async function recountQuota(context: AccountContext): Promise<void> {
  await context.scope.write(async (writer) => {
    const state = await requireMailboxState(writer);
    const sums = await writer.get<{ messages: number; size: number }>(
      'SELECT sum(messages) AS messages, sum(size_bytes) AS size FROM folders WHERE account = ?',
      writer.account,
    );
    await saveMailboxState(writer, {
      ...state,
      messages: Number(sums?.messages ?? 0),
      size_bytes: Number(sums?.size ?? 0),
    });
  });
}
