import { multilineEnd, ScanListing } from '@relais/pop3-codec';
import type { Maildrop } from './maildrop.ts';
import type { Output } from './output.ts';

/** What stands behind a message's number: `prefix` and a whole number. */
export interface ListedValue {
  readonly prefix: string;
  /** `number` is that of a message which is not marked as deleted. */
  of(number: number): number;
}

/** A line for each message that is not marked as deleted (RFC 1939 §5, §7). */
export async function writeListing(output: Output, maildrop: Maildrop, value: ListedValue): Promise<void> {
  const listing = new ScanListing(value.prefix);
  for (let number = 1; number <= maildrop.size; number += 1) {
    if (maildrop.isDeleted(number)) continue;
    listing.line(number, value.of(number));
    if (!listing.isFull) continue;
    output.bytes(listing.take());
    await output.makeRoom();
  }
  output.bytes(listing.take());
  output.text(multilineEnd);
}
