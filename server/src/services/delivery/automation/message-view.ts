import {
  addressSpec,
  decodeHeader,
  decodeText,
  htmlToText,
  type MessageStructure,
  type MimePart,
  parseAddressList,
} from '@relais/mime';
import type { MessageSpool } from '../message-spool.ts';

/** Texts of a message beyond this are not looked at, all parts together. */
const mostTextBytes = 1024 * 1024;

/** What rules and replies may ask of a message that stands in a spool. */
export class MessageView {
  readonly structure: MessageStructure;
  private readonly spool: MessageSpool;
  private text: Promise<string> | null = null;

  constructor(structure: MessageStructure, spool: MessageSpool) {
    this.structure = structure;
    this.spool = spool;
  }

  /** The values of a field, decoded, in order; `name` in any case. */
  values(name: string): readonly string[] {
    const wanted = name.toLowerCase();
    return this.structure.header.flatMap((field) =>
      field.name === wanted && field.value !== null ? [decodeHeader(field.value).replaceAll(/\r?\n/g, ' ').trim()] : [],
    );
  }

  value(name: string): string {
    return this.values(name)[0] ?? '';
  }

  get subject(): string {
    return this.value('subject');
  }

  /** Addresses of a field, groups opened, in lower case. */
  addresses(...names: readonly string[]): readonly string[] {
    return this.structure.header.flatMap((field) =>
      names.includes(field.name) && field.value !== null
        ? parseAddressList(field.value)
            .flatMap((address) => (address.kind === 'group' ? address.members : [address]))
            .map((address) => addressSpec(address).toLowerCase())
        : [],
    );
  }

  get hasAttachment(): boolean {
    return holdsAttachment(this.structure.root);
  }

  /** Words of the text parts, HTML without its tags; attachments are not read. */
  bodyText(): Promise<string> {
    this.text ??= this.readText();
    return this.text;
  }

  /** The whole header as text, one field a line. */
  headerText(): string {
    return this.structure.header
      .map(({ name, value }) => (value === null ? '' : `${name}: ${decodeHeader(value)}`))
      .join('\n');
  }

  /** Bytes of the message from `start` to before `end`. */
  bytes(start: number, end: number = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
    return this.spool.range(start, end);
  }

  private async readText(): Promise<string> {
    const pieces: string[] = [];
    let left = mostTextBytes;
    for (const part of textParts(this.structure.root)) {
      if (left <= 0) break;
      const end = Math.min(part.bodyEnd, part.bodyStart + left);
      const text = await decodeText(part, this.bytes(part.bodyStart, end), left);
      left -= end - part.bodyStart;
      pieces.push(part.subtype === 'html' ? htmlToText(text) : text);
    }
    return pieces.join('\n');
  }
}

function* textParts(part: MimePart): Generator<MimePart> {
  for (const child of part.children) yield* textParts(child);
  if (part.children.length === 0 && part.type === 'text' && part.disposition?.type !== 'attachment') yield part;
}

function holdsAttachment(part: MimePart): boolean {
  if (part.children.length > 0) return part.children.some(holdsAttachment);
  if (part.disposition?.type === 'attachment' || part.type === 'message') return true;
  return part.type !== 'text' && part.type !== 'multipart' && part.disposition?.type !== 'inline';
}
