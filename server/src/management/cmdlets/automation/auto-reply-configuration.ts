import { shownChanges } from '../shown-changes.ts';
import type { ManagementObject } from '@relais/management-contract';
import type { AutomaticReply } from '../../../domain/automation/automatic-reply.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity, matchMailboxes, requireMailbox } from '../recipients/find-mailbox.ts';
import { mailboxIdentityText } from '../recipients/mailbox-tail.ts';
import { lines } from '../recipients/recipient-parameters.ts';

const states = ['Disabled', 'Enabled', 'Scheduled'].map((name) => ({ name }));
const audiences = ['None', 'Known', 'All'].map((name) => ({ name }));

export const getMailboxAutoReplyConfiguration = defineCmdlet({
  name: 'Get-MailboxAutoReplyConfiguration',
  synopsis: { en: 'Shows the automatic replies of a mailbox.', fr: 'Affiche les réponses automatiques d’une boîte.' },
  parameters: [{ ...mailboxIdentity, mandatory: true, wildcards: true }, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-MailboxAutoReplyConfiguration alice',
      explanation: { en: 'Whether she is away.', fr: 'Si elle est absente.' },
    },
  ],
  roles: ['Mail Recipients', 'User Options', 'View-Only Recipients'],
  async *run({ services }, given) {
    for (const mailbox of matchMailboxes(services, given.get<string>('Identity'))) yield replyObject(services, mailbox);
  },
});

export const setMailboxAutoReplyConfiguration = defineCmdlet({
  name: 'Set-MailboxAutoReplyConfiguration',
  synopsis: { en: 'Changes the automatic replies of a mailbox.', fr: 'Modifie les réponses automatiques d’une boîte.' },
  description: {
    en: 'A sender is answered once a day; lists, programs and reports never are. A change lets everybody be answered anew.',
    fr: 'Un expéditeur reçoit une réponse par jour ; listes, programmes et rapports n’en reçoivent jamais. Après une modification, chacun peut en recevoir une nouvelle.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    {
      name: 'AutoReplyState',
      type: { kind: 'enum', values: states },
      help: { en: 'Off, on, or on between two times.', fr: 'Désactivées, activées, ou activées entre deux dates.' },
    },
    {
      name: 'StartTime',
      type: { kind: 'datetime' },
      help: { en: 'From when, when Scheduled.', fr: 'À partir de quand, si Scheduled.' },
    },
    {
      name: 'EndTime',
      type: { kind: 'datetime' },
      help: { en: 'Until when, when Scheduled.', fr: 'Jusqu’à quand, si Scheduled.' },
    },
    {
      ...lines(
        'InternalMessage',
        'For people of this organisation; text or HTML.',
        'Pour les personnes de l’organisation ; texte ou HTML.',
        128_000,
      ),
      nullable: true,
    },
    {
      ...lines(
        'ExternalMessage',
        'For everybody else; text or HTML.',
        'Pour tous les autres ; texte ou HTML.',
        128_000,
      ),
      nullable: true,
    },
    {
      name: 'ExternalAudience',
      type: { kind: 'enum', values: audiences },
      help: {
        en: 'Who outside is answered; Known: mail contacts of the organisation.',
        fr: 'Qui, au dehors, reçoit une réponse ; Known : les contacts de l’organisation.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        "Set-MailboxAutoReplyConfiguration alice -AutoReplyState Enabled -InternalMessage 'Back on Monday.' -ExternalMessage 'I am away.'",
      explanation: { en: 'Until it is turned off.', fr: 'Jusqu’à ce qu’on les désactive.' },
    },
  ],
  roles: ['Mail Recipients', 'User Options'],
  async run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const change: { -readonly [K in keyof AutomaticReply]?: AutomaticReply[K] } = {};
    if (given.has('AutoReplyState')) change.state = given.get<AutomaticReply['state']>('AutoReplyState') ?? 'Disabled';
    if (given.has('StartTime')) change.startTime = given.get<Date>('StartTime')?.getTime() ?? null;
    if (given.has('EndTime')) change.endTime = given.get<Date>('EndTime')?.getTime() ?? null;
    if (given.has('InternalMessage')) change.internalMessage = given.get<string | null>('InternalMessage') ?? '';
    if (given.has('ExternalMessage')) change.externalMessage = given.get<string | null>('ExternalMessage') ?? '';
    if (given.has('ExternalAudience'))
      change.externalAudience = given.get<AutomaticReply['externalAudience']>('ExternalAudience') ?? 'All';
    const before = services.automation.replies.of(mailbox.guid);
    const names = (Object.keys(change) as (keyof AutomaticReply)[]).filter((name) => change[name] !== before[name]);
    if (names.length === 0) {
      context.warn({
        en: `The command completed successfully but no settings of '${mailbox.name}' have been modified.`,
        fr: `La commande s’est terminée correctement mais aucun paramètre de « ${mailbox.name} » n’a été modifié.`,
      });
      return;
    }
    const action = {
      en: `Setting the automatic replies of the mailbox "${mailbox.name}".`,
      fr: `Modification des réponses automatiques de la boîte aux lettres « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const was = replyObject(services, mailbox);
    await services.automation.replies.set(mailbox.guid, change);
    context.changed(mailbox.name, shownChanges(was, replyObject(services, mailbox)));
  },
});

function replyObject(services: ManagementServices, mailbox: Mailbox): ManagementObject {
  const reply = services.automation.replies.of(mailbox.guid);
  const time = (at: number | null): Date | null => (at === null ? null : new Date(at));
  return {
    AutoReplyState: reply.state,
    EndTime: time(reply.endTime),
    ExternalAudience: reply.externalAudience,
    ExternalMessage: reply.externalMessage,
    InternalMessage: reply.internalMessage,
    StartTime: time(reply.startTime),
    MailboxOwnerId: mailboxIdentityText(services, mailbox),
    Identity: mailboxIdentityText(services, mailbox),
    IsValid: true,
  };
}
