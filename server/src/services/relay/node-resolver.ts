import { Resolver } from 'node:dns/promises';
import { DnsError, type MailResolver } from './resolver.ts';

/** Asks the machine's name servers. */
export function createNodeResolver(): MailResolver {
  const resolver = new Resolver({ timeout: 5000, tries: 3 });

  async function ask<T>(what: string, query: () => Promise<readonly T[]>): Promise<readonly T[]> {
    try {
      return await query();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENODATA') return [];
      if (code === 'ENOTFOUND') throw new DnsError('no-such-name', `${what} does not exist`, { cause: error });
      throw new DnsError('temporary', `the DNS did not answer for ${what} (${code ?? 'unknown'})`, { cause: error });
    }
  }

  return {
    mx: (domain) => ask(domain, () => resolver.resolveMx(domain)),
    async addresses(host) {
      const answers = await Promise.allSettled([
        ask(host, () => resolver.resolve6(host)),
        ask(host, () => resolver.resolve4(host)),
      ]);
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      const failure = answers.find((answer) => answer.status === 'rejected');
      // One family that answers is enough.
      if (found.length === 0 && failure !== undefined) throw failure.reason;
      return found;
    },
  };
}
