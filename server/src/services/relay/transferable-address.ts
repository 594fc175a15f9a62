import { asciiDomain } from '../../domain/queue/address-space.ts';

/**
 * An address as a server without SMTPUTF8 can take it: U-labels as A-labels (RFC 5891 §4.4). `null`: the part before @
 * is beyond US-ASCII, for which there is no other spelling.
 */
export function transferableAddress(address: string, smtpUtf8: boolean): string | null {
  if (smtpUtf8 || /^[\x20-\x7e]*$/.test(address)) return address;
  const at = address.lastIndexOf('@');
  const [localPart, domain] = [address.slice(0, at), asciiDomain(address.slice(at + 1))];
  return domain !== null && /^[\x20-\x7e]*$/.test(localPart) ? `${localPart}@${domain}` : null;
}
