import type { ManagementObject } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { serverHealth } from './get-server-health.ts';
import { serverIdentity } from './server-parameter.ts';

export const getHealthReport = defineCmdlet({
  name: 'Get-HealthReport',
  synopsis: {
    en: 'Shows the health of each health set: the worst of its monitors.',
    fr: 'Affiche l’état de chaque ensemble d’état : le pire de ses moniteurs.',
  },
  parameters: [
    { ...serverIdentity, aliases: ['Server'] },
    {
      name: 'HealthSet',
      type: { kind: 'string', maxLength: 64 },
      help: { en: 'One health set, such as IMAP.Protocol.', fr: 'Un ensemble d’état, comme IMAP.Protocol.' },
    },
    {
      name: 'RollupGroup',
      type: { kind: 'switch' },
      withoutEffect: true,
      help: {
        en: 'Accepted and without effect: there is one server.',
        fr: 'Accepté et sans effet : il n’y a qu’un serveur.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-HealthReport CAS01 | Where-Object {$_.AlertValue -ne "Healthy"}',
      explanation: { en: 'What is not well.', fr: 'Ce qui ne va pas.' },
    },
  ],
  defaultColumns: ['Server', 'State', 'HealthSet', 'AlertValue', 'LastTransitionTime', 'MonitorCount'],
  roles: ['Monitoring', 'View-Only Configuration', 'Exchange Servers'],
  async *run({ services }, parameters) {
    requireThisServer(services, parameters.get<string>('Identity'));
    const wanted = parameters.get<string>('HealthSet')?.toLowerCase();
    const sets = Map.groupBy(serverHealth(services), ({ HealthSetName }) => String(HealthSetName));
    for (const [name, monitors] of sets) {
      if (wanted !== undefined && name.toLowerCase() !== wanted) continue;
      const worst = monitors.find(({ AlertValue }) => AlertValue !== 'Healthy') ?? monitors[0];
      const started = monitors.map(({ StartedAt }) => StartedAt).find((at) => at !== null);
      const object: ManagementObject = {
        Server: services.server.name,
        State: worst?.State ?? '',
        HealthSet: name,
        HealthGroup: 'ServiceComponents',
        AlertValue: worst?.AlertValue ?? '',
        LastTransitionTime: started ?? null,
        MonitorCount: monitors.length,
        HaImpactingMonitorCount: 0,
        Entries: monitors.map(({ Name }) => Name ?? ''),
        Identity: `${services.server.name}\\${name}`,
      };
      yield object;
    }
  },
});
