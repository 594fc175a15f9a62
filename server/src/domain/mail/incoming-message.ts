import {
  envelopeOf,
  MessageScanner,
  packHeaderBlock,
  parseDate,
  previewText,
  renderBodyStructure,
  renderEnvelope,
  serializeStructure,
  fieldValue,
  decodeHeader,
  threadKeys,
} from '@relais/mime';
import { type Piece, packPiece, pieceBytes, unpackPiece } from '../../storage/content-store.ts';
import type { AccountContext } from './account-context.ts';
import type { IncomingMessage, StagedMessage } from './account-store.ts';
import type { ComingTogether } from './coming-together.ts';
import { packSummary } from './content-summary.ts';
import { MailError } from './mail-error.ts';
import { searchHeadersOf } from './search-headers.ts';
import { removeStagedContent, stagePieces } from './staged-contents.ts';

/** Packed bytes that a message may hold in memory; beyond it its pieces go to the store, not yet part of any folder. */
const mostBytesInMemory = 1024 * 1024;

/** Chunks that are kept as they came; more are put together, since each costs a hundred bytes besides. */
const mostChunks = 512;

/** A message whose bytes are here and understood, before it stands in a folder. */
export interface StagedContent {
  readonly staged: StagedMessage;
  /** Its number once anything of it is in the store. */
  contentId: number | null;
  /** How many pieces are in the store already; `pieces` follow them. */
  storedPieces: number;
  pieces: readonly Piece[];
  /** It stands in a folder: from now on references keep it. */
  isReferenced: boolean;
  /** Of its first append. */
  threadId: number;
  readonly summary: Uint8Array;
  readonly headers: string;
  readonly structure: Uint8Array;
  /** `packHeaderBlock`; empty when the header is too long to be kept twice. */
  readonly header: Uint8Array;
  /** The Date field in milliseconds since 1970; null when there is none that can be read. */
  readonly sentDate: number | null;
  /** Message-ID, then the messages it answers, newest first. */
  readonly messageKey: string | null;
  readonly answeredKeys: readonly string[];
}

/** Packed bytes of finished messages that an account may hold in memory: a MULTIAPPEND may have any number of them. */
const mostStagedBytes = 16 * 1024 * 1024;

/** The messages on their way into one account, by `stagedId`. */
export class StagedContents extends Map<string, StagedContent> {
  /** Of all their pieces. */
  bytesInMemory = 0;

  /** Its pieces are in the store, or nobody wants them any more. */
  letGo(content: StagedContent): void {
    for (const { data } of content.pieces) this.bytesInMemory -= data.length;
    content.pieces = [];
  }
}

let lastStagedNumber = 0;

export class SpoolingMessage implements IncomingMessage {
  private readonly context: AccountContext;
  private readonly stagedContents: StagedContents;
  private readonly maxBytes: number;
  private readonly together: ComingTogether | undefined;
  private readonly stagedId = `s${++lastStagedNumber}`;
  private readonly scanner = new MessageScanner();
  private readonly pieces: Piece[] = [];
  private current: Uint8Array[] = [];
  private currentBytes = 0;
  private packedBytes = 0;
  private contentId: number | null = null;
  private storedPieces = 0;
  private firstPiece: Uint8Array | null = null;
  private received = 0;
  private isDiscarded = false;

  constructor(
    context: AccountContext,
    stagedContents: StagedContents,
    { maxBytes, together }: { readonly maxBytes: number; readonly together?: ComingTogether | undefined },
  ) {
    this.context = context;
    this.stagedContents = stagedContents;
    this.maxBytes = maxBytes;
    this.together = together;
  }

  get sizeBytes(): number {
    return this.received;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.received += chunk.length;
    if (this.received > this.maxBytes)
      throw new MailError('message-too-large', `A message here has at most ${this.maxBytes} bytes. Send less at once.`);
    this.scanner.push(chunk);
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + pieceBytes - this.currentBytes);
      this.current.push(part);
      this.currentBytes += part.length;
      at += part.length;
      if (this.currentBytes === pieceBytes) await this.endPiece();
      else if (this.current.length === mostChunks) this.current = [Buffer.concat(this.current, this.currentBytes)];
    }
  }

  async finish(): Promise<StagedMessage> {
    if (this.isDiscarded) throw new Error('This message has been discarded.');
    const scanned = this.scanner.finish();
    if (this.currentBytes > 0 || this.received === 0) await this.endPiece();
    const preview = await previewText(scanned, async (start, end) => await this.readRange(start, end));
    const envelope = envelopeOf(scanned);
    const keys = threadKeys(scanned);
    const subject = fieldValue(scanned.header, 'subject');
    const date = fieldValue(scanned.header, 'date');
    if (this.packedBytes > 0 && this.stagedContents.bytesInMemory + this.packedBytes > mostStagedBytes)
      await this.spool();
    const staged: StagedMessage = {
      stagedId: this.stagedId,
      sizeBytes: this.received,
      messageId: keys.messageId,
      subject: subject === null ? '' : decodeHeader(subject),
    };
    const content: StagedContent = {
      staged,
      contentId: this.contentId,
      storedPieces: this.storedPieces,
      pieces: this.pieces,
      isReferenced: false,
      threadId: 0,
      summary: packSummary({
        // What is read back from the stored structure later gives the same (message-scanner.test.ts).
        envelope: renderEnvelope(envelope),
        bodyStructure: renderBodyStructure(scanned.root, { extended: true }),
        preview,
      }),
      headers: searchHeadersOf(scanned, envelope),
      structure: serializeStructure(scanned),
      header: packHeaderBlock(scanned, this.firstPiece ?? new Uint8Array()) ?? new Uint8Array(),
      sentDate: date === null ? null : (parseDate(date)?.getTime() ?? null),
      messageKey: keys.messageId,
      answeredKeys: keys.references.toReversed(),
    };
    this.stagedContents.set(this.stagedId, content);
    this.together?.contents.push(content);
    this.stagedContents.bytesInMemory += this.packedBytes;
    return staged;
  }

  async discard(): Promise<void> {
    this.isDiscarded = true;
    const content = this.stagedContents.get(this.stagedId);
    this.stagedContents.delete(this.stagedId);
    if (content !== undefined) this.stagedContents.letGo(content);
    this.pieces.length = 0;
    const contentId = content?.contentId ?? this.contentId;
    if (contentId !== null && content?.isReferenced !== true) await removeStagedContent(this.context, contentId);
  }

  private async endPiece(): Promise<void> {
    const [only] = this.current;
    const bytes =
      this.current.length === 1 && only !== undefined ? only : Buffer.concat(this.current, this.currentBytes);
    this.current = [];
    this.currentBytes = 0;
    this.firstPiece ??= bytes;
    const piece = await packPiece(bytes);
    this.pieces.push(piece);
    this.packedBytes += piece.data.length;
    if (this.packedBytes > mostBytesInMemory) await this.spool();
  }

  private async spool(): Promise<void> {
    this.contentId = await stagePieces(this.context, this.contentId, this.storedPieces, this.pieces);
    this.storedPieces += this.pieces.length;
    this.pieces.length = 0;
    this.packedBytes = 0;
  }

  /** For the preview, which stands in the first piece of nearly every message. */
  private async readRange(start: number, end: number): Promise<Uint8Array> {
    const first = this.firstPiece ?? new Uint8Array();
    if (end <= first.length || this.received <= first.length) return first.subarray(start, end);
    const parts: Uint8Array[] = [];
    for (let index = Math.floor(start / pieceBytes); index * pieceBytes < end; index++) {
      const piece = this.pieces[index - this.storedPieces];
      // What has been spooled is left out: a preview is not worth reading it back.
      if (piece === undefined) break;
      const bytes = await unpackPiece(piece);
      parts.push(bytes.subarray(Math.max(0, start - index * pieceBytes), Math.max(0, end - index * pieceBytes)));
    }
    return Buffer.concat(parts);
  }
}
