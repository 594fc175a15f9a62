/** A reply of a server as its client reads it (RFC 5321 §4.2). */
export interface ServerReply {
  readonly code: number;
  /** RFC 3463 status code in front of the text, when the server gives one that agrees with the reply's class. */
  readonly enhanced: string | null;
  /** Without codes; non-ASCII bytes read as UTF-8, control characters as `?`. */
  readonly lines: readonly string[];
}

/** What a server said that is no reply. `line` is safe to log. */
export class ReplySyntaxError extends Error {
  readonly line: string;
  constructor(line: string, what: string) {
    super(`the server's reply ${what}: ${line}`);
    this.name = 'ReplySyntaxError';
    this.line = line;
  }
}

/** `250 2.1.5 Recipient OK`: one line for a report or a log. */
export function replyText({ code, enhanced, lines }: ServerReply): string {
  return [String(code), enhanced, lines.join(' ')].filter((part) => part !== null && part !== '').join(' ');
}

/** The class decides: 2 and 3 positive, 4 transient, 5 permanent. */
export function isPermanent({ code }: ServerReply): boolean {
  return code >= 500;
}

/** RFC 3463 §2: class.subject.detail, where the class is that of the reply. */
export function enhancedStatusOf(
  text: string,
  code: number,
): { readonly status: string; readonly rest: string } | null {
  const match = /^([245])\.(\d{1,3})\.(\d{1,3})(?: |$)/.exec(text);
  if (match === null || match[1] !== String(code)[0]) return null;
  return { status: `${match[1]}.${Number(match[2])}.${Number(match[3])}`, rest: text.slice(match[0].length) };
}
