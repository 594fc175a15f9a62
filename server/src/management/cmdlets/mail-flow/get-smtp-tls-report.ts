import type { TlsFailure } from '../../../domain/reports/tls-report.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { isOfOrganization, mostResults, reportParameters, reportQuery } from './report-parameters.ts';

export const getSmtpTlsReport = defineCmdlet({
  name: 'Get-SmtpTlsReport',
  synopsis: {
    en: 'Shows whether other servers reach your domains over TLS, as they report it (TLS-RPT).',
    fr: 'Affiche si les autres serveurs joignent vos domaines par TLS, d’après leurs rapports (TLS-RPT).',
  },
  description: {
    en: 'One line for each policy of each report: sts (MTA-STS), tlsa (DANE) or no-policy-found. FailureDetails name what failed, between which servers. The reports come by mail to the DomainReportAddresses of Set-TransportConfig, as rua= of the TLS-RPT record names them, and are kept for 180 days.',
    fr: 'Une ligne par politique de chaque rapport : sts (MTA-STS), tlsa (DANE) ou no-policy-found. FailureDetails dit ce qui a échoué, entre quels serveurs. Les rapports arrivent par courrier aux DomainReportAddresses de Set-TransportConfig, que nomme rua= de l’enregistrement TLS-RPT, et sont gardés 180 jours.',
  },
  parameters: reportParameters,
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-SmtpTlsReport contoso.com -Failed | Format-List Begin,Organization,FailureDetails',
      explanation: {
        en: 'Look here before Set-TransportConfig -MtaStsPolicyMode Enforce.',
        fr: 'À regarder avant Set-TransportConfig -MtaStsPolicyMode Enforce.',
      },
    },
  ],
  defaultColumns: ['Begin', 'Domain', 'Organization', 'PolicyType', 'Successful', 'Failed'],
  roles: ['Remote and Accepted Domains', 'Message Tracking', 'View-Only Configuration'],
  async *run({ services }, given) {
    let left = mostResults(given);
    for await (const report of services.domainReports.list({ kind: 'tls', ...reportQuery(given) })) {
      if (!isOfOrganization(given, report.organization)) continue;
      for (const policy of report.policies) {
        if (given.isOn('Failed') && policy.failed === 0) continue;
        if (left <= 0) return;
        left -= 1;
        yield {
          Begin: new Date(report.begins),
          End: new Date(report.ends),
          Domain: report.domain,
          Organization: report.organization,
          PolicyType: policy.policyType,
          Successful: policy.successful,
          Failed: policy.failed,
          FailureDetails: policy.failures.map(failureText),
          PolicyString: policy.policyString,
          MxHosts: policy.mxHosts,
          ReportId: report.reportId,
          ReporterContact: report.contact,
          Received: new Date(report.received),
        };
      }
    }
  },
});

/** `3 x certificate-expired: 192.0.2.1 to mx.contoso.com [203.0.113.1] (reason)`. */
function failureText({ resultType, sendingIp, receivingHost, receivingIp, sessions, reason }: TlsFailure): string {
  const to = [receivingHost, ...(receivingIp === '' ? [] : [`[${receivingIp}]`])]
    .filter((text) => text !== '')
    .join(' ');
  const way = [...(sendingIp === '' ? [] : [sendingIp]), ...(to === '' ? [] : [`to ${to}`])].join(' ');
  return `${sessions} x ${resultType}${way === '' ? '' : `: ${way}`}${reason === '' ? '' : ` (${reason})`}`;
}
