import type { HostRefusal, MailHost } from './mail-hosts.ts';

const failover =
  'Attempted failover to alternate host, but that did not succeed. Either there are no alternate hosts, or delivery failed to all alternate hosts.';
const primary = /^451 4\.4\.0 (?=Primary target IP address responded with: )/;

/**
 * Why none of several hosts took mail, for the queue's LastError: of one what it said, of more in Exchange's words, followed
 * by what each of the others said. `unfound`: those that could not even be looked up.
 */
export function whatEachSaid(
  refused: readonly { readonly host: MailHost; readonly refusal: HostRefusal }[],
  unfound: readonly string[],
): HostRefusal {
  const last = refused.at(-1);
  if (last === undefined) return { permanent: false, status: '4.4.1', text: 'no host was tried' };
  // An address of a host often says what the one before it did.
  const [first, ...others] = new Set([...refused.map(({ refusal }) => refusal.text), ...unfound]);
  if (others.length === 0) return last.refusal;
  const { address, port } = last.host;
  const endpoint = `The last endpoint attempted was ${address.includes(':') ? `[${address}]` : address}:${port}.`;
  return {
    ...last.refusal,
    text: `451 4.4.0 Primary target IP address responded with: "${first}." ${failover} ${endpoint} Alternate hosts: ${others.join('; ')}`,
  };
}

/** The same without its code, which no server said (RFC 3464 §2.3.6). */
export function withoutOwnCode(text: string): string {
  return text.replace(primary, '');
}
