import { Badge } from '@fluentui/react-components';
import { OrganizationRegular } from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { Suspense, useMemo, useState } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { GoneName } from '../form/gone-banner.tsx';
import { bindingText } from '../form/binding-dialog.tsx';
import { BulkEditDialog } from '../form/bulk-edit-dialog.tsx';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { WaitingBar } from '../frame/waiting-bar.tsx';
import { newItem } from '../frame/path.ts';
import { valueText } from '../language/value-text.ts';
import { namesText } from '../language/names-text.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { usualActions } from '../list/usual-actions.tsx';
import { useMay, useRows } from '../server/cmdlets.ts';
import { isOn, listOf, textOf } from '../server/rows.ts';
import { organizationItem } from './organization-item.ts';
import { PendingBanner } from './pending-banner.tsx';
import { useOpenedRow } from './use-opened-row.ts';
import { usePlace } from './use-place.ts';

const ConnectorProperties = lazyPart(async () => ({
  default: (await import('./connector-properties.tsx')).ConnectorProperties,
}));
const NewReceiveConnector = lazyPart(async () => ({
  default: (await import('./new-receive-connector.tsx')).NewReceiveConnector,
}));
const OrganizationTransport = lazyPart(async () => ({
  default: (await import('./organization-transport.tsx')).OrganizationTransport,
}));
const nameOf = (row: ManagementObject): string => textOf(row, 'Name');

/** Mail flow > Receive connectors. */
export function ReceiveConnectors() {
  const t = useWords();
  const may = useMay();
  const place = usePlace('mail-flow', 'receive-connectors');
  const { data, error, refetch } = useRows('Get-ReceiveConnector');
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [removing, setRemoving] = useState<readonly string[] | null>(null);
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      { id: 'name', label: t('connectors.name'), value: nameOf, width: 'minmax(190px, 2fr)' },
      {
        id: 'status',
        label: t('connectors.status'),
        value: (row) => (isOn(row, 'Enabled') ? t('enabled') : t('disabled')),
        draw: (row) => (
          <Badge appearance="tint" color={isOn(row, 'Enabled') ? 'success' : 'subtle'}>
            {isOn(row, 'Enabled') ? t('enabled') : t('disabled')}
          </Badge>
        ),
        width: 'minmax(100px, 0.7fr)',
      },
      {
        id: 'role',
        label: t('connectors.role'),
        value: (row) => valueText(row, 'TransportRole', t),
        width: 'minmax(130px, 1fr)',
        wideOnly: true,
      },
      {
        id: 'bindings',
        label: t('connectors.bindings'),
        value: (row) => listOf(row, 'Bindings').join(', '),
        width: 'minmax(140px, 1.2fr)',
        wideOnly: true,
      },
    ],
    [t],
  );
  const [editing, setEditing] = useState<readonly string[] | null>(null);
  const { row: opened, isGone } = useOpenedRow(data, place.item, nameOf);
  return (
    <>
      <ListPage
        name={t('tabs.receiveConnectors')}
        rows={data}
        error={error}
        columns={columns}
        rowKey={nameOf}
        selected={selected}
        onSelect={setSelected}
        onRefresh={() => void refetch()}
        onOpen={(row) => place.open(nameOf(row))}
        above={<PendingBanner service="W3SVC" />}
        actions={[
          ...usualActions(t, {
            selected,
            onNew: may('New-ReceiveConnector') ? () => place.open(newItem) : null,
            onEdit: place.open,
            onEditSeveral: may('Set-ReceiveConnector') ? setEditing : null,
            onRemove: may('Remove-ReceiveConnector') ? setRemoving : null,
          }),
          ...(may('Get-TransportConfig')
            ? [
                {
                  id: 'organization',
                  label: t('organizationTransport.title'),
                  icon: <OrganizationRegular />,
                  run: () => place.open(organizationItem),
                },
              ]
            : []),
        ]}
        details={([row, ...others]) =>
          others.length > 0 ? (
            <Details title={t('list.severalSelected', { count: others.length + 1 })}>{null}</Details>
          ) : (
            <Details title={textOf(row, 'Name')} subtitle={valueText(row, 'TransportRole', t)}>
              <Facts
                facts={[
                  [t('connectors.fqdn'), textOf(row, 'Fqdn')],
                  [
                    t('connectors.bindings'),
                    listOf(row, 'Bindings')
                      .map((binding) => bindingText(binding, t))
                      .join(', '),
                  ],
                  [t('connectors.authentication'), valueText(row, 'AuthMechanism', t)],
                  [t('connectors.permissionGroups'), valueText(row, 'PermissionGroups', t)],
                  [t('organizationTransport.maxReceiveSize'), valueText(row, 'MaxMessageSize', t)],
                  [t('connectors.advertise'), isOn(row, 'AdvertiseClientSettings') ? t('yes') : t('no')],
                ]}
              />
            </Details>
          )
        }
      />
      {editing !== null && (
        <BulkEditDialog
          title={t('list.bulkEdit', { name: t('tabs.receiveConnectors') })}
          cmdlet="Set-ReceiveConnector"
          identities={editing}
          fields={[
            { name: 'Enabled', label: t('connectors.enabled') },
            { name: 'ProtocolLoggingLevel', label: t('connectors.logging') },
            { name: 'MaxMessageSize', label: t('connectors.maxMessageSize'), placeholder: '36MB' },
            { name: 'MaxHopCount', label: t('connectors.maxHops') },
          ]}
          onClose={() => setEditing(null)}
        />
      )}
      <Suspense fallback={<WaitingBar />}>
        {place.item === newItem && may('New-ReceiveConnector') && <NewReceiveConnector onClose={place.close} />}
        {place.item === organizationItem && (
          <OrganizationTransport section={place.section} onSection={place.turnTo} onClose={place.close} />
        )}
        <GoneName value={isGone && opened !== undefined ? nameOf(opened) : null}>
          {opened !== undefined && (
            <ConnectorProperties
              key={place.item}
              row={opened}
              section={place.section}
              onSection={place.turnTo}
              onClose={place.close}
            />
          )}
        </GoneName>
      </Suspense>
      {removing !== null && (
        <ConfirmDialog
          title={t('connectors.removeTitle')}
          text={<p>{t('connectors.removeText', { name: namesText(removing, t) })}</p>}
          action={t('list.delete')}
          commands={removing.map((name) => ({
            cmdlet: 'Remove-ReceiveConnector',
            parameters: {
              Identity:
                textOf(
                  data?.find((row) => nameOf(row) === name),
                  'Identity',
                ) || name,
            },
          }))}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}
