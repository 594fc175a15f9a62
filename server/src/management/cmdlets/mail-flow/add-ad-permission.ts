import { formatEntry, parseEntry } from '../../../domain/configuration/connector-rights.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { namedRights, permissionObject, permissionParameters } from './connector-permission.ts';
import { findReceiveConnector, receiveConnectorIdentity } from './find-receive-connectors.ts';
import { warnOfOpenRelay } from './warn-of-open-relay.ts';

export const addAdPermission = defineCmdlet({
  name: 'Add-ADPermission',
  synopsis: { en: 'Gives rights on a receive connector.', fr: 'Donne des droits sur un connecteur de réception.' },
  description: {
    en: 'Beyond what the PermissionGroups give. With ms-Exch-SMTP-Accept-Any-Recipient for anonymous clients, devices that cannot sign in may send to any domain: keep the RemoteIPRanges of such a connector to these devices.',
    fr: 'En plus de ce que donnent les PermissionGroups. Avec ms-Exch-SMTP-Accept-Any-Recipient pour les clients anonymes, les appareils qui ne savent pas s’authentifier peuvent envoyer partout : limitez les RemoteIPRanges du connecteur à ces appareils.',
  },
  parameters: [{ ...receiveConnectorIdentity, mandatory: true }, ...permissionParameters],
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
  ],
  defaultColumns: ['Identity', 'User', 'Deny', 'IsInherited', 'ExtendedRights'],
  roles: ['Receive Connectors', 'Active Directory Permissions'],
  async *run(context, parameters) {
    const { services } = context;
    const connector = findReceiveConnector(services, parameters.get<string>('Identity') ?? '');
    const { user, rights } = namedRights(parameters);
    const deny = parameters.isOn('Deny');
    const identity = `${services.server.name}\\${connector.Name}`;
    const action = {
      en: `Adding rights on Receive connector "${identity}" for "${user}": ${rights.join(', ')}.`,
      fr: `Ajout de droits sur le connecteur de réception « ${identity} » pour « ${user} » : ${rights.join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    const others = connector.ExtendedRights.filter((text) => {
      const entry = parseEntry(text);
      return entry.user !== user || !rights.includes(entry.right);
    });
    const ExtendedRights = [...others, ...rights.map((right) => formatEntry({ user, right, deny }))];
    const updated = await services.receiveConnectors.update(connector.Guid, { ExtendedRights });
    context.changed(identity, { ExtendedRights: [connector.ExtendedRights, ExtendedRights] });
    warnOfOpenRelay(context, updated);
    yield permissionObject(identity, user, rights, { deny, isInherited: false });
  },
});
