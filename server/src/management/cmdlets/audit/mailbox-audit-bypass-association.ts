import type { ManagementObject } from '@relais/management-contract';
import { bypassesAudit } from '../../../domain/audit/mailbox-audit.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { nothingModified } from '../find-named.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity, matchMailboxes, requireMailbox } from '../recipients/find-mailbox.ts';
import { listParameters, selected } from '../recipients/list-parameters.ts';
import { mailboxTail } from '../recipients/mailbox-tail.ts';

export const getMailboxAuditBypassAssociation = defineCmdlet({
  name: 'Get-MailboxAuditBypassAssociation',
  synopsis: {
    en: 'Shows whose doings in mailboxes are not written down.',
    fr: 'Affiche les comptes dont les actions dans les boîtes ne sont pas notées.',
  },
  parameters: [
    { ...mailboxIdentity, nullable: true, wildcards: true },
    ...listParameters.filter(({ name }) => name === 'ResultSize'),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-MailboxAuditBypassAssociation -ResultSize unlimited | Where-Object {$_.AuditBypassEnabled}',
      explanation: { en: 'Who is left out.', fr: 'Qui est exclu.' },
    },
  ],
  defaultColumns: ['Identity', 'AuditBypassEnabled'],
  roles: ['Audit Logs', 'View-Only Audit Logs'],
  async *run(context, given) {
    const { services } = context;
    const found = matchMailboxes(services, given.get<string | null>('Identity') ?? undefined);
    yield* selected(context, given, found, (mailbox) => bypassObject(services, mailbox));
  },
});

export const setMailboxAuditBypassAssociation = defineCmdlet({
  name: 'Set-MailboxAuditBypassAssociation',
  synopsis: {
    en: 'Leaves an account out of mailbox auditing: what it does in any mailbox is not written down.',
    fr: 'Exclut un compte de l’audit des boîtes : ce qu’il fait dans toute boîte n’est pas noté.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    {
      name: 'AuditBypassEnabled',
      type: { kind: 'boolean' },
      help: {
        en: '$true for programs that look into many mailboxes by order, such as archives.',
        fr: '$true pour les programmes mandatés qui consultent beaucoup de boîtes, tels que des archives.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-MailboxAuditBypassAssociation archiver -AuditBypassEnabled $true',
      explanation: { en: 'The archive program fills no log.', fr: 'Le programme d’archive ne remplit pas le journal.' },
    },
  ],
  roles: ['Audit Logs'],
  async run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const before = bypassesAudit(mailbox);
    const after = given.has('AuditBypassEnabled') ? given.isOn('AuditBypassEnabled') : before;
    if (after === before) return context.warn(nothingModified(mailbox.name));
    const action = {
      en: `Setting whether what "${mailbox.name}" does in mailboxes is written down.`,
      fr: `Modification de l’audit des actions de « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const otherProperties = { ...mailbox.otherProperties, AuditBypassEnabled: after };
    await services.directory.updateMailbox(mailbox.guid, { otherProperties });
    context.changed(mailbox.name, { AuditBypassEnabled: [before, after] });
  },
});

function bypassObject(services: ManagementServices, mailbox: Mailbox): ManagementObject {
  return {
    AuditBypassEnabled: bypassesAudit(mailbox),
    ObjectId: mailbox.guid,
    ...mailboxTail(services, mailbox),
  };
}
