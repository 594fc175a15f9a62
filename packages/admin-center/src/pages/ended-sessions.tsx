import type { ManagementObject } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { durationText, sizeText } from '@relais/browser-frame/language/numbers.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { momentColumn } from '../list/moment-column.ts';
import { useListRows } from '../server/list-rows.ts';
import { amountOf, dateOf, textOf } from '../server/rows.ts';

interface Entry {
  readonly key: string;
  readonly row: ManagementObject;
}

/** Servers > Ended sessions: why people were disconnected, and the setting behind it. */
export function EndedSessions() {
  const t = useWords();
  const { data, error, refetch, reading, isStopped } = useListRows('Get-ClientSessionHistory', { ResultSize: 5000 });
  const [selected, setSelected] = useState<readonly string[]>([]);
  const entries = useMemo<readonly Entry[] | undefined>(
    () => data?.map((row, index) => ({ key: `${textOf(row, 'Until')} ${index}`, row })),
    [data],
  );
  const columns = useMemo<readonly Column<Entry>[]>(
    () => [
      momentColumn({ id: 'until', label: t('sessions.until'), at: ({ row }) => dateOf(row, 'Until') }),
      {
        id: 'user',
        label: t('sessions.user'),
        value: ({ row }) => textOf(row, 'User') || t('sessions.nobodyCame'),
        width: 'minmax(140px, 1.3fr)',
      },
      {
        id: 'protocol',
        label: t('sessions.protocol'),
        value: ({ row }) => textOf(row, 'Protocol'),
        width: 'minmax(72px, 0.5fr)',
        wideOnly: true,
      },
      {
        id: 'address',
        label: t('sessions.address'),
        value: ({ row }) => textOf(row, 'RemoteAddress'),
        width: 'minmax(100px, 0.8fr)',
        wideOnly: true,
      },
      {
        id: 'reason',
        label: t('sessions.reason'),
        value: ({ row }) => textOf(row, 'Reason'),
        width: 'minmax(150px, 2fr)',
        wideOnly: true,
      },
    ],
    [t],
  );
  return (
    <ListPage
      name={t('tabs.endedSessions')}
      rows={entries}
      error={error}
      reading={reading}
      isStopped={isStopped}
      columns={columns}
      rowKey={({ key }) => key}
      selected={selected}
      onSelect={setSelected}
      onRefresh={() => void refetch()}
      actions={[]}
      empty={t('sessions.noneEnded')}
      details={([entry]) => {
        const row = entry?.row;
        const [since, until] = [dateOf(row, 'Since'), dateOf(row, 'Until')];
        const pause = amountOf(row, 'LongestPause');
        return (
          <Details
            title={textOf(row, 'User') || t('sessions.nobodyCame')}
            subtitle={`${textOf(row, 'Protocol')} · ${textOf(row, 'RemoteAddress')}`}
          >
            <Facts
              facts={[
                [t('sessions.reason'), textOf(row, 'Reason')],
                [t('sessions.setting'), textOf(row, 'Setting')],
                [t('sessions.client'), textOf(row, 'Client')],
                [t('sessions.since'), timeText(row, 'Since')],
                [t('sessions.until'), timeText(row, 'Until')],
                [
                  t('sessions.lasted'),
                  since === null || until === null ? '' : durationText(until.getTime() - since.getTime()),
                ],
                [t('sessions.longestPause'), pause === null ? '' : durationText(pause * 1000)],
                [t('sessions.received'), sizeText(amountOf(row, 'BytesIn') ?? 0)],
                [t('sessions.sent'), sizeText(amountOf(row, 'BytesOut') ?? 0)],
              ]}
            />
          </Details>
        );
      }}
    />
  );
}

function timeText(row: ManagementObject | undefined, name: string): string {
  const date = dateOf(row, name);
  return date === null ? '' : dateTimeText(date);
}
