import type { FastifyRequest } from 'fastify';

/** `https://host[:port]` as the browser reached us; `null` when the Host header names no host. */
export function ownAddress(request: FastifyRequest): string | null {
  const host = request.headers.host ?? '';
  return /^(?:[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host) ? `https://${host}` : null;
}
