import { isAsciiText, oneLine } from './ascii-text.ts';
import type { Parameter } from './mime-part.ts';
import { decodeParameter } from './parameters.ts';

/** RFC 2231 §4: values beyond ASCII as `name*`, cut into segments where they are long (§3); all others as they are. */
export function asciiParameters(parameters: readonly Parameter[]): Parameter[] {
  const isWide = new Set(parameters.filter(({ value }) => !isAsciiText(value)).map(({ name }) => plainName(name)));
  const written = new Map<string, readonly Parameter[]>();
  for (const [index, parameter] of parameters.entries()) {
    const plain = plainName(parameter.name);
    if (!isWide.has(plain)) written.set(` ${index}`, [{ ...parameter, name: asciiName(parameter.name) }]);
    // All segments of a value together, where the first of them stands.
    else if (!written.has(plain)) written.set(plain, extendedParameter(asciiName(plain), decoded(parameters, plain)));
  }
  return [...written.values()].flat();
}

function decoded(parameters: readonly Parameter[], plain: string): string {
  const own = parameters.filter(({ name }) => plainName(name) === plain);
  return oneLine(
    decodeParameter(own, plain) ?? decodeParameter([{ name: plain, value: own[0]?.value ?? '' }], plain) ?? '',
  );
}

function plainName(name: string): string {
  return name.replace(/\*.*$/s, '');
}

function asciiName(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?');
}

function extendedParameter(name: string, text: string): Parameter[] {
  const segments: string[] = [];
  let segment = "utf-8''";
  for (const character of text) {
    const encoded = /[A-Za-z0-9._~-]/.test(character) ? character : percentEncoded(character);
    if (segment.length + encoded.length > 60) {
      segments.push(segment);
      segment = '';
    }
    segment += encoded;
  }
  segments.push(segment);
  if (segments.length === 1) return [{ name: `${name}*`, value: segment }];
  return segments.map((value, index) => ({ name: `${name}*${index}*`, value }));
}

function percentEncoded(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
