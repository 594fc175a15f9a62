import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { changedStates, type PushStates, type States, statesOf } from './push-states.ts';

/** Changes that come together are told together. */
export const gatherMs = 30;

export interface EventSourceRequest {
  readonly states: PushStates;
  /** `null`: all. */
  readonly types: ReadonlySet<string> | null;
  readonly closeAfterState: boolean;
  /** 0: never. */
  readonly pingSeconds: number;
  /** What the client had of an earlier connection; `null`: nothing. */
  readonly lastEventId: string | null;
}

/** Tells state changes as they happen, until the client goes (RFC 8620 §7.3). */
export async function streamEvents(reply: FastifyReply, request: EventSourceRequest): Promise<void> {
  const { states, types, pingSeconds } = request;
  const first = statesOf(await states.current(), types);
  const hasMissed = request.lastEventId !== null && request.lastEventId !== idOf(first);
  // Which of them the client has not seen is not known any more: it compares all with its own.
  let told: States = hasMissed ? {} : first;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
  });
  raw.write(': open\n\n');
  // RFC 8620 §7.3: a ping whenever this time has passed since the event before.
  const pinging =
    pingSeconds === 0
      ? null
      : setInterval(() => raw.write(`event: ping\ndata: {"interval":${pingSeconds}}\n\n`), pingSeconds * 1000);
  let gathering: NodeJS.Timeout | null = null;
  const tell = async () => {
    gathering = null;
    const now = statesOf(await states.current(), types);
    const changed = changedStates(told, now);
    if (Object.keys(changed).length === 0 || raw.destroyed) return;
    told = now;
    const data = JSON.stringify({ '@type': 'StateChange', changed });
    raw.write(`event: state\nid: ${idOf(now)}\ndata: ${data}\n\n`);
    if (request.closeAfterState) raw.end();
    else pinging?.refresh();
  };
  const stop = states.onChange(() => {
    gathering ??= setTimeout(() => void tell().catch(() => raw.end()), gatherMs);
  });
  raw.once('close', () => {
    stop();
    if (gathering !== null) clearTimeout(gathering);
    if (pinging !== null) clearInterval(pinging);
  });
  if (hasMissed) await tell();
}

/** RFC 8620 §7.3: short, whatever a user may open, since browsers send it back in a header field. */
function idOf(states: States): string {
  return createHash('sha256').update(JSON.stringify(states)).digest('base64url').slice(0, 22);
}
