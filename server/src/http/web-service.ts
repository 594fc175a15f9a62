import type { FastifyInstance } from 'fastify';
import { formatBinding, parseBinding } from '../domain/configuration/binding.ts';
import type { Endpoint } from '../platform/net/transport.ts';
import type { Service, ServiceState } from '../protocols/service.ts';
import type { LiveSession } from '../services/admission/live-sessions.ts';
import { isAmong } from '../domain/configuration/address-range.ts';
import { ConnectionLimit } from './connection-limit.ts';
import { type ApplicationOptions, createApplication } from './application.ts';
import type { HttpContext, HttpDependencies } from './http-context.ts';
import { listenPlain, listenTls, type RequestHandler, usualHeadersTimeoutMs, type WebListener } from './listeners.ts';
import { openLocalSocket } from './local-socket.ts';
import { createHttpContext } from './request-identity.ts';
import { webSettings } from '../domain/configuration/web-settings.ts';

export interface WebServiceOptions extends Omit<ApplicationOptions, 'httpsPort' | 'mostConnections'> {
  /** Where `relais.sock` is made. */
  readonly socketPath: string;
  /** HTTP and HTTPS connections of all addresses together; default: as many as come. */
  readonly mostConnectionsInAll?: number;
  /** How long a client may take over a request's header; 15 s unless a test is in a hurry. */
  readonly headersTimeoutMs?: number;
}

/** IIS by its own service name: webmail, the admin center and the APIs. */
export interface WebService extends Service {
  readonly context: HttpContext;
  /** Not part of the service's state: with W3SVC stopped, the local shell must still be able to start it. */
  openLocalSocket(): Promise<void>;
  /** The end: listeners and socket closed, the application shut down. */
  close(): Promise<void>;
}

const graceMs = 8000;

export function createWebService(dependencies: HttpDependencies, options: WebServiceOptions): WebService {
  const context = createHttpContext(dependencies);
  const { settings, receiveConnectors, certificates, clock, log } = dependencies;
  let listeners: OpenListener[] = [];
  const releasing = new Set<Promise<void>>();
  let socket: WebListener | null = null;
  let state: ServiceState = 'Stopped';
  let startedAt: number | null = null;
  const mostConnections = (): number => settings.effective(webSettings).MaxConnectionFromSingleIP;
  const limit = new ConnectionLimit({
    most: mostConnections,
    mostInAll: options.mostConnectionsInAll ?? Infinity,
    isExempt: (address) => isAmong(address, settings.effective(webSettings).WebProxyAddresses),
    clock,
    log,
    metrics: dependencies.metrics,
  });
  const app: FastifyInstance = createApplication(context, {
    ...options,
    mostConnections,
    httpsPort: () => listeners.find((listener) => listener.scheme === 'tls')?.listener.bound?.port ?? null,
  });
  const handler: RequestHandler = (request, response) => app.routing(request, response);

  /** What is configured: a restart is what makes it effective, once it could be opened. */
  function wanted(): readonly { scheme: 'plain' | 'tls'; binding: Endpoint }[] {
    const { HttpBindings, HttpsBindings } = settings.configured(webSettings);
    return [
      ...(HttpsBindings ?? []).map((text) => ({ scheme: 'tls' as const, binding: bindingOf(text) })),
      ...(HttpBindings ?? []).map((text) => ({ scheme: 'plain' as const, binding: bindingOf(text) })),
    ];
  }

  function openListener(want: { scheme: 'plain' | 'tls'; binding: Endpoint }): Promise<WebListener> {
    const { headersTimeoutMs = usualHeadersTimeoutMs } = options;
    return want.scheme === 'tls'
      ? listenTls(want.binding, handler, certificates, { headersTimeoutMs, limit })
      : listenPlain(want.binding, handler, { headersTimeoutMs, limit });
  }

  /** Opens what is missing, then closes what is no longer wanted; when one cannot be opened, all stays as it was. */
  async function rebind(): Promise<void> {
    const kept: OpenListener[] = [];
    const opened: OpenListener[] = [];
    try {
      for (const want of wanted()) {
        const name = formatBinding(want.binding);
        const open = listeners.find((held) => held.scheme === want.scheme && held.listener.binding === name);
        if (open !== undefined) kept.push(open);
        else {
          const listener = await openListener(want).catch((cause: unknown) => {
            // The default binds both families; a machine without IPv6 still serves IPv4.
            if (want.binding.address !== '::' || !hasNoIPv6(cause)) throw cause;
            log.warn('no IPv6 on this machine', { binding: name });
            return null;
          });
          if (listener !== null) opened.push({ scheme: want.scheme, listener });
        }
      }
    } catch (cause) {
      await Promise.all(opened.map(({ listener }) => listener.close(0)));
      throw cause;
    }
    const before = listeners;
    listeners = [...kept, ...opened].sort((a, b) => (a.scheme === b.scheme ? 0 : a.scheme === 'tls' ? -1 : 1));
    for (const old of before) if (!kept.includes(old)) release(old.listener);
  }

  /** Not waited for: whoever restarts or stops the service may ask for it over one of these connections. */
  function release(listener: WebListener): void {
    const closed = listener
      .close(graceMs)
      .catch((cause: unknown) => log.error('closing a web listener', cause))
      .finally(() => releasing.delete(closed));
    releasing.add(closed);
  }

  const service: WebService = {
    name: 'W3SVC',
    alsoKnownAs: ['IISADMIN', 'IIS'],
    displayName: 'World Wide Web Publishing Service',
    context,
    get state() {
      return state;
    },
    get startedAt() {
      return startedAt;
    },
    get bound() {
      return listeners.map(({ listener }) => listener.bound).filter((bound) => bound !== null);
    },
    sessions: (): readonly LiveSession[] => [],
    async start() {
      if (state === 'Running') return;
      await service.restart();
    },
    async restart() {
      await app.ready();
      await rebind();
      settings.applyWebRestart();
      receiveConnectors.applyWebRestart();
      state = 'Running';
      startedAt = clock.now();
    },
    async stop() {
      for (const { listener } of listeners) release(listener);
      listeners = [];
      state = 'Stopped';
      startedAt = null;
    },
    async openLocalSocket() {
      await app.ready();
      socket = await openLocalSocket(options.socketPath, handler);
    },
    async close() {
      await service.stop();
      await Promise.all([...releasing, socket?.close(graceMs)]);
      socket = null;
      await app.close();
    },
  };
  return service;
}

function bindingOf(text: string): Endpoint {
  const binding = parseBinding(text);
  if (binding === null) {
    throw new Error(`"${text}" is no binding; write an address and a port, as in 0.0.0.0:443 or [::]:443`);
  }
  return binding;
}

function hasNoIPv6(cause: unknown): boolean {
  const { code } = ((cause as Error).cause ?? {}) as NodeJS.ErrnoException;
  return code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
}

interface OpenListener {
  readonly scheme: 'plain' | 'tls';
  readonly listener: WebListener;
}
