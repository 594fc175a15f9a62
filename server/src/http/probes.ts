import { isForwarded } from './client-address.ts';
import type { HttpContext, HttpRoutes } from './http-context.ts';
import { requestDoor } from './request-door.ts';

/** What the composition root says about readiness, for operators: sentences that anybody may read. */
export interface Readiness {
  /** What is not ready. */
  unready(): readonly string[];
  /** What goes on in part: no reason to send traffic elsewhere, where all have the same store. */
  hampered(): readonly string[];
}

/** `/healthz`: the process answers. `/readyz`: it may be sent traffic. `/metrics`: for this machine and administrators. */
export function probes(readiness: Readiness): HttpRoutes {
  return (app, context) => {
    app.get('/healthz', (_request, reply) => reply.type('text/plain; charset=utf-8').send('ok\n'));

    app.get('/readyz', (_request, reply) => {
      const missing = readiness.unready();
      const lines = [...(missing.length === 0 ? ['ready'] : missing), ...readiness.hampered()];
      return reply
        .code(missing.length === 0 ? 200 : 503)
        .type('text/plain; charset=utf-8')
        .send(`${lines.join('\n')}\n`);
    });

    app.get('/metrics', async (request, reply) => {
      // What a proxy on this machine passes on is not from this machine, also while nobody has named the proxy.
      const isOwn = isFromThisMachine(context.remoteAddressOf(request)) && !isForwarded(request.raw);
      if (!isOwn && requestDoor(request.raw) !== 'local') {
        await context.administratorOf(request);
      }
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await context.metrics.render());
    });
  };
}

function isFromThisMachine(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** Counts requests by route pattern, never by address: an address is the client's to choose. */
export function countRequests(app: Parameters<HttpRoutes>[0], context: HttpContext): void {
  const requests = context.metrics.counter('relais_http_requests_total', 'Answered HTTP requests.', [
    'method',
    'route',
    'status',
  ]);
  const time = context.metrics.counter('relais_http_request_seconds_total', 'Time spent on them.', ['route']);
  context.metrics.gauge(
    'relais_http_sign_in_sessions',
    'People signed in with a browser.',
    () => context.signInSessions.count,
  );
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    requests.increment({ method: request.method, route, status: String(reply.statusCode) });
    time.increment({ route }, reply.elapsedTime / 1000);
  });
}
