import type { ByteSize, TimeSpan, Unlimited } from '@relais/management-contract';

export type AuthMechanism =
  | 'Tls'
  | 'Integrated'
  | 'BasicAuth'
  | 'BasicAuthRequireTLS'
  | 'ExchangeServer'
  | 'ExternalAuthoritative';
export type PermissionGroup =
  | 'AnonymousUsers'
  | 'ExchangeUsers'
  | 'ExchangeServers'
  | 'ExchangeLegacyServers'
  | 'Partners'
  | 'Custom';

/** A receive connector with every property of reference §2.1, by Exchange's names. */
export interface ReceiveConnector {
  readonly Guid: string;
  readonly Name: string;
  readonly TransportRole: 'FrontendTransport' | 'HubTransport';
  readonly Enabled: boolean;
  /** `0.0.0.0:587`, `[::]:587`. */
  readonly Bindings: readonly string[];
  /** `192.0.2.1`, `a-b`, CIDR. */
  readonly RemoteIPRanges: readonly string[];
  readonly Fqdn: string;
  readonly Banner: string | null;
  readonly Comment: string;
  readonly AuthMechanism: readonly AuthMechanism[];
  readonly PermissionGroups: readonly PermissionGroup[];
  /** Ours: connections start with TLS (RFC 8314 §3.3), as on port 465. */
  readonly ImplicitTls: boolean;
  /** Ours: speaks LMTP (RFC 2033) instead of SMTP, with a reply a recipient. */
  readonly Lmtp: boolean;
  /** Rights beyond the groups, and taken from them (connector-rights.ts): `Allow|principal|right`. */
  readonly ExtendedRights: readonly string[];
  /** Ours: proxies that may say who their client is with XCLIENT. */
  readonly XClientAddresses: readonly string[];
  /** Ours: proxies whose connections begin with a PROXY header, version 1 or 2. */
  readonly ProxyProtocolAddresses: readonly string[];
  readonly AdvertiseClientSettings: boolean;
  readonly ConnectionTimeout: TimeSpan;
  readonly ConnectionInactivityTimeout: TimeSpan;
  readonly MaxInboundConnection: number | Unlimited;
  readonly MaxInboundConnectionPerSource: number | Unlimited;
  readonly MaxInboundConnectionPercentagePerSource: number;
  readonly MaxMessageSize: ByteSize;
  readonly MaxHeaderSize: ByteSize;
  readonly MaxHopCount: number;
  readonly MaxLocalHopCount: number;
  readonly MaxLogonFailures: number;
  readonly MaxProtocolErrors: number | Unlimited;
  readonly MaxRecipientsPerMessage: number;
  readonly MessageRateLimit: number | Unlimited;
  readonly MessageRateSource: readonly ('IPAddress' | 'User')[];
  readonly TarpitInterval: TimeSpan;
  readonly MaxAcknowledgementDelay: TimeSpan;
  readonly RequireTLS: boolean;
  readonly RequireEHLODomain: boolean;
  readonly DomainSecureEnabled: boolean;
  readonly LongAddressesEnabled: boolean;
  readonly OrarEnabled: boolean;
  readonly SuppressXAnonymousTls: boolean;
  readonly BareLinefeedRejectionEnabled: boolean;
  readonly BinaryMimeEnabled: boolean;
  readonly ChunkingEnabled: boolean;
  readonly DeliveryStatusNotificationEnabled: boolean;
  readonly EightBitMimeEnabled: boolean;
  readonly EnhancedStatusCodesEnabled: boolean;
  readonly PipeliningEnabled: boolean;
  readonly SmtpUtf8Enabled: boolean;
  readonly EnableAuthGSSAPI: boolean;
  readonly SizeEnabled: 'Enabled' | 'Disabled' | 'EnabledWithoutValue';
  readonly ProtocolLoggingLevel: 'None' | 'Verbose';
  readonly ExtendedProtectionPolicy: 'None' | 'Allow' | 'Require';
  readonly TlsCertificateName: string | null;
  readonly TlsDomainCapabilities: readonly string[];
  readonly ServiceDiscoveryFqdn: string | null;
  readonly DefaultDomain: string | null;
  readonly WhenCreated: number;
  readonly WhenChanged: number;
}

/** The receive connectors of this server. Changes count at once for new connections, as in Exchange's transport. */
export interface ReceiveConnectors {
  list(): readonly ReceiveConnector[];
  create(connector: ReceiveConnector): Promise<void>;
  update(guid: string, change: Partial<ReceiveConnector>): Promise<ReceiveConnector>;
  remove(guid: string): Promise<void>;
  onChange(listener: () => void): () => void;
  /** As of the last web restart: what webmail shows of `AdvertiseClientSettings`, `Fqdn` and `Bindings`. */
  effectiveForWeb(): readonly ReceiveConnector[];
  applyWebRestart(): void;
}
