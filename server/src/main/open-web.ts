import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClientProfiles } from '../http/client-profiles/index.ts';
import { createAcmeChallengeRoute } from '../http/acme-challenge-route.ts';
import { createMtaStsRoute } from '../http/client-profiles/mta-sts-route.ts';
import type { HttpDependencies } from '../http/http-context.ts';
import { createJmap, type JmapParts } from '../http/jmap/index.ts';
import { createUserApi } from '../http/user-api/index.ts';
import { createWebService, type WebService } from '../http/web-service.ts';
import { cmdlets } from '../management/cmdlets/index.ts';
import { createCmdletHost } from '../management/engine/create-cmdlet-host.ts';
import type { ManagementServices } from '../management/engine/services.ts';
import type { MailStore } from '../domain/mail/account-store.ts';
import type { Readiness } from '../http/probes.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import type { openPersonal } from './open-personal.ts';

/** Webmail, the admin center and the APIs over all that was opened before. Not started. */
export function openWeb(
  parts: Pick<HttpDependencies, 'authenticator' | 'certificates' | 'delivery'> &
    Pick<JmapParts, 'mailboxes' | 'resultsProof'> & {
      readonly management: ManagementServices;
      /** What sessions do in mailboxes, audited. */
      readonly sessionMail: MailStore;
      /** What an ACME challenge is answered with. */
      readonly acmeChallenge: (token: string) => Promise<string | null>;
      readonly metrics: Metrics;
      readonly personal: ReturnType<typeof openPersonal>;
      readonly dataDirectory: string;
      readonly readiness: Readiness;
      /** Of all addresses together. */
      readonly mostConnections: number;
    },
): WebService {
  const { management, personal, mailboxes } = parts;
  const { serverFacts: facts, settings, clientSettings, oneTimeCredentials, throttling, audit } = management;
  return createWebService(
    {
      serverName: facts.serverName,
      directory: management.directory,
      settings,
      receiveConnectors: management.receiveConnectors,
      authenticator: parts.authenticator,
      identity: management.identity,
      mail: parts.sessionMail,
      delivery: parts.delivery,
      automation: management.automation,
      liveSessions: management.liveSessions,
      certificates: parts.certificates,
      metrics: parts.metrics,
      log: management.log,
      clock: management.clock,
      audit: async (caller, action, mailbox, parameters) => {
        await audit.record({
          caller: caller.name,
          cmdlet: action,
          objectModified: mailbox.name,
          parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
          modifiedProperties: [],
          succeeded: true,
          error: null,
          originatingServer: facts.serverName,
        });
      },
      cmdletHostFor: (caller) => createCmdletHost({ caller, services: management, cmdlets }),
    },
    {
      socketPath: join(parts.dataDirectory, 'relais.sock'),
      routes: [
        createUserApi({ clientSettings, oneTimeCredentials, preferences: personal.preferences, mailboxes }),
        createClientProfiles({ clientSettings }),
        createMtaStsRoute({ fqdn: facts.fqdn }),
        createAcmeChallengeRoute(parts.acmeChallenge),
        createJmap({
          ...personal,
          mailboxes,
          resultsProof: parts.resultsProof,
          mostRequests: (user) => throttling.limitOf(user, 'OwaMaxConcurrency'),
          mostStreams: (user) => throttling.limitOf(user, 'EwsMaxSubscriptions'),
        }),
      ],
      webApplications: [
        { prefix: '/ecp', directory: builtPages('admin-center') },
        // Messages are shown in a frame of their own, under a policy of its own (http/user-api/message-frame.ts).
        { prefix: '/owa', directory: builtPages('webmail'), policy: { 'frame-src': "'self'" } },
      ],
      readiness: parts.readiness,
      mostConnectionsInAll: parts.mostConnections,
    },
  );
}

function builtPages(application: string): string {
  return fileURLToPath(new URL(`../../../packages/${application}/dist`, import.meta.url));
}
