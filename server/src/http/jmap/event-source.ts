import type { FastifyReply } from 'fastify';
import { changedStates, type PushStates, statesOf } from './push-states.ts';

/** Changes that come together are told together. */
export const gatherMs = 30;

export interface EventSourceRequest {
  readonly states: PushStates;
  /** `null`: all. */
  readonly types: ReadonlySet<string> | null;
  readonly closeAfterState: boolean;
  /** 0: never. */
  readonly pingSeconds: number;
}

/** Tells state changes as they happen, until the client goes (RFC 8620 §7.3). */
export async function streamEvents(reply: FastifyReply, request: EventSourceRequest): Promise<void> {
  const { states, types, pingSeconds } = request;
  let told = statesOf(await states.current(), types);
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
  });
  raw.write(': open\n\n');
  let gathering: NodeJS.Timeout | null = null;
  const tell = async () => {
    gathering = null;
    const now = statesOf(await states.current(), types);
    const changed = changedStates(told, now);
    if (Object.keys(changed).length === 0 || raw.destroyed) return;
    told = now;
    const data = JSON.stringify({ '@type': 'StateChange', changed });
    raw.write(`event: state\ndata: ${data}\n\n`);
    if (request.closeAfterState) raw.end();
  };
  const stop = states.onChange(() => {
    gathering ??= setTimeout(() => void tell().catch(() => raw.end()), gatherMs);
  });
  const pinging =
    pingSeconds === 0
      ? null
      : setInterval(() => raw.write(`event: ping\ndata: {"interval":${pingSeconds}}\n\n`), pingSeconds * 1000);
  raw.once('close', () => {
    stop();
    if (gathering !== null) clearTimeout(gathering);
    if (pinging !== null) clearInterval(pinging);
  });
}
