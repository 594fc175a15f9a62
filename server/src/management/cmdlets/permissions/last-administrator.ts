import type { Mailbox } from '../../../domain/directory/directory.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { organizationManagement } from '../../engine/roles.ts';
import type { ManagementServices } from '../../engine/services.ts';

/**
 * Somebody must be able to sign in and give rights; `leaving` go at the same time.
 * @throws CmdletError when `mailbox` is the only one left.
 */
export function refuseLastAdministrator(
  services: ManagementServices,
  mailbox: Mailbox,
  leaving: readonly Mailbox[] = [],
): void {
  const goes = new Set([mailbox, ...leaving].map(({ guid }) => guid));
  const administers = ({ enabled, roleGroups }: Mailbox): boolean =>
    enabled && roleGroups.includes(organizationManagement);
  if (!administers(mailbox)) return;
  if (services.directory.mailboxes().some((other) => !goes.has(other.guid) && administers(other))) return;
  throw new CmdletError({
    id: 'LastAdministrator',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    target: mailbox.name,
    text: {
      en: `"${mailbox.name}" is the last member of ${organizationManagement} that can sign in. Add another one first: Add-RoleGroupMember "${organizationManagement}" -Member NAME.`,
      fr: `« ${mailbox.name} » est le dernier membre de ${organizationManagement} à pouvoir ouvrir une session. Ajoutez-en d’abord un autre : Add-RoleGroupMember "${organizationManagement}" -Member NOM.`,
    },
  });
}
