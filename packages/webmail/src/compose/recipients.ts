import { oneLine } from './header-parts.ts';
import type { EmailAddress } from '../mail/mail-types.ts';

/**
 * Names and addresses between separators; a comma in quotes or brackets separates nothing. No bracket stands within brackets, or each of
 * many that stay open would be followed to the end: a `mailto:` link of 400 KB held the page for minutes.
 */
const piece = /(?:"[^"]*"|<[^<>]*>|[^,;])+/g;

/** Each recipient as it was written: `Lina <lina@example.test>, bob` gives `Lina <lina@example.test>` and `bob`. */
export function recipientPieces(text: string): readonly string[] {
  return (text.match(piece) ?? []).map((part) => part.trim()).filter((part) => part !== '');
}

/** What stands behind the last separator, and what comes before it, the separator included. */
export function splitTyped(text: string): { readonly before: string; readonly typed: string } {
  const last = [...text.matchAll(piece)].at(-1);
  const isOpen = last !== undefined && last.index + last[0].length === text.length;
  const at = isOpen ? last.index : text.length;
  return { before: text.slice(0, at), typed: text.slice(at) };
}

/** `Lina <lina@example.test>, bob@example.test` taken apart; what is no address comes back in `wrong`. */
export function parseRecipients(text: string): {
  readonly addresses: readonly EmailAddress[];
  readonly wrong: readonly string[];
} {
  const addresses: EmailAddress[] = [];
  const wrong: string[] = [];
  for (const part of recipientPieces(text)) {
    const named = /^(.*?)\s*<([^<>\s]+)>$/.exec(part);
    const email = named?.[2] ?? part;
    const name = named?.[1]?.replace(/^"(.*)"$/, '$1').trim() ?? '';
    if (/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(email)) addresses.push({ name: name === '' ? null : name, email });
    else wrong.push(part);
  }
  return { addresses, wrong };
}

export function addressText(addresses: readonly EmailAddress[] | null): string {
  return (addresses ?? [])
    .map(({ name, email }) => {
      if (name === null) return email;
      const line = oneLine(name);
      return `${/[,;"<>]/.test(line) ? `"${line.replaceAll('"', '')}"` : line} <${email}>`;
    })
    .join(', ');
}
