import type { FastifyInstance } from 'fastify';
import { ownAddress } from '../own-address.ts';

const page = '<!doctype html><html><head><meta charset="utf-8"><title>message</title></head><body></body></html>';

/**
 * The empty page in which webmail shows a message. Its own policy holds whatever the sanitiser lets through: no script,
 * no form, no request; with `?pictures=1`, pictures from other servers and nothing else. `allow-modals` lets webmail print it,
 * whose frame may allow it too: nothing in it could ask for one.
 */
export function messageFrame(app: FastifyInstance): void {
  app.get<{ Querystring: { pictures?: string } }>('/api/message-frame', async (request, reply) => {
    // Of this server the pictures in messages and nothing else: a mail asks no route on behalf of its reader.
    const own = ownAddress(request);
    // A policy cannot name an IPv6 address (CSP3 §2.3.1).
    const attached = own === null || own.includes('[') ? "'self'" : `${own}/jmap/download/`;
    const pictures = `${attached} data: blob:${request.query.pictures === '1' ? ' https: http:' : ''}`;
    return reply
      .header(
        'content-security-policy',
        `default-src 'none'; style-src 'unsafe-inline'; img-src ${pictures}; form-action 'none'; base-uri 'none'; ` +
          "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-modals",
      )
      .header('cache-control', 'private, max-age=3600')
      .type('text/html; charset=utf-8')
      .send(page);
  });
}
