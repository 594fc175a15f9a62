import { asBuffer } from './raw-text.ts';

/** A decoder that is fed chunks; what `push` and `finish` give, one after the other, is the content. */
export interface TransferDecoder {
  push(chunk: Uint8Array): Buffer;
  finish(): Buffer;
}

/** The decoder for a Content-Transfer-Encoding; unknown ones pass the bytes through (RFC 2045 §6.4). */
export function transferDecoder(encoding: string): TransferDecoder {
  if (encoding === 'base64') return new Base64Decoder();
  if (encoding === 'quoted-printable') return new QuotedPrintableDecoder();
  return { push: asBuffer, finish: () => Buffer.alloc(0) };
}

/** A whole body decoded at once. */
export function decodeTransferEncoding(bytes: Uint8Array, encoding: string): Buffer {
  const decoder = transferDecoder(encoding);
  return Buffer.concat([decoder.push(bytes), decoder.finish()]);
}

/** RFC 2045 §6.8: bytes outside the alphabet are skipped; decoding ends at the padding. */
class Base64Decoder implements TransferDecoder {
  #rest = '';
  #isDone = false;

  push(chunk: Uint8Array): Buffer {
    if (this.#isDone) return Buffer.alloc(0);
    let text =
      this.#rest +
      asBuffer(chunk)
        .toString('latin1')
        .replace(/[^A-Za-z0-9+/=]+/g, '');
    const padding = text.indexOf('=');
    if (padding >= 0) {
      this.#isDone = true;
      this.#rest = '';
      return Buffer.from(text.slice(0, padding), 'base64');
    }
    const whole = text.length - (text.length % 4);
    this.#rest = text.slice(whole);
    text = text.slice(0, whole);
    return Buffer.from(text, 'base64');
  }

  finish(): Buffer {
    const rest = this.#rest;
    this.#rest = '';
    return Buffer.from(rest, 'base64');
  }
}

/** RFC 2045 §6.7. What is no valid escape is kept as it stands; white space before a line break is removed. */
class QuotedPrintableDecoder implements TransferDecoder {
  #rest = '';

  push(chunk: Uint8Array): Buffer {
    const text = this.#rest + asBuffer(chunk).toString('latin1');
    // An escape, or white space that may stand before a line break, waits for what follows.
    const open = /(?:=[ \t]*\r?|=[0-9A-Fa-f]|[ \t]{1,998}\r?|\r)$/.exec(text.slice(-1_002));
    const end = open ? text.length - open[0].length : text.length;
    this.#rest = text.slice(end);
    return decodeQuotedPrintable(text.slice(0, end));
  }

  finish(): Buffer {
    const rest = this.#rest;
    this.#rest = '';
    return decodeQuotedPrintable(rest.replace(/=?[ \t]*$/, ''));
  }
}

function decodeQuotedPrintable(text: string): Buffer {
  const decoded = text
    .replace(/(?<![ \t])[ \t]+(?=\r?\n)/g, '')
    .replace(/=(?:([0-9A-Fa-f]{2})|[ \t]*\r?\n)/g, (_, hex: string | undefined) =>
      hex ? String.fromCharCode(Number.parseInt(hex, 16)) : '',
    );
  return Buffer.from(decoded, 'latin1');
}
