import type { BodyPart, Email } from './mail-types.ts';

/** Formats that mail had before HTML; nobody writes them any more, and old messages are still there. */
export function isEnriched({ type }: Pick<BodyPart, 'type'>): boolean {
  return type === 'text/enriched' || type === 'text/richtext';
}

/** The body of a message that has it in one of these formats only; `null`: it has another, or none. */
export function enrichedBody(email: Pick<Email, 'attachments' | 'htmlBody' | 'textBody'>): BodyPart | null {
  if (email.textBody.length > 0 || email.htmlBody.length > 0) return null;
  return email.attachments.find((part) => isEnriched(part) && part.disposition !== 'attachment') ?? null;
}

/** What it says, without its marks (RFC 1896 §2, RFC 1341 §7.1.3). */
export function enrichedToText(source: string, type: string): string {
  const isRichText = type === 'text/richtext';
  const text = source.replaceAll('\r\n', '\n');
  let out = '';
  let unfilled = 0;
  let silent = 0;
  // RFC 1896 §2: a name is of at most 60 characters; `<<` is the character itself.
  for (const [piece, slash, name, breaks] of text.matchAll(/<<|<(\/)?([a-z0-9-]{1,60})>|(\n+)|[^<\n]+|</gi)) {
    if (piece === '<<' && !isRichText) add('<');
    else if (name !== undefined) mark(name.toLowerCase(), slash !== undefined);
    else if (breaks !== undefined) add(broken(breaks.length));
    else add(piece);
  }
  return out;

  function add(words: string): void {
    if (silent === 0) out += words;
  }

  function broken(count: number): string {
    if (isRichText) return ' ';
    if (unfilled > 0) return '\n'.repeat(count);
    // One line break is a space; of several, one less.
    return count === 1 ? ' ' : '\n'.repeat(count - 1);
  }

  function mark(name: string, isEnd: boolean): void {
    const by = isEnd ? -1 : 1;
    if (name === 'param' || name === 'comment') silent = Math.max(0, silent + by);
    else if (name === 'nofill') unfilled = Math.max(0, unfilled + by);
    else if (isRichText && !isEnd && name === 'lt') add('<');
    else if (isRichText && (name === 'nl' || (name === 'paragraph' && isEnd))) add('\n');
  }
}
