import type { ManagementObject } from '@relais/management-contract';
import type { Recipient } from '../../../domain/directory/recipient.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { type Cmdlet, defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { listParameters, selected } from '../recipients/list-parameters.ts';
import { mailboxIdentityText } from '../recipients/mailbox-tail.ts';
import { recipientIdentity, requireRecipient } from '../recipients/recipient-parameters.ts';
import { grantee, nameOf, rights } from './grantee.ts';
import { changeSendAs, requireSendAsOwner, type SendAsOwner, sendAsGrants } from './send-as.ts';

const owner = recipientIdentity(
  'The mailbox or group to send as.',
  'La boîte aux lettres ou le groupe au nom duquel envoyer.',
);

export const getRecipientPermission = defineCmdlet({
  name: 'Get-RecipientPermission',
  synopsis: {
    en: 'Shows who may send as a mailbox or group.',
    fr: 'Affiche qui peut envoyer en tant qu’une boîte ou un groupe.',
  },
  parameters: [
    { ...owner, nullable: true },
    grantee('Trustee'),
    rights('SendAs'),
    ...listParameters.filter(({ name }) => name === 'ResultSize'),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    { command: 'Get-RecipientPermission sales', explanation: { en: 'Those with SendAs.', fr: 'Ceux qui ont SendAs.' } },
  ],
  defaultColumns: ['Identity', 'Trustee', 'AccessControlType', 'AccessRights'],
  roles: ['Mail Recipients', 'View-Only Recipients'],
  async *run(context, given) {
    yield* selected(context, given, sendAsOf(context.services, given), (permission) => permission);
  },
});

function* sendAsOf(services: ManagementServices, given: BoundParameters): Generator<ManagementObject> {
  const identity = given.get<string | null>('Identity') ?? undefined;
  const owners = identity === undefined ? services.directory.recipients() : [requireRecipient(services, identity)];
  for (const { owner: one, trustee } of sendAsGrants(services, owners, given.get<string>('Trustee')))
    yield sendAsObject(services, one, trustee);
}

export const addRecipientPermission = sendAs('Add');
export const removeRecipientPermission = sendAs('Remove');

function sendAs(verb: 'Add' | 'Remove'): Cmdlet {
  const adds = verb === 'Add';
  return defineCmdlet({
    name: `${verb}-RecipientPermission`,
    synopsis: adds
      ? {
          en: 'Lets somebody send as a mailbox or group.',
          fr: 'Permet à quelqu’un d’envoyer en tant qu’une boîte ou un groupe.',
        }
      : {
          en: 'No longer lets somebody send as another.',
          fr: 'Ne permet plus à quelqu’un d’envoyer en tant qu’un autre.',
        },
    parameters: [
      { ...owner, mandatory: true },
      { ...grantee('Trustee'), mandatory: true, position: 2 },
      { ...rights('SendAs'), mandatory: true },
      domainControllerParameter,
    ],
    supportsShouldProcess: true,
    ...(adds ? {} : { confirmsByDefault: true }),
    examples: [
      {
        command: `${verb}-RecipientPermission sales -Trustee alice -AccessRights SendAs`,
        explanation: adds
          ? { en: 'Alice may write as sales.', fr: 'Alice peut écrire en tant que sales.' }
          : { en: 'Alice no longer may.', fr: 'Alice ne le peut plus.' },
      },
    ],
    defaultColumns: ['Identity', 'Trustee', 'AccessControlType', 'AccessRights'],
    roles: ['Mail Recipients'],
    async *run(context, given) {
      const one = requireSendAsOwner(context.services, given.get<string>('Identity') ?? '');
      const trustee = await changeSendAs(context, verb, one, given.get<string>('Trustee') ?? '');
      if (trustee !== null) yield sendAsObject(context.services, one, trustee);
    },
  });
}

function sendAsObject(services: ManagementServices, one: SendAsOwner, trustee: Recipient): ManagementObject {
  return {
    Identity: mailboxIdentityText(services, one),
    Trustee: nameOf(trustee),
    AccessControlType: 'Allow',
    AccessRights: ['SendAs'],
    IsInherited: false,
  };
}
