import { transportSettings } from '../../domain/configuration/transport-settings.ts';
import { nameForStrangers, ownMtaStsPolicy } from '../../services/dns-advice/own-mta-sts-policy.ts';
import type { HttpRoutes } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import { isOurDomain } from './profile-domain.ts';

/** RFC 8461 §3.3: the policy of each accepted domain, at `mta-sts.<domain>` and nowhere else. */
export function createMtaStsRoute({ fqdn }: { readonly fqdn: string }): HttpRoutes {
  return (app, { directory, settings, receiveConnectors }) => {
    app.get('/.well-known/mta-sts.txt', async (request, reply) => {
      const domain = /^mta-sts\.(.+?)\.?$/i.exec(request.hostname)?.[1]?.toLowerCase();
      if (domain === undefined || !isOurDomain(directory, domain))
        throw new HttpRefusal(404, 'NotFound', {
          en: 'The MTA-STS policy of an accepted domain stands at https://mta-sts.<domain>/.well-known/mta-sts.txt.',
          fr: 'La politique MTA-STS d’un domaine accepté se trouve à https://mta-sts.<domaine>/.well-known/mta-sts.txt.',
        });
      const policy = ownMtaStsPolicy(settings.effective(transportSettings), nameForStrangers(receiveConnectors, fqdn));
      return reply.type('text/plain; charset=us-ascii').send(policy.text);
    });
  };
}
