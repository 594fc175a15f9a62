import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { Log } from '../../platform/log/log.ts';
import { changedStates, type PushStates, type States } from './push-states.ts';
import { watchStates } from './watch-states.ts';

export interface EventSourceRequest {
  readonly states: PushStates;
  /** `null`: all. */
  readonly types: ReadonlySet<string> | null;
  readonly closeAfterState: boolean;
  /** 0: never. */
  readonly pingSeconds: number;
  /** What the client had of an earlier connection; `null`: nothing. */
  readonly lastEventId: string | null;
  /** Aborted when the listener closes or the sign-in ends: the stream ends, and the client comes again. */
  readonly closing: AbortSignal;
  readonly log: Log;
}

/** What may wait for a client that does not read; one who has so much to read comes again and asks for all. */
const mostWaitingBytes = 1_000_000;

/** Tells state changes as they happen, until the client goes (RFC 8620 §7.3). */
export async function streamEvents(reply: FastifyReply, request: EventSourceRequest): Promise<void> {
  const { pingSeconds, closing } = request;
  const { raw } = reply;
  const { first, stop } = await watchStates(request.states, request.types, {
    onChanged: send,
    onFailed: (cause) => {
      request.log.error('jmap-push-failed', cause);
      raw.end();
    },
  });
  reply.hijack();
  // The first look may take a while. Who went meanwhile is not told of any more: 'close' will not come again.
  if (raw.destroyed || closing.aborted) {
    stop();
    raw.destroy();
    return;
  }
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
    // Nothing comes after a stream: whoever ends it ends the connection.
    connection: 'close',
  });
  raw.write(': open\n\n');
  // RFC 8620 §7.3: a ping whenever this time has passed since the event before.
  const pinging =
    pingSeconds === 0
      ? null
      : setInterval(() => raw.write(`event: ping\ndata: {"interval":${pingSeconds}}\n\n`), pingSeconds * 1000);
  pinging?.unref();
  closing.addEventListener('abort', end);
  raw.once('close', () => {
    stop();
    closing.removeEventListener('abort', end);
    if (pinging !== null) clearInterval(pinging);
  });

  function end(): void {
    stop();
    raw.end();
  }

  function send(changed: States, now: States): void {
    if (raw.writableLength > mostWaitingBytes) return void raw.destroy();
    const data = JSON.stringify({ '@type': 'StateChange', changed });
    raw.write(`event: state\nid: ${idOf(now)}\ndata: ${data}\n\n`);
    if (request.closeAfterState) end();
    else pinging?.refresh();
  }

  if (request.lastEventId === null || request.lastEventId === idOf(first)) return;
  // Which of them the client has not seen is not known any more: it compares all with its own.
  const all = changedStates({}, first);
  if (Object.keys(all).length > 0) send(all, first);
}

/** RFC 8620 §7.3: short, whatever a user may open, since browsers send it back in a header field. */
function idOf(states: States): string {
  return createHash('sha256').update(JSON.stringify(states)).digest('base64url').slice(0, 22);
}
