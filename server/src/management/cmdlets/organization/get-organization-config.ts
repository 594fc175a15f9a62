import { isSwitchedOn } from '../../../domain/directory/organization-switches.ts';
import { defaultDomain, directoryTail, organizationDistinguishedName, stableGuid } from '../../directory-names.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';

export const getOrganizationConfig = defineCmdlet({
  name: 'Get-OrganizationConfig',
  synopsis: { en: 'Shows the organization.', fr: 'Affiche l’organisation.' },
  parameters: [domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-OrganizationConfig | Format-List Name,DefaultDomain,AcceptedDomains',
      explanation: { en: 'Its name and domains.', fr: 'Son nom et ses domaines.' },
    },
  ],
  roles: ['Organization Configuration', 'View-Only Configuration'],
  async *run({ services }) {
    const { directory, server } = services;
    yield {
      Name: directory.organizationName,
      DisplayName: directory.organizationName,
      DefaultDomain: defaultDomain(services),
      AcceptedDomains: directory.acceptedDomains().map(({ domainName }) => domainName),
      Mailboxes: directory.mailboxes().length,
      AdminDisplayVersion: `Relais ${server.version}`,
      IsMixedMode: false,
      DisablePlusAddressInRecipients: isSwitchedOn(directory, 'DisablePlusAddressInRecipients'),
      MailTipsAllTipsEnabled: isSwitchedOn(directory, 'MailTipsAllTipsEnabled'),
      ...directoryTail(services, {
        distinguishedName: organizationDistinguishedName(services),
        identity: directory.organizationName,
        guid: stableGuid(server.guid, 'organization'),
        schemaClass: 'ms-Exch-Organization-Container',
        objectClass: ['top', 'container', 'msExchOrganizationContainer'],
        whenCreated: server.whenCreated,
        whenChanged: server.whenCreated,
      }),
    };
  },
});
