import type { Mailbox } from '../directory/directory.ts';

/** Exchange's kinds of who looks: the owner, somebody to whom he or an administrator has opened it, an administrator. */
export type LogonType = 'Admin' | 'Delegate' | 'Owner';

export const mailboxOperations = [
  'Copy',
  'Create',
  'FolderBind',
  'HardDelete',
  'MailboxLogin',
  'MessageBind',
  'Move',
  'MoveToDeletedItems',
  'SendAs',
  'SendOnBehalf',
  'SoftDelete',
  'Update',
] as const;
export type MailboxOperation = (typeof mailboxOperations)[number];

/** What may be audited of whom (reference: Set-Mailbox -AuditOwner, -AuditDelegate, -AuditAdmin). */
export const auditableOperations: Readonly<Record<LogonType, readonly MailboxOperation[]>> = {
  Owner: ['Create', 'HardDelete', 'MailboxLogin', 'Move', 'MoveToDeletedItems', 'SoftDelete', 'Update'],
  Delegate: [
    'Create',
    'FolderBind',
    'HardDelete',
    'Move',
    'MoveToDeletedItems',
    'SendAs',
    'SendOnBehalf',
    'SoftDelete',
    'Update',
  ],
  Admin: [
    'Copy',
    'Create',
    'FolderBind',
    'HardDelete',
    'MessageBind',
    'Move',
    'MoveToDeletedItems',
    'SendAs',
    'SendOnBehalf',
    'SoftDelete',
    'Update',
  ],
};

/** One thing that somebody did in a mailbox. */
export interface MailboxAccess {
  /** GUID of the mailbox in which it was done. */
  readonly mailbox: string;
  readonly logonType: LogonType;
  readonly operation: MailboxOperation;
  readonly succeeded: boolean;
  /** Primary address of who did it, and his GUID where he has a mailbox. */
  readonly user: string;
  readonly userGuid: string | null;
  /** `IMAP4`, `POP3`, `SMTP`, `OWA`, `CommandLine`. */
  readonly protocol: string;
  readonly clientAddress: string | null;
  /** What the client says it is: hostile text. */
  readonly client: string | null;
  readonly folder: string | null;
  /** Where messages went to. */
  readonly targetFolder: string | null;
  /** Of at most a few of the messages, so that one act never makes a record without bounds. */
  readonly subjects: readonly string[];
  readonly items: number;
  /** What else is worth saying: `\Flagged`, the old name of a folder. */
  readonly detail: string | null;
}

export interface MailboxAuditEntry extends MailboxAccess {
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface MailboxAuditQuery {
  /** GUIDs; absent: all. */
  readonly mailboxes?: readonly string[];
  readonly logonTypes?: readonly LogonType[];
  readonly operations?: readonly MailboxOperation[];
  readonly startDate?: number;
  readonly endDate?: number;
  /** `null`: all. */
  readonly limit: number | null;
}

/** Who did what in which mailbox, as far as mailboxes are audited. */
export interface MailboxAudit {
  /** Returns at once; written within a second, and before a search and the end of the server. */
  record(access: MailboxAccess): void;
  /** Newest first. */
  search(query: MailboxAuditQuery): Promise<readonly MailboxAuditEntry[]>;
  /** Of one mailbox: how many, and when the last was written. */
  summary(mailbox: string): Promise<{ readonly entries: number; readonly last: number | null }>;
  /** Writes what waits. */
  flush(): Promise<void>;
  stop(): void;
}

export interface MailboxAuditRules {
  readonly enabled: boolean;
  readonly owner: readonly MailboxOperation[];
  readonly delegate: readonly MailboxOperation[];
  readonly admin: readonly MailboxOperation[];
  readonly ageLimitMs: number;
}

/** Those of a mailbox about which nobody has said anything, as in Exchange 2013. */
const defaultAuditRules: MailboxAuditRules = {
  enabled: false,
  owner: [],
  delegate: ['Create', 'HardDelete', 'SendAs', 'SoftDelete', 'Update'],
  admin: [
    'Create',
    'FolderBind',
    'HardDelete',
    'Move',
    'MoveToDeletedItems',
    'SendAs',
    'SendOnBehalf',
    'SoftDelete',
    'Update',
  ],
  ageLimitMs: 90 * 86_400_000,
};

/** As Set-Mailbox has kept them, under the names of its parameters. */
export function auditRulesOf({ otherProperties }: Pick<Mailbox, 'otherProperties'>): MailboxAuditRules {
  const { AuditEnabled, AuditOwner, AuditDelegate, AuditAdmin, AuditLogAgeLimitMs } = otherProperties;
  const list = (value: unknown, otherwise: readonly MailboxOperation[]): readonly MailboxOperation[] =>
    Array.isArray(value) ? (value as readonly MailboxOperation[]) : otherwise;
  return {
    enabled: AuditEnabled === true,
    owner: list(AuditOwner, defaultAuditRules.owner),
    delegate: list(AuditDelegate, defaultAuditRules.delegate),
    admin: list(AuditAdmin, defaultAuditRules.admin),
    ageLimitMs: typeof AuditLogAgeLimitMs === 'number' ? AuditLogAgeLimitMs : defaultAuditRules.ageLimitMs,
  };
}

export function isAuditedOperation(
  mailbox: Pick<Mailbox, 'otherProperties'>,
  logonType: LogonType,
  operation: MailboxOperation,
): boolean {
  if (mailbox.otherProperties.AuditEnabled !== true) return false;
  const rules = auditRulesOf(mailbox);
  const list = { Owner: rules.owner, Delegate: rules.delegate, Admin: rules.admin }[logonType];
  return list.includes(operation);
}

/** Set-MailboxAuditBypassAssociation: what this account does is nobody's to write down. */
export function bypassesAudit({ otherProperties }: Pick<Mailbox, 'otherProperties'>): boolean {
  return otherProperties.AuditBypassEnabled === true;
}
