import type { ManagementObject } from '@relais/management-contract';
import { useMemo } from 'react';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { isOn, textOf } from '../server/rows.ts';
import type { ObjectSection } from './object-dialog.tsx';
import { ObjectPage } from './object-page.tsx';

const keyOf = (row: ManagementObject): string => textOf(row, 'Name');

/** Mail flow > Remote domains: what may leave by itself for domains elsewhere. */
export function RemoteDomains() {
  const t = useWords();
  const kinds = useMemo<Readonly<Record<string, string>>>(
    () => ({
      External: t('remoteDomains.external'),
      ExternalLegacy: t('remoteDomains.externalLegacy'),
      InternalLegacy: t('remoteDomains.internalLegacy'),
      None: t('remoteDomains.none'),
    }),
    [t],
  );
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      { id: 'name', label: t('servers.name'), value: keyOf, width: 'minmax(140px, 1fr)' },
      {
        id: 'domain',
        label: t('remoteDomains.domain'),
        value: (row) => textOf(row, 'DomainName'),
        width: 'minmax(140px, 1.2fr)',
      },
      {
        id: 'replies',
        label: t('remoteDomains.outOfOffice'),
        value: (row) => kinds[textOf(row, 'AllowedOOFType')] ?? textOf(row, 'AllowedOOFType'),
        width: 'minmax(160px, 1.4fr)',
        wideOnly: true,
      },
      {
        id: 'forwards',
        label: t('remoteDomains.forwarding'),
        value: (row) => t(isOn(row, 'AutoForwardEnabled') ? 'yes' : 'no'),
        width: 'minmax(110px, 0.7fr)',
        wideOnly: true,
      },
    ],
    [t, kinds],
  );
  const what = useMemo<ObjectSection>(
    () => ({
      id: 'mail',
      label: t('remoteDomains.byItself'),
      fields: [
        { name: 'AllowedOOFType', label: t('remoteDomains.outOfOffice'), choices: kinds },
        { name: 'AutoReplyEnabled', label: t('remoteDomains.replies') },
        { name: 'AutoForwardEnabled', label: t('remoteDomains.forwards') },
        { name: 'DeliveryReportEnabled', label: t('remoteDomains.deliveryReports') },
        { name: 'NDREnabled', label: t('remoteDomains.ndr') },
      ],
    }),
    [t, kinds],
  );
  return (
    <ObjectPage
      area="mail-flow"
      tab="remote-domains"
      name={t('tabs.remoteDomains')}
      noun="RemoteDomain"
      keyOf={keyOf}
      subtitleOf={(row) => textOf(row, 'DomainName')}
      columns={columns}
      facts={(row) => [
        [t('remoteDomains.domain'), textOf(row, 'DomainName')],
        [t('remoteDomains.outOfOffice'), kinds[textOf(row, 'AllowedOOFType')] ?? ''],
        ...(
          [
            ['AutoReplyEnabled', 'remoteDomains.replies'],
            ['AutoForwardEnabled', 'remoteDomains.forwards'],
            ['DeliveryReportEnabled', 'remoteDomains.deliveryReports'],
            ['NDREnabled', 'remoteDomains.ndr'],
          ] as const
        ).map(([name, label]) => [t(label), t(isOn(row, name) ? 'yes' : 'no')] as const),
      ]}
      sections={[
        { id: 'general', label: t('form.general'), fields: [{ name: 'Name', label: t('servers.name') }] },
        what,
      ]}
      newSections={[
        {
          id: 'general',
          label: t('form.general'),
          fields: [
            { name: 'Name', label: t('servers.name'), required: true },
            {
              name: 'DomainName',
              label: t('remoteDomains.domain'),
              required: true,
              placeholder: '*.example.com',
            },
          ],
        },
      ]}
      bulkFields={what.fields}
      subtitle={t('remoteDomains.one')}
      newTitle={t('remoteDomains.new')}
      removeTitle={t('remoteDomains.removeTitle')}
      removeText={(names) => t('remoteDomains.removeText', { names })}
    />
  );
}
