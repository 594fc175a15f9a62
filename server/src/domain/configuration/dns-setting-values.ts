import { isIP } from 'node:net';
import type { LocalisedText } from '@relais/management-contract';
import { AddressSyntaxError, normalizeDomain } from '../directory/email-address.ts';

/** Why a text may not be a resolver; `null`: it may. With one that nobody can ask no mail would leave. */
export function refuseDnsServer(text: string): LocalisedText | null {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const [, bracketed, plain, port] = match ?? [null, null, text];
  const isAddress = bracketed == null ? isIP(plain ?? '') !== 0 : isIP(bracketed) === 6;
  if (isAddress && (port == null || (Number(port) > 0 && Number(port) < 65_536))) return null;
  return {
    en: `"${text}" is not the address of a DNS server; write one as 192.0.2.53, 127.0.0.1:5353 or [2001:db8::53]:53.`,
    fr: `« ${text} » n’est pas l’adresse d’un serveur DNS ; écrivez 192.0.2.53, 127.0.0.1:5353 ou [2001:db8::53]:53.`,
  };
}

/** Why a text may not be the zone of a block list; `null`: it may. Nothing would ever stand in one that is no domain name. */
export function refuseBlockList(text: string): LocalisedText | null {
  try {
    normalizeDomain(text);
    return null;
  } catch (error) {
    if (!(error instanceof AddressSyntaxError)) throw error;
    return {
      en: `"${text}" is not the zone of a block list; one looks like zen.spamhaus.org.`,
      fr: `« ${text} » n’est pas la zone d’une liste noire ; par exemple zen.spamhaus.org.`,
    };
  }
}
