import { connectorPrincipals, rightEntries } from '../../../domain/configuration/connector-rights.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { permissionObject, sameUser } from './connector-permission.ts';
import { matchReceiveConnectors, receiveConnectorIdentity } from './find-receive-connectors.ts';

export const getAdPermission = defineCmdlet({
  name: 'Get-ADPermission',
  synopsis: {
    en: 'Shows the rights on a receive connector.',
    fr: 'Affiche les droits sur un connecteur de réception.',
  },
  parameters: [
    { ...receiveConnectorIdentity, mandatory: true },
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
  ],
  defaultColumns: ['Identity', 'User', 'Deny', 'IsInherited', 'ExtendedRights'],
  roles: ['Receive Connectors', 'Active Directory Permissions', 'View-Only Configuration'],
  async *run(context, parameters) {
    const { services } = context;
    const given = parameters.get<string>('User');
    for (const connector of matchReceiveConnectors(services, parameters.get<string>('Identity') ?? '')) {
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
  },
});
