import { randomUUID } from 'node:crypto';
import { ByteSize, TimeSpan } from '@relais/management-contract';
import type { SendConnector } from './send-connectors.ts';

/** What a send connector has where nothing was said (reference §2.3, §7.1). */
export function newSendConnector(
  now: number,
  given: Partial<SendConnector> & Pick<SendConnector, 'Name' | 'AddressSpaces'>,
): SendConnector {
  return {
    Guid: randomUUID(),
    Enabled: true,
    // Naming smart hosts is meant so; Exchange wants DNSRoutingEnabled $false said beside them.
    DNSRoutingEnabled: (given.SmartHosts ?? []).length === 0,
    SmartHosts: [],
    SmartHostAuthMechanism: 'None',
    AuthenticationCredential: null,
    Port: 25,
    Fqdn: null,
    RequireTLS: false,
    TlsAuthLevel: null,
    TlsDomain: null,
    IgnoreSTARTTLS: false,
    ForceHELO: false,
    MaxMessageSize: new ByteSize(10 * 1024 * 1024),
    ConnectionInactivityTimeOut: TimeSpan.fromSeconds(600),
    SmtpMaxMessagesPerConnection: 20,
    SourceIPAddress: null,
    ProtocolLoggingLevel: 'None',
    Comment: '',
    IsScopedConnector: false,
    FrontendProxyEnabled: false,
    UseExternalDNSServersEnabled: false,
    DomainSecureEnabled: false,
    CloudServicesMailEnabled: false,
    WhenCreated: now,
    WhenChanged: now,
    ...given,
  };
}
