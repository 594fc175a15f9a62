import { oneLine } from './header-parts.ts';
import type { EmailAddress } from '../mail/mail-types.ts';

/** `Lina <lina@example.test>, bob@example.test` taken apart; what is no address comes back in `wrong`. */
export function parseRecipients(text: string): {
  readonly addresses: readonly EmailAddress[];
  readonly wrong: readonly string[];
} {
  const addresses: EmailAddress[] = [];
  const wrong: string[] = [];
  for (const piece of text.match(/(?:"[^"]*"|<[^>]*>|[^,;])+/g) ?? []) {
    const part = piece.trim();
    if (part === '') continue;
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
