import type { LocalisedText } from '@relais/management-contract';
import { AddressSyntaxError, normalizeAddress } from '../directory/email-address.ts';

/**
 * Why a text may not stand in the From of reports; `null`: it may. What is no address, such as one with a line end, would
 * begin fields of its own there, and US-ASCII is what every recipient's server takes.
 */
export function refusePostmaster(text: string): LocalisedText | null {
  try {
    if (/^[!-~]+$/.test(normalizeAddress(text))) return null;
  } catch (error) {
    if (!(error instanceof AddressSyntaxError)) throw error;
  }
  const shown = JSON.stringify(text.slice(0, 100));
  return {
    en: `${shown} is not an e-mail address in US-ASCII; one looks like postmaster@contoso.com.`,
    fr: `${shown} n’est pas une adresse de messagerie en US-ASCII ; par exemple postmaster@contoso.com.`,
  };
}
