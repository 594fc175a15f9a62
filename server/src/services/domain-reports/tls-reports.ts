import type { TlsObservation } from '../../domain/reports/tls-observation.ts';
import type { ReportKind } from './report-kind.ts';
import { tlsReportJson } from './tls-report-json.ts';
import { wantsTlsReports } from './wants-tls-reports.ts';

/** RFC 8460. */
export const tlsReports: ReportKind<TlsObservation> = {
  name: 'tls',
  mostRows: 1000,
  wanted: wantsTlsReports,
  document: tlsReportJson,
  // RFC 8460 §5.3.
  message: ({ policyDomain, reportId, begins, ends }, own, packed) => ({
    reportType: 'tlsrpt',
    subject: `Report Domain: ${policyDomain} Submitter: ${own} Report-ID: <${reportId}@${own}>`,
    headers: [
      { name: 'TLS-Report-Domain', value: policyDomain },
      { name: 'TLS-Report-Submitter', value: own },
      // RFC 8460 §3, RFC 8689 §5: whoever hears that his TLS is broken must hear it although it is.
      { name: 'TLS-Required', value: 'No' },
    ],
    text: `This is an aggregate TLS report (RFC 8460) of ${own} about sessions with mail hosts of ${policyDomain}.\r\n`,
    attachments: [
      {
        filename: `${own}!${policyDomain}!${begins}!${ends}!${reportId}.json.gz`,
        contentType: 'application/tlsrpt+gzip',
        content: packed,
      },
    ],
  }),
};
