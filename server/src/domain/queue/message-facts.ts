import { decodeHeader } from '@relais/mime';
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
const mostHeaderBytes = 512 * 1024;

/** Reads what the queue must know of a message while its content passes. */
export class MessageFacts {
  private readonly headerOnly: boolean;
  private sizeBytes = 0;
  private eightBit = false;
  private header: Buffer[] | null = [];

  /** `headerOnly`: whether the body is 7-bit is nobody's question, and is not looked at. */
  constructor({ headerOnly }: { readonly headerOnly: boolean } = { headerOnly: false }) {
    this.headerOnly = headerOnly;
  }

  add(chunk: Uint8Array): void {
    this.sizeBytes += chunk.length;
    this.eightBit ||= !this.headerOnly && hasHighBit(chunk);
    if (this.header === null) return;
    // Most headers come whole with the first chunk, which is then read in place; the joined form is kept of the others so
    // that the search stays linear enough.
    const joined =
      this.header.length === 0
        ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
        : Buffer.concat([...this.header, chunk]);
    const end = joined.indexOf('\r\n\r\n');
    if (end === -1 && joined.length < mostHeaderBytes) {
      this.header = [this.header.length === 0 ? Buffer.from(joined) : joined];
      return;
    }
    this.read(joined.subarray(0, end === -1 ? joined.length : end + 4));
  }

  facts(): ContentFacts {
    if (this.header !== null) this.read(Buffer.concat(this.header));
    return { ...this.found, sizeBytes: this.sizeBytes, eightBit: this.eightBit };
  }

  private found: Omit<ContentFacts, 'sizeBytes' | 'eightBit'> = {
    headerBytes: 0,
    subject: '',
    internetMessageId: '',
    received: 0,
    headerEightBit: false,
    priority: 'Normal',
  };

  private read(header: Buffer): void {
    this.header = null;
    const text = header.toString('latin1');
    const unfolded = text.replace(/\r\n(?=[ \t])/g, '');
    const body = (name: keyof typeof fields): string => fields[name].exec(unfolded)?.[1]?.trim() ?? '';
    this.found = {
      headerBytes: header.length,
      subject: decodeHeader(body('subject')).slice(0, 255),
      internetMessageId: body('messageId').slice(0, 255),
      received: unfolded.match(/^Received[ \t]*:/gim)?.length ?? 0,
      headerEightBit: hasHighBit(header),
      priority: priorityOf(body('importance') || body('xPriority') || body('priority'), body('precedence')),
      // RFC 8689 §3: one such field, which says No; anything else is none.
      ...(unfolded.match(/^TLS-Required[ \t]*:/gim)?.length === 1 &&
      /^TLS-Required[ \t]*:[ \t]*No[ \t]*$/im.test(unfolded)
        ? { tlsOptional: true }
        : {}),
      ...(/^auto-replied\b/i.test(body('automatic')) ? { isAutomaticReply: true } : {}),
    };
  }
}

function priorityOf(importance: string, precedence: string): QueuePriority {
  if (/^(?:high|urgent|[12]\b)/i.test(importance)) return 'High';
  if (/^(?:low|non-urgent|[45]\b)/i.test(importance) || /^(?:bulk|list|junk)$/i.test(precedence)) return 'Low';
  return 'Normal';
}

function hasHighBit(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) if ((bytes[at] as number) > 127) return true;
  return false;
}
