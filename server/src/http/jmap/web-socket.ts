import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../platform/log/log.ts';
import type { SignedInCaller } from '../caller.ts';
import { HttpRefusal } from '../refusal.ts';
import { isSameOrigin } from '../sign-in/same-origin.ts';
import { acceptWebSocket } from '../web-socket/upgrade.ts';
import { serveWebSocket, type WebSocket } from '../web-socket/web-socket.ts';
import { isRecord } from './core/arguments.ts';
import { coreLimits } from './core/limits.ts';
import { RequestRefusal } from './core/process-request.ts';
import { doorClosing } from '../request-door.ts';
import type { OpenStreams } from './open-streams.ts';
import { changedStates, type PushStates, type States } from './push-states.ts';
import { watchStates } from './watch-states.ts';

export interface WebSocketParts {
  readonly callerOf: (request: FastifyRequest) => Promise<SignedInCaller>;
  /** Runs a request's text as POST /jmap/api does. @throws RequestRefusal */
  readonly run: (text: string, request: FastifyRequest, caller: SignedInCaller) => Promise<Record<string, unknown>>;
  readonly streams: OpenStreams;
  readonly statesFor: (caller: SignedInCaller) => Promise<PushStates>;
  readonly log: Log;
}

/** JMAP over a WebSocket (RFC 8887): requests and push on one connection. */
export function addWebSocket(scope: FastifyInstance, parts: WebSocketParts): void {
  scope.get('/jmap/ws', async (request, reply) => {
    const caller = await parts.callerOf(request);
    // A cookie is sent along by every page; the browser says of which origin this one is (RFC 6455 §10.2).
    if (!isSameOrigin(request.headers)) {
      throw new HttpRefusal(403, 'Forbidden', {
        en: 'A WebSocket is not opened for the pages of another site.',
        fr: 'Une WebSocket n’est pas ouverte pour les pages d’un autre site.',
      });
    }
    const stream = await parts.streams.open(caller);
    let taken: ReturnType<typeof take> = null;
    let states: PushStates;
    try {
      states = await parts.statesFor(caller);
      taken = take(request, reply);
    } finally {
      if (taken === null) stream.leave();
    }
    if (taken === null) return;
    let stopPushing = (): void => {};
    let lastOrder = Promise.resolve();
    const handlers = {
      onText: (text: string) => void answer(text),
      onClosed: () => {
        stream.leave();
        stopPushing();
      },
    };
    const socket = serveWebSocket(taken, coreLimits.maxSizeRequest, handlers, doorClosing(request.raw));
    const signOut = (): void => {
      stopPushing();
      socket.close(1008, 'The sign-in has ended.');
    };
    if (stream.signedOut.aborted) signOut();
    else stream.signedOut.addEventListener('abort', signOut);

    /** One after the other, so that one push at most goes on: the one that was asked for last. `null`: none. */
    function pushAs(message: Record<string, unknown> | null): void {
      lastOrder = lastOrder.then(async () => {
        stopPushing();
        stopPushing = () => {};
        if (message === null || !socket.isOpen) return;
        try {
          stopPushing = await push(message, states, socket, parts.log);
        } catch (cause) {
          pushFailed(cause, socket, parts.log);
        }
        if (!socket.isOpen) stopPushing();
      });
    }

    async function answer(text: string): Promise<void> {
      const message = parsed(text);
      if (message?.['@type'] === 'WebSocketPushEnable') return pushAs(message);
      if (message?.['@type'] === 'WebSocketPushDisable') return pushAs(null);
      const requestId = typeof message?.id === 'string' ? { requestId: message.id } : {};
      try {
        if (message !== null && message['@type'] !== 'Request') {
          throw new RequestRefusal('notRequest', 'A message has the @type Request, WebSocketPushEnable or …Disable.');
        }
        // Whose session ended since, or whose account was disabled, is asked no more.
        const now = await stream.now(true);
        if (now === null) return signOut();
        const response = await parts.run(text, request, now);
        socket.send(JSON.stringify({ '@type': 'Response', ...requestId, ...response }));
      } catch (cause) {
        const refusal = cause instanceof RequestRefusal ? cause : null;
        if (refusal === null) parts.log.error('jmap over a web socket failed', cause);
        socket.send(
          JSON.stringify({
            '@type': 'RequestError',
            // RFC 8887 §4.3.4: null when the request's own could not be read.
            requestId: null,
            ...requestId,
            type: refusal?.type ?? 'about:blank',
            status: refusal === null ? 500 : 400,
            detail: refusal?.message ?? 'Something failed on the server; its log says what.',
            ...(refusal === null || refusal.limit === null ? {} : { limit: refusal.limit }),
          }),
        );
      }
    }
  });
}

function take(request: FastifyRequest, reply: FastifyReply): ReturnType<typeof acceptWebSocket> {
  const taken = acceptWebSocket(request.raw, reply.raw, 'jmap');
  if (taken !== null) reply.hijack();
  else {
    void reply
      .code(426)
      .header('upgrade', 'websocket')
      .type('text/plain')
      .send('This address speaks WebSocket with the protocol "jmap" (RFC 8887).');
  }
  return taken;
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** RFC 8887 §4.3.5: state changes as they happen; at once when `pushState` is of an earlier time. */
async function push(
  message: Record<string, unknown>,
  states: PushStates,
  socket: WebSocket,
  log: Log,
): Promise<() => void> {
  const types = Array.isArray(message.dataTypes) ? new Set(message.dataTypes.map(String)) : null;
  const send = (changed: States, now: States): void =>
    socket.send(JSON.stringify({ '@type': 'StateChange', changed, pushState: JSON.stringify(now) }));
  const { first, stop } = await watchStates(states, types, {
    onChanged: send,
    onFailed: (cause) => pushFailed(cause, socket, log),
  });
  if (typeof message.pushState === 'string') {
    const missed = changedStates(statesIn(message.pushState), first);
    if (Object.keys(missed).length > 0) send(missed, first);
  }
  return stop;
}

function pushFailed(cause: unknown, socket: WebSocket, log: Log): void {
  log.error('jmap-push-failed', cause);
  socket.close(1011, 'push failed');
}

/** What a client gives back of an earlier connection; anything else counts as no state at all. */
function statesIn(pushState: string): States {
  return Object.fromEntries(
    Object.entries(parsed(pushState) ?? {}).filter((entry): entry is [string, Record<string, string>] =>
      isRecord(entry[1]),
    ),
  );
}
