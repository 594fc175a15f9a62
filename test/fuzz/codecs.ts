import { CommandReader, limitsAfterSignIn, limitsBeforeSignIn, mostIdBytes } from '@relais/imap-codec';
import { LineReader as Pop3LineReader, parseCommand } from '@relais/pop3-codec';
import {
  DataDecoder,
  InputBuffer,
  LineReader as SmtpLineReader,
  lineText,
  readCommand,
  SmtpSyntaxError,
} from '@relais/smtp-codec';

/** What a codec makes of bytes that come in these pieces, as text; the same bytes must always give the same. */
export type Feed = (pieces: readonly Buffer[], variant: number) => string[];

const lineBytes = 1_024;

/** `variant`: bit 1 after sign-in, bit 2 with UTF8, bit 4 without LITERAL+. */
export const feedImap: Feed = (pieces, variant) => {
  const limits = (variant & 1) === 0 ? limitsBeforeSignIn(lineBytes) : limitsAfterSignIn(lineBytes, 65_536);
  const reader = new CommandReader((variant & 4) === 0 ? limits : { ...limits, nonSynchronizingBytes: 16 });
  reader.utf8 = (variant & 2) !== 0;
  const said: string[] = [];
  let message = Buffer.alloc(0);
  // RFC 2971 §3.3: ID may be longer than any other command.
  const mostHeld = / ID /i.test(Buffer.concat(pieces).toString('latin1'))
    ? Math.max(lineBytes, mostIdBytes)
    : lineBytes;
  for (const piece of pieces) {
    reader.push(piece);
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      switch (event.kind) {
        case 'message':
        case 'catenate-text': {
          const { sizeBytes } = event.kind === 'message' ? event.message : event;
          said.push(`${event.kind} ${JSON.stringify(event)}`);
          // Both decisions, by something that does not depend on the cut.
          if (sizeBytes % 5 === 4) reader.refuseMessage();
          else reader.acceptMessage();
          break;
        }
        case 'message-bytes':
          message = Buffer.concat([message, event.bytes]);
          break;
        case 'syntax-error':
        case 'fatal':
          if (!/^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(event.error.message))
            throw new Error(`unprintable reason: ${event.error.message}`);
          said.push(`${event.kind} ${event.error.code} ${event.error.message}`);
          break;
        default:
          said.push(`${event.kind} ${message.toString('hex')} ${JSON.stringify(event, plain)}`);
          message = Buffer.alloc(0);
      }
      if (event.kind === 'fatal') return said;
    }
    if (reader.pendingBytes > mostHeld + piece.length) throw new Error(`${reader.pendingBytes} bytes are held`);
  }
  return said;
};

function plain(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}

export const feedPop3: Feed = (pieces) => {
  const reader = new Pop3LineReader();
  const said: string[] = [];
  for (const piece of pieces) {
    reader.push(piece);
    for (let event = reader.next(512); event !== null; event = reader.next(512))
      said.push(event.kind === 'line' ? JSON.stringify(parseCommand(event.line)) : event.kind);
  }
  return said;
};

/** `variant` 1: the content of DATA, else command lines. */
export const feedSmtp: Feed = (pieces, variant) => ((variant & 1) === 0 ? smtpLines(pieces) : smtpData(pieces));

function smtpLines(pieces: readonly Buffer[]): string[] {
  const input = new InputBuffer();
  const reader = new SmtpLineReader(input);
  const said: string[] = [];
  for (const piece of pieces) {
    input.push(piece);
    for (let read = reader.next(512); read !== null; read = reader.next(512)) {
      // Which of several faults is seen first may depend on the cut; that it is refused must not.
      if (read.kind === 'refused') said.push('refused');
      else said.push(commandOf(read.bytes));
    }
    if (input.length > 512 + piece.length) throw new Error(`${input.length} bytes are held`);
  }
  return said;
}

function commandOf(bytes: Uint8Array): string {
  try {
    return JSON.stringify(readCommand(lineText(bytes)), plain);
  } catch (error) {
    if (error instanceof SmtpSyntaxError) return `refused ${error.message}`;
    throw error;
  }
}

function smtpData(pieces: readonly Buffer[]): string[] {
  const decoder = new DataDecoder();
  let content = Buffer.alloc(0);
  for (const piece of pieces) {
    const { pieces: decoded, ended } = decoder.decode(piece);
    if (decoder.fault === null) content = Buffer.concat([content, ...decoded]);
    if (ended) return [`${decoder.fault ?? content.toString('hex')} ended`];
  }
  // Of content with a fault, what came before it may have been handed on already.
  return [decoder.fault ?? content.toString('hex')];
}
