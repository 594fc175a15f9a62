import { resultsServer } from '../../services/message-authentication/authentication-results.ts';

/** What SMTP needs to know of a message's header. */
export interface MessageHeader {
  /** RFC 5321 §6.3: servers that it passed. */
  readonly received: number;
  /** Of these, how often by this server. */
  readonly receivedHere: number;
  readonly hasDate: boolean;
  /** As written, without folding; `null` when there is none. */
  readonly messageId: string | null;
  /** Bodies of From and Sender, one character a byte. */
  readonly from: readonly string[];
  readonly sender: readonly string[];
  /** Where fields stand that must not be passed on, in order. */
  readonly cuts: readonly { readonly start: number; readonly end: number }[];
}

export interface HeaderOptions {
  /** In lower case; what `by` says in our own Received fields. */
  readonly fqdn: string;
  /** Whether a field is cut, by its name in lower case. */
  readonly cut: (name: string) => boolean;
  /** Whether only a server of ours tells results of checking senders under this name, in lower case. */
  readonly isOwnResults: (name: string) => boolean;
}

const fieldStart = /^([!-9;-~]+)[ \t]*:/;

/** Reads a header (RFC 5322 §2.2); it ends at a blank line or at the first line that is no field. */
export function readMessageHeader(bytes: Uint8Array, { fqdn, cut, isOwnResults }: HeaderOptions): MessageHeader {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const from: string[] = [];
  const sender: string[] = [];
  const cuts: { start: number; end: number }[] = [];
  const by = `by ${fqdn}`;
  let [received, receivedHere] = [0, 0];
  let hasDate = false;
  let messageId: string | null = null;
  for (let at = 0; at < text.length; ) {
    const end = endOfField(text, at);
    const match = fieldStart.exec(text.slice(at, Math.min(end, at + 998)));
    if (match?.[1] === undefined) break;
    const name = match[1].toLowerCase();
    const body = (): string =>
      text
        .slice(at + match[0].length, end)
        .replaceAll('\r\n', '')
        .trim();
    // RFC 8601 §5: nobody else says what a server of ours found.
    const isForged = name === 'authentication-results' && isOwnResults(resultsServer(body()));
    if (cut(name) || isForged) cuts.push({ start: at, end });
    switch (name) {
      case 'received':
        received += 1;
        if (body().replace(/\s+/g, ' ').toLowerCase().includes(`${by} `)) receivedHere += 1;
        break;
      case 'date':
        hasDate = true;
        break;
      case 'message-id':
        messageId ??= body();
        break;
      case 'from':
        from.push(body());
        break;
      case 'sender':
        sender.push(body());
        break;
    }
    at = end;
  }
  return { received, receivedHere, hasDate, messageId, from, sender, cuts };
}

/** The bytes without the cuts. */
export function withoutCuts(bytes: Uint8Array, cuts: MessageHeader['cuts']): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end } of cuts) {
    if (start > at) pieces.push(bytes.subarray(at, start));
    at = end;
  }
  if (at < bytes.length) pieces.push(bytes.subarray(at));
  return pieces;
}

/** After the line end that no white space follows (RFC 5322 §2.2.3). */
function endOfField(text: string, start: number): number {
  for (let at = start; ; ) {
    const end = text.indexOf('\r\n', at);
    if (end === -1) return text.length;
    at = end + 2;
    const next = text[at];
    if (next !== ' ' && next !== '\t') return at;
  }
}
