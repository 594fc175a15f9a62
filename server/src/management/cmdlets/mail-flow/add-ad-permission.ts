import { formatEntry, parseEntry } from '../../../domain/configuration/connector-rights.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { nameOf } from '../sharing/grantee.ts';
import { changeSendAs } from '../sharing/send-as.ts';
import { changeConnectorRights } from './change-connector-rights.ts';
import { permissionObject, permissionParameters } from './connector-permission.ts';
import {
  findPermissionTarget,
  permissionTargetIdentity,
  requireSendAsRight,
  sendAsManagers,
  sendAsPermissionObject,
} from './permission-target.ts';

export const addAdPermission = defineCmdlet({
  name: 'Add-ADPermission',
  synopsis: {
    en: 'Gives rights on a receive connector, or Send As on a mailbox or group.',
    fr: 'Donne des droits sur un connecteur de réception, ou Send As sur une boîte ou un groupe.',
  },
  description: {
    en: 'On a mailbox or group, "Send As" lets somebody write under its name, as Add-RecipientPermission does. On a connector, rights come beyond what the PermissionGroups give. With ms-Exch-SMTP-Accept-Any-Recipient for anonymous clients, devices that cannot sign in may send to any domain: keep the RemoteIPRanges of such a connector to these devices.',
    fr: 'Sur une boîte ou un groupe, « Send As » permet d’écrire sous son nom, comme Add-RecipientPermission. Sur un connecteur, les droits s’ajoutent à ce que donnent les PermissionGroups. Avec ms-Exch-SMTP-Accept-Any-Recipient pour les clients anonymes, les appareils qui ne savent pas s’authentifier peuvent envoyer partout : limitez les RemoteIPRanges du connecteur à ces appareils.',
  },
  parameters: [permissionTargetIdentity, ...permissionParameters],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        'Get-ReceiveConnector Printers | Add-ADPermission -User "NT AUTHORITY\\ANONYMOUS LOGON" -ExtendedRights "ms-Exch-SMTP-Accept-Any-Recipient"',
      explanation: {
        en: 'Printers may send to any domain without signing in.',
        fr: 'Les imprimantes peuvent envoyer partout sans s’authentifier.',
      },
    },
    {
      command: 'Add-ADPermission sales -User alice -AccessRights ExtendedRight -ExtendedRights "Send As"',
      explanation: { en: 'Alice may write as sales.', fr: 'Alice peut écrire en tant que sales.' },
    },
  ],
  defaultColumns: ['Identity', 'User', 'Deny', 'IsInherited', 'ExtendedRights'],
  roles: ['Receive Connectors', 'Active Directory Permissions'],
  async *run(context, parameters) {
    const { services } = context;
    const target = findPermissionTarget(context, parameters.get<string>('Identity') ?? '', sendAsManagers);
    if (target.kind === 'recipient') {
      requireSendAsRight(parameters, target.owner.name);
      const trustee = await changeSendAs(context, 'Add', target.owner, parameters.get<string>('User') ?? '');
      if (trustee !== null) yield sendAsPermissionObject(services, target.owner, nameOf(trustee));
      return;
    }
    const { connector } = target;
    const change = await changeConnectorRights(context, 'Add', connector, parameters, ({ user, rights, deny }) => [
      ...connector.ExtendedRights.filter((text) => {
        const entry = parseEntry(text);
        return entry.user !== user || !rights.includes(entry.right);
      }),
      ...rights.map((right) => formatEntry({ user, right, deny })),
    ]);
    if (change === null) return;
    const { identity, user, rights, deny } = change;
    yield permissionObject(identity, user, rights, { deny, isInherited: false });
  },
});
