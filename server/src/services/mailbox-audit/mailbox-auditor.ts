import {
  bypassesAudit,
  isAuditedOperation,
  type LogonType,
  type MailboxAccess,
  type MailboxAudit,
  type MailboxOperation,
} from '../../domain/audit/mailbox-audit.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { type ActingSession, actingSession } from './acting-session.ts';

/** What was done, besides who did it and where from. */
export type Deed = Pick<MailboxAccess, 'operation'> &
  Partial<Pick<MailboxAccess, 'folder' | 'targetFolder' | 'subjects' | 'items' | 'detail' | 'succeeded'>>;

/** Writes one deed down. */
export type Note = (deed: Omit<Deed, 'operation'>) => void;

/** Exchange writes one entry for all visits of a folder within a day. */
const oneVisitMs = 24 * 3_600_000;
const mostVisits = 20_000;

/** Decides what is written down, and writes it. */
export class MailboxAuditor {
  readonly #audit: Pick<MailboxAudit, 'record'>;
  readonly #directory: Pick<Directory, 'findMailbox'>;
  readonly #clock: Clock;
  readonly #visits = new Map<string, number>();

  constructor(parts: {
    readonly audit: Pick<MailboxAudit, 'record'>;
    readonly directory: Pick<Directory, 'findMailbox'>;
    readonly clock: Clock;
  }) {
    this.#audit = parts.audit;
    this.#directory = parts.directory;
    this.#clock = parts.clock;
  }

  /** How to write down that the acting session does `operation` in this mailbox; `null`: nobody wants to know. */
  noteOf(mailboxGuid: string, operation: MailboxOperation, session = actingSession()): Note | null {
    if (session === undefined || session.accountId === null) return null;
    const mailbox = this.#directory.findMailbox(mailboxGuid);
    if (mailbox === null || mailbox.otherProperties.AuditEnabled !== true) return null;
    const logonType: LogonType = session.accountId === mailboxGuid ? 'Owner' : 'Delegate';
    if (!isAuditedOperation(mailbox, logonType, operation)) return null;
    const user = this.#directory.findMailbox(session.accountId);
    if (user !== null && bypassesAudit(user)) return null;
    return (deed) => this.#record(session, mailboxGuid, logonType, { ...deed, operation });
  }

  /** Whether this is the first look at a folder within a day. */
  isNewVisit(mailboxGuid: string, folderId: number): boolean {
    const session = actingSession();
    const key = `${session?.accountId} ${session?.protocol} ${session?.remoteAddress} ${mailboxGuid} ${folderId}`;
    const now = this.#clock.elapsed();
    const before = this.#visits.get(key);
    if (before !== undefined && now - before < oneVisitMs) return false;
    if (this.#visits.size >= mostVisits) this.#visits.clear();
    this.#visits.set(key, now);
    return true;
  }

  /** A sign-in to one's own mailbox. */
  signedIn(session: ActingSession): void {
    if (session.accountId !== null) this.noteOf(session.accountId, 'MailboxLogin', session)?.({});
  }

  #record(session: ActingSession, mailbox: string, logonType: LogonType, deed: Deed): void {
    const user = this.#directory.findMailbox(session.accountId ?? '');
    this.#audit.record({
      mailbox,
      logonType,
      operation: deed.operation,
      succeeded: deed.succeeded ?? true,
      user: user?.emailAddresses[0] ?? user?.userPrincipalName ?? '',
      userGuid: session.accountId,
      protocol: session.protocol,
      clientAddress: session.remoteAddress,
      client: session.client,
      folder: deed.folder ?? null,
      targetFolder: deed.targetFolder ?? null,
      subjects: deed.subjects ?? [],
      items: deed.items ?? 0,
      detail: deed.detail ?? null,
    });
  }
}
