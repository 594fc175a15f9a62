import { ReportError } from './report-error.ts';

const mostText = 255;
/** More than any server sees in a day. */
const mostCount = 1_000_000_000;
const yearMs = 366 * 86_400_000;

/** A text of a report, one line, cut. */
export function boundedText(value: unknown): string {
  // oxlint-disable-next-line no-control-regex -- what a terminal would obey
  return typeof value === 'string'
    ? value
        .replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
        .trim()
        .slice(0, mostText)
    : '';
}

/** A number of messages or sessions. @throws ReportError for what is none. */
export function boundedCount(value: unknown, name: string): number {
  const count = typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0 || count > mostCount)
    throw new ReportError(`${name} is no count: ${shown(value)}`);
  return count;
}

/** The span of a report. @throws ReportError where it cannot be right. */
export function boundedSpan(
  begins: number,
  ends: number,
  now: number,
): { readonly begins: number; readonly ends: number } {
  const isSound = Number.isFinite(begins) && Number.isFinite(ends) && begins <= ends;
  // A clock that is a day ahead is seen now and then.
  if (!isSound || begins < now - yearMs || ends > now + 2 * 86_400_000)
    throw new ReportError(`the span of the report cannot be right: ${begins} to ${ends}`);
  return { begins: Math.floor(begins), ends: Math.floor(ends) };
}

/** The first so many by weight, and the rest left out. */
export function heaviest<T>(all: readonly T[], most: number, weight: (one: T) => number): readonly T[] {
  return all.toSorted((a, b) => weight(b) - weight(a)).slice(0, most);
}

function shown(value: unknown): string {
  return JSON.stringify(boundedText(typeof value === 'string' ? value : String(value)).slice(0, 60));
}
