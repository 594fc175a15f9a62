import type { Counted } from '../../domain/reports/daily-counts.ts';
import type { AppliedTlsPolicy, TlsObservation } from '../../domain/reports/tls-observation.ts';
import type { ReportHead } from './report-kind.ts';

/** A TLS report (RFC 8460 §4.4): a policy for each that was applied, with its sessions. */
export function tlsReportJson(head: ReportHead, rows: readonly Counted<TlsObservation>[]): string {
  const byPolicy = new Map<string, { readonly policy: AppliedTlsPolicy; readonly rows: Counted<TlsObservation>[] }>();
  for (const row of rows) {
    const key = JSON.stringify(row.policy);
    const known = byPolicy.get(key);
    if (known === undefined) byPolicy.set(key, { policy: row.policy, rows: [row] });
    else known.rows.push(row);
  }
  return JSON.stringify({
    'organization-name': head.organization.toWellFormed(),
    'date-range': { 'start-datetime': moment(head.begins), 'end-datetime': moment(head.ends) },
    'contact-info': head.contact,
    'report-id': head.reportId,
    policies: [...byPolicy.values()].map(policyOf),
  });
}

function policyOf({
  policy,
  rows,
}: {
  readonly policy: AppliedTlsPolicy;
  readonly rows: readonly Counted<TlsObservation>[];
}) {
  const failed = rows.filter(({ failure }) => failure !== null);
  const details = failed.flatMap(({ failure, count }) =>
    failure === null
      ? []
      : {
          'result-type': failure.type,
          ...(failure.sendingIp === null ? {} : { 'sending-mta-ip': failure.sendingIp }),
          ...(failure.receivingHost === null ? {} : { 'receiving-mx-hostname': failure.receivingHost }),
          ...(failure.receivingIp === null ? {} : { 'receiving-ip': failure.receivingIp }),
          'failed-session-count': count,
          // RFC 7493 §2.1: no halves of pairs.
          'failure-reason-code': failure.reason.toWellFormed(),
        },
  );
  return {
    policy: {
      'policy-type': policy.type,
      ...(policy.strings.length === 0 ? {} : { 'policy-string': policy.strings.map((text) => text.toWellFormed()) }),
      'policy-domain': policy.domain,
      ...(policy.mxHosts.length === 0 ? {} : { 'mx-host': policy.mxHosts }),
    },
    summary: {
      'total-successful-session-count': sessions(rows) - sessions(failed),
      'total-failure-session-count': sessions(failed),
    },
    ...(details.length === 0 ? {} : { 'failure-details': details }),
  };
}

function sessions(rows: readonly Counted<TlsObservation>[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}

/** RFC 3339. */
function moment(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
