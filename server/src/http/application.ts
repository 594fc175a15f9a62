import Fastify, { type FastifyInstance } from 'fastify';
import { discovery } from './admin-api/discovery.ts';
import { invokeCommand } from './admin-api/invoke-command.ts';
import { answerBadAddress, answerErrors } from './error-replies.ts';
import { refuseUnclearHosts } from './host-header.ts';
import type { HttpContext, HttpRoutes } from './http-context.ts';
import { requireKnownSenders, strangersBodyBytes } from './large-bodies.ts';
import { refuseConnections } from './refuse-connections.ts';
import { redirectPlainHttp } from './plain-http.ts';
import { countRequests, probes, type Readiness } from './probes.ts';
import { compileWhenAsked, validatorOptions } from './route-validators.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { addFreshTokens } from './sign-in/fresh-tokens.ts';
import { secondFactorRoutes } from './sign-in/second-factor-routes.ts';
import { signInRoutes } from './sign-in/sign-in-routes.ts';
import { serveWebApplication, type WebApplication } from './static-files.ts';

export interface ApplicationOptions {
  /** Routes of other rooms: webmail's user API, client profiles, JMAP. */
  readonly routes: readonly HttpRoutes[];
  readonly webApplications: readonly WebApplication[];
  readonly readiness: Readiness;
  /** Where plain HTTP is sent on to; `null` while no HTTPS listener is open. */
  readonly httpsPort: () => number | null;
  /** MaxConnectionFromSingleIP, as it is now. */
  readonly mostConnections: () => number;
}

/** The one application behind every listener: own routes first, then those of other rooms, then the two browser applications. */
export function createApplication(context: HttpContext, options: ApplicationOptions): FastifyInstance {
  const app = Fastify({
    logger: false,
    // An address that cannot be decoded never reaches a route or a hook.
    frameworkErrors: answerBadAddress,
    bodyLimit: strangersBodyBytes,
    // A slash more or less, or two of them, means the same page.
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 320 },
    ajv: { customOptions: validatorOptions, onCreate: compileWhenAsked },
  });
  // Only JSON is a body unless a route says otherwise (Autodiscover's XML, uploads).
  app.removeContentTypeParser('text/plain');
  refuseUnclearHosts(app);
  requireKnownSenders(app);
  answerErrors(app, context);
  addSecurityHeaders(app);
  addFreshTokens(app);
  countRequests(app, context);
  refuseConnections(app, options.mostConnections);
  redirectPlainHttp(app, options.httpsPort);
  app.get('/', (_request, reply) => reply.redirect('/owa/', 302));
  for (const routes of [
    signInRoutes,
    secondFactorRoutes,
    invokeCommand,
    discovery,
    probes(options.readiness),
    ...options.routes,
  ]) {
    routes(app, context);
  }
  for (const application of options.webApplications) serveWebApplication(app, application);
  return app;
}
