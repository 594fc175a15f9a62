import type { ParameterDescription } from '@relais/management-contract';
import type { Recipient } from '../../../domain/directory/recipient.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { people, requireRecipient } from '../recipients/recipient-parameters.ts';

/** The one to whom a permission is given. */
export const grantee = (name: string): ParameterDescription => ({
  ...people(
    name,
    'A mailbox, or a group whose members are meant.',
    'Une boîte aux lettres, ou un groupe dont les membres sont visés.',
  ),
  list: false,
  nullable: false,
});

/** The one right that a cmdlet gives. */
export const rights = (name: string): ParameterDescription => ({
  name: 'AccessRights',
  type: { kind: 'enum', values: [{ name }] },
  list: true,
  help: { en: `${name} is the one that there is here.`, fr: `${name} est le seul qui existe ici.` },
});

/** Whoever signs in, or a group of such. @throws CmdletError */
export function requireGrantee(services: ManagementServices, identity: string): Recipient {
  const found = requireRecipient(services, identity);
  if (found.kind !== 'contact') return found;
  throw new CmdletError({
    id: 'InvalidGrantee',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    target: found.name,
    text: {
      en: `"${found.name}" is a contact, who can't sign in; permissions are for mailboxes and groups.`,
      fr: `« ${found.name} » est un contact, qui ne peut pas ouvrir de session ; les autorisations sont pour les boîtes et les groupes.`,
    },
  });
}

/** Taking away what was not given. */
export function notThere(context: CmdletContext, object: string, user: string): void {
  context.warn({
    en: `An access control entry for "${user}" is not present on the object "${object}".`,
    fr: `Aucune entrée de contrôle d’accès pour « ${user} » sur l’objet « ${object} ».`,
  });
}

/** As permissions print somebody. */
export function nameOf(recipient: Recipient): string {
  return 'userPrincipalName' in recipient ? recipient.userPrincipalName : recipient.name;
}
