import type { CommandScanner } from '../command-scanner.ts';
import { readPositiveNumber } from '../grammar/number.ts';

/** RFC 10022: how many messages a batch has, and which batches (1 is that of the newest messages), maybe backwards; default: all. */
export interface UidBatchesRequest {
  readonly name: 'UIDBATCHES';
  readonly size: number;
  readonly batches?: { readonly from: number; readonly to: number };
}

export function parseUidBatches(scanner: CommandScanner): UidBatchesRequest {
  scanner.expect(' ', 'before the size of a batch');
  const size = readPositiveNumber(scanner, 'the size of a batch');
  if (!scanner.skip(' ')) return { name: 'UIDBATCHES', size };
  const from = readPositiveNumber(scanner, 'the first batch');
  const to = scanner.skip(':') ? readPositiveNumber(scanner, 'the last batch') : from;
  return { name: 'UIDBATCHES', size, batches: { from, to } };
}
