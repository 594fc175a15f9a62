import type { CommandScanner } from '../command-scanner.ts';
import { argumentError } from '../syntax-error.ts';

/** RFC 9394 §3.1: positions in a result, counted from its beginning (1:100) or from its end (-1:-100). */
export interface PartialRange {
  readonly fromEnd: boolean;
  /** 1-based, low ≤ high. */
  readonly low: number;
  readonly high: number;
}

const pattern = /-?\d{1,10}:-?\d{1,10}/y;

export function readPartialRange(scanner: CommandScanner): PartialRange {
  const text = scanner.require(pattern, 'a range such as 1:100 or -1:-100');
  const [first = 0, second = 0] = text.split(':').map(Number);
  if (first === 0 || second === 0 || first < 0 !== second < 0) {
    throw argumentError('both ends of PARTIAL must be positive or both negative, and never 0');
  }
  const [a, b] = [Math.abs(first), Math.abs(second)];
  return { fromEnd: first < 0, low: Math.min(a, b), high: Math.max(a, b) };
}

export function formatPartialRange(range: PartialRange): string {
  const sign = range.fromEnd ? '-' : '';
  return `${sign}${range.low}:${sign}${range.high}`;
}
