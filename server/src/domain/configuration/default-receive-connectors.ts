import { randomUUID } from 'node:crypto';
import { ByteSize, TimeSpan, Unlimited } from '@relais/management-contract';
import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import { firstRunBindings } from './binding.ts';
import type { ReceiveConnector } from './receive-connectors.ts';

/** Every address, as Exchange writes it. */
export const everyAddress = ['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '0.0.0.0-255.255.255.255'] as const;

const megabytes = (count: number): ByteSize => new ByteSize(count * 1024 * 1024);

/** What a connector has where nothing was said (reference §2.1, §2.3; docs/decisions/0003-receive-connectors.md). */
export function newReceiveConnector(
  server: ServerFacts,
  now: number,
  given: Partial<ReceiveConnector> & Pick<ReceiveConnector, 'Name'>,
): ReceiveConnector {
  return {
    Guid: randomUUID(),
    TransportRole: 'FrontendTransport',
    Enabled: true,
    Bindings: firstRunBindings(server, 25),
    RemoteIPRanges: everyAddress,
    Fqdn: server.fqdn,
    Banner: null,
    Comment: '',
    AuthMechanism: ['Tls'],
    PermissionGroups: [],
    ImplicitTls: false,
    Lmtp: false,
    ExtendedRights: [],
    XClientAddresses: [],
    ProxyProtocolAddresses: [],
    AdvertiseClientSettings: false,
    ConnectionTimeout: TimeSpan.fromSeconds(600),
    ConnectionInactivityTimeout: TimeSpan.fromSeconds(300),
    MaxInboundConnection: 5000,
    MaxInboundConnectionPerSource: 20,
    MaxInboundConnectionPercentagePerSource: 2,
    MaxMessageSize: megabytes(36),
    MaxHeaderSize: new ByteSize(128 * 1024),
    MaxHopCount: 60,
    MaxLocalHopCount: 8,
    MaxLogonFailures: 3,
    MaxProtocolErrors: 5,
    MaxRecipientsPerMessage: 200,
    MessageRateLimit: Unlimited.value,
    MessageRateSource: ['IPAddress'],
    TarpitInterval: TimeSpan.fromSeconds(5),
    MaxAcknowledgementDelay: TimeSpan.fromSeconds(30),
    RequireTLS: false,
    RequireEHLODomain: false,
    DomainSecureEnabled: false,
    LongAddressesEnabled: false,
    OrarEnabled: false,
    SuppressXAnonymousTls: false,
    BareLinefeedRejectionEnabled: false,
    BinaryMimeEnabled: true,
    ChunkingEnabled: true,
    DeliveryStatusNotificationEnabled: true,
    EightBitMimeEnabled: true,
    EnhancedStatusCodesEnabled: true,
    PipeliningEnabled: true,
    SmtpUtf8Enabled: true,
    EnableAuthGSSAPI: false,
    SizeEnabled: 'Enabled',
    ProtocolLoggingLevel: 'None',
    ExtendedProtectionPolicy: 'None',
    TlsCertificateName: null,
    TlsDomainCapabilities: [],
    ServiceDiscoveryFqdn: null,
    DefaultDomain: null,
    WhenCreated: now,
    WhenChanged: now,
    ...given,
  };
}

/** The connectors of a first run: mail from the world on 25, from our users on 587 (STARTTLS) and 465 (implicit TLS). */
export function defaultReceiveConnectors(server: ServerFacts, now: number): readonly ReceiveConnector[] {
  const fromUsers: Partial<ReceiveConnector> = {
    AuthMechanism: ['Tls', 'Integrated', 'BasicAuth', 'BasicAuthRequireTLS'],
    PermissionGroups: ['ExchangeUsers'],
    MaxMessageSize: megabytes(35),
    MessageRateSource: ['User'],
    EnableAuthGSSAPI: true,
  };
  return [
    newReceiveConnector(server, now, {
      Name: `Default Frontend ${server.serverName}`,
      AuthMechanism: ['Tls', 'Integrated', 'BasicAuth', 'BasicAuthRequireTLS', 'ExchangeServer'],
      PermissionGroups: ['AnonymousUsers', 'ExchangeServers', 'ExchangeLegacyServers'],
      ProtocolLoggingLevel: 'Verbose',
    }),
    newReceiveConnector(server, now, {
      ...fromUsers,
      Name: `Client Frontend ${server.serverName}`,
      Bindings: firstRunBindings(server, 587),
    }),
    newReceiveConnector(server, now, {
      ...fromUsers,
      Name: `Client Submissions TLS ${server.serverName}`,
      Bindings: firstRunBindings(server, 465),
      // RFC 8314 §3.3.
      ImplicitTls: true,
    }),
  ];
}
