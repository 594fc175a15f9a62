import { Badge } from '@fluentui/react-components';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { browserName } from '@relais/browser-frame/language/browser-name.ts';
import { useFrameWords } from '@relais/browser-frame/language/frame-words.ts';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { valueText } from '../language/value-text.ts';
import { type TextKey, useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { momentColumn } from '../list/moment-column.ts';
import { useListRows } from '../server/list-rows.ts';
import { dateOf, textOf } from '../server/rows.ts';

interface Entry {
  readonly key: string;
  readonly row: ManagementObject;
}

const results: Readonly<Record<string, TextKey>> = {
  'signed-in': 'signIns.signedIn',
  'bad-credentials': 'signIns.badCredentials',
  'bad-second-factor': 'signIns.badSecondFactor',
  throttled: 'signIns.throttled',
  'account-disabled': 'signIns.disabled',
};

/** Compliance management > Sign-ins: who came in by browser, from where, with what; and who was refused. */
export function SignIns() {
  const t = useWords();
  const frame = useFrameWords();
  const { data, error, refetch, reading, isStopped } = useListRows('Get-SignInLog', { ResultSize: 100_000 });
  const [selected, setSelected] = useState<readonly string[]>([]);
  const entries = useMemo<readonly Entry[] | undefined>(
    () => data?.map((row, index) => ({ key: `${dateOf(row, 'Date')?.getTime() ?? ''} ${data.length - index}`, row })),
    [data],
  );
  const columns = useMemo<readonly Column<Entry>[]>(() => {
    const resultText = (row: ManagementObject): string => {
      const key = results[textOf(row, 'Result')];
      return key === undefined ? textOf(row, 'Result') : t(key);
    };
    return [
      momentColumn({ id: 'date', label: t('audit.date'), at: ({ row }) => dateOf(row, 'Date') }),
      { id: 'user', label: t('sessions.user'), value: ({ row }) => textOf(row, 'User'), width: 'minmax(110px, 1.2fr)' },
      {
        id: 'result',
        label: t('audit.result'),
        value: ({ row }) => resultText(row),
        draw: ({ row }) => (
          <Badge appearance="tint" color={textOf(row, 'Result') === 'signed-in' ? 'success' : 'danger'}>
            {resultText(row)}
          </Badge>
        ),
        width: 'minmax(96px, 0.9fr)',
      },
      {
        id: 'address',
        label: t('sessions.address'),
        value: ({ row }) => textOf(row, 'RemoteAddress'),
        width: 'minmax(96px, 0.8fr)',
        wideOnly: true,
      },
      {
        id: 'application',
        label: t('signIns.application'),
        value: ({ row }) => valueText(row, 'Application', t),
        width: 'minmax(96px, 0.6fr)',
        wideOnly: true,
      },
      {
        id: 'method',
        label: t('signIns.method'),
        value: ({ row }) => valueText(row, 'Method', t),
        // More than it shows: it comes where the names beside it are whole.
        width: 'minmax(170px, 0.7fr)',
        wideOnly: true,
      },
    ];
  }, [t]);
  return (
    <ListPage
      name={t('tabs.signIns')}
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
      details={([entry]) => {
        const row = entry?.row;
        return (
          <Details title={textOf(row, 'User')} subtitle={timeOf(row)}>
            <Facts
              facts={[
                [t('sessions.address'), textOf(row, 'RemoteAddress')],
                [
                  t('sessions.client'),
                  <span key="client" title={textOf(row, 'Client')}>
                    {browserName(textOf(row, 'Client'), frame)}
                  </span>,
                ],
                [t('signIns.application'), valueText(row, 'Application', t)],
                [t('signIns.method'), valueText(row, 'Method', t)],
              ]}
            />
          </Details>
        );
      }}
    />
  );
}

function timeOf(row: ManagementObject | undefined): string {
  const date = dateOf(row, 'Date');
  return date === null ? '' : dateTimeText(date);
}
