import type { Directory } from './directory.ts';
import { normalizeAddress } from './email-address.ts';
import { isOurDomain } from './find-mailbox.ts';
import { nameKey } from './named-index.ts';

/**
 * The one spelling of what was typed as a user name, whether somebody is called so or not: `anna`, ` Anna`, `DOMAIN\anna` and
 * `anna@` the default domain are the same. What is derived from it says nothing about who exists.
 */
export function loginName(
  { acceptedDomains, organizationName }: Pick<Directory, 'acceptedDomains' | 'organizationName'>,
  userName: string,
): string {
  const written = userName.trim();
  const backslash = written.indexOf('\\');
  const isOurs = backslash > 0 && isOurDomain(acceptedDomains(), organizationName, written.slice(0, backslash));
  const name = isOurs ? written.slice(backslash + 1) : written;
  if (name.includes('\\')) return nameKey(name);
  const domain = acceptedDomains().find(({ isDefault }) => isDefault)?.domainName ?? '';
  const address = name.includes('@') ? name : `${name}@${domain}`;
  try {
    return normalizeAddress(address);
  } catch {
    return nameKey(address);
  }
}
