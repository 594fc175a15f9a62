import { Badge } from '@fluentui/react-components';
import { EditRegular } from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { Suspense, useMemo, useState } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { WaitingBar } from '../frame/waiting-bar.tsx';
import { valueText } from '../language/value-text.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { useRows } from '../server/cmdlets.ts';
import { textOf } from '../server/rows.ts';
import { PendingBanner } from './pending-banner.tsx';
import { usePending } from './pending-settings.ts';
import { usePlace } from './use-place.ts';

const ServerProperties = lazyPart(async () => ({
  default: (await import('./server-properties.tsx')).ServerProperties,
}));
const nameOf = (row: ManagementObject): string => textOf(row, 'Name');

/** Servers > Servers. */
export function Servers() {
  const t = useWords();
  const place = usePlace('servers', 'servers');
  const { data, error, refetch } = useRows('Get-ExchangeServer');
  const pending = usePending();
  const [selected, setSelected] = useState<readonly string[]>([]);
  const differences = pending.reduce((sum, one) => sum + one.differences.length, 0);
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      { id: 'name', label: t('servers.name'), value: nameOf, width: 'minmax(110px, 1fr)' },
      {
        id: 'roles',
        label: t('servers.roles'),
        value: (row) => valueText(row, 'ServerRole', t),
        width: 'minmax(140px, 1.4fr)',
      },
      {
        id: 'version',
        label: t('servers.version'),
        value: (row) => textOf(row, 'AdminDisplayVersion'),
        width: 'minmax(160px, 1.4fr)',
        wideOnly: true,
      },
      {
        id: 'state',
        label: t('servers.state'),
        value: () =>
          differences === 0 ? t('servers.upToDate') : t('servers.pending', { count: numberText(differences) }),
        draw: () =>
          differences === 0 ? (
            t('servers.upToDate')
          ) : (
            <Badge appearance="tint" color="warning">
              {t('servers.pending', { count: numberText(differences) })}
            </Badge>
          ),
        width: 'minmax(130px, 1fr)',
      },
    ],
    [t, differences],
  );
  const [first] = selected;
  return (
    <>
      <ListPage
        name={t('tabs.servers')}
        rows={data}
        error={error}
        columns={columns}
        rowKey={nameOf}
        selected={selected}
        onSelect={setSelected}
        onRefresh={() => void refetch()}
        onOpen={(row) => place.open(nameOf(row))}
        actions={[
          {
            id: 'edit',
            label: t('list.edit'),
            icon: <EditRegular />,
            disabled: selected.length !== 1,
            run: () => first !== undefined && place.open(first),
          },
        ]}
        above={<PendingBanner />}
        details={([row]) => (
          <Details title={textOf(row, 'Name')} subtitle={textOf(row, 'Fqdn', 'FQDN')}>
            <Facts
              facts={[
                [t('servers.roles'), valueText(row, 'ServerRole', t)],
                [t('servers.version'), textOf(row, 'AdminDisplayVersion')],
                [t('servers.edition'), textOf(row, 'Edition')],
              ]}
            />
          </Details>
        )}
      />
      {place.item !== null && (
        <Suspense fallback={<WaitingBar />}>
          <ServerProperties name={place.item} section={place.section} onSection={place.turnTo} onClose={place.close} />
        </Suspense>
      )}
    </>
  );
}
