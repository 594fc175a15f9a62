import type { ManagementObject, ManagementValue } from '@relais/management-contract';
import type { SendConnector } from '../../../domain/queue/send-connectors.ts';
import { directoryTail, organizationDistinguishedName } from '../../directory-names.ts';
import type { ManagementServices } from '../../engine/services.ts';

const order =
  `AddressSpaces CloudServicesMailEnabled Comment ConnectedDomains ConnectionInactivityTimeOut DNSRoutingEnabled DomainSecureEnabled
  Enabled ForceHELO Fqdn FrontendProxyEnabled IgnoreSTARTTLS IsScopedConnector IsSmtpConnector MaxMessageSize Port ProtocolLoggingLevel
  RequireTLS SmartHostAuthMechanism SmartHosts SmartHostsString SmtpMaxMessagesPerConnection SourceIPAddress SourceTransportServers
  TlsAuthLevel TlsDomain UseExternalDNSServersEnabled`.split(/\s+/);

/** Of the credential only the user name is shown. */
export function sendConnectorObject(services: ManagementServices, connector: SendConnector): ManagementObject {
  const values: Readonly<Record<string, unknown>> = {
    ...connector,
    ConnectedDomains: [],
    IsSmtpConnector: true,
    SmartHostsString: connector.SmartHosts.join(','),
    SourceIPAddress: connector.SourceIPAddress ?? '0.0.0.0',
    SourceTransportServers: [services.server.name],
  };
  return {
    ...Object.fromEntries(order.map((name) => [name, (values[name] ?? null) as ManagementValue] as const)),
    AuthenticationCredential: connector.AuthenticationCredential?.userName ?? null,
    ...directoryTail(services, {
      name: connector.Name,
      distinguishedName: sendConnectorDistinguishedName(services, connector),
      identity: connector.Name,
      guid: connector.Guid,
      schemaClass: 'ms-Exch-Routing-SMTP-Connector',
      objectClass: ['top', 'msExchConnector', 'mailGateway', 'msExchRoutingSMTPConnector'],
      whenCreated: connector.WhenCreated,
      whenChanged: connector.WhenChanged,
      withId: true,
    }),
  };
}

export function sendConnectorDistinguishedName(services: ManagementServices, { Name }: SendConnector): string {
  const groups =
    'CN=Connections,CN=Exchange Routing Group (DWBGZMFD01QNBJR),CN=Routing Groups,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups';
  return `CN=${Name},${groups},${organizationDistinguishedName(services)}`;
}
