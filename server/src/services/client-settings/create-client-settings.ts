import { type ConnectionSetting, parseConnectionSetting } from '../../domain/configuration/connection-setting.ts';
import type { ReceiveConnector, ReceiveConnectors } from '../../domain/configuration/receive-connectors.ts';
import type { SettingsStore } from '../../domain/configuration/settings-store.ts';
import { parseBinding } from '../../domain/configuration/binding.ts';
import type { ManagementValue } from '@relais/management-contract';
import type { SettingsDefinition } from '../../platform/settings/define-settings.ts';
import type { ClientSetting, ClientSettings, ProtocolSettings } from './client-settings.ts';

export interface ClientSettingsOptions {
  readonly settings: SettingsStore;
  readonly receiveConnectors: ReceiveConnectors;
  readonly imapSettings: SettingsDefinition;
  readonly popSettings: SettingsDefinition;
}

type Published = 'ExternalConnectionSettings' | 'InternalConnectionSettings';

export function createClientSettings(options: ClientSettingsOptions): ClientSettings {
  const { settings, receiveConnectors, imapSettings, popSettings } = options;
  const incoming = (definition: SettingsDefinition, name: Published): ClientSetting | null => {
    const values = settings.effective(definition) as Readonly<Record<string, ManagementValue>>;
    return preferred((values[name] ?? []) as readonly string[]);
  };
  const all = (name: Published): ProtocolSettings => ({
    pop: incoming(popSettings, name),
    imap: incoming(imapSettings, name),
    // One command covers inside and outside for SMTP (reference §2.6).
    smtp: outgoing(receiveConnectors.effectiveForWeb()),
  });
  return {
    published: () => all('ExternalConnectionSettings'),
    clientSettingsFor(mailbox) {
      const open = ({ pop, imap, smtp }: ProtocolSettings): ProtocolSettings => ({
        pop: mailbox.popEnabled ? pop : null,
        imap: mailbox.imapEnabled ? imap : null,
        smtp: mailbox.smtpAuthEnabled ? smtp : null,
      });
      return { ...open(all('ExternalConnectionSettings')), internal: open(all('InternalConnectionSettings')) };
    },
  };
}

const order = ['SSL', 'TLS', 'None'] as const;

/** Of several values the one with the best encryption: SSL before TLS before none (reference §3). */
function preferred(texts: readonly string[]): ClientSetting | null {
  const parsed = texts.map(parseConnectionSetting).filter((setting): setting is ConnectionSetting => setting !== null);
  const best = parsed.toSorted((one, other) => order.indexOf(one.encryption) - order.indexOf(other.encryption))[0];
  return best === undefined ? null : { serverName: best.host, port: best.port, encryption: best.encryption };
}

/** The advertised connector: its FQDN, the port of its bindings, TLS when it offers it (reference §2.6). */
function outgoing(connectors: readonly ReceiveConnector[]): ClientSetting | null {
  const advertised = connectors.map(advertisedSetting).filter((setting) => setting !== null);
  return (
    advertised.toSorted((one, other) => order.indexOf(one.encryption) - order.indexOf(other.encryption))[0] ?? null
  );
}

/** What a connector tells users; `null` when it tells nothing. */
export function advertisedSetting(connector: ReceiveConnector): ClientSetting | null {
  const { Enabled, AdvertiseClientSettings, Fqdn, Bindings, ImplicitTls, AuthMechanism } = connector;
  if (!Enabled || !AdvertiseClientSettings) return null;
  const binding = parseBinding(Bindings[0] ?? '');
  if (binding === null) return null;
  const encryption = ImplicitTls ? 'SSL' : AuthMechanism.includes('Tls') ? 'TLS' : 'None';
  return { serverName: Fqdn, port: binding.port, encryption };
}
