import type { Directory } from '../../domain/directory/directory.ts';

const addressForm = /^[^\s@<>"'&\p{Cc}]{1,64}@([\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,251}[\p{L}\p{N}])?)$/u;

/** The e-mail address in a client's question, if it can be one. */
export function askedAddress(text: string | undefined): { readonly address: string; readonly domain: string } | null {
  const domain = addressForm.exec(text ?? '')?.[1];
  return text === undefined || domain === undefined ? null : { address: text, domain: domain.toLowerCase() };
}

/**
 * Whether we answer for the domain. Only the domain is looked at, never who exists in it: a stranger learns nothing
 * about users from any of these addresses.
 */
export function isOurDomain(directory: Directory, domain: string): boolean {
  return directory.acceptedDomains().some((accepted) => accepted.domainName === domain);
}

/** The domain that clients get when they name none. */
export function defaultDomain(directory: Directory): string | null {
  const domains = directory.acceptedDomains();
  return (domains.find((domain) => domain.isDefault) ?? domains[0])?.domainName ?? null;
}
