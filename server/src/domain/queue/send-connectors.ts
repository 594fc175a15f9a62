import type { ByteSize, Credential, TimeSpan, Unlimited } from '@relais/management-contract';

/** A send connector with the properties of Exchange's, by its names. */
export interface SendConnector {
  readonly Guid: string;
  readonly Name: string;
  readonly Enabled: boolean;
  /** `SMTP:*;1` */
  readonly AddressSpaces: readonly string[];
  /** The recipients' own mail exchangers; otherwise the smart hosts. */
  readonly DNSRoutingEnabled: boolean;
  /** `mail.isp.test`, `192.0.2.1`, `[192.0.2.1]`; each may carry a port of its own, `mail.isp.test:587`. */
  readonly SmartHosts: readonly string[];
  readonly SmartHostAuthMechanism:
    | 'None'
    | 'BasicAuth'
    | 'BasicAuthRequireTLS'
    | 'ExchangeServer'
    | 'ExternalAuthoritative';
  /** For the smart hosts. Kept in the data directory, never printed. */
  readonly AuthenticationCredential: Credential | null;
  readonly Port: number;
  /** What EHLO says; `null`: the server's own. */
  readonly Fqdn: string | null;
  readonly RequireTLS: boolean;
  readonly TlsAuthLevel: 'EncryptionOnly' | 'CertificateValidation' | 'DomainValidation' | null;
  readonly TlsDomain: string | null;
  readonly IgnoreSTARTTLS: boolean;
  readonly ForceHELO: boolean;
  readonly MaxMessageSize: ByteSize | Unlimited;
  readonly ConnectionInactivityTimeOut: TimeSpan;
  readonly SmtpMaxMessagesPerConnection: number;
  readonly SourceIPAddress: string | null;
  readonly ProtocolLoggingLevel: 'None' | 'Verbose';
  readonly Comment: string;
  readonly IsScopedConnector: boolean;
  readonly FrontendProxyEnabled: boolean;
  readonly UseExternalDNSServersEnabled: boolean;
  readonly DomainSecureEnabled: boolean;
  readonly CloudServicesMailEnabled: boolean;
  readonly WhenCreated: number;
  readonly WhenChanged: number;
}

/** The send connectors of the organisation. Changes count at once for the next connection. */
export interface SendConnectors {
  list(): readonly SendConnector[];
  /** @throws SendConnectorError */
  create(connector: SendConnector): Promise<void>;
  /** @throws SendConnectorError */
  update(guid: string, change: Partial<SendConnector>): Promise<SendConnector>;
  remove(guid: string): Promise<void>;
  onChange(listener: () => void): () => void;
}
