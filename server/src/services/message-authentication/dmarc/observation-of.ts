import type { FailureAction } from '../../../domain/configuration/transport-settings.ts';
import type { DmarcObservation } from '../../../domain/reports/dmarc-observation.ts';
import type { AuthenticationFacts } from '../authentication-results.ts';
import { type DmarcPolicy, oneStepMilder } from './policy-record.ts';

const mostResults = 5;
/** One that is written into the name of a file, a subject and XML. */
const domainName = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/;

/** What the report for the author's domain says of a message (RFC 7489 §7.2); `null`: that domain wants none. */
export function observationOf(
  { spf, dkim, dmarc, address }: AuthenticationFacts,
  envelopeSender: string,
  action: FailureAction,
  isVouchedFor: boolean,
): DmarcObservation | null {
  const { found, verdict } = dmarc;
  if (found === undefined || found.record.reportUris === '' || !domainName.test(found.domain)) return null;
  const { record } = found;
  const disposition = action === 'Reject' ? 'reject' : action === 'Quarantine' ? 'quarantine' : 'none';
  const asked = found.domain === dmarc.domain ? record.policy : record.subdomainPolicy;
  const result = { pass: 'pass', fail: 'fail' } as const;
  return {
    policyDomain: found.domain,
    policy: {
      p: record.policy,
      sp: record.subdomainPolicy,
      adkim: record.strictDkim ? 's' : 'r',
      aspf: record.strictSpf ? 's' : 'r',
    },
    sourceIp: address,
    headerFrom: cut(dmarc.domain),
    envelopeFrom: cut(envelopeSender.slice(envelopeSender.lastIndexOf('@') + 1).toLowerCase()),
    disposition,
    dkim: found.dkim ? result.pass : result.fail,
    spf: found.spf ? result.pass : result.fail,
    reason: reasonFor(verdict === 'fail' ? asked : 'none', disposition, record.isTest, isVouchedFor),
    dkimResults: dkim
      .slice(0, mostResults)
      .flatMap(({ domain, selector, verdict: said }) =>
        domain === null ? [] : [{ domain: cut(domain), selector: cut(selector ?? ''), result: said }],
      ),
    spfResult: {
      domain: cut(spf.domain),
      scope: spf.identity === 'helo' ? 'helo' : 'mfrom',
      result: spf.verdict,
    },
  };
}

function reasonFor(
  asked: DmarcPolicy,
  disposition: DmarcObservation['disposition'],
  isTest: boolean,
  isVouchedFor: boolean,
): DmarcObservation['reason'] {
  if (asked === disposition) return null;
  if (isVouchedFor) return { type: 'trusted_forwarder', comment: 'ARC' };
  // The domain itself asks for less to be done: pct=0, t=y.
  if (isTest && disposition === oneStepMilder(asked)) return { type: 'sampled_out', comment: '' };
  return { type: 'local_policy', comment: '' };
}

function cut(text: string): string {
  return text.slice(0, 255);
}
