import { invalidArguments } from './method-error.ts';

// What the conditions of filters take, each by its name. All throw MethodError 'invalidArguments'.

export function text(name: string, value: unknown): string {
  if (typeof value !== 'string') throw invalidArguments(`${name} takes text.`);
  return value;
}

export function textOrNull(name: string, value: unknown): string | null {
  return value === null ? null : text(name, value);
}

export function texts(name: string, value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw invalidArguments(`${name} is an array of ids.`);
  return value.map((id) => text(name, id));
}

export function truth(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw invalidArguments(`${name} is true or false.`);
  return value;
}

export function size(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw invalidArguments(`${name} takes a number of octets.`);
  }
  return value;
}

/** RFC 8620 §1.4. Without a zone it would be read in the server's own. */
export function moment(name: string, value: unknown): number {
  const isWithZone = typeof value === 'string' && /T.*(?:Z|[+-]\d\d:\d\d)$/.test(value);
  const time = isWithZone ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw invalidArguments(`${name} takes a UTC date such as 2026-01-31T08:00:00Z.`);
  return time;
}
