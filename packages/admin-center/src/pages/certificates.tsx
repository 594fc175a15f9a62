import { Badge } from '@fluentui/react-components';
import { ArrowImportRegular, ArrowSyncRegular, PlugConnectedRegular } from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo } from 'react';
import { goTo } from '../frame/address.ts';
import { newItem, pathOf } from '../frame/path.ts';
import { dateTimeText, dayText } from '@relais/browser-frame/language/dates.ts';
import { valueText } from '../language/value-text.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { useMay } from '../server/cmdlets.ts';
import { dateOf, isOn, listOf, textOf } from '../server/rows.ts';
import { AcmeDialog } from './acme-dialog.tsx';
import { AcmeBanner, acmeItem } from './acme-state.tsx';
import { AssignCertificate, ImportCertificate, importItem } from './certificate-dialogs.tsx';
import { certificateState, isPendingRequest, isUnusable, subjectOf } from './certificate-state.ts';
import { NewCertificate } from './new-certificate.tsx';
import { ObjectPage } from './object-page.tsx';
import { usePlace } from './use-place.ts';

const keyOf = (row: ManagementObject): string => textOf(row, 'Thumbprint');

const badgeColors = {
  pending: 'informative',
  unusable: 'danger',
  notYet: 'danger',
  expired: 'danger',
  soon: 'warning',
  selfSigned: 'warning',
  valid: 'success',
} as const;

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
        value: subjectOf,
        width: 'minmax(160px, 1.6fr)',
      },
      {
        id: 'status',
        label: t('certificates.status'),
        value: (row) => t(`certificates.${certificateState(row)}`),
        draw: (row) => {
          const state = certificateState(row);
          return (
            <Badge appearance="tint" color={badgeColors[state]}>
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
        draw: (row) => {
          const date = dateOf(row, 'NotAfter');
          return date === null ? '' : dayText(date);
        },
        width: 'minmax(110px, 0.8fr)',
        wideOnly: true,
      },
      {
        id: 'services',
        label: t('certificates.services'),
        value: (row) => valueText(row, 'Services', t),
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
        titleOf={subjectOf}
        subtitleOf={(row) =>
          isPendingRequest(row)
            ? t('certificates.pending')
            : isUnusable(row)
              ? t('certificates.unusable')
              : t('certificates.issuedBy', { issuer: textOf(row, 'Issuer') })
        }
        columns={columns}
        sections={[]}
        subtitle=""
        onNew={() => open(newItem)}
        removeTitle={t('certificates.removeTitle')}
        removeText={(names) => t('certificates.removeText', { names })}
        facts={(row) => [
          [t('certificates.names'), listOf(row, 'CertificateDomains').join(', ')],
          [t('certificates.services'), valueText(row, 'Services', t)],
          [t(isPendingRequest(row) ? 'certificates.asked' : 'certificates.from'), timeText(row, 'NotBefore')],
          [t('certificates.until'), timeText(row, 'NotAfter')],
          [t('certificates.thumbprint'), textOf(row, 'Thumbprint')],
        ]}
        tasks={([row]) =>
          row !== undefined && isUnusable(row) ? (
            <p>{t('certificates.unusableMore', { reason: textOf(row, 'Reason') })}</p>
          ) : isOn(row, 'IsSelfSigned') ? (
            <p>{t('certificates.selfSignedMore')}</p>
          ) : null
        }
        above={
          <AcmeBanner
            onOpen={() => goTo(pathOf({ area: 'servers', tab: 'certificates', item: acmeItem, section: 'state' }))}
          />
        }
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
                  label: t(
                    rows[0] !== undefined && isPendingRequest(rows[0])
                      ? 'certificates.complete'
                      : 'certificates.assign',
                  ),
                  icon: <PlugConnectedRegular />,
                  disabled: rows.length !== 1 || rows.some(isUnusable),
                  run: () => rows[0] !== undefined && open(keyOf(rows[0])),
                },
              ]
            : []),
          ...(may('Get-AcmeCertificate')
            ? [
                {
                  id: 'acme',
                  label: t('acme.title'),
                  icon: <ArrowSyncRegular />,
                  run: () => open(acmeItem),
                },
              ]
            : []),
        ]}
      />
      {place.item === acmeItem && may('Get-AcmeCertificate') && (
        <AcmeDialog section={place.section} onSection={place.turnTo} onClose={place.close} />
      )}
      {place.item === newItem && may('New-ExchangeCertificate') && (
        <NewCertificate onAsked={open} onClose={place.close} />
      )}
      {place.item === importItem && may('Import-ExchangeCertificate') && <ImportCertificate onClose={place.close} />}
      {place.item !== null && !place.item.startsWith('~') && may('Enable-ExchangeCertificate') && (
        <AssignCertificate key={place.item} thumbprint={place.item} onClose={place.close} />
      )}
    </>
  );
}

function timeText(row: ManagementObject | undefined, name: string): string {
  const date = dateOf(row, name);
  return date === null ? '' : dateTimeText(date);
}
