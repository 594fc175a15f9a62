import type { ManagementObject } from '@relais/management-contract';
import type { MailContact } from '../../../domain/directory/recipient.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { selected } from './list-parameters.ts';
import { matchesRecipientAnr, matchRecipients, recipientIdentity } from './recipient-parameters.ts';

export const contactIdentity = recipientIdentity(
  'The contact, by name, alias, address, GUID or distinguished name.',
  'Le contact, par son nom, alias, adresse, GUID ou nom unique.',
);

/** The contacts that -Identity, -Anr and the list's parameters choose, each as `show` makes it. */
export function chosenContacts(
  context: CmdletContext,
  given: BoundParameters,
  show: (contact: MailContact) => ManagementObject,
): ReturnType<typeof selected> {
  const anr = given.get<string>('Anr');
  const found = matchRecipients(context.services, given.get<string | null>('Identity') ?? undefined, 'contact');
  return selected(context, given, found, (contact) =>
    anr === undefined || matchesRecipientAnr(contact, anr) ? show(contact) : null,
  );
}
