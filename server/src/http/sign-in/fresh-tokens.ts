import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { sessionCookie } from './session-cookie.ts';

/** Tokens that were exchanged while a request was looked at; the answer carries the new one. */
export const freshTokens = new WeakMap<IncomingMessage, string>();

/** Adds the cookie of an exchanged token, unless the answer sets or clears it itself. */
export function addFreshTokens(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const fresh = freshTokens.get(request.raw);
    if (fresh !== undefined && !reply.hasHeader('set-cookie')) reply.header('set-cookie', sessionCookie(fresh));
    return payload;
  });
}
