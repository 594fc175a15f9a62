import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepairableMailStore } from '../domain/mail/mail-store.ts';
import type { Submissions } from '../domain/personal/submissions.ts';
import type { Log } from '../platform/log/log.ts';
import { restoredMark } from '../storage/embedded/backup-data.ts';
import { storageErrorCodeIn } from '../storage/storage-error.ts';
import type { SqlEngine } from '../storage/sql-engine.ts';

const betweenNoticesMs = 5_000;

/** Whether the data were put back from a backup and not served since. */
export async function isRestored(dataDirectory: string): Promise<boolean> {
  return await access(join(dataDirectory, restoredMark)).then(
    () => true,
    () => false,
  );
}

/**
 * On the first start after data were put back from a backup, before anybody is let in: each mailbox goes on behind all numbers that may
 * have been given since, and of submissions no state of before is understood. An interrupted one begins anew. A damaged mailbox keeps no other from being served. `tell`: what a person who
 * waits for the start is told.
 */
export async function settleRestored(of: {
  readonly dataDirectory: string;
  readonly engine: SqlEngine;
  readonly mail: Pick<RepairableMailStore, 'passOverNumbers'>;
  readonly submissions: Pick<Submissions, 'passOver'>;
  readonly log: Log;
  readonly tell: (line: string) => void;
}): Promise<void> {
  if (!(await isRestored(of.dataDirectory))) return;
  await of.submissions.passOver();
  let mailboxes = 0;
  let toldAt = performance.now();
  for await (const account of of.engine.accountIds()) {
    try {
      await of.mail.passOverNumbers(account);
    } catch (error) {
      if (storageErrorCodeIn(error) !== 'storage-damaged') throw error;
      of.log.error('a mailbox that was put back is damaged', error, { account });
    }
    mailboxes += 1;
    if (performance.now() - toldAt < betweenNoticesMs) continue;
    toldAt = performance.now();
    of.tell(`relais: data that were put back: ${mailboxes} mailboxes go on behind the numbers of before`);
  }
  await rm(join(of.dataDirectory, restoredMark));
  of.log.info('data that were put back from a backup are settled', { mailboxes });
}
