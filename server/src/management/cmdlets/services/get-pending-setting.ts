import type { ManagementObject, ManagementValue } from '@relais/management-contract';
import type { SettingsDefinition } from '../../../platform/settings/define-settings.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { settingsDefinitions } from '../../settings-definitions.ts';

const definitions: readonly SettingsDefinition[] = settingsDefinitions;
const publishedOfConnectors = ['Enabled', 'AdvertiseClientSettings', 'Fqdn', 'Bindings', 'AuthMechanism'] as const;

/** Ours: Exchange never tells which changes still wait for a restart. */
export const getPendingSetting = defineCmdlet({
  name: 'Get-PendingSetting',
  synopsis: {
    en: 'Shows settings whose configured value is not in effect yet, and which service must be restarted.',
    fr: 'Affiche les paramètres dont la valeur configurée n’est pas encore en vigueur, et le service à redémarrer.',
  },
  parameters: [],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-PendingSetting | Format-Table Service,Setting,EffectiveValue,ConfiguredValue',
      explanation: { en: 'What waits, and for what.', fr: 'Ce qui attend, et quoi.' },
    },
  ],
  defaultColumns: ['Service', 'Setting', 'EffectiveValue', 'ConfiguredValue', 'Sessions'],
  roles: [
    'POP3 and IMAP4 Protocols',
    'Receive Connectors',
    'Exchange Servers',
    'Monitoring',
    'View-Only Configuration',
  ],
  async *run({ services }) {
    for (const definition of definitions) yield* pendingOf(services, definition);
    yield* pendingConnectors(services);
  },
});

function* pendingOf(services: ManagementServices, definition: SettingsDefinition): Generator<ManagementObject> {
  const configured = services.settings.configured(definition) as Readonly<Record<string, ManagementValue>>;
  const effective = services.settings.effective(definition) as Readonly<Record<string, ManagementValue>>;
  for (const name of services.settings.pending(definition)) {
    const isPublished = definition.declarations[name]?.takesEffect === 'web-restart';
    yield pendingObject(services, isPublished ? 'W3SVC' : definition.service, {
      Noun: definition.noun,
      Setting: name,
      EffectiveValue: effective[name] ?? null,
      ConfiguredValue: configured[name] ?? null,
    });
  }
}

/** What webmail shows of connectors follows at the next web restart; the rest of a connector counts at once. */
function* pendingConnectors(services: ManagementServices): Generator<ManagementObject> {
  const { receiveConnectors } = services;
  const now = new Map(receiveConnectors.list().map((connector) => [connector.Guid, connector]));
  const shown = new Map(receiveConnectors.effectiveForWeb().map((connector) => [connector.Guid, connector]));
  for (const guid of new Set([...now.keys(), ...shown.keys()])) {
    const [after, before] = [now.get(guid), shown.get(guid)];
    if (after?.AdvertiseClientSettings !== true && before?.AdvertiseClientSettings !== true) continue;
    for (const name of publishedOfConnectors) {
      if (String(before?.[name] ?? null) === String(after?.[name] ?? null)) continue;
      yield pendingObject(services, 'W3SVC', {
        Noun: 'ReceiveConnector',
        Setting: `${after?.Name ?? before?.Name}: ${name}`,
        EffectiveValue: before?.[name] ?? null,
        ConfiguredValue: after?.[name] ?? null,
      });
    }
  }
}

function pendingObject(services: ManagementServices, serviceName: string, what: ManagementObject): ManagementObject {
  const wanted = serviceName.toLowerCase();
  const service = services
    .services()
    .find(({ name, alsoKnownAs }) => [name, ...alsoKnownAs].some((known) => known.toLowerCase() === wanted));
  return {
    Service: service?.name ?? serviceName,
    DisplayName: service?.displayName ?? serviceName,
    ...what,
    Sessions: service?.sessions().length ?? 0,
  };
}
