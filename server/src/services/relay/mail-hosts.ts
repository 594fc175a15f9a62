import { isIP } from 'node:net';
import { DnsError, type MailResolver } from './resolver.ts';

/** One address to try. */
export interface MailHost {
  /** For the certificate and for logs. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Its name comes from a setting or from an authenticated answer, not from a DNS that anybody could have answered. */
  readonly isGenuine?: boolean;
}

/** Why a domain cannot be reached; `permanent`: trying again will not help. */
export interface HostRefusal {
  readonly permanent: boolean;
  /** RFC 3463. */
  readonly status: string;
  readonly text: string;
}

export type MailHosts =
  | {
      readonly hosts: readonly MailHost[];
      /** Why others that belong to them have no address. */
      readonly unfound?: readonly string[];
    }
  | { readonly refusal: HostRefusal };

/** RFC 5321 §5.1: a limit on how many addresses one attempt may take. */
const mostHosts = 10;

/**
 * The hosts of a domain in the order to try them (RFC 5321 §5.1). `random` spreads hosts of equal preference.
 * `isOwnName` says which names are this server's: from there on the list is cut, so that no loop begins.
 */
export async function findMailHosts(
  domain: string,
  options: {
    readonly resolver: MailResolver;
    readonly port: number;
    readonly random: () => number;
    readonly isOwnName: (name: string) => boolean;
  },
): Promise<MailHosts> {
  const { resolver, port, random, isOwnName } = options;
  const literal = addressLiteral(domain);
  if (literal !== null) return { hosts: [{ name: domain, address: literal, port }] };
  if (domain.startsWith('['))
    return { refusal: { permanent: true, status: '5.1.2', text: `${domain} is no address literal` } };
  try {
    const records = await resolver.mx(domain);
    // RFC 7505 §3: a single record with the root as its exchange: the domain takes no mail.
    if (records.length > 0 && records.every(({ exchange }) => exchange === '' || exchange === '.'))
      return { refusal: { permanent: true, status: '5.1.10', text: `${domain} does not accept mail (null MX)` } };
    const ordered = [...records]
      .map((record) => ({ ...record, exchange: record.exchange.replace(/\.$/, ''), spread: random() }))
      .sort((one, other) => one.priority - other.priority || one.spread - other.spread);
    const own = ordered.find(({ exchange }) => isOwnName(exchange));
    const usable = own === undefined ? ordered : ordered.filter(({ priority }) => priority < own.priority);
    if (own !== undefined && usable.length === 0)
      return {
        refusal: {
          permanent: true,
          status: '5.4.6',
          text: `mail for ${domain} would come back here: its best mail exchanger is ${own.exchange}, this server`,
        },
      };
    // RFC 5321 §5.1: without MX the domain itself is the host.
    const names = records.length === 0 ? [domain] : usable.map(({ exchange }) => exchange);
    return await addressesOf(names, domain, resolver, port);
  } catch (error) {
    return { refusal: refusalOf(error, domain) };
  }
}

/** The addresses of a smart host. It is a setting: what is wrong with it is put right, and then mail goes on. */
export async function findSmartHost(
  host: string,
  options: { readonly resolver: MailResolver; readonly port: number },
): Promise<MailHosts> {
  if (isIP(host) !== 0) return { hosts: [{ name: host, address: host, port: options.port }] };
  try {
    const found = await addressesOf([host], host, options.resolver, options.port);
    return 'refusal' in found ? unroutable(`the smart host ${host} has no address`) : found;
  } catch (error) {
    return error instanceof DnsError && error.kind === 'no-such-name'
      ? unroutable(`the smart host ${host} is not in the DNS`)
      : { refusal: refusalOf(error, host) };
  }
}

/** RFC 3463 §3.5: X.4.4, unable to route. */
const unroutable = (text: string): MailHosts => ({ refusal: { permanent: false, status: '4.4.4', text } });

async function addressesOf(
  names: readonly string[],
  domain: string,
  resolver: MailResolver,
  port: number,
): Promise<MailHosts> {
  const hosts: MailHost[] = [];
  let failure: unknown = null;
  for (const name of names) {
    if (hosts.length >= mostHosts) break;
    try {
      for (const address of inTurn(await resolver.addresses(name))) hosts.push({ name, address, port });
    } catch (error) {
      // One exchanger that cannot be found leaves the others; a temporary failure keeps the message waiting.
      if (failure === null || (error instanceof DnsError && error.kind === 'temporary')) failure = error;
    }
  }
  if (hosts.length > 0) return { hosts: hosts.slice(0, mostHosts) };
  const isDomain = names.length === 1 && names[0] === domain;
  if (failure !== null && (isDomain || !(failure instanceof DnsError) || failure.kind === 'temporary')) throw failure;
  // The domain exists, with mail exchangers that do not: whoever wrote the address has made no mistake.
  const lack = failure === null ? 'no address' : 'no entry in the DNS';
  const text = `${names.join(', ')} ${names.length > 1 ? 'have' : 'has'} ${lack}: ${domain} cannot be reached`;
  return { refusal: { permanent: true, status: '5.4.4', text } };
}

/** IPv6 and IPv4 in turn, IPv6 first: where one of them leads nowhere, the other is not far (RFC 8305 §4). */
function inTurn(addresses: readonly string[]): readonly string[] {
  const six = addresses.filter((address) => isIP(address) === 6);
  const four = addresses.filter((address) => isIP(address) !== 6);
  return Array.from({ length: Math.max(six.length, four.length) }, (_, at) => [six[at], four[at]])
    .flat()
    .filter((address) => address !== undefined);
}

function refusalOf(error: unknown, domain: string): HostRefusal {
  if (!(error instanceof DnsError)) throw error;
  return error.kind === 'no-such-name'
    ? { permanent: true, status: '5.1.2', text: `the domain ${domain} does not exist` }
    : { permanent: false, status: '4.4.3', text: error.message };
}

/** RFC 5321 §4.1.3; `null`: no literal that can be read. */
function addressLiteral(domain: string): string | null {
  const inside = /^\[(?:ipv6:)?([^\]]+)\]$/i.exec(domain)?.[1];
  return inside !== undefined && isIP(inside) !== 0 ? inside : null;
}
