import { createHash } from 'node:crypto';
import { MessageFacts } from '../../domain/queue/message-facts.ts';

/** Longer than anybody tries again (RFC 5321 §4.5.4.1: four to five days). */
const withMessageIdMs = 7 * 86_400_000;
/** A first retry after half an hour (RFC 5321 §4.5.4.1) is within it, the next message of what reports every hour is not. */
const withoutMessageIdMs = 45 * 60_000;

/**
 * By what a message that is handed over again is known: its sender, its recipients and its bytes as they came. With other
 * recipients it is another message, as the next part of a mailing list's is.
 */
export class MessageDigest {
  private readonly hash = createHash('sha256');
  private readonly facts = new MessageFacts({ headerOnly: true });
  private result: string | null = null;

  /** `recipients`: addresses as they were named. */
  constructor(sender: string, recipients: readonly { readonly address: string }[]) {
    const named = recipients.map(({ address }) => address.toLowerCase()).toSorted();
    this.hash.update(`${sender}\0${named.join('\0')}\0\0`);
  }

  add(chunk: Uint8Array): void {
    this.hash.update(chunk);
    this.facts.add(chunk);
  }

  value(): string {
    return (this.result ??= this.hash.digest('base64'));
  }

  /** How long the same bytes are the same message: a Message-ID says so (RFC 5322 §3.6.4), without one they may be said anew. */
  get sameWithinMs(): number {
    return this.facts.facts().internetMessageId === '' ? withoutMessageIdMs : withMessageIdMs;
  }
}
