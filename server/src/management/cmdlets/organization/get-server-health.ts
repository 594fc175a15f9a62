import type { LocalisedText, ManagementObject, ManagementValue } from '@relais/management-contract';
import type { SettingsDefinition } from '../../../platform/settings/define-settings.ts';
import type { WriteRefusal } from '../../../storage/refused-writes.ts';
import type { Service } from '../../../protocols/service.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { publishesOtherwise } from '../../published-connectors.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { settingsDefinitions } from '../../settings-definitions.ts';
import { serverIdentity } from './server-parameter.ts';

/** Exchange's names for what is watched; by the service's own name, without case. */
const healthSets: Readonly<Record<string, string>> = {
  msexchangeimap4: 'IMAP.Protocol',
  msexchangepop3: 'POP.Protocol',
  msexchangefrontendtransport: 'FrontendTransport',
  w3svc: 'OWA.Protocol',
};

export const getServerHealth = defineCmdlet({
  name: 'Get-ServerHealth',
  synopsis: {
    en: 'Shows whether services do what they should, and what waits for a restart.',
    fr: 'Indique si les services fonctionnent et ce qui attend un redémarrage.',
  },
  parameters: [
    { ...serverIdentity, aliases: ['Server'] },
    {
      name: 'HealthSet',
      type: { kind: 'string', maxLength: 64 },
      help: { en: 'One health set, such as IMAP.Protocol.', fr: 'Un ensemble d’état, comme IMAP.Protocol.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ServerHealth | Format-Table Name,AlertValue,PendingSettings',
      explanation: { en: 'What waits for a restart.', fr: 'Ce qui attend un redémarrage.' },
    },
  ],
  defaultColumns: ['Server', 'State', 'Name', 'TargetResource', 'HealthSetName', 'AlertValue'],
  roles: ['Monitoring', 'View-Only Configuration', 'Exchange Servers'],
  async *run({ services }, parameters) {
    requireThisServer(services, parameters.get<string>('Identity'));
    const wanted = parameters.get<string>('HealthSet')?.toLowerCase();
    for (const object of serverHealth(services))
      if (wanted === undefined || String(object.HealthSetName).toLowerCase() === wanted) yield object;
  },
});

/** A monitor for each service, one for what all of them write to, and one for the certificate by ACME where that is switched on. */
export function serverHealth(services: ManagementServices): readonly ManagementObject[] {
  return [
    ...services.services().map((service) => healthOf(services, service)),
    healthOfStore(services),
    ...(services.acme?.store.config().enabled === true ? [healthOfAcme(services, services.acme.trouble())] : []),
  ];
}

function healthOfAcme({ server }: ManagementServices, trouble: LocalisedText | null): ManagementObject {
  return {
    Server: server.name,
    State: 'Online',
    Name: 'AcmeCertificateMonitor',
    TargetResource: 'AcmeCertificate',
    HealthSetName: 'Certificates',
    AlertValue: trouble === null ? 'Healthy' : 'Unhealthy',
    ServerComp: 'None',
    Sessions: 0,
    StartedAt: null,
    UnopenedBindings: [],
    PendingSettings: [],
    EffectiveAfter: '',
    Reason: trouble?.en ?? '',
  };
}

const refusals: Readonly<Record<WriteRefusal, string>> = {
  'no-space':
    'No space is left: new mail is refused, what is there can be read. Make room; it goes on without a restart.',
  'read-only':
    'The store cannot be written: new mail is refused, what is there can be read. Get-EventLog Application names the file.',
  failed: 'Files of the store have failed. Get-EventLog Application names them.',
};

function healthOfStore({ server, refusedWrites }: ManagementServices): ManagementObject {
  const refusal = refusedWrites.current();
  return {
    Server: server.name,
    State: 'Online',
    Name: 'StorageLogicalDriveSpaceMonitor',
    TargetResource: 'Mailbox Database',
    HealthSetName: 'MailboxSpace',
    AlertValue: refusal === null ? 'Healthy' : 'Unhealthy',
    ServerComp: 'None',
    Sessions: 0,
    StartedAt: null,
    UnopenedBindings: [],
    PendingSettings: [],
    EffectiveAfter: '',
    Reason: refusal === null ? '' : refusals[refusal],
  };
}

function healthOf(services: ManagementServices, service: Service): ManagementObject {
  const shouldRun = services.startup.of(service.name) === 'Automatic';
  const runs = service.state === 'Running';
  const unopened = (service.unopened ?? []).map(({ binding, reason }) => `${binding}: ${reason}`);
  return {
    Server: services.server.name,
    State: runs ? 'Online' : shouldRun ? 'Offline' : 'NotApplicable',
    Name: `${service.name}Monitor`,
    TargetResource: service.displayName,
    HealthSetName: healthSets[service.name.toLowerCase()] ?? service.name,
    AlertValue: (runs || !shouldRun) && unopened.length === 0 ? 'Healthy' : 'Unhealthy',
    ServerComp: 'ServerWideOffline',
    Sessions: service.sessions().length,
    StartedAt: service.startedAt === null ? null : new Date(service.startedAt),
    UnopenedBindings: unopened,
    PendingSettings: pendingOf(services, service),
    EffectiveAfter: pendingOf(services, service).length === 0 ? '' : `Restart-Service ${service.name}`,
    Reason: '',
  };
}

function pendingOf({ settings, receiveConnectors }: ManagementServices, { name }: Service): readonly ManagementValue[] {
  const waiting = (definition: SettingsDefinition, takesEffect: string): readonly string[] =>
    settings.pending(definition).filter((setting) => definition.declarations[setting]?.takesEffect === takesEffect);
  if (name.toLowerCase() !== 'w3svc') {
    return settingsDefinitions
      .filter(({ service }) => service.toLowerCase() === name.toLowerCase())
      .flatMap((definition) => waiting(definition, 'service-restart'));
  }
  const published = settingsDefinitions.flatMap((definition) =>
    waiting(definition, 'web-restart').map((setting) => `${definition.noun}.${setting}`),
  );
  return publishesOtherwise(receiveConnectors.effectiveForWeb(), receiveConnectors.list())
    ? [...published, 'ReceiveConnector.AdvertiseClientSettings']
    : published;
}
