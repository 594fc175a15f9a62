import { type ManagementObject, type ParameterDescription, TimeSpan } from '@relais/management-contract';
import { auditableOperations, auditRulesOf, type LogonType } from '../../../domain/audit/mailbox-audit.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';

const dayMs = 86_400_000;

const operations = (name: string, logonType: LogonType, en: string, fr: string): ParameterDescription => ({
  name,
  type: {
    kind: 'enum',
    values: [{ name: 'None' }, ...auditableOperations[logonType].map((operation) => ({ name: operation }))],
  },
  list: true,
  nullable: true,
  help: { en, fr },
});

/** Set-Mailbox: whether and what is written down of who does something in the mailbox. */
export const mailboxAuditParameters: readonly ParameterDescription[] = [
  {
    name: 'AuditEnabled',
    type: { kind: 'boolean' },
    defaultText: '$false',
    help: {
      en: 'Writes down what is done in the mailbox (Search-MailboxAuditLog), from the next command of each session on.',
      fr: 'Note ce qui est fait dans la boîte (Search-MailboxAuditLog), dès la commande suivante de chaque session.',
    },
  },
  operations(
    'AuditOwner',
    'Owner',
    'What is written down of its owner; $null or None: nothing. MailboxLogin is a sign-in. SoftDelete does not occur: what is expunged is a HardDelete, also while it can be recovered.',
    'Ce qui est noté de son propriétaire ; $null ou None : rien. MailboxLogin est une ouverture de session. SoftDelete ne se produit pas : ce qui est supprimé définitivement est un HardDelete, même récupérable.',
  ),
  operations(
    'AuditDelegate',
    'Delegate',
    'What is written down of others to whom it is open. FolderBind is the first look at a folder within a day.',
    'Ce qui est noté des autres à qui elle est ouverte. FolderBind est le premier accès à un dossier dans la journée.',
  ),
  operations(
    'AuditAdmin',
    'Admin',
    'What is written down of administrators. Here only relais export and import are such; whoever has FullAccess is a delegate.',
    'Ce qui est noté des administrateurs. Seuls relais export et import le sont ici ; qui a FullAccess est un délégué.',
  ),
  {
    name: 'AuditLogAgeLimit',
    type: { kind: 'timespan', minMs: dayMs, maxMs: 24_855 * dayMs, bareNumber: 'days' },
    defaultText: '90.00:00:00',
    help: {
      en: 'How long it is kept: 180.00:00:00, or 180 for as many days.',
      fr: 'Durée de conservation : 180.00:00:00, ou 180 pour autant de jours.',
    },
  },
];

/** What Set-Mailbox keeps of them, by property. */
export function auditChange(given: BoundParameters, mailbox: Mailbox): Readonly<Record<string, unknown>> {
  const rules = auditRulesOf(mailbox);
  const change: Record<string, unknown> = {};
  if (given.has('AuditEnabled')) change.AuditEnabled = given.isOn('AuditEnabled');
  for (const [name, current] of [
    ['AuditOwner', rules.owner],
    ['AuditDelegate', rules.delegate],
    ['AuditAdmin', rules.admin],
  ] as const) {
    if (!given.has(name)) continue;
    const wanted = given.list<string>(name, current) ?? [];
    change[name] = [...new Set(wanted)].filter((operation) => operation !== 'None').sort();
  }
  const age = given.get<TimeSpan>('AuditLogAgeLimit');
  if (age !== undefined) change.AuditLogAgeLimitMs = age.milliseconds;
  return change;
}

/** As Get-Mailbox prints them. */
export function auditProperties(mailbox: Mailbox): ManagementObject {
  const { enabled, owner, delegate, admin, ageLimitMs } = auditRulesOf(mailbox);
  return {
    AuditEnabled: enabled,
    AuditLogAgeLimit: new TimeSpan(ageLimitMs),
    AuditAdmin: admin,
    AuditDelegate: delegate,
    AuditOwner: owner,
  };
}
