import { transportSettings } from '../../../domain/configuration/transport-settings.ts';
import { settingsCmdlets } from '../../settings-cmdlets.ts';
import { warnOfSilentFilters } from './warn-of-silent-filters.ts';

export const [getTransportConfig, setTransportConfig] = settingsCmdlets({
  definition: transportSettings,
  protocolName: 'SMTP',
  sessions: null,
  afterChange: warnOfSilentFilters,
  roles: ['Organization Transport Settings', 'Receive Connectors'],
  defaultColumns: ['SenderAuthenticationEnabled', 'DmarcRejectAction', 'DmarcQuarantineAction', 'InternalSMTPServers'],
  examples: [
    {
      command: "Set-TransportConfig -InternalSMTPServers @{Add='192.168.5.0/24'}",
      explanation: {
        en: 'Mail from your own network is not checked.',
        fr: 'Le courrier de votre réseau échappe aux contrôles.',
      },
    },
    {
      command: 'Set-TransportConfig -DmarcRejectAction Quarantine',
      explanation: {
        en: 'Files as junk what would be refused, while you get to know your mail.',
        fr: 'Classe indésirable ce qui serait refusé, le temps de connaître votre courrier.',
      },
    },
    {
      command: 'Set-TransportConfig -IPBlockListProviders zen.spamhaus.org',
      explanation: {
        en: 'Refuses addresses that stand in a block list. Read the terms of the list first.',
        fr: 'Refuse les adresses d’une liste noire. Lisez d’abord ses conditions.',
      },
    },
  ],
});
