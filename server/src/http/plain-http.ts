import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from './refusal.ts';
import { requestDoor } from './request-door.ts';

/** What clients ask for before they know that there is HTTPS here: certificates (RFC 8555 §8.3) and client settings. */
const servedPlain = ['/.well-known/acme-challenge/', '/.well-known/autoconfig/', '/mail/config-v1.1.xml', '/healthz'];

/** Everything else on the HTTP port is sent on to HTTPS; a request that carries a body is refused instead, its secret is out already. */
export function redirectPlainHttp(app: FastifyInstance, httpsPort: () => number | null): void {
  app.addHook('onRequest', async (request, reply) => {
    if (requestDoor(request.raw) !== 'plain' || servedPlain.some((path) => request.url.startsWith(path))) return;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new HttpRefusal(403, 'Forbidden', {
        en: 'Only HTTPS takes this request. If it carried a password, it crossed the network in clear: change it.',
        fr: 'Seul HTTPS accepte cette requête. Si elle portait un mot de passe, il a traversé le réseau en clair : changez-le.',
      });
    }
    const port = httpsPort();
    const host = /^(\[[\da-fA-F:.]+\]|[\w.-]{1,253})(?::\d{1,5})?$/.exec(request.headers.host ?? '')?.[1];
    if (port === null || host === undefined) {
      throw new HttpRefusal(400, 'BadRequest', {
        en: 'Ask over HTTPS, with a Host header that names this server.',
        fr: 'Demandez en HTTPS, avec un en-tête Host qui nomme ce serveur.',
      });
    }
    const path = request.url.startsWith('/') ? request.url : '/';
    return reply.redirect(`https://${host}${port === 443 ? '' : `:${port}`}${path}`, 308);
  });
}
