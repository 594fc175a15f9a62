import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { listParameters, selected } from './list-parameters.ts';
import { groupsOf, recipientObject, recipientType } from './recipient-object.ts';
import {
  matchesRecipientAnr,
  matchRecipients,
  recipientIdentity,
  recipientTypeDetails,
} from './recipient-parameters.ts';

const details = [
  'UserMailbox',
  'SharedMailbox',
  'MailContact',
  'MailUniversalDistributionGroup',
  'MailUniversalSecurityGroup',
];
const types = ['UserMailbox', 'MailContact', 'MailUniversalDistributionGroup', 'MailUniversalSecurityGroup'];
const values = (names: readonly string[]) => names.map((name) => ({ name }));

export const getRecipient = defineCmdlet({
  name: 'Get-Recipient',
  synopsis: { en: 'Shows whoever can be written to.', fr: 'Affiche tous ceux à qui on peut écrire.' },
  parameters: [
    {
      ...recipientIdentity(
        'A mailbox, group or contact, by name, alias, address, GUID or distinguished name.',
        'Une boîte aux lettres, un groupe ou un contact, par nom, alias, adresse, GUID ou nom unique.',
      ),
      nullable: true,
      wildcards: true,
    },
    ...listParameters,
    {
      name: 'RecipientType',
      type: { kind: 'enum', values: values(types) },
      list: true,
      help: { en: 'Only these kinds.', fr: 'Seulement ces types.' },
    },
    {
      name: 'RecipientTypeDetails',
      type: { kind: 'enum', values: values(details) },
      list: true,
      help: { en: 'Only these kinds, shared mailboxes apart.', fr: 'Seulement ces types, boîtes partagées à part.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-Recipient sales@contoso.com',
      explanation: { en: 'Whose address it is.', fr: 'À qui est cette adresse.' },
    },
  ],
  defaultColumns: ['Name', 'RecipientType'],
  roles: ['Mail Recipients', 'Mail Recipient Creation', 'View-Only Recipients', 'User Options'],
  async *run(context, parameters) {
    const { services } = context;
    const anr = parameters.get<string>('Anr');
    const kinds = parameters.list<string>('RecipientType', []) ?? [];
    const wanted = parameters.list<string>('RecipientTypeDetails', []) ?? [];
    const found = matchRecipients(services, parameters.get<string | null>('Identity') ?? undefined)
      // An account without a mailbox cannot be written to: Get-User shows it.
      .filter((recipient) => recipient.kind !== 'mailboxless')
      .filter((recipient) => kinds.length === 0 || kinds.includes(recipientType(recipient)))
      .filter((recipient) => wanted.length === 0 || wanted.includes(recipientTypeDetails(recipient)));
    yield* selected(
      context,
      parameters,
      found,
      (recipient) =>
        anr === undefined || matchesRecipientAnr(recipient, anr) ? recipientObject(services, recipient) : null,
      asksForGroups(parameters.get<string>('Filter'))
        ? ({ Guid }) => ({ MemberOfGroup: groupsOf(services, String(Guid)) })
        : undefined,
    );
  },
});

/** It is looked up for each recipient, so only where the filter has it. */
function asksForGroups(filter = ''): boolean {
  return /\bMemberOfGroup\b/i.test(filter);
}
