import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { auditMigrations } from '../domain/audit/audit-migrations.ts';
import { auditRulesOf, isAuditedOperation, type MailboxAccess } from '../domain/audit/mailbox-audit.ts';
import { openMailboxAudit } from '../domain/audit/open-mailbox-audit.ts';
import type { Directory, Mailbox } from '../domain/directory/directory.ts';
import { directoryMigrations } from '../domain/directory/directory-migrations.ts';
import { openDirectory } from '../domain/directory/open-directory.ts';
import type { MailStore } from '../domain/mail/account-store.ts';
import { openMailStore } from '../domain/mail/mail-store.ts';
import { systemClock } from '../platform/clock/system-clock.ts';
import { silentLog } from '../platform/log/silent-log.ts';
import type { ChangeSignal } from '../storage/change-signal.ts';
import { openEmbeddedEngine } from '../storage/embedded/open-embedded-engine.ts';
import { LocalChangeSignal } from '../storage/local-change-signal.ts';
import { migrate } from '../storage/migrations.ts';
import type { SqlEngine } from '../storage/sql-engine.ts';
import { refuseUnfinishedTransfer } from '../storage/unfinished-transfer.ts';

/** What a server keeps, opened without serving it, for verify, export and import. */
export interface OpenData {
  readonly engine: SqlEngine;
  readonly directory: Directory;
  readonly mail: MailStore;
  /** @throws Error naming the mailbox when there is none. */
  mailbox(identity: string): Mailbox;
  /** Writes down what the operator does in a mailbox, where it is audited (Set-Mailbox -AuditAdmin). */
  note(mailbox: Mailbox, deed: Pick<MailboxAccess, 'operation' | 'folder' | 'items' | 'detail'>): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error when it is no data directory, a server runs on it, or a transfer into it did not come to its end. */
export async function openData(dataDirectory: string): Promise<OpenData> {
  const exists = await stat(join(dataDirectory, 'system.db')).then(
    () => true,
    () => false,
  );
  if (!exists) throw new Error(`${dataDirectory} is no data directory: there is no system.db in it (--data DIR)`);
  const engine = await openEmbeddedEngine({ dataDirectory, log: silentLog });
  try {
    await refuseUnfinishedTransfer(engine.system);
    await migrate(engine.system, engine.differences, 'directory', directoryMigrations);
    await migrate(engine.system, engine.differences, 'audit', auditMigrations);
    return await dataOf(engine, new LocalChangeSignal());
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** What is kept in `engine`, whose tables are up to date. */
export async function dataOf(engine: SqlEngine, changes: ChangeSignal): Promise<OpenData> {
  const directory = await openDirectory({ scope: engine.system, clock: systemClock });
  const mail = openMailStore({ engine, changes, clock: systemClock, log: silentLog });
  return {
    engine,
    directory,
    mail,
    mailbox(identity) {
      const found = directory.findMailbox(identity);
      if (found === null) throw new Error(`there is no mailbox "${identity}"; an address, alias or name names one`);
      return found;
    },
    async note(mailbox, deed) {
      if (!isAuditedOperation(mailbox, 'Admin', deed.operation)) return;
      const keptForMs = (): number => auditRulesOf(mailbox).ageLimitMs;
      const audit = openMailboxAudit({ scope: engine.system, clock: systemClock, log: silentLog, keptForMs });
      audit.record({
        ...deed,
        mailbox: mailbox.guid,
        logonType: 'Admin',
        succeeded: true,
        user: 'local administrator',
        userGuid: null,
        protocol: 'CommandLine',
        clientAddress: null,
        client: null,
        targetFolder: null,
        subjects: [],
      });
      await audit.flush();
      audit.stop();
    },
    async close() {
      await mail.endIndexing();
      await changes.close();
      await engine.close();
    },
  };
}
