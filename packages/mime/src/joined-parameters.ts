import type { Parameter } from './mime-part.ts';
import { decodeParameter } from './parameters.ts';

/**
 * Parameters as BODYSTRUCTURE gives them (RFC 9051 §7.5.2): one that was cut into segments (RFC 2231 §3) stands as one
 * in the place of its first, `name` when no segment was percent-encoded and otherwise `name*` in UTF-8. Others are as
 * they were written, and so are segments of which one is missing.
 */
export function joinedParameters(parameters: readonly Parameter[]): readonly Parameter[] {
  if (!parameters.some(({ name }) => name.includes('*'))) return parameters;
  const joined: Parameter[] = [];
  const taken = new Set<string>();
  for (const parameter of parameters) {
    const [, plain] = /^(.+)\*\d+\*?$/.exec(parameter.name) ?? [];
    if (plain === undefined) {
      joined.push(parameter);
      continue;
    }
    if (taken.has(plain)) continue;
    const segments = parameters
      .filter(({ name }) => isSegmentOf(name, plain))
      .sort((a, b) => numberOf(a, plain) - numberOf(b, plain));
    if (!isComplete(segments, plain)) {
      joined.push(parameter);
      continue;
    }
    taken.add(plain);
    joined.push(joinedSegments(segments, plain));
  }
  return joined;
}

function isSegmentOf(name: string, plain: string): boolean {
  return name.startsWith(`${plain}*`) && /^\d+\*?$/.test(name.slice(plain.length + 1));
}

function numberOf({ name }: Parameter, plain: string): number {
  return Number.parseInt(name.slice(plain.length + 1), 10);
}

/** Each number from 0 on, once. */
function isComplete(segments: readonly Parameter[], plain: string): boolean {
  return segments.every((segment, index) => numberOf(segment, plain) === index);
}

function joinedSegments(segments: readonly Parameter[], plain: string): Parameter {
  if (segments.every(({ name }) => !name.endsWith('*')))
    return { name: plain, value: segments.map(({ value }) => value).join('') };
  const language = /^[^']*'([^']*)'/.exec(segments.find(({ name }) => name === `${plain}*0*`)?.value ?? '')?.[1] ?? '';
  const text = decodeParameter(segments, plain) ?? '';
  return { name: `${plain}*`, value: `utf-8'${language}'${percentEncoded(text)}` };
}

/** RFC 2231 §7: attribute-char stands for itself. */
function percentEncoded(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte);
    encoded += /[A-Za-z0-9!#$&+\-.^_`{|}~]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
