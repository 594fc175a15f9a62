import { mailboxNameError } from '../syntax-error.ts';

/** RFC 3501 §5.1.3: printable ASCII stands for itself, `&` is `&-`, everything else is `&` base64 of UTF-16BE `-`. */
export function encodeModifiedUtf7(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-';
    const utf16 = Buffer.from(run, 'utf16le').swap16();
    return `&${utf16.toString('base64').replaceAll('/', ',').replace(/=+$/, '')}-`;
  });
}

/**
 * @throws ImapSyntaxError when the name is not exactly what `encodeModifiedUtf7` gives for some text:
 * RFC 3501 §5.1.3 forbids other spellings, and two spellings of one folder would be two folders for a client.
 */
export function decodeModifiedUtf7(encoded: string): string {
  if (!encoded.includes('&')) {
    if (/[^\x20-\x7e]/.test(encoded)) throw invalid(encoded);
    return encoded;
  }
  const name = encoded.replace(/&([A-Za-z0-9+,]*)-?/g, (_whole, base64: string) => {
    if (base64 === '') return '&';
    const utf16 = Buffer.from(base64.replaceAll(',', '/'), 'base64');
    return utf16
      .subarray(0, utf16.length & ~1)
      .swap16()
      .toString('utf16le');
  });
  if (!name.isWellFormed() || encodeModifiedUtf7(name) !== encoded) throw invalid(encoded);
  return name;
}

function invalid(encoded: string) {
  return mailboxNameError(encoded, 'it is not modified UTF-7 (RFC 3501 §5.1.3; an & is written &-).');
}
