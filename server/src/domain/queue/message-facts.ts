import { isAscii } from 'node:buffer';
import { decodeHeader, LongLines } from '@relais/mime';
import type { ContentFacts, QueuePriority } from './queued-message.ts';

const fields = {
  subject: /^Subject[ \t]*:(.*)$/im,
  messageId: /^Message-ID[ \t]*:(.*)$/im,
  importance: /^Importance[ \t]*:(.*)$/im,
  xPriority: /^X-Priority[ \t]*:(.*)$/im,
  priority: /^Priority[ \t]*:(.*)$/im,
  precedence: /^Precedence[ \t]*:(.*)$/im,
  automatic: /^Auto-Submitted[ \t]*:(.*)$/im,
};
const endOfHeader = Buffer.from('\r\n\r\n');
const cr = 13;
const lf = 10;
const mostHeaderBytes = 512 * 1024;

/** Reads what the queue must know of a message while its content passes. */
export class MessageFacts {
  private readonly headerOnly: boolean;
  private sizeBytes = 0;
  private eightBit = false;
  private readonly lines = new LongLines();
  private longLines = false;
  private nuls = false;
  private header: Buffer[] | null = [];
  private headerBytes = 0;
  /** The last three bytes of what has come of the header. */
  private tail: Buffer = Buffer.alloc(0);

  /** `headerOnly`: whether the body is 7-bit and of what lines and octets is nobody's question, and is not looked at. */
  constructor({ headerOnly }: { readonly headerOnly: boolean } = { headerOnly: false }) {
    this.headerOnly = headerOnly;
  }

  /** The chunk of a header is kept as it is until the header has come: nobody may change it. */
  add(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.sizeBytes += bytes.length;
    this.eightBit ||= !this.headerOnly && !isAscii(bytes);
    this.longLines ||= !this.headerOnly && this.lines.in(bytes).length > 0;
    this.nuls ||= !this.headerOnly && bytes.includes(0);
    if (this.header === null) return;
    const end = this.headerEndIn(bytes);
    this.headerBytes += bytes.length;
    this.header.push(end === null ? bytes : bytes.subarray(0, end));
    if (end !== null || this.headerBytes >= mostHeaderBytes) this.read(this.header);
    else this.tail = bytes.length >= 3 ? bytes.subarray(-3) : Buffer.concat([this.tail, bytes]).subarray(-3);
  }

  facts(): ContentFacts {
    if (this.header !== null) this.read(this.header);
    const long = this.longLines ? { longLines: true as const } : {};
    const nuls = this.nuls ? { nuls: true as const } : {};
    return { ...this.found, sizeBytes: this.sizeBytes, eightBit: this.eightBit, ...long, ...nuls };
  }

  /** How many bytes of this chunk belong to the header; null: all, and more comes. */
  private headerEndIn(bytes: Buffer): number | null {
    // The blank line may have begun in the chunk before.
    const goesOn = bytes[0] === cr || bytes[0] === lf;
    const across = goesOn ? Buffer.concat([this.tail, bytes.subarray(0, 3)]).indexOf(endOfHeader) : -1;
    if (across !== -1) return across + endOfHeader.length - this.tail.length;
    const within = bytes.indexOf(endOfHeader);
    return within === -1 ? null : within + endOfHeader.length;
  }

  private found: Omit<ContentFacts, 'sizeBytes' | 'eightBit'> = {
    headerBytes: 0,
    subject: '',
    internetMessageId: '',
    received: 0,
    headerEightBit: false,
    priority: 'Normal',
  };

  private read(pieces: readonly Buffer[]): void {
    this.header = null;
    const header = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
    const text = header.toString('latin1');
    const unfolded = text.replace(/\r\n(?=[ \t])/g, '');
    const body = (name: keyof typeof fields): string => fields[name].exec(unfolded)?.[1]?.trim() ?? '';
    this.found = {
      headerBytes: header.length,
      // It comes to stand in logs, lists and reports: encoded words may hold line ends.
      subject: decodeHeader(body('subject'))
        .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
        .slice(0, 255),
      internetMessageId: body('messageId').slice(0, 255),
      received: unfolded.match(/^Received[ \t]*:/gim)?.length ?? 0,
      headerEightBit: !isAscii(header),
      priority: priorityOf(body('importance') || body('xPriority') || body('priority'), body('precedence')),
      // RFC 8689 §3: one such field, which says No; anything else is none.
      ...(unfolded.match(/^TLS-Required[ \t]*:/gim)?.length === 1 &&
      /^TLS-Required[ \t]*:[ \t]*No[ \t]*$/im.test(unfolded)
        ? { tlsOptional: true }
        : {}),
      ...(/^auto-replied\b/i.test(body('automatic')) ? { isAutomaticReply: true } : {}),
      ...(/^X-MS-Exchange-(?:Organization|Forest)-/im.test(unfolded) ? { internalFields: true } : {}),
    };
  }
}

function priorityOf(importance: string, precedence: string): QueuePriority {
  if (/^(?:high|urgent|[12]\b)/i.test(importance)) return 'High';
  if (/^(?:low|non-urgent|[45]\b)/i.test(importance) || /^(?:bulk|list|junk)$/i.test(precedence)) return 'Low';
  return 'Normal';
}
