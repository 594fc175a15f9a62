import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * So much of a body is held in memory for whoever sends it. What is longer is read only of somebody who is known, or a
 * stranger would fill the memory with bodies that never end: sixty of them took 585 MB at JMAP's 10 MB each.
 */
export const strangersBodyBytes = 64 * 1024;

/** For `onRequest` of a route that takes longer bodies: who sends one is asked before it is read, as the route asks again after. */
export function knownSender(who: (request: FastifyRequest) => Promise<unknown>) {
  return async (request: FastifyRequest): Promise<void> => {
    if (mayBeLong(request)) await who(request);
  };
}

/** Nobody adds a route that takes long bodies and forgets to ask whose they are. */
export function requireKnownSenders(app: FastifyInstance): void {
  app.addHook('onRoute', ({ bodyLimit = strangersBodyBytes, onRequest, url }) => {
    if (bodyLimit > strangersBodyBytes && onRequest === undefined)
      throw new Error(`${url} takes ${bodyLimit} bytes of anybody: give it onRequest: knownSender(…)`);
  });
}

/** In chunks, nobody says how much will come (RFC 9112 §7.1). */
function mayBeLong({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > strangersBodyBytes;
}
