import { defineCmdlet } from '../../engine/cmdlet.ts';
import { dkimIdentity, dkimObject, findDkimConfig } from './dkim-object.ts';

export const getDkimSigningConfig = defineCmdlet({
  name: 'Get-DkimSigningConfig',
  synopsis: {
    en: 'Shows which domains are signed for with DKIM, and what to publish in the DNS.',
    fr: 'Affiche les domaines signés par DKIM et ce qu’il faut publier dans le DNS.',
  },
  parameters: [{ ...dkimIdentity, nullable: true }],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-DkimSigningConfig contoso.com | Format-List DnsRecord*',
      explanation: { en: 'The TXT record.', fr: 'L’enregistrement TXT.' },
    },
  ],
  defaultColumns: ['Domain', 'Enabled', 'Selector', 'KeySize'],
  roles: ['Send Connectors', 'Exchange Connectors', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    const identity = parameters.get<string | null>('Identity') ?? undefined;
    for (const config of identity === undefined ? services.dkim.list() : [findDkimConfig(services, identity)])
      yield dkimObject(config);
  },
});
