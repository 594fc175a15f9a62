import { directoryTail, serverDistinguishedName } from '../../directory-names.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { serverIdentity } from './server-parameter.ts';

export const getExchangeServer = defineCmdlet({
  name: 'Get-ExchangeServer',
  synopsis: { en: 'Shows the servers of the organization.', fr: 'Affiche les serveurs de l’organisation.' },
  parameters: [
    serverIdentity,
    {
      name: 'Status',
      type: { kind: 'switch' },
      withoutEffect: true,
      help: { en: 'Accepted; everything is shown anyway.', fr: 'Accepté ; tout est affiché de toute façon.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [{ command: 'Get-ExchangeServer | Format-List', explanation: { en: 'This server.', fr: 'Ce serveur.' } }],
  defaultColumns: ['Name', 'Site', 'ServerRole', 'Edition', 'AdminDisplayVersion'],
  roles: ['Exchange Servers', 'View-Only Configuration', 'Monitoring'],
  async *run({ services }, parameters) {
    requireThisServer(services, parameters.get<string>('Identity'));
    const { server } = services;
    yield {
      Name: server.name,
      DataPath: services.serverFacts.dataDirectory,
      Domain: server.fqdn.split('.').slice(1).join('.'),
      Edition: server.edition,
      ExchangeLegacyDN: `/o=${services.directory.organizationName}/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=${server.name}`,
      Fqdn: server.fqdn,
      IsClientAccessServer: true,
      IsEdgeServer: false,
      IsFrontendTransportServer: true,
      IsHubTransportServer: true,
      IsMailboxServer: true,
      ServerRole: server.roles.join(', '),
      Site: 'Default-First-Site-Name',
      AdminDisplayVersion: `Relais ${server.version}`,
      NodeVersion: process.version,
      ...directoryTail(services, {
        distinguishedName: serverDistinguishedName(services),
        identity: server.name,
        guid: server.guid,
        schemaClass: 'ms-Exch-Exchange-Server',
        objectClass: ['top', 'server', 'msExchExchangeServer'],
        whenCreated: server.whenCreated,
        whenChanged: server.whenCreated,
      }),
    };
  },
});
