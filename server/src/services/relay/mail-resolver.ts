import { type DnsClient, DnsFailure, type RecordType, type RecordValues } from '../../platform/dns/dns-client.ts';
import { DnsError, type MailResolver } from './resolver.ts';

/**
 * Asks for mail hosts whom everything else asks too. DANE needs it so: what DNSSEC vouches for must be the very answer
 * that mail goes by (RFC 7672 §2.2.1).
 */
export function createMailResolver(dns: DnsClient): MailResolver {
  async function ask<K extends RecordType>(name: string, type: K): Promise<readonly RecordValues[K][]> {
    try {
      const { kind, values } = await dns.query(name, type);
      if (kind === 'no-such-name') throw new DnsError('no-such-name', `${name} does not exist`);
      return values;
    } catch (cause) {
      if (!(cause instanceof DnsFailure)) throw cause;
      throw new DnsError('temporary', cause.message, { cause });
    }
  }

  return {
    async mx(domain) {
      const records = await ask(domain, 'MX');
      return records.map(({ exchange, preference }) => ({ exchange, priority: preference }));
    },
    async addresses(host) {
      // RFC 6761 §6.3: nobody is asked for it, and many resolvers know nothing of it.
      if (/(?:^|\.)localhost$/i.test(host)) return ['::1', '127.0.0.1'];
      const answers = await Promise.allSettled([ask(host, 'AAAA'), ask(host, 'A')]);
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      const failure = answers.find((answer) => answer.status === 'rejected');
      // One family that answers is enough.
      if (found.length === 0 && failure !== undefined) throw failure.reason;
      return found;
    },
  };
}
