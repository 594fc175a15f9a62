import { Badge } from '@fluentui/react-components';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { dateTimeText } from '../language/numbers.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { useRows } from '../server/cmdlets.ts';
import { dateOf, isOn, listOf, textOf } from '../server/rows.ts';

const keyOf = (row: ManagementObject): string => textOf(row, 'Thumbprint');
const soonMs = 30 * 86_400_000;

/** Servers > Certificates: what services present, for which names, until when. */
export function Certificates() {
  const t = useWords();
  const { data, error, refetch } = useRows('Get-ExchangeCertificate');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      {
        id: 'subject',
        label: t('certificates.subject'),
        value: (row) => textOf(row, 'Subject'),
        width: 'minmax(160px, 1.6fr)',
      },
      {
        id: 'status',
        label: t('certificates.status'),
        value: (row) => stateOf(row),
        draw: (row) => {
          const state = stateOf(row);
          return (
            <Badge
              appearance="tint"
              color={
                state === 'expired' ? 'danger' : state === 'soon' || state === 'selfSigned' ? 'warning' : 'success'
              }
            >
              {t(`certificates.${state}`)}
            </Badge>
          );
        },
        width: 'minmax(140px, 0.8fr)',
      },
      {
        id: 'until',
        label: t('certificates.until'),
        value: (row) => dateOf(row, 'NotAfter')?.toISOString() ?? '',
        draw: (row) => timeText(row, 'NotAfter'),
        width: 'minmax(160px, 1fr)',
        wideOnly: true,
      },
      {
        id: 'services',
        label: t('certificates.services'),
        value: (row) => textOf(row, 'Services'),
        width: 'minmax(140px, 1fr)',
        wideOnly: true,
      },
    ],
    [t],
  );
  return (
    <ListPage
      name={t('tabs.certificates')}
      rows={data}
      error={error}
      columns={columns}
      rowKey={keyOf}
      selected={selected}
      onSelect={setSelected}
      onRefresh={() => void refetch()}
      actions={[]}
      details={([row]) => (
        <Details
          title={textOf(row, 'Subject')}
          subtitle={t('certificates.issuedBy', { issuer: textOf(row, 'Issuer') })}
        >
          <Facts
            facts={[
              [t('certificates.names'), listOf(row, 'CertificateDomains').join(', ')],
              [t('certificates.services'), textOf(row, 'Services')],
              [t('certificates.from'), timeText(row, 'NotBefore')],
              [t('certificates.until'), timeText(row, 'NotAfter')],
              [t('certificates.thumbprint'), textOf(row, 'Thumbprint')],
            ]}
          />
          {isOn(row, 'IsSelfSigned') && <p>{t('certificates.selfSignedMore')}</p>}
        </Details>
      )}
    />
  );
}

function stateOf(row: ManagementObject): 'expired' | 'soon' | 'selfSigned' | 'valid' {
  const left = (dateOf(row, 'NotAfter')?.getTime() ?? 0) - Date.now();
  if (left < 0) return 'expired';
  if (left < soonMs) return 'soon';
  return isOn(row, 'IsSelfSigned') ? 'selfSigned' : 'valid';
}

function timeText(row: ManagementObject | undefined, name: string): string {
  const date = dateOf(row, name);
  return date === null ? '' : dateTimeText(date);
}
