import type { Recipient } from '../../domain/directory/recipient.ts';
import { mailboxIdentityText } from '../cmdlets/recipients/mailbox-tail.ts';
import type { ManagementCaller } from '../engine/caller.ts';
import { CmdletError } from '../engine/cmdlet-error.ts';
import type { ManagementServices } from '../engine/services.ts';
import type { WriteReach } from './write-reach.ts';

/**
 * Whom the caller's write scopes leave out he does not change. The directory refuses it anyway (`withinReach`); a cmdlet that asks first says so
 * before it asks back, under -WhatIf too. @throws CmdletError 'OutOfWriteScope'.
 */
export function requireReach(services: ManagementServices, { reach }: ManagementCaller, recipient: Recipient): void {
  if (reach !== null && reach !== undefined && !reach.includes(recipient))
    throw outOfWriteScope(services, reach, recipient);
}

/** The services for a call that may not change everybody. */
export function withinReach(services: ManagementServices, reach: WriteReach): ManagementServices {
  const require = (recipient: Recipient | null): void => {
    if (recipient !== null && !reach.includes(recipient)) throw outOfWriteScope(services, reach, recipient);
  };
  const directory = services.directory.checkedBy((before, after) => {
    require(before);
    // Nor does anybody put somebody where he may not change him any more.
    require(after);
  });
  return { ...services, directory };
}

function outOfWriteScope(services: ManagementServices, { scopes }: WriteReach, recipient: Recipient): CmdletError {
  const who = mailboxIdentityText(services, recipient);
  return new CmdletError({
    id: 'OutOfWriteScope',
    category: 'PermissionDenied',
    exception: 'ADScopeException',
    target: recipient.name,
    text: {
      en: `'${who}' isn't within your current write scopes. Can't perform save operation. Your write scopes: ${scopes.join(', ')}.`,
      fr: `« ${who} » n’est pas dans vos étendues d’écriture actuelles. Impossible d’enregistrer. Vos étendues d’écriture : ${scopes.join(', ')}.`,
    },
  });
}
