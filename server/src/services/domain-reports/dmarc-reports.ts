import type { DmarcObservation } from '../../domain/reports/dmarc-observation.ts';
import { dmarcReportXml } from './dmarc-report-xml.ts';
import type { ReportKind } from './report-kind.ts';
import { wantsReports } from './wants-reports.ts';

/** RFC 7489 §7.2. */
export const dmarcReports: ReportKind<DmarcObservation> = {
  name: 'dmarc',
  mostRows: 5000,
  wanted: wantsReports,
  document: dmarcReportXml,
  // RFC 7489 §7.2.1.1.
  message: ({ policyDomain, reportId, begins, ends }, own, packed) => ({
    subject: `Report Domain: ${policyDomain} Submitter: ${own} Report-ID: <${reportId}>`,
    text: `This is an aggregate report (RFC 7489) of ${own} about mail from ${policyDomain}.\r\n`,
    attachments: [
      {
        filename: `${own}!${policyDomain}!${begins}!${ends}.xml.gz`,
        contentType: 'application/gzip',
        content: packed,
      },
    ],
  }),
};
