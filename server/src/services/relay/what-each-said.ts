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
  // One host among several that cannot help does not speak for the others.
  const permanent = refused.every(({ refusal }) => refusal.permanent) && unfound.length === 0;
  const refusal = {
    ...last.refusal,
    permanent,
    ...(permanent ? {} : { status: last.refusal.status.replace(/^5/, '4') }),
  };
  if (others.length === 0) return refusal;
  const { address, port } = last.host;
  const endpoint = `The last endpoint attempted was ${address.includes(':') ? `[${address}]` : address}:${port}.`;
  return {
    ...refusal,
    text: `451 4.4.0 Primary target IP address responded with: "${first}." ${failover} ${endpoint} Alternate hosts: ${others.join('; ')}`,
  };
}

/** The same without its code, which no server said (RFC 3464 §2.3.6). */
export function withoutOwnCode(text: string): string {
  return text.replace(primary, '');
}
