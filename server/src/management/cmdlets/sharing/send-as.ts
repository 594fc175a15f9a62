import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { DistributionGroup, Recipient } from '../../../domain/directory/recipient.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { requireRecipient } from '../recipients/recipient-parameters.ts';
import { notThere, requireGrantee } from './grantee.ts';

/** Whose name others may write under. */
export type SendAsOwner = Mailbox | DistributionGroup;

/** @throws CmdletError ManagementObjectNotFound, also for a contact. */
export function requireSendAsOwner(services: ManagementServices, identity: string): SendAsOwner {
  const found = requireRecipient(services, identity);
  return found.kind === 'group' ? found : requireMailbox(services, identity);
}

/** Who may write under a name, or under every name. */
export function* sendAsGrants(
  services: ManagementServices,
  owners: readonly Recipient[],
  trustee: string | undefined,
): Generator<{ readonly owner: SendAsOwner; readonly trustee: Recipient }> {
  const only = trustee === undefined ? null : requireRecipient(services, trustee).guid;
  for (const owner of owners) {
    if (!('sendAs' in owner)) continue;
    for (const guid of owner.sendAs) {
      const found = services.directory.findRecipient(guid);
      if (found !== null && (only === null || only === guid)) yield { owner, trustee: found };
    }
  }
}

/** Gives SendAs or takes it away; whoever it was newly given to, otherwise `null`. @throws CmdletError */
export async function changeSendAs(
  context: CmdletContext,
  verb: 'Add' | 'Remove',
  owner: SendAsOwner,
  trusteeName: string,
): Promise<Recipient | null> {
  const { services } = context;
  const adds = verb === 'Add';
  requireAuthority(context, owner);
  const trustee = requireGrantee(services, trusteeName);
  const has = owner.sendAs.includes(trustee.guid);
  if (has === adds) {
    if (!adds) notThere(context, owner.name, trustee.name);
    return null;
  }
  const action = adds
    ? {
        en: `Adding SendAs on "${owner.name}" for "${trustee.name}".`,
        fr: `Ajout de SendAs sur « ${owner.name} » pour « ${trustee.name} ».`,
      }
    : {
        en: `Removing SendAs on "${owner.name}" from "${trustee.name}".`,
        fr: `Retrait de SendAs sur « ${owner.name} » à « ${trustee.name} ».`,
      };
  if (!context.shouldProcess(action)) return null;
  const list = adds ? [...owner.sendAs, trustee.guid] : owner.sendAs.filter((guid) => guid !== trustee.guid);
  if (owner.kind === 'group') await services.directory.updateGroup(owner.guid, { sendAs: list });
  else await services.directory.updateMailbox(owner.guid, { sendAs: list });
  context.changed(owner.name, { SendAs: [owner.sendAs, list] });
  return adds ? trustee : null;
}
