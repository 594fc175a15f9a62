import type { HeaderField } from '../header-fields.ts';

export type Canonicalization = 'simple' | 'relaxed';

/** A field in canonical form, without its line end (RFC 6376 §3.4.1, §3.4.2). */
export function canonicalField({ name, raw }: HeaderField, how: Canonicalization): string {
  if (how === 'simple') return raw;
  const value = raw.slice(raw.indexOf(':') + 1);
  return `${name}:${value
    .replaceAll('\r\n', '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`;
}

/**
 * The fields that `names` choose, each with its line end: of several with one name the last first (RFC 6376 §5.4.2);
 * names that find none give nothing.
 */
export function chosenFields(fields: readonly HeaderField[], names: readonly string[], how: Canonicalization): string {
  const left = new Map<string, HeaderField[]>();
  for (const field of fields) left.set(field.name, [...(left.get(field.name) ?? []), field]);
  let text = '';
  for (const name of names) {
    const field = left.get(name.toLowerCase())?.pop();
    if (field !== undefined) text += `${canonicalField(field, how)}\r\n`;
  }
  return text;
}

/** A signature field with the value of its `b=` taken out (RFC 6376 §3.5). */
export function withoutSignature(field: HeaderField): HeaderField {
  return { name: field.name, raw: field.raw.replace(/([;:]\s*b[ \t\r\n]*=)[^;]*/, '$1') };
}
