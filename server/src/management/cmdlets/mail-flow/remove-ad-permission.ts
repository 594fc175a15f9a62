import { formatEntry, parseEntry, rightEntries } from '../../../domain/configuration/connector-rights.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { changeSendAs } from '../sharing/send-as.ts';
import { changeConnectorRights } from './change-connector-rights.ts';
import { permissionParameters } from './connector-permission.ts';
import {
  findPermissionTarget,
  permissionTargetIdentity,
  requireSendAsRight,
  sendAsManagers,
} from './permission-target.ts';

export const removeAdPermission = defineCmdlet({
  name: 'Remove-ADPermission',
  synopsis: {
    en: 'Takes rights on a receive connector away, or Send As on a mailbox or group.',
    fr: 'Retire des droits sur un connecteur de réception, ou Send As sur une boîte ou un groupe.',
  },
  description: {
    en: 'On a connector also those that a PermissionGroup gives: they are denied from then on, until Add-ADPermission gives them back.',
    fr: 'Sur un connecteur, également ceux que donne un PermissionGroup : ils sont alors refusés, jusqu’à ce que Add-ADPermission les rende.',
  },
  parameters: [permissionTargetIdentity, ...permissionParameters],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command:
        'Remove-ADPermission "Default Frontend CAS01" -User "NT AUTHORITY\\ANONYMOUS LOGON" -ExtendedRights ms-Exch-SMTP-Accept-Authoritative-Domain-Sender',
      explanation: {
        en: 'Strangers may no longer use a sender of your own domains.',
        fr: 'Les inconnus ne peuvent plus utiliser un expéditeur de vos domaines.',
      },
    },
  ],
  roles: ['Receive Connectors', 'Active Directory Permissions'],
  async run(context, parameters) {
    const target = findPermissionTarget(context, parameters.get<string>('Identity') ?? '', sendAsManagers);
    if (target.kind === 'recipient') {
      requireSendAsRight(parameters, target.owner.name);
      await changeSendAs(context, 'Remove', target.owner, parameters.get<string>('User') ?? '');
      return;
    }
    const { connector } = target;
    await changeConnectorRights(context, 'Remove', connector, parameters, ({ user, rights, deny }) => {
      const others = connector.ExtendedRights.filter((text) => {
        const entry = parseEntry(text);
        return entry.user !== user || !rights.includes(entry.right) || (deny && !entry.deny);
      });
      const inherited = rightEntries(connector).filter((entry) => entry.isInherited && entry.user === user);
      const denied = deny ? [] : rights.filter((right) => inherited.some((entry) => entry.right === right));
      return [...others, ...denied.map((right) => formatEntry({ user, right, deny: true }))];
    });
  },
});
