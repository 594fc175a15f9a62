import { asciiDomain } from '../../domain/queue/address-space.ts';
import type { DomainReport } from '../../domain/reports/domain-report.ts';
import type { TlsFailure, TlsPolicyResult } from '../../domain/reports/tls-report.ts';
import { boundedCount, boundedSpan, boundedText, heaviest } from './bounded-values.ts';
import { ReportError } from './report-error.ts';

/** JSON is read in one go: this is what may take so long. A report of a day is a few kilobytes. */
export const mostJsonBytes = 1024 * 1024;
const mostPolicies = 100;
const mostFailures = 100;
const mostStrings = 20;

/** Reads a TLS report (RFC 8460 §4.4): one for each domain that it tells of. @throws ReportError */
export function readTlsReport(document: string, now: number): readonly DomainReport[] {
  const report = objectOf(parsed(document), 'the report');
  const span = objectOf(report['date-range'], 'date-range');
  const head = {
    kind: 'tls',
    organization: boundedText(report['organization-name']),
    contact: boundedText(report['contact-info']),
    reportId: boundedText(report['report-id']),
    ...boundedSpan(momentOf(span['start-datetime']), momentOf(span['end-datetime']), now),
  } as const;
  const policies = listOf(report.policies);
  if (policies.length > mostPolicies) throw new ReportError(`it has ${policies.length} policies`);
  const byDomain = new Map<string, TlsPolicyResult[]>();
  for (const one of policies) {
    const { domain, result } = policyOf(one);
    byDomain.set(domain, [...(byDomain.get(domain) ?? []), result]);
  }
  return [...byDomain].map(([domain, results]) => ({
    ...head,
    domain,
    passed: sum(results, ({ successful }) => successful),
    failed: sum(results, ({ failed }) => failed),
    policies: results,
  }));
}

function policyOf(value: unknown): { readonly domain: string; readonly result: TlsPolicyResult } {
  const entry = objectOf(value, 'policies');
  const policy = objectOf(entry.policy, 'policy');
  const summary = objectOf(entry.summary, 'summary');
  const domain = asciiDomain(boundedText(policy['policy-domain']));
  if (domain === null || domain === '') throw new ReportError('a policy names no domain');
  // RFC 8460 §4.4 says a list; the appendix and some reporters have one text.
  const hosts = policy['mx-host'];
  return {
    domain,
    result: {
      policyType: boundedText(policy['policy-type']).slice(0, 20),
      policyString: textsOf(policy['policy-string']),
      mxHosts: textsOf(typeof hosts === 'string' ? [hosts] : hosts),
      successful: boundedCount(summary['total-successful-session-count'] ?? 0, 'total-successful-session-count'),
      failed: boundedCount(summary['total-failure-session-count'] ?? 0, 'total-failure-session-count'),
      failures: heaviest(listOf(entry['failure-details']).map(failureOf), mostFailures, ({ sessions }) => sessions),
    },
  };
}

function failureOf(value: unknown): TlsFailure {
  const details = objectOf(value, 'failure-details');
  return {
    resultType: boundedText(details['result-type']).slice(0, 60),
    sendingIp: boundedText(details['sending-mta-ip']).slice(0, 45),
    receivingHost: boundedText(details['receiving-mx-hostname']),
    receivingIp: boundedText(details['receiving-ip']).slice(0, 45),
    sessions: boundedCount(details['failed-session-count'] ?? 0, 'failed-session-count'),
    reason: boundedText(details['failure-reason-code']),
  };
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document) as unknown;
  } catch (error) {
    throw new ReportError('it is no JSON', { cause: error });
  }
}

function objectOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ReportError(`${name} is no object`);
  return value as Readonly<Record<string, unknown>>;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).slice(0, mostStrings).map(boundedText);
}

function sum(results: readonly TlsPolicyResult[], of: (one: TlsPolicyResult) => number): number {
  return results.reduce((total, one) => total + of(one), 0);
}

/** RFC 3339. */
function momentOf(value: unknown): number {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
}
