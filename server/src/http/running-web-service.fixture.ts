import { mailboxDatabaseSettings } from '../domain/configuration/mailbox-database-settings.ts';
import { owaSettings } from '../domain/configuration/owa-settings.ts';
import { request as httpsRequest } from 'node:https';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CmdletHost } from '@relais/management-contract';
import { credentialMigrations } from '../domain/credentials/credential-migrations.ts';
import { openCredentials } from '../domain/credentials/open-credentials.ts';
import { configurationMigrations } from '../domain/configuration/configuration-migrations.ts';
import { openReceiveConnectors } from '../domain/configuration/open-receive-connectors.ts';
import { openSettingsStore } from '../domain/configuration/open-settings-store.ts';
import { directoryMigrations } from '../domain/directory/directory-migrations.ts';
import { memoryScope } from '../domain/directory/memory-scope.fixture.ts';
import type { Directory } from '../domain/directory/directory.ts';
import { openDirectory } from '../domain/directory/open-directory.ts';
import { ManualClock } from '../platform/clock/manual-clock.ts';
import { silentLog } from '../platform/log/silent-log.ts';
import { createMetrics } from '../platform/metrics/prometheus-metrics.ts';
import { CertificateFolder } from '../platform/tls/certificate-folder.ts';
import type { MailStore } from '../domain/mail/account-store.ts';
import type { LiveSessions } from '../services/admission/live-sessions.ts';
import { createLiveSessions } from '../services/admission/create-live-sessions.ts';
import { automationMigrations } from '../domain/automation/automation-migrations.ts';
import { openAutomation } from '../domain/automation/open-automation.ts';
import type { Delivery } from '../services/delivery/delivery.ts';
import type { Authenticator } from '../services/authentication/authenticator.ts';
import { defaultAuthenticationLimits } from '../services/authentication/create-authenticator.ts';
import { type Identity, openIdentity } from '../services/authentication/identity.ts';
import { saslServer } from '../services/authentication/sasl/sasl.ts';
import { signInSettings } from '../services/authentication/sign-in-settings.ts';
import type { Caller } from './caller.ts';
import type { HttpDependencies } from './http-context.ts';
import { createWebService, type WebService, type WebServiceOptions } from './web-service.ts';
import { webSettings } from '../domain/configuration/web-settings.ts';

export interface RunningWebService extends AsyncDisposable {
  readonly service: WebService;
  readonly clock: ManualClock;
  readonly folder: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly signInsSeen: string[];
  readonly audited: readonly string[];
  readonly identity: Identity;
  readonly directory: Directory;
  readonly liveSessions: LiveSessions;
  request(path: string, options?: RequestOptions): Promise<Answer>;
  /** Signs in and gives what the next requests must carry. */
  signIn(userName: string): Promise<{ cookie: string; csrfToken: string }>;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly over?: 'https' | 'http' | 'socket';
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
}

/** A web service on loopback over a real directory and settings in memory; every password is `right`. */
export async function runWebService(given: {
  readonly hostFor: (caller: Caller) => CmdletHost;
  readonly options?: Partial<WebServiceOptions>;
}): Promise<RunningWebService> {
  const folder = await mkdtemp(join(tmpdir(), 'relais-web-'));
  const clock = new ManualClock();
  const server = {
    serverName: 'CAS01',
    fqdn: 'localhost',
    dataDirectory: folder,
    bindAddress: '127.0.0.1',
    portOffset: 0,
  };
  const scope = memoryScope(directoryMigrations, credentialMigrations, configurationMigrations, automationMigrations);
  const directory = await openDirectory({ scope, clock });
  await directory.createAcceptedDomain({
    name: 'example.test',
    domainName: 'example.test',
    domainType: 'Authoritative',
    isDefault: true,
  });
  const person = (alias: string, roleGroups: readonly string[]): Promise<unknown> =>
    directory.createMailbox(
      {
        name: alias,
        alias,
        userPrincipalName: `${alias}@example.test`,
        primarySmtpAddress: `${alias}@example.test`,
        roleGroups,
      },
      'hash-1',
    );
  await person('administrator', ['Organization Management']);
  await person('user', []);
  const settings = await openSettingsStore({
    scope,
    definitions: [webSettings, signInSettings, owaSettings, mailboxDatabaseSettings],
    server,
  });
  await settings.configure(webSettings, { HttpBindings: ['127.0.0.1:0'], HttpsBindings: ['127.0.0.1:0'] });
  const liveSessions = createLiveSessions({ clock });
  const identity = await openIdentity({
    credentials: await openCredentials({ scope }),
    scope,
    clock,
    liveSessions,
    log: silentLog,
    allowances: defaultAuthenticationLimits,
    settings: () => settings.effective(signInSettings),
  });
  const audited: string[] = [];
  const signInsSeen: string[] = [];
  const authenticator: Authenticator = {
    sasl: saslServer([]),
    hashPassword: async (password) => password,
    signIn: async ({ userName, password, door }) => {
      signInsSeen.push(`${door} ${userName}`);
      if (password === 'throttled') return { kind: 'throttled', retryAfterMs: 30_000 };
      const mailbox = directory.findLogin(userName);
      if (mailbox === null || password !== 'right') return { kind: 'bad-credentials' };
      return identity.hasSecondFactor(mailbox.guid)
        ? { kind: 'second-factor-required', mailbox }
        : { kind: 'signed-in', mailbox };
    },
  };
  const dependencies: HttpDependencies = {
    serverName: server.serverName,
    directory,
    settings,
    receiveConnectors: await openReceiveConnectors({ scope, clock, server }),
    authenticator,
    mail: unreachable<MailStore>('mail'),
    delivery: unreachable<Delivery>('delivery'),
    automation: await openAutomation({ scope, clock }),
    liveSessions,
    identity,
    certificates: await CertificateFolder.open(join(folder, 'certificates'), ['localhost'], Date.now),
    metrics: createMetrics(),
    log: silentLog,
    clock,
    audit: async (caller, action, mailbox) => void audited.push(`${caller.name} ${action} ${mailbox.name}`),
    cmdletHostFor: given.hostFor,
  };
  const service = createWebService(dependencies, {
    routes: [],
    webApplications: [],
    readiness: { unready: () => [], hampered: () => [] },
    socketPath: join(folder, 'relais.sock'),
    ...given.options,
  });
  await service.start();
  await service.openLocalSocket();
  const [httpsPort = 0, httpPort = 0] = service.bound.map(({ port }) => port);

  const request = (path: string, options: RequestOptions = {}): Promise<Answer> => {
    const { method = 'GET', headers = {}, body, over = 'https' } = options;
    const common = {
      path,
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    };
    return new Promise((resolve, reject) => {
      const sent =
        over === 'https'
          ? httpsRequest({ ...common, host: '127.0.0.1', port: httpsPort, rejectUnauthorized: false, agent: false })
          : over === 'http'
            ? httpRequest({ ...common, host: '127.0.0.1', port: httpPort, agent: false })
            : httpRequest({ ...common, socketPath: join(folder, 'relais.sock'), agent: false });
      sent.once('error', reject);
      sent.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () => {
          const bytes = Buffer.concat(chunks);
          const { statusCode = 0, headers: answered } = response;
          resolve({ status: statusCode, headers: answered, bytes, text: bytes.toString('utf8') });
        });
      });
      sent.end(body);
    });
  };

  return {
    service,
    clock,
    folder,
    httpPort,
    httpsPort,
    signInsSeen,
    audited,
    identity,
    directory,
    liveSessions,
    request,
    async signIn(userName) {
      const answer = await request('/api/sign-in', {
        method: 'POST',
        body: JSON.stringify({ userName, password: 'right' }),
      });
      if (answer.status !== 200) throw new Error(answer.text);
      return {
        cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '',
        csrfToken: (JSON.parse(answer.text) as { csrfToken: string }).csrfToken,
      };
    },
    async [Symbol.asyncDispose]() {
      await service.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A room that these tests never enter; one that does fails by name. */
function unreachable<T extends object>(what: string): T {
  return new Proxy({} as T, {
    get: (_, name) => {
      throw new Error(`these tests use no ${what} (${String(name)})`);
    },
  });
}
