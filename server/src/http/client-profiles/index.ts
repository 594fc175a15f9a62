import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpContext, HttpRoutes } from '../http-context.ts';
import { HttpRefusal } from '../refusal.ts';
import type { ClientSettings } from '../../services/client-settings/client-settings.ts';
import { ownAddress } from '../own-address.ts';
import {
  addressInAutodiscoverRequest,
  autodiscoverError,
  autodiscoverResponse,
  wantsOutlookSchema,
} from './outlook-autodiscover.ts';
import { paccConfiguration } from '../../services/client-settings/pacc-configuration.ts';
import { askedAddress, defaultDomain, isOurDomain } from './profile-domain.ts';
import { thunderbirdAutoconfig } from './thunderbird-autoconfig.ts';

export interface ClientProfilesParts {
  readonly clientSettings: ClientSettings;
}

/**
 * What mail programs ask before anybody has signed in. All of it comes from the effective external settings, so it
 * cannot disagree with webmail's page; none of it says who exists.
 */
export function createClientProfiles({ clientSettings }: ClientProfilesParts): HttpRoutes {
  return (app, context) => {
    const thunderbird = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { emailaddress } = request.query as { emailaddress?: string | string[] };
      const asked = askedAddress([emailaddress].flat()[0]);
      const domain = asked?.domain ?? (emailaddress === undefined ? defaultDomain(context.directory) : null);
      const configuration =
        domain === null || !isOurDomain(context.directory, domain)
          ? null
          : thunderbirdAutoconfig(domain, context.directory.organizationName, clientSettings.published());
      if (configuration === null) throw nothingPublished();
      return reply.type('text/xml; charset=utf-8').send(configuration);
    };
    for (const path of ['/mail/config-v1.1.xml', '/.well-known/autoconfig/mail/config-v1.1.xml'])
      app.get(path, thunderbird);

    // Its SHA-256 stands in the TXT record `_ua-auto-config.<domain>`: the same bytes as long as the settings are.
    app.get('/.well-known/user-agent-configuration.json', async (request, reply) => {
      const asked = /^ua-auto-config\.(.+)$/i.exec(request.hostname)?.[1]?.toLowerCase();
      const domain = asked ?? defaultDomain(context.directory);
      const own = ownAddress(request);
      const configuration =
        domain === null || !isOurDomain(context.directory, domain)
          ? null
          : paccConfiguration({
              organisation: context.directory.organizationName,
              settings: clientSettings.published(),
              jmapUrl: own === null ? null : `${own}/.well-known/jmap`,
              oauthIssuer: context.identity.settings().OAuthIssuer,
            });
      if (configuration === null) throw nothingPublished();
      return reply.type('application/json').send(configuration);
    });

    app.register(async (scope) => {
      const options = { parseAs: 'string', bodyLimit: 16_384 } as const;
      for (const type of ['text/xml', 'application/xml']) {
        scope.addContentTypeParser(type, options, (_request, body, done) => done(null, body));
      }
      for (const path of ['/autodiscover/autodiscover.xml', '/Autodiscover/Autodiscover.xml']) {
        scope.post(path, (request, reply) => autodiscover(request, reply, context, clientSettings));
        scope.get(path, (_request, reply) =>
          xml(reply, autodiscoverError(600, 'Invalid Request', new Date(context.clock.now()))),
        );
      }
      const toPox = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
        const { Protocol, protocol } = request.query as { Protocol?: string; protocol?: string };
        const wanted = String(Protocol ?? protocol ?? '');
        const own = ownAddress(request);
        if (wanted.toLowerCase() !== 'autodiscoverv1' || own === null) {
          return reply.code(400).send({
            ErrorCode: 'InvalidProtocol',
            ErrorMessage: `The given protocol value '${wanted.slice(0, 64)}' is invalid. Supported values are 'autodiscoverv1'.`,
          });
        }
        return reply.send({ Protocol: 'AutodiscoverV1', Url: `${own}/autodiscover/autodiscover.xml` });
      };
      for (const path of ['/autodiscover/autodiscover.json', '/autodiscover/autodiscover.json/v1.0/:address']) {
        scope.get(path, toPox);
      }
    });
  };
}

function autodiscover(
  request: FastifyRequest,
  reply: FastifyReply,
  context: HttpContext,
  clientSettings: ClientSettings,
): FastifyReply {
  const now = new Date(context.clock.now());
  const body = typeof request.body === 'string' ? request.body : '';
  const asked = askedAddress(addressInAutodiscoverRequest(body) ?? undefined);
  if (asked === null) return xml(reply, autodiscoverError(600, 'Invalid Request', now));
  if (!wantsOutlookSchema(body)) return xml(reply, autodiscoverError(601, 'Provider is not available', now));
  const response = isOurDomain(context.directory, asked.domain)
    ? autodiscoverResponse(asked.address, clientSettings.published())
    : null;
  return xml(reply, response ?? autodiscoverError(500, 'No settings are published for this address.', now));
}

function xml(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('text/xml; charset=utf-8').send(text);
}

function nothingPublished(): HttpRefusal {
  return new HttpRefusal(404, 'NotFound', {
    en: 'No client settings are published for this domain.',
    fr: 'Aucun paramètre client n’est publié pour ce domaine.',
  });
}
