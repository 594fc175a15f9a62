import { decodeBody, decodeParameter, type MimePart } from '@relais/mime';
import type { TransportRuleMessageType } from '../../domain/configuration/transport-rules.ts';
import {
  type ArchiveContents,
  ArchiveReader,
  isDocument,
  isForeignArchive,
  isZip,
  withoutFolders,
} from './archive-contents.ts';
import { wordsOfLong } from './find-words.ts';
import type { MessageView } from '../delivery/automation/message-view.ts';
import type { MessageSpool } from '../delivery/message-spool.ts';

export interface Attachment {
  /** Without its path; `''`: it has none. */
  readonly name: string;
  /** Decoded. */
  readonly sizeBytes: number;
  readonly part: MimePart;
}

/** A program is known by less, and so is an archive. */
const firstBytes = 4096;

/** What rules ask of a message as a whole, once it has come to its end. */
export class MessageContents {
  readonly sizeBytes: number;
  readonly #view: MessageView;
  readonly #spool: () => MessageSpool;
  #words: Promise<string> | null = null;
  #attachments: readonly Attachment[] | null = null;
  #beginnings: Promise<readonly Buffer[]> | null = null;
  #archives: Promise<ArchiveContents> | null = null;

  /** `spool`: for archives, while they are looked into. */
  constructor(view: MessageView, spool: () => MessageSpool) {
    this.#view = view;
    this.#spool = spool;
    this.sizeBytes = view.structure.sizeBytes;
  }

  /** The texts that are no attachments, HTML without its tags: a megabyte of them at most. */
  bodyText(): Promise<string> {
    return this.#view.bodyText();
  }

  /** The same, as `wordsOf` has it. */
  bodyWords(): Promise<string> {
    this.#words ??= this.bodyText().then(wordsOfLong);
    return this.#words;
  }

  /** Those of attached messages too. */
  get attachments(): readonly Attachment[] {
    this.#attachments ??= [...attachmentsOf(this.#view.structure.root)];
    return this.#attachments;
  }

  /** Of attachments, and of the files in those that are archives. */
  async names(): Promise<readonly string[]> {
    return [...this.attachments.map(({ name }) => name), ...(await this.#inArchives()).names];
  }

  async hasProgram(): Promise<boolean> {
    return (await this.#firstBytes()).some(isProgram) || (await this.#inArchives()).beginnings.some(isProgram);
  }

  async hasLockedArchive(): Promise<boolean> {
    return (await this.#firstBytes()).some(isLockedArchive) || (await this.#inArchives()).isLocked;
  }

  /** An archive is broken, or of a kind that nothing here can look into. */
  async hasUnsupported(): Promise<boolean> {
    return (await this.#firstBytes()).some(isForeignArchive) || (await this.#inArchives()).isUnsupported;
  }

  /** An archive has more in it than is looked at. */
  async isOverLimit(): Promise<boolean> {
    return (await this.#inArchives()).isOverLimit;
  }

  isOfType(type: TransportRuleMessageType): boolean {
    const { root } = this.#view.structure;
    const media = `${root.type}/${root.subtype}`;
    const field = (name: string): string => this.#view.value(name).toLowerCase();
    switch (type) {
      case 'OOF':
        return field('auto-submitted').startsWith('auto-replied') && media !== 'multipart/report';
      case 'AutoForward':
        return this.#view.values('x-relais-forwarded-by').length > 0;
      case 'Encrypted':
        return media === 'multipart/encrypted' || (isPkcs7(root) && smimeType(root) !== 'signed-data');
      case 'Signed':
        return media === 'multipart/signed' || (isPkcs7(root) && smimeType(root) === 'signed-data');
      case 'Calendaring':
        return (
          media === 'text/calendar' ||
          root.children.some(({ type: one, subtype }) => one === 'text' && subtype === 'calendar')
        );
      case 'ReadReceipt':
        return (
          media === 'multipart/report' &&
          decodeParameter(root.parameters, 'report-type')?.toLowerCase() === 'disposition-notification'
        );
    }
  }

  /** Read once, one attachment after the other. */
  #inArchives(): Promise<ArchiveContents> {
    this.#archives ??= (async () => {
      const reader = new ArchiveReader(this.#spool);
      const beginnings = await this.#firstBytes();
      for (const [index, { part, name }] of this.#files.entries()) {
        if (!isZip(beginnings[index] ?? Buffer.alloc(0)) || isDocument(name)) continue;
        const spool = this.#spool();
        try {
          for await (const piece of decodeBody(part, this.#view.bytes(part.bodyStart, part.bodyEnd)))
            await spool.write(piece);
          await reader.read(spool);
        } finally {
          await spool.close();
        }
      }
      return reader.found;
    })();
    return this.#archives;
  }

  /** What it says it is decides nothing: a program may call itself a text. */
  get #files(): readonly Attachment[] {
    return this.attachments.filter(({ part }) => part.message === undefined);
  }

  /** Of `#files`, likewise. */
  #firstBytes(): Promise<readonly Buffer[]> {
    this.#beginnings ??= (async () => {
      const beginnings: Buffer[] = [];
      for (const { part } of this.#files) {
        // Encoded it is longer: base64 in lines of any length, quoted-printable three times at most.
        const end = Math.min(part.bodyEnd, part.bodyStart + 3 * firstBytes);
        const pieces: Buffer[] = [];
        for await (const piece of decodeBody(part, this.#view.bytes(part.bodyStart, end))) pieces.push(piece);
        beginnings.push(Buffer.concat(pieces).subarray(0, firstBytes));
      }
      return beginnings;
    })();
    return this.#beginnings;
  }
}

/** How programs of Windows, Linux, macOS and Java begin. */
const programs = [
  'MZ',
  '\x7fELF',
  '\xfe\xed\xfa\xce',
  '\xfe\xed\xfa\xcf',
  '\xce\xfa\xed\xfe',
  '\xcf\xfa\xed\xfe',
  '\xca\xfe\xba\xbe',
];

function isProgram(bytes: Buffer): boolean {
  return programs.some((start) => bytes.indexOf(start, 0, 'latin1') === 0);
}

/** Its first file is encrypted: bit 0 of the general purpose flag (APPNOTE.TXT §4.4.4). */
function isLockedArchive(bytes: Buffer): boolean {
  return bytes.indexOf('PK\x03\x04', 0, 'latin1') === 0 && ((bytes[6] ?? 0) & 1) === 1;
}

function isPkcs7({ type, subtype }: MimePart): boolean {
  return type === 'application' && (subtype === 'pkcs7-mime' || subtype === 'x-pkcs7-mime');
}

function smimeType({ parameters }: MimePart): string {
  return decodeParameter(parameters, 'smime-type')?.toLowerCase() ?? 'enveloped-data';
}

function* attachmentsOf(part: MimePart): Generator<Attachment> {
  for (const child of part.children) yield* attachmentsOf(child);
  if (part.children.length > 0) return;
  const written =
    decodeParameter(part.disposition?.parameters ?? [], 'filename') ?? decodeParameter(part.parameters, 'name') ?? '';
  const name = withoutFolders(written).trim();
  if (name !== '' || part.disposition?.type === 'attachment' || part.type !== 'text')
    yield { name, sizeBytes: decodedSize(part), part };
  if (part.message !== undefined) yield* attachmentsOf(part.message.structure.root);
}

/** Of base64 what its letters stand for, its line ends left out; nothing is read. */
function decodedSize({ encoding, sizeBytes, lines }: MimePart): number {
  return encoding === 'base64' ? Math.floor(((sizeBytes - 2 * lines) * 3) / 4) : sizeBytes;
}

/** What stands behind the last dot, in lower case; blanks and dots at the end count as little as Windows has them count. */
export function extensionOf(name: string): string {
  const bare = name.slice(0, lastLetterOf(name) + 1);
  const dot = bare.lastIndexOf('.');
  return dot === -1 ? '' : bare.slice(dot + 1).toLowerCase();
}

function lastLetterOf(name: string): number {
  let at = name.length - 1;
  while (at >= 0 && (name[at] === '.' || name[at] === ' ')) at -= 1;
  return at;
}
