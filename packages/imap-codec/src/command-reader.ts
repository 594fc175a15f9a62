import { CommandScanner, literalMarker } from './command-scanner.ts';
import {
  type AppendMessage,
  type AppendTarget,
  readAppendMessage,
  readAppendTarget,
  readCatenatePart,
  readReplaceTarget,
  refuseLongNonSynchronizing,
} from './commands/append.ts';
import { commandGrammars } from './commands/index.ts';
import type { CodecLimits } from './limits.ts';
import type { ReaderEvent } from './reader-event.ts';
import { decodeText } from './grammar/string.ts';
import { ImapSyntaxError, shown } from './syntax-error.ts';

const lineFeed = 0x0a;
const empty: Buffer = Buffer.alloc(0);
/** Long enough for the longest literal marker: a line that is thrown away may still announce a literal. */
const markerBytes = 32;

/** The command that is being put together. */
interface Draft {
  tag?: string;
  /** In capitals, `UID FETCH` included; '' until the first line piece has been read. */
  name: string;
  readonly pieces: string[];
  readonly literals: Buffer[];
  literalTotalBytes: number;
  lineBytes: number;
  append?: { target: AppendTarget; message: AppendMessage };
  /** Between the parentheses of CATENATE; `url`: the literal that has just been read is a URL. */
  catenate?: 'parts' | 'url';
}

/** What a decision is about. */
type Literal = Pick<AppendMessage, 'sizeBytes' | 'isSynchronizing'>;

type Mode =
  | { readonly kind: 'line' }
  | { readonly kind: 'literal'; readonly literal: Buffer; filled: number }
  /** Waiting for acceptMessage or refuseMessage. */
  | { readonly kind: 'decision'; readonly message: Literal; readonly scanner?: CommandScanner }
  /** In a line piece, before a part of CATENATE or its end. */
  | { readonly kind: 'catenate'; readonly scanner: CommandScanner; readonly isFirst: boolean }
  /** In a line piece, behind the closing parenthesis of CATENATE. */
  | { readonly kind: 'after-message'; readonly scanner: CommandScanner }
  | { readonly kind: 'message'; remaining: number }
  | { readonly kind: 'skip-literal'; remaining: number }
  | { readonly kind: 'skip-line'; tail: Buffer }
  | { readonly kind: 'dead' };

/**
 * Turns the bytes of a client into requests, however they are cut. Push a chunk, then take events until `next` gives
 * undefined; only then push the next chunk. What it holds between chunks is bounded by its limits.
 * The messages of APPEND are handed on piece by piece and never kept.
 */
export class CommandReader {
  /** May be exchanged between commands: more is allowed after sign-in. */
  limits: CodecLimits;
  /** UTF8=ACCEPT or IMAP4rev2 was enabled. */
  utf8 = false;
  #pending: Buffer = empty;
  /** Bytes of #pending that are known to hold no line feed. */
  #searched = 0;
  #mode: Mode = { kind: 'line' };
  #draft: Draft = newDraft();
  #failure: ImapSyntaxError | undefined;
  #lineExpected = false;
  #refusedLine = '';

  constructor(limits: CodecLimits) {
    this.limits = limits;
  }

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
  }

  /** The next line is no command but an answer: SASL, or DONE of IDLE. */
  expectLine(): void {
    this.#lineExpected = true;
  }

  /** Drops what has been pushed but not read (RFC 3501 §6.2.1: what came before the TLS handshake is not to be trusted). */
  discardPending(): void {
    this.#consume(this.#pending.length);
    this.#reset();
  }

  /** Takes back what has been pushed but not read, for a layer that now comes between (COMPRESS, RFC 4978). */
  takePending(): Buffer {
    const taken = this.#pending;
    this.discardPending();
    return taken;
  }

  /** The beginning of the command that the last syntax error or `fatal` was about, for logs: it may hold a password. */
  get refusedLine(): string {
    return this.#refusedLine;
  }

  /** Bytes that have been pushed and not yet read. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  /** After a `message` event: its bytes are wanted. If it is synchronizing, the caller sends `+` now. */
  acceptMessage(): void {
    if (this.#mode.kind !== 'decision') throw new TypeError('no message is waiting for a decision');
    const { message, scanner } = this.#mode;
    this.#mode =
      scanner === undefined
        ? { kind: 'message', remaining: message.sizeBytes }
        : { kind: 'catenate', scanner, isFirst: true };
  }

  /** After a `message` event: the caller has answered NO or BAD; whatever still comes of this command is skipped. */
  refuseMessage(): void {
    if (this.#mode.kind !== 'decision') throw new TypeError('no message is waiting for a decision');
    const { message, scanner } = this.#mode;
    // RFC 3501 §7.5: a client that was not told to go on does not send the literal.
    if (scanner !== undefined) this.#dropRest(scanner);
    else if (message.isSynchronizing) this.#reset();
    else this.#mode = { kind: 'skip-literal', remaining: message.sizeBytes };
  }

  /** The next event, or undefined when more bytes are needed. */
  next(): ReaderEvent | undefined {
    for (;;) {
      const step = this.#step();
      if (step === 'starved') return undefined;
      if (step !== 'again') return step;
    }
  }

  #step(): ReaderEvent | 'again' | 'starved' {
    const mode = this.#mode;
    switch (mode.kind) {
      case 'line':
        return this.#readLine();
      case 'literal': {
        const taken = this.#pending.copy(mode.literal, mode.filled);
        mode.filled += taken;
        this.#consume(taken);
        if (mode.filled < mode.literal.length) return 'starved';
        this.#draft.literals.push(mode.literal);
        this.#mode = { kind: 'line' };
        return 'again';
      }
      case 'decision':
        throw new TypeError('decide about the message before asking for the next event');
      case 'message': {
        if (mode.remaining === 0) {
          this.#mode = { kind: 'line' };
          return this.#draft.catenate === undefined ? { kind: 'message-end' } : 'again';
        }
        if (this.#pending.length === 0) return 'starved';
        const bytes = this.#pending.subarray(0, mode.remaining);
        mode.remaining -= bytes.length;
        this.#consume(bytes.length);
        return { kind: 'message-bytes', bytes };
      }
      case 'skip-literal': {
        if (mode.remaining > this.limits.skippedLiteralBytes) {
          const error = new ImapSyntaxError(
            'too-long',
            `a refused literal of ${mode.remaining} bytes follows; at most ${this.limits.skippedLiteralBytes} are skipped`,
          );
          this.#mode = { kind: 'dead' };
          this.#refusedLine = this.#draft.pieces[0] ?? '';
          return { kind: 'fatal', error };
        }
        const skipped = Math.min(mode.remaining, this.#pending.length);
        mode.remaining -= skipped;
        this.#consume(skipped);
        if (mode.remaining > 0) return 'starved';
        this.#mode = { kind: 'skip-line', tail: empty };
        return 'again';
      }
      case 'catenate':
      case 'after-message':
        return this.#restOfPiece(mode);
      case 'skip-line':
        return this.#skipLine(mode);
      case 'dead':
        return 'starved';
    }
  }

  #readLine(): ReaderEvent | 'again' | 'starved' {
    const draft = this.#draft;
    const allowed = this.limits.lineBytes - draft.lineBytes;
    const end = this.#pending.indexOf(lineFeed, this.#searched);
    const length = end < 0 ? this.#pending.length : end + 1;
    if (length > allowed) {
      if (draft.name === '' && !this.#lineExpected) {
        const beginning = this.#pending.toString('latin1', 0, 256);
        draft.tag = tagOf(beginning);
        draft.pieces.push(beginning);
      }
      this.#failure = new ImapSyntaxError('too-long', `the command line is longer than ${this.limits.lineBytes} bytes`);
      this.#mode = { kind: 'skip-line', tail: empty };
      return 'again';
    }
    if (end < 0) {
      this.#searched = this.#pending.length;
      return 'starved';
    }
    // A bare LF ends a line as well: people type IMAP into tools that send nothing else, and no byte can hide in it.
    const textEnd = end > 0 && this.#pending[end - 1] === 0x0d ? end - 1 : end;
    const text = this.#pending.toString('latin1', 0, textEnd);
    this.#consume(length);
    if (this.#lineExpected) {
      this.#lineExpected = false;
      return { kind: 'line', line: text };
    }
    draft.lineBytes += length;
    draft.pieces.push(text);
    return this.#linePiece(text);
  }

  /** One more piece of the command's line has come: is it complete, does a literal follow, or is it wrong? */
  #linePiece(text: string): ReaderEvent | 'again' {
    const draft = this.#draft;
    const marker = text.endsWith('}') ? literalMarker.exec(text) : null;
    try {
      // RFC 3501 §9: CHAR and TEXT-CHAR leave out NUL, and CR only comes before LF.
      if (/[\0\r]/.test(text)) throw new ImapSyntaxError('line', 'the command line contains a NUL or a bare CR');
      if (draft.name === '') this.#readTagAndName(text);
      if (isAppend(draft.name)) {
        const event = this.#appendPiece(text, marker !== null);
        if (event !== undefined) return event;
      }
      if (marker !== null) return this.#openLiteral(marker);
      return this.#finish();
    } catch (error) {
      if (!(error instanceof ImapSyntaxError)) throw error;
      this.#failure = error;
      return this.#afterFailedPiece(marker);
    }
  }

  #readTagAndName(text: string): void {
    const draft = this.#draft;
    draft.tag = tagOf(text);
    if (draft.tag === undefined) {
      throw new ImapSyntaxError(
        'line',
        text === '' ? 'the line is empty' : `${shown(text)} does not begin with a tag and a space`,
      );
    }
    const name = /^[^ ]+ ((?:UID )?[^ {]*)/i.exec(text)?.[1]?.toUpperCase() ?? '';
    if (name === '') throw new ImapSyntaxError('line', 'no command after the tag');
    if (!commandGrammars.has(name) && !isAppend(name))
      throw new ImapSyntaxError('unknown-command', `the command ${shown(name)} is unknown`);
    draft.name = name;
  }

  #scanner(
    pieces: readonly string[] = this.#draft.pieces,
    literals: readonly Buffer[] = this.#draft.literals,
  ): CommandScanner {
    return new CommandScanner(pieces, literals, { limits: this.limits, utf8: this.utf8 });
  }

  #finish(): ReaderEvent {
    const { tag = '', name } = this.#draft;
    const parse = commandGrammars.get(name);
    if (parse === undefined) throw new ImapSyntaxError('unknown-command', `the command ${shown(name)} is unknown`);
    const { pieces } = this.#draft;
    // No command ends with a space; some clients leave one there.
    const last = pieces.at(-1);
    const scanner = this.#scanner(last?.endsWith(' ') ? pieces.with(-1, withoutSpacesAtEnd(last)) : pieces);
    scanner.skip(`${pieces[0]?.slice(0, tag.length + 1 + name.length)}`);
    const request = parse(scanner);
    scanner.end();
    const line = this.#draft.pieces[0] ?? '';
    this.#reset();
    return { kind: 'command', tag, request, line };
  }

  /** APPEND and REPLACE are read as they come. Undefined: this literal is the mailbox name, collect it. */
  #appendPiece(text: string, opensLiteral: boolean): ReaderEvent | 'again' | undefined {
    const draft = this.#draft;
    const { tag = '', name } = draft;
    if (draft.append === undefined) {
      const scanner = this.#scanner();
      scanner.skip(`${draft.pieces[0]?.slice(0, tag.length + 1 + name.length)}`);
      const mailboxIsLiteral = name === 'APPEND' ? /^ ~?\{\d+[+-]?\}$/ : /^ [^ ]+ ~?\{\d+[+-]?\}$/;
      if (opensLiteral && draft.pieces.length === 1 && mailboxIsLiteral.test(scanner.rest())) return undefined;
      const target = name === 'APPEND' ? readAppendTarget(scanner) : readReplaceTarget(name === 'UID REPLACE')(scanner);
      return this.#announce(target, readAppendMessage(scanner), scanner);
    }
    const { target, message } = draft.append;
    const scanner = this.#scanner([text], []);
    if (draft.catenate !== undefined) {
      this.#mode = { kind: 'catenate', scanner, isFirst: false };
      if (draft.catenate === 'parts') return 'again';
      draft.catenate = 'parts';
      return { kind: 'catenate-url', url: decodeText(draft.literals.pop() ?? empty) };
    }
    if (message.isUtf8) scanner.expect(')', 'after the UTF8 message');
    return this.#afterMessage(target, scanner);
  }

  /** The end of the command, or one more message (RFC 3502). */
  #afterMessage(target: AppendTarget, scanner: CommandScanner): ReaderEvent {
    const { tag = '' } = this.#draft;
    if (scanner.isAtEnd) {
      this.#reset();
      return { kind: 'append-end', tag, target };
    }
    if (target.name === 'REPLACE') scanner.end();
    return this.#announce(target, readAppendMessage(scanner), scanner);
  }

  #announce(target: AppendTarget, message: AppendMessage, scanner: CommandScanner): ReaderEvent {
    const draft = this.#draft;
    draft.append = { target, message };
    draft.catenate = message.isCatenated ? 'parts' : undefined;
    this.#mode = { kind: 'decision', message, scanner: message.isCatenated ? scanner : undefined };
    return { kind: 'message', tag: draft.tag ?? '', target, message };
  }

  /** The parts of CATENATE stand in the middle of line pieces, several in one. */
  #restOfPiece(
    mode: Extract<Mode, { scanner: CommandScanner; kind: 'catenate' | 'after-message' }>,
  ): ReaderEvent | 'again' {
    const { scanner } = mode;
    const rest = scanner.rest();
    try {
      const target = this.#draft.append?.target;
      if (target === undefined) throw new TypeError('CATENATE outside of an APPEND');
      return mode.kind === 'after-message'
        ? this.#afterMessage(target, scanner)
        : this.#catenatePart(scanner, mode.isFirst);
    } catch (error) {
      if (!(error instanceof ImapSyntaxError)) throw error;
      this.#failure = error;
      return this.#afterFailedPiece(literalMarker.exec(rest));
    }
  }

  #catenatePart(scanner: CommandScanner, isFirst: boolean): ReaderEvent | 'again' {
    const draft = this.#draft;
    if (!isFirst && scanner.skip(')')) {
      draft.catenate = undefined;
      this.#mode = { kind: 'after-message', scanner };
      return { kind: 'message-end' };
    }
    if (!isFirst) scanner.expect(' ', 'or ) after a part of the message');
    const part = readCatenatePart(scanner);
    switch (part.kind) {
      case 'url':
        this.#mode = { kind: 'catenate', scanner, isFirst: false };
        return { kind: 'catenate-url', url: part.url };
      case 'url-literal': {
        draft.catenate = 'url';
        const marker = literalMarker.exec(scanner.rest());
        if (marker === null) throw scanner.wanted('an IMAP URL');
        return this.#openLiteral(marker);
      }
      case 'text': {
        this.#mode = { kind: 'decision', message: part };
        return { kind: 'catenate-text', sizeBytes: part.sizeBytes, isSynchronizing: part.isSynchronizing };
      }
    }
  }

  /** A refused CATENATE: what is left of its line, and a literal that comes all the same, means nothing any more. */
  #dropRest(scanner: CommandScanner): void {
    const marker = literalMarker.exec(scanner.rest());
    if (marker !== null && marker[3] !== '') this.#mode = { kind: 'skip-literal', remaining: Number(marker[2]) };
    else this.#reset();
  }

  #openLiteral(marker: RegExpExecArray): ReaderEvent | 'again' {
    const draft = this.#draft;
    const size = Number(marker[2]);
    const { literalBytes, literalCount, literalTotalBytes } = this.limits;
    if (size > literalBytes)
      throw new ImapSyntaxError('too-long', `a literal of ${marker[2]} bytes, at most ${literalBytes} are taken here`);
    if (draft.literals.length >= literalCount)
      throw new ImapSyntaxError('too-long', `more than ${literalCount} literals in one command`);
    if (marker[3] !== '') refuseLongNonSynchronizing(this.limits, size);
    draft.literalTotalBytes += size;
    if (draft.literalTotalBytes > literalTotalBytes) {
      throw new ImapSyntaxError(
        'too-long',
        `the literals of one command are longer than ${literalTotalBytes} bytes together`,
      );
    }
    this.#mode = { kind: 'literal', literal: Buffer.allocUnsafe(size), filled: 0 };
    return marker[3] === '' ? { kind: 'continuation' } : 'again';
  }

  /**
   * A refused command is over at the end of its line, or where its client waits for `+`. A non-synchronizing literal
   * comes all the same and is skipped with the line piece after it, else its content would be read as commands.
   */
  #afterFailedPiece(marker: RegExpExecArray | null): ReaderEvent | 'again' {
    if (marker !== null && marker[3] !== '') {
      this.#mode = { kind: 'skip-literal', remaining: Number(marker[2]) };
      return 'again';
    }
    const error = this.#failure;
    const { tag, pieces } = this.#draft;
    this.#refusedLine = pieces[0] ?? '';
    this.#reset();
    // Without a failure the caller refused a message and has answered already.
    return error === undefined ? 'again' : { kind: 'syntax-error', tag, error };
  }

  #skipLine(mode: { tail: Buffer }): ReaderEvent | 'again' | 'starved' {
    const end = this.#pending.indexOf(lineFeed);
    const taken = this.#pending.subarray(0, end < 0 ? this.#pending.length : end);
    mode.tail = Buffer.concat([mode.tail, taken.subarray(-markerBytes)]).subarray(-markerBytes);
    this.#consume(end < 0 ? taken.length : taken.length + 1);
    if (end < 0) return 'starved';
    this.#lineExpected = false;
    return this.#afterFailedPiece(literalMarker.exec(mode.tail.toString('latin1').replace(/\r$/, '')));
  }

  #consume(count: number): void {
    // An empty buffer of our own, so that a connection at rest does not keep its last chunk alive.
    this.#pending = count >= this.#pending.length ? empty : this.#pending.subarray(count);
    this.#searched = 0;
  }

  #reset(): void {
    this.#mode = { kind: 'line' };
    this.#draft = newDraft();
    this.#failure = undefined;
  }
}

function newDraft(): Draft {
  return { name: '', pieces: [], literals: [], literalTotalBytes: 0, lineBytes: 0 };
}

function isAppend(name: string): boolean {
  return name === 'APPEND' || name === 'REPLACE' || name === 'UID REPLACE';
}

/** RFC 3501 §9: tag = 1*<any ASTRING-CHAR except "+">, then a space. */
function tagOf(text: string): string | undefined {
  return /^([!#$&',\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]{1,128}) /.exec(text)?.[1];
}

function withoutSpacesAtEnd(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === ' ') end--;
  return text.slice(0, end);
}
