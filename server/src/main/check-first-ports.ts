import { firstRunBindings, parseBinding } from '../domain/configuration/binding.ts';
import { listen } from '../platform/net/listener.ts';
import type { ServerFacts } from '../platform/settings/define-settings.ts';

/** SMTP and submission, IMAP4, POP3, HTTP and HTTPS. */
const firstPorts = [25, 587, 465, 143, 993, 110, 995, 80, 443] as const;

/**
 * Opens and closes every port of a first run before anything of it is made. When one cannot be opened, the next start is
 * still a first run: other ports can be chosen, and the passwords have not been made unseen.
 * @throws Error with a sentence for the operator.
 */
export async function checkFirstPorts(server: ServerFacts): Promise<void> {
  for (const binding of firstPorts.flatMap((port) => firstRunBindings(server, port))) {
    const endpoint = parseBinding(binding);
    if (endpoint === null) continue;
    try {
      const listener = await listen({ ...endpoint, onConnection: (transport) => transport.destroy() });
      await listener.close();
    } catch (cause) {
      // The default binds both families; a machine without IPv6 still serves IPv4.
      if (endpoint.address === '::' && hasNoIPv6(cause)) continue;
      throw new Error(`nothing was made, since ${(cause as Error).message}`, { cause });
    }
  }
}

function hasNoIPv6(cause: unknown): boolean {
  const { code } = ((cause as Error).cause ?? {}) as NodeJS.ErrnoException;
  return code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
}
