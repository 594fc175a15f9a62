import type { Counted } from '../../domain/reports/daily-counts.ts';
import type { DmarcObservation } from '../../domain/reports/dmarc-observation.ts';
import type { ReportHead } from './report-kind.ts';

/** An aggregate report (RFC 7489 appendix C). The policy is the one that was found last. */
export function dmarcReportXml(head: ReportHead, rows: readonly Counted<DmarcObservation>[]): string {
  const policy = rows.at(-1)?.policy;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<feedback>',
    '<version>1.0</version>',
    '<report_metadata>',
    element('org_name', head.organization),
    element('email', head.contact),
    element('report_id', head.reportId),
    `<date_range>${element('begin', head.begins)}${element('end', head.ends)}</date_range>`,
    '</report_metadata>',
    '<policy_published>',
    element('domain', head.policyDomain),
    element('adkim', policy?.adkim ?? 'r'),
    element('aspf', policy?.aspf ?? 'r'),
    element('p', policy?.p ?? 'none'),
    element('sp', policy?.sp ?? 'none'),
    element('pct', 100),
    element('fo', 0),
    '</policy_published>',
    ...rows.map(recordOf),
    '</feedback>',
    '',
  ].join('\n');
}

/** The order of the elements is the schema's. */
function recordOf(row: Counted<DmarcObservation>): string {
  const { reason } = row;
  return [
    '<record>',
    '<row>',
    element('source_ip', row.sourceIp),
    element('count', row.count),
    '<policy_evaluated>',
    element('disposition', row.disposition),
    element('dkim', row.dkim),
    element('spf', row.spf),
    ...(reason === null
      ? []
      : [`<reason>${element('type', reason.type)}${element('comment', reason.comment)}</reason>`]),
    '</policy_evaluated>',
    '</row>',
    `<identifiers>${element('envelope_from', row.envelopeFrom)}${element('header_from', row.headerFrom)}</identifiers>`,
    '<auth_results>',
    ...row.dkimResults.map(
      ({ domain, selector, result }) =>
        `<dkim>${element('domain', domain)}${element('selector', selector)}${element('result', result)}</dkim>`,
    ),
    `<spf>${element('domain', row.spfResult.domain)}${element('scope', row.spfResult.scope)}${element('result', row.spfResult.result)}</spf>`,
    '</auth_results>',
    '</record>',
  ].join('\n');
}

function element(name: string, value: string | number): string {
  return `<${name}>${escaped(String(value))}</${name}>`;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 §2.2: control characters and halves of pairs may not stand in it in any form. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');
}
