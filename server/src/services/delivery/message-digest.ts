import { createHash } from 'node:crypto';

/** By what a message that is handed over again is known: its sender and its bytes as they came. */
export class MessageDigest {
  private readonly hash = createHash('sha256');
  private result: string | null = null;

  constructor(sender: string) {
    this.hash.update(`${sender}\0`);
  }

  add(chunk: Uint8Array): void {
    this.hash.update(chunk);
  }

  value(): string {
    return (this.result ??= this.hash.digest('base64'));
  }
}
