import { isAscii } from 'node:buffer';
import { MessageStream } from '@relais/pop3-codec';
import { asciiHeaders } from './ascii-headers.ts';
import type { Completion } from './command.ts';
import { answered } from './command.ts';
import type { Maildrop, MaildropMessage } from './maildrop.ts';
import { replyTexts } from './reply-texts.ts';
import type { Session } from './session.ts';

/**
 * Streams a message behind +OK, whole (RETR) or its first lines (TOP), as fast as the client takes it. A message that
 * cannot be read is refused before +OK; one that breaks off later ends the connection, since half a message must not
 * look like a whole one.
 *
 * RFC 6856 §2.1: a client that has not said UTF8 gets a surrogate whose headers are ASCII (`ascii-headers.ts`); a refusal
 * would make clients that leave mail on the server ask for the message for ever.
 */
export function sendMessage(
  session: Session,
  maildrop: Maildrop,
  message: MaildropMessage,
  bodyLines?: number,
): Completion | Promise<Completion> {
  const whole = bodyLines === undefined ? maildrop.wholeContent(message) : null;
  const send = (content: Uint8Array | null): Completion | Promise<Completion> =>
    content !== null && (session.isUtf8 || isAscii(content))
      ? sendWhole(session, content)
      : stream(session, maildrop, message, bodyLines);
  return whole instanceof Promise ? whole.then(send) : send(whole);
}

async function stream(
  session: Session,
  maildrop: Maildrop,
  message: MaildropMessage,
  bodyLines: number | undefined,
): Promise<Completion> {
  const { output } = session;
  const lines = new MessageStream(bodyLines);
  const source = maildrop.source(message);
  let read = 0;
  const stored = counted(source.store.content(source.contentId), (bytes) => (read += bytes));
  const content = (session.isUtf8 ? stored : asciiHeaders(source, stored))[Symbol.asyncIterator]();
  try {
    let next = await content.next();
    // Another session has removed it, and its content has gone.
    if (next.done === true && message.storedBytes > 0) {
      return { status: 'ERR', code: 'SYS/TEMP', text: replyTexts.messageGone };
    }
    session.reply('+OK\r\n');
    try {
      while (next.done !== true && !lines.isComplete) {
        for (const piece of lines.push(next.value)) output.bytes(piece);
        await output.makeRoom();
        if (session.isEnding) return answered;
        if (!lines.isComplete) next = await content.next();
      }
      if (!lines.isComplete && read < message.storedBytes) {
        throw new Error(`only ${read} of ${message.storedBytes} bytes of a message could be read`);
      }
    } catch (error) {
      session.log.error('pop3 message broke off', error, { number: message.number, uid: message.uid });
      session.breakOff();
      return answered;
    }
    for (const piece of lines.finish()) output.bytes(piece);
    return answered;
  } finally {
    await content.return?.(undefined);
  }
}

/** What need not be streamed, nor changed but at its lines' ends and dots. */
function sendWhole(session: Session, content: Uint8Array): Completion {
  const stream = new MessageStream();
  session.reply('+OK\r\n');
  for (const piece of stream.push(content)) session.output.bytes(piece);
  for (const piece of stream.finish()) session.output.bytes(piece);
  return answered;
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}
