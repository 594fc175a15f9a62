import type { DmarcRow } from '../../domain/reports/dmarc-report.ts';
import { passesDmarc } from '../../domain/reports/dmarc-report.ts';
import type { DomainReport } from '../../domain/reports/domain-report.ts';
import { asciiDomain } from '../../domain/queue/address-space.ts';
import { boundedCount, boundedSpan, boundedText, heaviest } from './bounded-values.ts';
import { ReportError } from './report-error.ts';
import { childOf, textIn, type XmlElement, xmlElements } from './xml-elements.ts';

/** So many rows are kept, those with the most messages; the sums are of all. */
const mostRows = 300;
/** Then the lightest of those read so far are let go. */
const mostRowsAtHand = 4 * mostRows;
const mostResults = 5;

/** Reads an aggregate report (RFC 7489 appendix C; what its successor adds is passed over). @throws ReportError */
export async function readDmarcReport(document: string, now: number): Promise<DomainReport> {
  let metadata: XmlElement | undefined;
  let published: XmlElement | undefined;
  let rows: readonly DmarcRow[] = [];
  let waiting: DmarcRow[] = [];
  let [passed, failed] = [0, 0];
  for await (const element of xmlElements(document, 'feedback')) {
    if (element.name === 'report_metadata') metadata ??= element;
    else if (element.name === 'policy_published') published ??= element;
    else if (element.name === 'record') {
      const row = rowOf(element);
      if (passesDmarc(row)) passed += row.count;
      else failed += row.count;
      waiting.push(row);
      if (waiting.length >= mostRowsAtHand) {
        rows = heaviest([...rows, ...waiting], mostRows, ({ count }) => count);
        waiting = [];
      }
    }
  }
  const domain = asciiDomain(textIn(published, 'domain'));
  if (domain === null || domain === '') throw new ReportError('it names no domain');
  const span = childOf(metadata, 'date_range');
  const policy = (name: string): string => boundedText(textIn(published, name)).slice(0, 20);
  return {
    kind: 'dmarc',
    domain,
    organization: boundedText(textIn(metadata, 'org_name')),
    contact: boundedText(textIn(metadata, 'email')),
    reportId: boundedText(textIn(metadata, 'report_id')),
    ...boundedSpan(secondsIn(span, 'begin'), secondsIn(span, 'end'), now),
    passed,
    failed,
    policy: { p: policy('p'), sp: policy('sp'), adkim: policy('adkim'), aspf: policy('aspf'), pct: policy('pct') },
    rows: heaviest([...rows, ...waiting], mostRows, ({ count }) => count),
  };
}

function secondsIn(span: XmlElement | undefined, name: string): number {
  const text = textIn(span, name);
  return /^\d{1,11}$/.test(text) ? Number(text) * 1000 : Number.NaN;
}

function rowOf(record: XmlElement): DmarcRow {
  const row = childOf(record, 'row');
  const evaluated = childOf(row, 'policy_evaluated');
  const identifiers = childOf(record, 'identifiers');
  const results = childOf(record, 'auth_results');
  const all = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
    (element?.children ?? []).filter((child) => child.name === name).slice(0, mostResults);
  return {
    sourceIp: boundedText(textIn(row, 'source_ip')).slice(0, 45),
    count: boundedCount(textIn(row, 'count'), 'count'),
    disposition: wordOf(textIn(evaluated, 'disposition')),
    dkim: wordOf(textIn(evaluated, 'dkim')),
    spf: wordOf(textIn(evaluated, 'spf')),
    headerFrom: boundedText(textIn(identifiers, 'header_from')).toLowerCase(),
    envelopeFrom: boundedText(textIn(identifiers, 'envelope_from')).toLowerCase(),
    reasons: all(evaluated, 'reason').map((reason) =>
      boundedText([textIn(reason, 'type'), textIn(reason, 'comment')].filter((text) => text !== '').join(': ')),
    ),
    dkimResults: all(results, 'dkim').map((result) => {
      const selector = textIn(result, 'selector');
      const of = selector === '' ? textIn(result, 'domain') : `${textIn(result, 'domain')}/${selector}`;
      return boundedText(`${of}=${textIn(result, 'result')}`);
    }),
    spfResults: all(results, 'spf').map((result) =>
      boundedText(`${textIn(result, 'domain')}=${textIn(result, 'result')}`),
    ),
  };
}

/** Of a closed list in the schema: a word in lower case. */
function wordOf(text: string): string {
  return boundedText(text).toLowerCase().slice(0, 20);
}
