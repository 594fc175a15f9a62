import type { FastifyInstance } from 'fastify';
import { HttpRefusal } from './refusal.ts';

/** RFC 3986 §3.2.2 and §3.2.3: a host and perhaps a port, nobody's name before them. */
const hostAndPort = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\w:.%]+\])(?::\d*)?$/;

/**
 * RFC 9112 §3.2: a request with more than one Host, or with one that is no host, is refused. A proxy before us may have gone by
 * the other one.
 */
export function refuseUnclearHosts(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw: { rawHeaders, headers } }) => {
    let hosts = 0;
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = rawHeaders[at];
      if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
    }
    if (hosts <= 1 && hostAndPort.test(headers.host ?? '')) return;
    throw new HttpRefusal(400, 'BadRequest', {
      en: 'Send one Host header, with a host and perhaps a port.',
      fr: 'Envoyez un seul en-tête Host, avec un hôte et éventuellement un port.',
    });
  });
}
