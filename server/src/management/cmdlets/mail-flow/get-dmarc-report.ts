import { type DmarcRow, passesDmarc } from '../../../domain/reports/dmarc-report.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { isOfOrganization, mostResults, reportParameters, reportQuery } from './report-parameters.ts';

export const getDmarcReport = defineCmdlet({
  name: 'Get-DmarcReport',
  synopsis: {
    en: 'Shows who sends mail in the name of your domains, as other servers report it (DMARC).',
    fr: 'Affiche qui envoie du courrier au nom de vos domaines, d’après les rapports des autres serveurs (DMARC).',
  },
  description: {
    en: 'One line for each source of each report. Result is Pass where a signature or the envelope sender of the domain backs the mail. The reports come by mail to the DomainReportAddresses of Set-TransportConfig, as rua= of the DMARC record names them, and are kept for 180 days; of a large one the 300 sources with the most messages are.',
    fr: 'Une ligne par source de chaque rapport. Result vaut Pass quand une signature ou l’expéditeur de l’enveloppe du domaine appuie le courrier. Les rapports arrivent par courrier aux DomainReportAddresses de Set-TransportConfig, que nomme rua= de l’enregistrement DMARC, et sont gardés 180 jours ; d’un grand, les 300 sources aux messages les plus nombreux.',
  },
  parameters: [
    ...reportParameters,
    {
      name: 'SourceIPAddress',
      type: { kind: 'string', maxLength: 45 },
      help: { en: 'Only what came from this address.', fr: 'Seulement ce qui vient de cette adresse.' },
    },
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-DmarcReport contoso.com -Failed -StartDate (Get-Date).AddDays(-7)',
      explanation: {
        en: 'What failed this week: a service of yours that does not sign, or somebody else.',
        fr: 'Ce qui a échoué cette semaine : un de vos services qui ne signe pas, ou quelqu’un d’autre.',
      },
    },
    {
      command: 'Get-DmarcReport contoso.com | Group-Object SourceIPAddress | Sort-Object Count -Descending',
      explanation: { en: 'Who sends in your name.', fr: 'Qui envoie en votre nom.' },
    },
  ],
  defaultColumns: ['Begin', 'Domain', 'Organization', 'SourceIPAddress', 'Count', 'Result', 'Disposition'],
  roles: ['Remote and Accepted Domains', 'Message Tracking', 'View-Only Configuration'],
  async *run({ services }, given) {
    const source = given.get<string>('SourceIPAddress')?.toLowerCase();
    let left = mostResults(given);
    for await (const report of services.domainReports.list({ kind: 'dmarc', ...reportQuery(given) })) {
      if (!isOfOrganization(given, report.organization)) continue;
      for (const row of report.rows) {
        if (given.isOn('Failed') && passesDmarc(row)) continue;
        if (source !== undefined && row.sourceIp.toLowerCase() !== source) continue;
        if (left <= 0) return;
        left -= 1;
        yield {
          Begin: new Date(report.begins),
          End: new Date(report.ends),
          Domain: report.domain,
          Organization: report.organization,
          SourceIPAddress: row.sourceIp,
          Count: row.count,
          Result: passesDmarc(row) ? 'Pass' : 'Fail',
          Disposition: wordIn(row.disposition),
          DkimAligned: row.dkim === 'pass',
          SpfAligned: row.spf === 'pass',
          ...resultsOf(row),
          PublishedPolicy: report.policy.p,
          ReportId: report.reportId,
          ReporterContact: report.contact,
          TotalPassed: report.passed,
          TotalFailed: report.failed,
          Received: new Date(report.received),
        };
      }
    }
  },
});

function resultsOf({ headerFrom, envelopeFrom, dkimResults, spfResults, reasons }: DmarcRow) {
  return {
    HeaderFrom: headerFrom,
    EnvelopeFrom: envelopeFrom,
    DkimResults: dkimResults,
    SpfResults: spfResults,
    OverrideReasons: reasons,
  };
}

/** `none` as PowerShell's words are written: `None`. */
function wordIn(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
