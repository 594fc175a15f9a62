import type { ManagementObject } from '@relais/management-contract';
import { connectorPrincipals, rightEntries } from '../../../domain/configuration/connector-rights.ts';
import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { hasWildcard } from '../../engine/wildcard.ts';
import { nameOf } from '../sharing/grantee.ts';
import { type SendAsOwner, sendAsGrants } from '../sharing/send-as.ts';
import { permissionObject, sameUser } from './connector-permission.ts';
import { matchReceiveConnectors } from './find-receive-connectors.ts';
import {
  findPermissionTarget,
  permissionTargetIdentity,
  sendAsPermissionObject,
  sendAsViewers,
} from './permission-target.ts';

export const getAdPermission = defineCmdlet({
  name: 'Get-ADPermission',
  synopsis: {
    en: 'Shows the rights on a receive connector, or who may send as a mailbox or group.',
    fr: 'Affiche les droits sur un connecteur de réception, ou qui peut envoyer en tant qu’une boîte ou un groupe.',
  },
  parameters: [
    { ...permissionTargetIdentity, wildcards: true },
    {
      name: 'User',
      type: { kind: 'string', maxLength: 200 },
      help: { en: 'Only those of this one.', fr: 'Seulement ceux de celui-ci.' },
    },
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command:
        'Get-ADPermission Printers | where {($_.Deny -eq $false) -and ($_.IsInherited -eq $false)} | Format-Table User,ExtendedRights',
      explanation: {
        en: 'What was given by hand.',
        fr: 'Ce qui a été donné à la main.',
      },
    },
    {
      command:
        'Get-Mailbox | Get-ADPermission | where {$_.ExtendedRights -like "*Send-As*"} | Format-Table Identity,User',
      explanation: { en: 'Who may write as whom.', fr: 'Qui peut écrire en tant que qui.' },
    },
  ],
  defaultColumns: ['Identity', 'User', 'Deny', 'IsInherited', 'ExtendedRights'],
  roles: ['Receive Connectors', 'Active Directory Permissions', 'View-Only Configuration', 'View-Only Recipients'],
  async *run(context, parameters) {
    const { services } = context;
    const identity = parameters.get<string>('Identity') ?? '';
    const given = parameters.get<string>('User');
    if (hasWildcard(identity)) {
      for (const connector of matchReceiveConnectors(services, identity))
        yield* connectorPermissions(services, connector, given);
      return;
    }
    const target = findPermissionTarget(context, identity, sendAsViewers);
    if (target.kind === 'connector') yield* connectorPermissions(services, target.connector, given);
    else yield* sendAsPermissions(services, target.owner, given);
  },
});

function* connectorPermissions(
  services: ManagementServices,
  connector: ReceiveConnector,
  given: string | undefined,
): Generator<ManagementObject> {
  const identity = `${services.server.name}\\${connector.Name}`;
  const entries = rightEntries(connector);
  for (const user of connectorPrincipals) {
    if (given !== undefined && !sameUser(user, given)) continue;
    for (const isInherited of [true, false])
      for (const deny of [false, true]) {
        const rights = entries.filter(
          (entry) => entry.user === user && entry.isInherited === isInherited && entry.deny === deny,
        );
        for (const { right } of rights) yield permissionObject(identity, user, [right], { deny, isInherited });
      }
  }
}

function* sendAsPermissions(
  services: ManagementServices,
  owner: SendAsOwner,
  given: string | undefined,
): Generator<ManagementObject> {
  // As Exchange shows it: whoever signs in as a mailbox sends as it.
  const self = 'NT AUTHORITY\\SELF';
  if (owner.kind !== 'group' && (given === undefined || given.toLowerCase() === self.toLowerCase()))
    yield sendAsPermissionObject(services, owner, self);
  if (given?.toLowerCase() === self.toLowerCase()) return;
  for (const { trustee } of sendAsGrants(services, [owner], given))
    yield sendAsPermissionObject(services, owner, nameOf(trustee));
}
