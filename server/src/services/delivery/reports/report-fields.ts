import { decodeHeader } from '@relais/mime';

/** The fields of a report part (RFC 3464 §2.1, RFC 8098 §3.1): groups of them, blank lines between; names in lower case, the first of each. */
export function reportFields(text: string): readonly ReadonlyMap<string, string>[] {
  return text
    .replaceAll(/\r?\n[ \t]+(?=\S)/g, ' ')
    .split(/(?:\r?\n[ \t]*){2,}/)
    .slice(0, mostGroups)
    .map(fieldsOf)
    .filter(({ size }) => size > 0);
}

const mostGroups = 501;

function fieldsOf(group: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of group.split(/\r?\n/)) {
    const match = /^([!-9;-~]+)[ \t]*:(.*)$/.exec(line);
    if (match?.[1] === undefined || fields.has(match[1].toLowerCase())) continue;
    fields.set(match[1].toLowerCase(), decodeHeader(Buffer.from(match[2] ?? '')).trim());
  }
  return fields;
}

/** `rfc822; lina@example.test`, in lower case; `null`: it is of another type, or no address (RFC 3464 §2.3.1, RFC 6533 §3). */
export function reportedAddress(value: string | undefined): string | null {
  const match = /^\s*(rfc822|utf-8)\s*;/i.exec(value ?? '');
  const named = (value ?? '').slice(match?.[0].length).trim();
  // A stranger wrote it: no expression here that tries every "@" of a hundred thousand.
  if (match?.[1] === undefined || /\s/.test(named) || !named.slice(1, -1).includes('@')) return null;
  const address = named.replace(/^<(.*)>$/, '$1').toLowerCase();
  if (match[1].toLowerCase() === 'rfc822') return address;
  return address.replaceAll(/\\x\{([0-9a-f]{2,6})\}/g, (escape, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code > 0x10_ff_ff ? escape : String.fromCodePoint(code);
  });
}
