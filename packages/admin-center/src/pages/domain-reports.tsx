import { Badge, Checkbox, Field, Select } from '@fluentui/react-components';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { type TextKey, useWords, type Words } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { momentColumn } from '../list/moment-column.ts';
import { useListRows } from '../server/list-rows.ts';
import { amountOf, dateOf, isOn, listOf, textOf } from '../server/rows.ts';
import styles from './pages.module.css';

interface Line {
  readonly key: string;
  readonly row: ManagementObject;
}

type Kind = 'dmarc' | 'tls';

const cmdlets = { dmarc: 'Get-DmarcReport', tls: 'Get-SmtpTlsReport' } as const;
const mostLines = 20_000;
const policies: Readonly<Record<string, TextKey>> = {
  sts: 'domainReports.sts',
  tlsa: 'domainReports.tlsa',
  'no-policy-found': 'domainReports.noPolicy',
};
const dispositions: Readonly<Record<string, TextKey>> = {
  None: 'domainReports.delivered',
  Quarantine: 'domainReports.quarantined',
  Reject: 'domainReports.rejected',
};

/** Mail flow > Domain reports: who sends in the name of our domains, and whether TLS to them works, as others report it. */
export function DomainReports() {
  const t = useWords();
  const [kind, setKind] = useState<Kind>('dmarc');
  const [onlyFailed, setOnlyFailed] = useState(false);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const { data, error, refetch, reading, isStopped } = useListRows(cmdlets[kind], {
    ResultSize: mostLines,
    ...(onlyFailed && { Failed: true }),
  });
  const lines = useMemo<readonly Line[] | undefined>(
    () => data?.map((row, index) => ({ key: `${kind} ${data.length - index}`, row })),
    [data, kind],
  );
  const columns = useMemo<readonly Column<Line>[]>(
    () => [
      momentColumn({ id: 'begin', label: t('domainReports.begin'), at: ({ row }) => dateOf(row, 'Begin') }),
      {
        id: 'domain',
        label: t('domains.domain'),
        value: ({ row }) => textOf(row, 'Domain'),
        width: 'minmax(100px, 1fr)',
        wideOnly: true,
      },
      {
        id: 'organization',
        label: t('domainReports.reporter'),
        value: ({ row }) => textOf(row, 'Organization'),
        width: 'minmax(96px, 1fr)',
        wideOnly: true,
      },
      {
        id: 'source',
        label: t(kind === 'dmarc' ? 'domainReports.source' : 'domainReports.policy'),
        value: ({ row }) => (kind === 'dmarc' ? textOf(row, 'SourceIPAddress') : policyText(row, t)),
        width: 'minmax(104px, 1fr)',
      },
      {
        id: 'count',
        label: t(kind === 'dmarc' ? 'domainReports.messages' : 'domainReports.sessions'),
        value: ({ row }) => numberText(countOf(row)),
        width: 'minmax(80px, 0.6fr)',
      },
      {
        id: 'result',
        label: t('audit.result'),
        value: ({ row }) => resultText(row, t),
        draw: ({ row }) => (
          <Badge appearance="tint" color={hasFailed(row) ? 'danger' : 'success'}>
            {resultText(row, t)}
          </Badge>
        ),
        width: 'minmax(96px, 0.8fr)',
      },
    ],
    [t, kind],
  );
  return (
    <ListPage
      name={t('tabs.domainReports')}
      rows={lines}
      error={error}
      reading={reading}
      isStopped={isStopped}
      columns={columns}
      rowKey={({ key }) => key}
      selected={selected}
      onSelect={setSelected}
      onRefresh={() => void refetch()}
      actions={[]}
      empty={t('domainReports.none')}
      above={
        <div className={styles.search}>
          <Field label={t('domainReports.kind')}>
            <Select
              value={kind}
              onChange={(_, { value }) => {
                setSelected([]);
                setKind(value as Kind);
              }}
            >
              <option value="dmarc">{t('domainReports.dmarc')}</option>
              <option value="tls">{t('domainReports.tls')}</option>
            </Select>
          </Field>
          <Checkbox
            label={t('domainReports.onlyFailed')}
            checked={onlyFailed}
            onChange={(_, { checked }) => {
              setSelected([]);
              setOnlyFailed(checked === true);
            }}
          />
        </div>
      }
      details={([line]) => {
        const row = line?.row;
        return (
          <Details title={textOf(row, 'Domain')} subtitle={`${textOf(row, 'Organization')} · ${spanText(row)}`}>
            <Facts facts={kind === 'dmarc' ? dmarcFacts(row, t) : tlsFacts(row, t)} />
          </Details>
        );
      }}
    />
  );
}

function dmarcFacts(row: ManagementObject | undefined, t: Words): readonly (readonly [string, string])[] {
  const disposition = dispositions[textOf(row, 'Disposition')];
  return [
    [t('domainReports.source'), textOf(row, 'SourceIPAddress')],
    [t('domainReports.messages'), numberText(amountOf(row, 'Count') ?? 0)],
    [t('domainReports.done'), disposition === undefined ? textOf(row, 'Disposition') : t(disposition)],
    [t('domainReports.from'), textOf(row, 'HeaderFrom')],
    [t('domainReports.envelopeFrom'), textOf(row, 'EnvelopeFrom')],
    [t('domainReports.dkimAligned'), isOn(row, 'DkimAligned') ? t('yes') : t('no')],
    ['DKIM', listOf(row, 'DkimResults').join(', ')],
    [t('domainReports.spfAligned'), isOn(row, 'SpfAligned') ? t('yes') : t('no')],
    ['SPF', listOf(row, 'SpfResults').join(', ')],
    [t('domainReports.reasons'), listOf(row, 'OverrideReasons').join(', ')],
    [t('domainReports.contact'), textOf(row, 'ReporterContact')],
  ];
}

function tlsFacts(row: ManagementObject | undefined, t: Words): readonly (readonly [string, string])[] {
  return [
    [t('domainReports.policy'), policyText(row, t)],
    [t('domainReports.passed'), numberText(amountOf(row, 'Successful') ?? 0)],
    [t('domainReports.failed'), numberText(amountOf(row, 'Failed') ?? 0)],
    ...listOf(row, 'FailureDetails').map((text, at) => [at === 0 ? t('domainReports.failures') : '', text] as const),
    [t('domainReports.hosts'), listOf(row, 'MxHosts').join(', ')],
    [t('domainReports.contact'), textOf(row, 'ReporterContact')],
  ];
}

function countOf(row: ManagementObject): number {
  return amountOf(row, 'Count') ?? (amountOf(row, 'Successful') ?? 0) + (amountOf(row, 'Failed') ?? 0);
}

function hasFailed(row: ManagementObject): boolean {
  return textOf(row, 'Result') === 'Fail' || (amountOf(row, 'Failed') ?? 0) > 0;
}

function resultText(row: ManagementObject, t: Words): string {
  const failed = amountOf(row, 'Failed') ?? 0;
  if (failed > 0) return t('domainReports.someFailed', { failed: numberText(failed) });
  return t(hasFailed(row) ? 'domainReports.failed' : 'domainReports.passed');
}

function policyText(row: ManagementObject | undefined, t: Words): string {
  const key = policies[textOf(row, 'PolicyType')];
  return key === undefined ? textOf(row, 'PolicyType') : t(key);
}

function spanText(row: ManagementObject | undefined): string {
  const [begin, end] = [dateOf(row, 'Begin'), dateOf(row, 'End')];
  return begin === null || end === null ? '' : `${dateTimeText(begin)} – ${dateTimeText(end)}`;
}
