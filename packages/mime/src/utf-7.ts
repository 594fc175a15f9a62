import type { TextPieces } from './charset.ts';

const plus = 0x2b;
const minus = 0x2d;
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const valueOf = new Int8Array(256).fill(-1);
for (const [value, letter] of [...base64].entries()) valueOf[letter.charCodeAt(0)] = value;

/**
 * UTF-7 (RFC 2152), in which anybody may write a mail of any size: one pass, so that a megabyte takes milliseconds and
 * not the second that a call for every shifted sequence takes.
 */
export class Utf7Pieces implements TextPieces {
  /** The bits of a character that is not whole yet; -1 outside of a shifted sequence. */
  #bits = -1;
  #count = 0;
  /** The sequence has brought nothing yet: `+-` is a plus sign. */
  #isFresh = false;

  write(bytes: Uint8Array): string {
    const units = new Uint16Array(bytes.length);
    let length = 0;
    const put = (unit: number): void => {
      units[length++] = unit;
    };
    for (const byte of bytes) {
      if (this.#bits === -1) {
        if (byte === plus) {
          this.#bits = 0;
          this.#count = 0;
          this.#isFresh = true;
        } else put(byte < 0x80 ? byte : 0xfffd);
        continue;
      }
      const value = valueOf[byte] as number;
      if (value === -1) {
        // What is left of a sequence are bits of padding.
        this.#bits = -1;
        if (byte === minus) {
          if (this.#isFresh) put(plus);
        } else put(byte < 0x80 ? byte : 0xfffd);
        continue;
      }
      this.#isFresh = false;
      this.#bits = (this.#bits << 6) | value;
      this.#count += 6;
      if (this.#count < 16) continue;
      this.#count -= 16;
      put(this.#bits >>> this.#count);
      this.#bits &= (1 << this.#count) - 1;
    }
    return Buffer.from(units.buffer, 0, length * 2).toString('utf16le');
  }

  end(): string {
    return '';
  }
}
