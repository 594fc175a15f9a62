import { EnumFlags, type ManagementObject, type ManagementValue } from '@relais/management-contract';
import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import { directoryTail, serverDistinguishedName } from '../../directory-names.ts';
import type { ManagementServices } from '../../engine/services.ts';

/** Reference §2.5, in the captured order; ours comes last before the tail. */
const order =
  `AuthMechanism Banner BinaryMimeEnabled Bindings ChunkingEnabled DefaultDomain DeliveryStatusNotificationEnabled EightBitMimeEnabled
  SmtpUtf8Enabled BareLinefeedRejectionEnabled DomainSecureEnabled EnhancedStatusCodesEnabled LongAddressesEnabled OrarEnabled SuppressXAnonymousTls
  ProxyEnabled AdvertiseClientSettings Fqdn ServiceDiscoveryFqdn TlsCertificateName Comment Enabled ConnectionTimeout ConnectionInactivityTimeout
  MessageRateLimit MessageRateSource MaxInboundConnection MaxInboundConnectionPerSource MaxInboundConnectionPercentagePerSource MaxHeaderSize
  MaxHopCount MaxLocalHopCount MaxLogonFailures MaxMessageSize MaxProtocolErrors MaxRecipientsPerMessage PermissionGroups PipeliningEnabled
  ProtocolLoggingLevel RemoteIPRanges RequireEHLODomain RequireTLS EnableAuthGSSAPI ExtendedProtectionPolicy LiveCredentialEnabled
  TlsDomainCapabilities Server TransportRole SizeEnabled TarpitInterval MaxAcknowledgementDelay ImplicitTls Lmtp XClientAddresses
  ProxyProtocolAddresses`.split(/\s+/);

export function receiveConnectorObject(services: ManagementServices, connector: ReceiveConnector): ManagementObject {
  const { server } = services;
  const values: Readonly<Record<string, unknown>> = {
    ...connector,
    ProxyEnabled: false,
    LiveCredentialEnabled: false,
    Server: server.name,
  };
  const properties = order.map((name) => [name, shown(name, values[name])] as const);
  return {
    ...Object.fromEntries(properties),
    ...directoryTail(services, {
      name: connector.Name,
      distinguishedName: receiveConnectorDistinguishedName(services, connector),
      identity: `${server.name}\\${connector.Name}`,
      guid: connector.Guid,
      schemaClass: 'ms-Exch-Smtp-Receive-Connector',
      objectClass: ['top', 'msExchSmtpReceiveConnector'],
      whenCreated: connector.WhenCreated,
      whenChanged: connector.WhenChanged,
      withId: true,
    }),
  };
}

export function receiveConnectorDistinguishedName(services: ManagementServices, { Name }: ReceiveConnector): string {
  return `CN=${Name},CN=SMTP Receive Connectors,CN=Protocols,${serverDistinguishedName(services)}`;
}

const flags = new Set(['AuthMechanism', 'PermissionGroups', 'MessageRateSource']);

function shown(name: string, value: unknown): ManagementValue {
  if (flags.has(name)) return new EnumFlags(value as readonly string[]);
  return (value ?? null) as ManagementValue;
}
