import type { HttpContext } from './http-context.ts';

/** What an operator wants to be woken for, beside the requests that `countRequests` counts. */
export function operatorGauges({ metrics, liveSessions, certificates, clock }: HttpContext): void {
  for (const protocol of ['IMAP4', 'POP3', 'SMTP'] as const) {
    metrics.gauge(
      `relais_${protocol.toLowerCase()}_sessions`,
      `Open ${protocol} sessions.`,
      () => liveSessions.list(protocol).length,
    );
  }
  metrics.gauge('relais_certificate_seconds_left', 'Until the first of the certificates in use ends.', () => {
    const inUse = certificates.list().filter(({ services }) => services.length > 0);
    const ends = inUse.map(({ notAfter }) => notAfter.getTime());
    return ends.length === 0 ? 0 : Math.round((Math.min(...ends) - clock.now()) / 1000);
  });
}
