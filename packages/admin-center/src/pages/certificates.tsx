import { Badge } from '@fluentui/react-components';
import { ArrowImportRegular, PlugConnectedRegular } from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo } from 'react';
import { goTo } from '../frame/address.ts';
import { newItem, pathOf } from '../frame/path.ts';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { useMay } from '../server/cmdlets.ts';
import { dateOf, isOn, listOf, textOf } from '../server/rows.ts';
import { AssignCertificate, ImportCertificate, importItem, NewCertificate } from './certificate-dialogs.tsx';
import { ObjectPage } from './object-page.tsx';
import { usePlace } from './use-place.ts';

const keyOf = (row: ManagementObject): string => textOf(row, 'Thumbprint');
const soonMs = 30 * 86_400_000;

/** Servers > Certificates: what services present, for which names, until when; import, new, assign, remove. */
export function Certificates() {
  const t = useWords();
  const may = useMay();
  const place = usePlace('servers', 'certificates');
  const open = (item: string) => goTo(pathOf({ area: 'servers', tab: 'certificates', item }));
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
        value: (row) => t(`certificates.${stateOf(row)}`),
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
    <>
      <ObjectPage
        area="servers"
        tab="certificates"
        name={t('tabs.certificates')}
        noun="ExchangeCertificate"
        identityParameter="Thumbprint"
        keyOf={keyOf}
        titleOf={(row) => textOf(row, 'Subject')}
        subtitleOf={(row) => t('certificates.issuedBy', { issuer: textOf(row, 'Issuer') })}
        columns={columns}
        sections={[]}
        subtitle=""
        onNew={() => open(newItem)}
        removeTitle={t('certificates.removeTitle')}
        removeText={(names) => t('certificates.removeText', { names })}
        facts={(row) => [
          [t('certificates.names'), listOf(row, 'CertificateDomains').join(', ')],
          [t('certificates.services'), textOf(row, 'Services')],
          [t('certificates.from'), timeText(row, 'NotBefore')],
          [t('certificates.until'), timeText(row, 'NotAfter')],
          [t('certificates.thumbprint'), textOf(row, 'Thumbprint')],
        ]}
        tasks={([row]) => (isOn(row, 'IsSelfSigned') ? <p>{t('certificates.selfSignedMore')}</p> : null)}
        actions={(rows) => [
          ...(may('Import-ExchangeCertificate')
            ? [
                {
                  id: 'import',
                  label: t('certificates.import'),
                  icon: <ArrowImportRegular />,
                  run: () => open(importItem),
                },
              ]
            : []),
          ...(may('Enable-ExchangeCertificate')
            ? [
                {
                  id: 'assign',
                  label: t('certificates.assign'),
                  icon: <PlugConnectedRegular />,
                  disabled: rows.length !== 1,
                  run: () => rows[0] !== undefined && open(keyOf(rows[0])),
                },
              ]
            : []),
        ]}
      />
      {place.item === newItem && <NewCertificate onClose={place.close} />}
      {place.item === importItem && <ImportCertificate onClose={place.close} />}
      {place.item !== null && !place.item.startsWith('~') && (
        <AssignCertificate key={place.item} thumbprint={place.item} onClose={place.close} />
      )}
    </>
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
