import { CommandScanner, literalMarker } from './command-scanner.ts';
import {
  type AppendMessage,
  type AppendTarget,
  readAppendMessage,
  readAppendTarget,
  readCatenatePart,
  readReplaceTarget,
} from './commands/append.ts';
import {
  admitLiteral,
  type CommandDraft,
  isAppend,
  newDraft,
  readTagAndName,
  tagOf,
  withoutSpacesAtEnd,
} from './command-draft.ts';
import { commandGrammars } from './commands/index.ts';
import { type CodecLimits, mostIdBytes } from './limits.ts';
import { PendingBytes } from './pending-bytes.ts';
import type { ReaderEvent } from './reader-event.ts';
import type { ReaderMode } from './reader-mode.ts';
import { decodeText } from './grammar/string.ts';
import { ImapSyntaxError, shown } from './syntax-error.ts';

const empty: Buffer = Buffer.alloc(0);
/** Long enough for the longest literal marker: a line that is thrown away may still announce a literal. */
const markerBytes = 32;

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
  readonly #pending = new PendingBytes();
  #mode: ReaderMode = { kind: 'line' };
  #draft: CommandDraft = newDraft();
  #failure: ImapSyntaxError | undefined;
  #lineExpected = false;
  #refusedLine = '';

  constructor(limits: CodecLimits) {
    this.limits = limits;
  }

  push(chunk: Buffer): void {
    this.#pending.push(chunk);
  }

  /** The next line is no command but an answer: SASL, or DONE of IDLE. */
  expectLine(): void {
    this.#lineExpected = true;
  }

  /** Drops what has been pushed but not read (RFC 3501 §6.2.1: what came before the TLS handshake is not to be trusted). */
  discardPending(): void {
    this.#pending.drop(this.#pending.length);
    this.#reset();
  }

  /** Takes back what has been pushed but not read, for a layer that now comes between (COMPRESS, RFC 4978). */
  takePending(): Buffer {
    const taken = this.#pending.take(this.#pending.length);
    this.#reset();
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
        mode.filled += this.#pending.fill(mode.literal, mode.filled);
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
        const bytes = this.#pending.take(mode.remaining);
        mode.remaining -= bytes.length;
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
        this.#pending.drop(skipped);
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
    const end = this.#pending.lineFeedAt();
    const length = end < 0 ? this.#pending.length : end + 1;
    if (draft.lineBytes + length > this.limits.lineBytes && !this.#isIdOf(draft.lineBytes + length)) {
      if (draft.name === '' && !this.#lineExpected) {
        const beginning = this.#pending.beginning(256);
        draft.tag = tagOf(beginning);
        draft.pieces.push(beginning);
      }
      this.#failure = new ImapSyntaxError('too-long', `the command line is longer than ${this.limits.lineBytes} bytes`);
      this.#mode = { kind: 'skip-line', tail: empty };
      return 'again';
    }
    if (end < 0) return 'starved';
    const text = this.#pending.lineBefore(end);
    this.#pending.drop(length);
    if (this.#lineExpected) {
      this.#lineExpected = false;
      return { kind: 'line', line: text };
    }
    draft.lineBytes += length;
    draft.pieces.push(text);
    return this.#linePiece(text);
  }

  /** RFC 2971 §3.3 lets ID alone be longer than commands may be elsewhere. */
  #isIdOf(lineBytes: number): boolean {
    if (this.#lineExpected || lineBytes > mostIdBytes) return false;
    return this.#draft.name === 'ID' || /^\S+ ID \(/i.test(this.#pending.beginning(256));
  }

  /** One more piece of the command's line has come: is it complete, does a literal follow, or is it wrong? */
  #linePiece(text: string): ReaderEvent | 'again' {
    const draft = this.#draft;
    const marker = text.endsWith('}') ? literalMarker.exec(text) : null;
    try {
      // RFC 3501 §9: CHAR and TEXT-CHAR leave out NUL, and CR only comes before LF.
      if (/[\0\r]/.test(text)) throw new ImapSyntaxError('line', 'the command line contains a NUL or a bare CR');
      if (draft.name === '') readTagAndName(draft, text);
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
    const scanner = this.#scanner(withoutSpacesAtEnd(pieces));
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
    mode: Extract<ReaderMode, { scanner: CommandScanner; kind: 'catenate' | 'after-message' }>,
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
    const size = admitLiteral(this.#draft, marker, this.limits);
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
    const end = this.#pending.lineFeedAt();
    const taken = this.#pending.take(end < 0 ? this.#pending.length : end);
    mode.tail = Buffer.concat([mode.tail, taken.subarray(-markerBytes)]).subarray(-markerBytes);
    if (end >= 0) this.#pending.drop(1);
    if (end < 0) return 'starved';
    this.#lineExpected = false;
    return this.#afterFailedPiece(literalMarker.exec(mode.tail.toString('latin1').replace(/\r$/, '')));
  }

  #reset(): void {
    this.#mode = { kind: 'line' };
    this.#draft = newDraft();
    this.#failure = undefined;
  }
}
