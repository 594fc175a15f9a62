/** A reply (RFC 5321 §4.2). `enhanced` is its status code of RFC 3463, left out on 220, 221 greetings, 250 to EHLO and 3xx. */
export interface Reply {
  readonly code: number;
  readonly enhanced?: string;
  /** One line, or several. */
  readonly text: string | readonly string[];
}

// RFC 5321 §4.5.3.1.5: 512 octets with code and CRLF.
const longestText = 480;

/** The bytes of a reply. Whatever text quotes of the client can neither end a line nor colour a terminal. */
export function renderReply(reply: Reply, options: { readonly enhancedCodes: boolean }): string {
  const status = options.enhancedCodes && reply.enhanced !== undefined ? `${reply.enhanced} ` : '';
  if (typeof reply.text === 'string') return `${reply.code} ${status}${printable(reply.text)}\r\n`;
  const lines = reply.text;
  return lines
    .map((line, index) => `${reply.code}${index === lines.length - 1 ? ' ' : '-'}${status}${printable(line)}\r\n`)
    .join('');
}

function printable(text: string): string {
  // RFC 5321 §4.2: textstring is HT and printable US-ASCII. RFC 6531 §3.7.4 keeps UTF-8 out of most replies.
  const safe = /[^\t -~]/.test(text) ? text.replace(/[^\t -~]/gu, '?') : text;
  return safe.length > longestText ? `${safe.slice(0, longestText - 3)}...` : safe;
}
