import { isIP } from 'node:net';
import { AddressSyntaxError, normalizeDomain } from '../domain/directory/email-address.ts';
import { UsageError } from './command.ts';

interface FirstOptions {
  readonly domain?: string | undefined;
  readonly host?: string | undefined;
}

/**
 * Holds what the first start makes everything of against what it must be, before a directory is made: what got into the
 * data would win over the right word afterwards.
 * @throws UsageError
 */
export function checkFirstOptions({ domain, host }: FirstOptions): void {
  if (domain !== undefined && !isDomain(domain))
    throw new UsageError(`--domain takes a domain name such as contoso.com, not "${domain}"`);
  if (host !== undefined && isIP(host) === 0)
    throw new UsageError(`--host takes an IP address of this machine such as 127.0.0.1 or ::1, not "${host}"`);
}

function isDomain(text: string): boolean {
  try {
    normalizeDomain(text);
    return true;
  } catch (error) {
    if (error instanceof AddressSyntaxError) return false;
    throw error;
  }
}
