import { AddressSyntaxError, normalizeAddress, normalizeDomain } from '../directory/email-address.ts';
import { DirectoryError } from '../directory/directory.ts';
import { type JunkConfiguration, mostJunkEntries } from './junk-configuration.ts';

/**
 * An entry of a list in the one spelling under which it is kept: an address, or a domain without the `@` that some write
 * before it. @throws DirectoryError
 */
export function junkEntry(text: string): string {
  const written = text.trim();
  try {
    return written.lastIndexOf('@') > 0 ? normalizeAddress(written) : normalizeDomain(written.replace(/^@/, ''));
  } catch (error) {
    if (!(error instanceof AddressSyntaxError)) throw error;
    const shown = JSON.stringify(text.slice(0, 100));
    throw new DirectoryError(
      'address-invalid',
      `${shown} is neither an address nor a domain; write one as user@contoso.com or contoso.com.`,
      `${shown} n’est ni une adresse ni un domaine ; écrivez user@contoso.com ou contoso.com.`,
    );
  }
}

/** The lists of `configuration` as they are kept: each entry once. @throws DirectoryError */
export function checkedJunkLists(configuration: JunkConfiguration): JunkConfiguration {
  const listed = (entries: readonly string[]): readonly string[] => {
    const once = [...new Set(entries.map(junkEntry))];
    if (once.length <= mostJunkEntries) return once;
    throw new DirectoryError(
      'address-invalid',
      `A list has at most ${mostJunkEntries} entries; this would have ${once.length}.`,
      `Une liste a au plus ${mostJunkEntries} entrées ; celle-ci en aurait ${once.length}.`,
    );
  };
  const trustedSenders = listed(configuration.trustedSenders);
  const blockedSenders = listed(configuration.blockedSenders);
  const both = trustedSenders.find((entry) => blockedSenders.includes(entry));
  if (both !== undefined)
    throw new DirectoryError(
      'address-invalid',
      `"${both}" cannot be both trusted and blocked.`,
      `« ${both} » ne peut pas être à la fois approuvé et bloqué.`,
    );
  return {
    ...configuration,
    trustedSenders,
    blockedSenders,
    trustedRecipients: listed(configuration.trustedRecipients),
  };
}

/** The lists once an entry (as `junkEntry` gives it) stands in the one that is named, or in neither. */
export function withSenderAs(
  { trustedSenders, blockedSenders }: JunkConfiguration,
  entry: string,
  as: 'trusted' | 'blocked' | 'neither',
): Pick<JunkConfiguration, 'trustedSenders' | 'blockedSenders'> {
  const without = (entries: readonly string[]): readonly string[] => entries.filter((one) => one !== entry);
  return {
    trustedSenders: as === 'trusted' ? [...without(trustedSenders), entry] : without(trustedSenders),
    blockedSenders: as === 'blocked' ? [...without(blockedSenders), entry] : without(blockedSenders),
  };
}

/**
 * How closely a list names an address: the length of its domain, or more where it names the address itself; 0: not at all. A
 * domain names its subdomains too.
 */
export function namedHowClosely(entries: readonly string[], address: string): number {
  if (entries.length === 0) return 0;
  let known: string;
  try {
    known = normalizeAddress(address);
  } catch (error) {
    if (error instanceof AddressSyntaxError) return 0;
    throw error;
  }
  if (entries.includes(known)) return 1000;
  const domain = known.slice(known.lastIndexOf('@') + 1);
  const covers = (entry: string): boolean => domain === entry || domain.endsWith(`.${entry}`);
  return entries.reduce((most, entry) => (covers(entry) ? Math.max(most, entry.length) : most), 0);
}
