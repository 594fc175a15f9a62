import { isIP } from 'node:net';
import type { SendConnector } from '../../domain/queue/send-connectors.ts';
import { parseSmartHost } from '../../domain/queue/smart-host.ts';
import { namesDomain } from '../../domain/configuration/secured-domain.ts';
import type { TlsCredentials } from '../../platform/tls/tls-credentials.ts';
import type { NextHop } from '../../domain/queue/next-hop.ts';
import type { TlsFault } from '../../domain/reports/tls-observation.ts';
import { type SessionEnds, silentProtocolLog as nowhere } from '../../platform/protocol-log/protocol-log.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { findMailHosts, findSmartHost, type HostRefusal, type MailHost, type MailHosts } from './mail-hosts.ts';
import { demandsOf, type HostDemand, type SecurityParts } from './host-security.ts';
import type { OutboundLogs } from './outbound-logs.ts';
import type { MailResolver } from './resolver.ts';
import type { SilentAddresses } from './silent-addresses.ts';
import type { SmartHostTurns } from './smart-host-turns.ts';
import { type AppliedPolicy, type NoteTls, TlsObserver } from './tls-observer.ts';
import { whatEachSaid } from './what-each-said.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { HostUnusable } from './host-unusable.ts';
import { SmtpConnection } from './smtp-connection.ts';

export interface CourierParts {
  readonly resolver: MailResolver;
  readonly clock: Clock;
  readonly random: () => number;
  /** This server's name, for EHLO and to see that mail would come back. */
  readonly fqdn: string;
  /** Authorities that certificates are checked against instead of the machine's own. */
  readonly authorities: readonly string[] | undefined;
  readonly signal: AbortSignal;
  readonly logs?: OutboundLogs | undefined;
  /** DANE and MTA-STS; absent: nobody asks. */
  readonly security?: SecurityParts | undefined;
  /** Told of the sessions that go by the DNS and are under `security`, for reports; absent: nobody counts them. */
  readonly noteTls?: NoteTls | undefined;
  readonly domainSecurity?: DomainSecurity | undefined;
  /** Which addresses did not answer lately; absent: all are tried as they come. */
  readonly silent?: SilentAddresses | undefined;
  /** Spreads connections over the smart hosts of a connector; absent: they are tried in their order. */
  readonly turns?: SmartHostTurns | undefined;
}

/** Set-TransportConfig -TLSSendDomainSecureList, for send connectors with DomainSecureEnabled. */
export interface DomainSecurity {
  domains(): readonly string[];
  /** What this server shows under a name. */
  credentials(name: string): TlsCredentials;
}

/** How long an address may take to answer while there are others to try; the last one has longer. */
const connectAmongOthersMs = 10_000;

/** `ended`: told when the connection is over. */
export type Reached =
  | { readonly connection: SmtpConnection; readonly ended?: () => void }
  | { readonly refusal: HostRefusal };

/** Opens a connection to the first host of a next hop that takes one. */
export async function reach(
  parts: CourierParts,
  hop: Extract<NextHop, { kind: 'dns' | 'smart-host' }>,
  connector: SendConnector,
): Promise<Reached> {
  const found = await hostsOf(parts, hop, connector);
  if ('refusal' in found) return found;
  const usable = hop.kind === 'smart-host' ? parts.turns?.failing.last(found.hosts) : undefined;
  const hosts = parts.silent?.last(usable ?? found.hosts) ?? found.hosts;
  const options = connectionOptions(parts, connector, hop.kind === 'dns' ? hop.domain : null);
  const observer = hop.kind === 'dns' ? new TlsObserver(hop.domain, parts.noteTls) : undefined;
  // A connector that names its hosts has its own demands; RFC 8689 §4.2.2: mail may say that those of the domain do not count.
  const demands =
    hop.kind === 'dns' && hop.tlsOptional !== true && parts.security !== undefined
      ? await demandsOf(parts.security, hop.domain, hosts, observer)
      : hosts.map((host) => ({ host, demand: null }));
  if ('refusal' in demands) return demands;
  const refused: { readonly host: MailHost; readonly refusal: HostRefusal }[] = [];
  for (const [at, { host: named, demand }] of demands.entries()) {
    if (parts.signal.aborted) break;
    const host = demand === null ? named : { ...named, isGenuine: demand.isGenuine };
    let sendingIp: string | null = null;
    const asked = {
      ...secured(parts, hop, connector, meeting(options, demand)),
      ...(at < demands.length - 1 ? { connectMs: connectAmongOthersMs } : {}),
      openLog: (ends: SessionEnds) => {
        sendingIp = ends.local.address;
        return parts.logs?.conversation(connector, host.name, ends) ?? nowhere.session(host.name, ends);
      },
    };
    const reached = await openWithFallback(host, parts.silent, asked, (outcome) => {
      // What a connector never asks for is no failure of the other side.
      if (demand === null || asked.tls === 'never' || parts.signal.aborted) return;
      const fault = outcome instanceof HostUnusable ? outcome.tlsFault : faultUnder(demand.applied, outcome);
      if (!(outcome instanceof HostUnusable) || fault !== null) observer?.note(demand.applied, host, fault, sendingIp);
    });
    const ended = noteConnection(parts, connector, host, reached);
    if ('connection' in reached) {
      parts.turns?.failing.forget(host);
      return { ...reached, ended };
    }
    if (hop.kind === 'smart-host') parts.turns?.failing.note(host);
    refused.push({ host, refusal: reached.refusal });
  }
  return { refusal: whatEachSaid(refused, found.unfound ?? []) };
}

/** RFC 8460 §4.2.1: whether a session has the TLS that the policy wants; where there is none, any TLS will do. */
function faultUnder({ policy }: AppliedPolicy, { isSecure, tlsFault }: SmtpConnection): TlsFault | null {
  return isSecure && policy.type === 'no-policy-found' ? null : tlsFault;
}

/** The stricter of what the connector and the domain ask for. */
export function meeting(options: ConnectionOptions, demand: HostDemand | null): ConnectionOptions {
  if (demand === null || demand.tls === null) return options;
  const tlsDemand =
    demand.tls === 'named' ? 'the MTA-STS policy of its domain demands' : 'the DNS of its domain demands (DANE)';
  const encrypted = { ...options, tls: 'required', ...(options.tls === 'required' ? {} : { tlsDemand }) } as const;
  switch (demand.tls) {
    case 'encrypted':
      return encrypted;
    case 'named':
      // A name that the connector pins is more than what the domain says of itself.
      return { ...encrypted, tlsLevel: 'name', tlsDomain: options.tlsLevel === 'name' ? options.tlsDomain : null };
    case 'dane':
      return { ...encrypted, tlsLevel: 'dane', tlsa: demand.tlsa, tlsaNames: demand.tlsaNames };
  }
}

/** A domain that an administrator has secured is held to its own name whatever its DNS says, and is shown who we are. */
function secured(
  { domainSecurity, fqdn }: CourierParts,
  hop: Extract<NextHop, { kind: 'dns' | 'smart-host' }>,
  { DomainSecureEnabled, TlsDomain, Fqdn }: SendConnector,
  options: ConnectionOptions,
): ConnectionOptions {
  if (!DomainSecureEnabled || hop.kind !== 'dns' || domainSecurity === undefined) return options;
  if (!namesDomain(domainSecurity.domains(), hop.domain)) return options;
  const credentials = domainSecurity.credentials(Fqdn ?? fqdn);
  return { ...options, tls: 'required', tlsLevel: 'name', tlsDomain: TlsDomain ?? hop.domain, credentials };
}

/** That a connection was made, or why not; what it gives is for the end. */
function noteConnection(parts: CourierParts, connector: SendConnector, host: MailHost, reached: Reached): () => void {
  const session = parts.logs?.connection(connector, host.name, {
    local: { address: parts.fqdn, port: 0 },
    remote: { address: host.address, port: host.port },
  });
  session?.connect();
  if ('refusal' in reached) {
    session?.disconnect(reached.refusal.text);
    return () => {};
  }
  const { connection } = reached;
  session?.info(connection.isSecure ? 'connected, TLS' : 'connected, without TLS');
  return () => session?.disconnect(`Messages: ${connection.sent} Bytes: ${connection.sentBytes}`);
}

async function openWithFallback(
  host: MailHost,
  silent: SilentAddresses | undefined,
  options: ConnectionOptions,
  tell: (outcome: SmtpConnection | HostUnusable) => void,
): Promise<Reached> {
  try {
    const connection = await SmtpConnection.open(host, options);
    tell(connection);
    return { connection };
  } catch (error) {
    if (!(error instanceof HostUnusable)) throw error;
    tell(error);
    // RFC 7435 §4: encryption that nobody asked for must not stop the mail where it fails.
    if (error.inTls && options.tls === 'when-offered')
      return openWithFallback(host, silent, { ...options, tls: 'never' }, () => {});
    if (error.isSilent) silent?.note(host);
    // Whatever a greeting says, it is about the server now and not about a recipient: mail waits.
    return { refusal: { permanent: false, status: error.status.replace(/^5/, '4'), text: error.message } };
  }
}

/** The hosts of a next hop in the order to try them, of the family that the connector sends from. */
export async function hostsOf(
  parts: CourierParts,
  hop: Extract<NextHop, { kind: 'dns' | 'smart-host' }>,
  connector: SendConnector,
): Promise<MailHosts> {
  const found = await allHostsOf(parts, hop, connector);
  const family = isIP(connector.SourceIPAddress ?? '');
  if (family === 0 || 'refusal' in found) return found;
  const hosts = found.hosts.filter(({ address }) => isIP(address) === family);
  if (hosts.length > 0) return { ...found, hosts };
  const text = `the send connector sends from ${connector.SourceIPAddress}, and ${namesOf(found.hosts)} has no IPv${family} address`;
  return { refusal: { permanent: false, status: '4.4.1', text } };
}

function namesOf(hosts: readonly MailHost[]): string {
  return [...new Set(hosts.map(({ name }) => name))].join(', ');
}

async function allHostsOf(
  { resolver, random, fqdn, turns }: CourierParts,
  hop: Extract<NextHop, { kind: 'dns' | 'smart-host' }>,
  connector: SendConnector,
): Promise<MailHosts> {
  if (hop.kind === 'dns') {
    const own = new Set([fqdn, connector.Fqdn ?? fqdn].map((name) => name.toLowerCase()));
    const isOwnName = (name: string): boolean => own.has(name.toLowerCase());
    return findMailHosts(hop.domain, { resolver, random, port: connector.Port, isOwnName });
  }
  const hosts: MailHost[] = [];
  let refusal: HostRefusal = { permanent: false, status: '4.4.4', text: 'the send connector names no smart host' };
  const unfound: string[] = [];
  for (const text of turns?.next(connector) ?? connector.SmartHosts) {
    const smartHost = parseSmartHost(text);
    if (smartHost === null) continue;
    const found = await findSmartHost(smartHost.host, { resolver, port: smartHost.port ?? connector.Port });
    if ('refusal' in found) {
      refusal = found.refusal;
      unfound.push(refusal.text);
    } else hosts.push(...found.hosts.map((host) => ({ ...host, isGenuine: true })));
  }
  return hosts.length === 0
    ? { refusal: { ...refusal, text: unfound.join('; ') || refusal.text } }
    : { hosts, unfound };
}

/** What a connector asks for; `domain`: of the recipients, for one that goes by DNS. */
export function connectionOptions(
  parts: CourierParts,
  connector: SendConnector,
  domain: string | null,
): ConnectionOptions {
  const { RequireTLS, IgnoreSTARTTLS, SmartHostAuthMechanism, TlsAuthLevel, DNSRoutingEnabled } = connector;
  const signsIn = !DNSRoutingEnabled && SmartHostAuthMechanism.startsWith('BasicAuth');
  return {
    helloName: connector.Fqdn ?? parts.fqdn,
    tls:
      RequireTLS || SmartHostAuthMechanism === 'BasicAuthRequireTLS'
        ? 'required'
        : IgnoreSTARTTLS
          ? 'never'
          : 'when-offered',
    tlsLevel:
      TlsAuthLevel === 'DomainValidation' ? 'name' : TlsAuthLevel === 'CertificateValidation' ? 'chain' : 'none',
    // A name from the DNS proves nothing: as with Exchange the certificate has that of the recipients' domain then.
    tlsDomain: connector.TlsDomain ?? (TlsAuthLevel === 'DomainValidation' ? domain : null),
    forceHelo: connector.ForceHELO,
    credential: signsIn ? connector.AuthenticationCredential : null,
    localAddress: connector.SourceIPAddress,
    inactivityMs: connector.ConnectionInactivityTimeOut.milliseconds,
    authorities: parts.authorities,
    clock: parts.clock,
    signal: parts.signal,
  };
}
