import { defineCmdlet } from '../../engine/cmdlet.ts';
import { directoryTail, serverDistinguishedName } from '../../directory-names.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { serverIdentity } from './server-parameter.ts';

export const getClientAccessServer = defineCmdlet({
  name: 'Get-ClientAccessServer',
  synopsis: {
    en: 'Shows the servers that clients connect to.',
    fr: 'Affiche les serveurs auxquels les clients se connectent.',
  },
  parameters: [serverIdentity, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ClientAccessServer | Format-List Name,AutoDiscoverServiceInternalUri',
      explanation: { en: 'Where clients find their settings.', fr: 'Où les clients trouvent leurs paramètres.' },
    },
  ],
  defaultColumns: ['Name'],
  roles: ['Exchange Servers', 'View-Only Configuration', 'Monitoring'],
  async *run({ services }, parameters) {
    requireThisServer(services, parameters.get<string>('Identity'));
    const { server } = services;
    yield {
      Name: server.name,
      Fqdn: server.fqdn,
      ClientAccessArray: '',
      OutlookAnywhereEnabled: false,
      AutoDiscoverServiceCN: server.name,
      AutoDiscoverServiceInternalUri: `https://${server.fqdn}/Autodiscover/Autodiscover.xml`,
      AutoDiscoverSiteScope: ['Default-First-Site-Name'],
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
