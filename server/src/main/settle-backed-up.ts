import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HttpCmdletHost } from '@relais/shell';
import { mailboxDatabaseBackups } from '../domain/configuration/mailbox-database-backups.ts';
import type { SettingsStore } from '../domain/configuration/settings-store.ts';

/** A file in a data directory that was backed up while no server ran: the time, for the next start to take over. */
const backedUpMark = 'backed-up';

/**
 * Says of a data directory that a whole backup of it began at `when`: to the server that runs on it, or else to the one that is started
 * next. @throws Error when neither can be told.
 */
export async function noteBackedUp(dataDirectory: string, when: Date): Promise<void> {
  if (await tellServer(join(dataDirectory, 'relais.sock'), when)) return;
  const path = join(dataDirectory, backedUpMark);
  await writeFile(path, when.toISOString(), { mode: 0o600 });
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What was backed up while no server ran becomes what Get-MailboxDatabase shows. */
export async function settleBackedUp(
  dataDirectory: string,
  settings: Pick<SettingsStore, 'configured' | 'configure'>,
): Promise<void> {
  const path = join(dataDirectory, backedUpMark);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return;
  const when = new Date(text.trim());
  const known = settings.configured(mailboxDatabaseBackups).LastFullBackup;
  if (Number.isFinite(when.getTime()) && (known === null || known < when))
    await settings.configure(mailboxDatabaseBackups, { LastFullBackup: when });
  await rm(path);
}

/** Whether there was one. @throws Error with what it refused. */
async function tellServer(socketPath: string, when: Date): Promise<boolean> {
  const host = new HttpCmdletHost({ socketPath });
  try {
    const parameters = { Identity: 'Mailbox Database', LastFullBackup: when };
    for await (const record of host.invoke({ cmdlet: 'Set-MailboxDatabase', parameters }))
      if (record.kind === 'error') throw new Error(record.error.message);
    return true;
  } catch (error) {
    if (isNotThere(error)) return false;
    throw error;
  } finally {
    host.close();
  }
}

function isNotThere(error: unknown): boolean {
  const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ECONNREFUSED';
}
