import { unicodeCasemap } from '../../../domain/mail/unicode-casemap.ts';
import { MethodError } from '../core/method-error.ts';

export type Compare = (a: string, b: string) => number;

const usual = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

const collations: Readonly<Record<string, Compare>> = {
  // RFC 4790 §9.1: the number at the beginning; a text without one comes after all that have one.
  'i;ascii-numeric': (a, b) => byNumber(a) - byNumber(b) || 0,
  // RFC 4790 §9.2: octets, the letters a to z as A to Z.
  'i;ascii-casemap': (a, b) => byOctets(asciiUpper(a), asciiUpper(b)),
  'i;unicode-casemap': (a, b) => byOctets(unicodeCasemap(a), unicodeCasemap(b)),
};

/**
 * The order of a comparator (RFC 8620 §5.5); without a name, the one that people expect of subjects and names.
 * @throws MethodError 'unsupportedSort' for a collation that is not known.
 */
export function collationOf(name: unknown): Compare {
  if (name === undefined || name === null) return (a, b) => usual.compare(a, b);
  const compare = typeof name === 'string' && Object.hasOwn(collations, name) ? collations[name] : undefined;
  if (compare === undefined)
    throw new MethodError('unsupportedSort', `${String(name)} is no collation of this server.`);
  return compare;
}

function byNumber(text: string): number {
  const digits = /^\d+/.exec(text)?.[0];
  return digits === undefined ? Number.MAX_VALUE : Number(digits);
}

function asciiUpper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

function byOctets(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}
