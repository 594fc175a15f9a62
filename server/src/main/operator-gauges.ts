import { statfs } from 'node:fs/promises';
import type { AcmeStore } from '../domain/configuration/acme-store.ts';
import type { OutboundQueue } from '../domain/queue/outbound-queue.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { Metrics } from '../platform/metrics/metrics.ts';
import type { Certificates } from '../platform/tls/certificates.ts';
import type { LiveSessions } from '../services/admission/live-sessions.ts';

export interface GaugeParts {
  readonly liveSessions: LiveSessions;
  readonly certificates: Certificates;
  readonly acme: Pick<AcmeStore, 'config' | 'state'>;
  readonly queue: OutboundQueue;
  readonly clock: Clock;
  readonly dataDirectory: string;
}

/** What an operator wants to be woken for, or to see grow. */
export function operatorGauges(metrics: Metrics, parts: GaugeParts): void {
  const { liveSessions, certificates, acme, queue, clock, dataDirectory } = parts;
  for (const protocol of ['IMAP4', 'POP3', 'SMTP'] as const) {
    metrics.gauge(
      `relais_${protocol.toLowerCase()}_sessions`,
      `Open ${protocol} sessions.`,
      () => liveSessions.list(protocol).length,
    );
  }
  metrics.gauge(
    'relais_certificate_seconds_left',
    'Until the first of the certificates that are presented ends.',
    () => {
      const ends = certificates.presented().map(({ notAfter }) => notAfter.getTime());
      return ends.length === 0 ? 0 : Math.round((Math.min(...ends) - clock.now()) / 1000);
    },
  );
  metrics.gauge(
    'relais_unusable_certificates',
    'Certificates in the folder that no service can present.',
    () => certificates.unusable().length,
  );
  metrics.gauge(
    'relais_acme_failures',
    'Attempts in a row at a certificate by ACME that failed; 0 while it is switched off.',
    () => (acme.config().enabled ? acme.state().failures : 0),
  );
  metrics.gauge('relais_queued_messages', 'Messages that wait to leave, one for each next hop.', async () => {
    const queues = await queue.summaries();
    return queues.reduce((sum, { messageCount }) => sum + messageCount, 0);
  });
  metrics.gauge(
    'relais_failing_queues',
    'Queues whose last connection failed.',
    () => queue.hops().filter(({ attempts }) => attempts > 0).length,
  );
  metrics.gauge('relais_data_bytes_free', 'Room for this server on the disk of the data directory.', async () => {
    const { bavail, bsize } = await statfs(dataDirectory);
    return bavail * bsize;
  });
}
