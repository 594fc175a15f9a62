import { DismissCircleRegular } from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { durationText, sizeText } from '@relais/browser-frame/language/numbers.ts';
import { wordFor } from '../language/value-text.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { momentColumn } from '../list/moment-column.ts';
import { useMay } from '../server/cmdlets.ts';
import { useListRows } from '../server/list-rows.ts';
import { amountOf, dateOf, isOn, textOf } from '../server/rows.ts';

const idOf = (row: ManagementObject): string => textOf(row, 'Identity');
const userOf = (row: ManagementObject): string => textOf(row, 'User');
const addressOf = (row: ManagementObject): string => textOf(row, 'RemoteAddress');
const sinceOf = (row: ManagementObject): Date | null => dateOf(row, 'Since');
const idleMsOf = (row: ManagementObject): number => (amountOf(row, 'IdleTime') ?? 0) * 1000;

/** Servers > Sessions: who is connected now. Everything a client says of itself is shown as text. */
export function Sessions() {
  const t = useWords();
  const may = useMay();
  const { data, error, refetch, reading, isStopped } = useListRows('Get-ClientSession', {}, { everyMs: 10_000 });
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [closing, setClosing] = useState<readonly string[] | null>(null);
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      {
        id: 'user',
        label: t('sessions.user'),
        value: (row) => userOf(row) || t('sessions.nobody'),
        width: 'minmax(120px, 1.6fr)',
      },
      {
        id: 'protocol',
        label: t('sessions.protocol'),
        value: (row) => textOf(row, 'Protocol'),
        width: 'minmax(72px, 0.6fr)',
      },
      { id: 'address', label: t('sessions.address'), value: addressOf, width: 'minmax(96px, 1fr)' },
      {
        id: 'client',
        label: t('sessions.client'),
        value: (row) => textOf(row, 'Client'),
        width: 'minmax(100px, 1.2fr)',
        wideOnly: true,
      },
      {
        id: 'folder',
        label: t('sessions.folder'),
        value: (row) => textOf(row, 'Folder'),
        width: 'minmax(70px, 0.8fr)',
        wideOnly: true,
      },
      momentColumn({ id: 'since', label: t('sessions.since'), at: sinceOf, wideOnly: true }),
      ...(['BytesIn', 'BytesOut'] as const).map((name) => ({
        id: name,
        label: t(name === 'BytesIn' ? 'sessions.received' : 'sessions.sent'),
        value: (row: ManagementObject) => amountOf(row, name) ?? 0,
        draw: (row: ManagementObject) => sizeText(amountOf(row, name) ?? 0),
        width: 'minmax(84px, 0.5fr)',
        wideOnly: true,
      })),
      {
        id: 'idle',
        label: t('sessions.idle'),
        value: idleMsOf,
        draw: (row) => durationText(idleMsOf(row)),
        width: 'minmax(80px, 0.6fr)',
        wideOnly: true,
      },
    ],
    [t],
  );
  return (
    <>
      <ListPage
        name={t('tabs.sessions')}
        rows={data}
        error={error}
        reading={reading}
        isStopped={isStopped}
        columns={columns}
        rowKey={idOf}
        selected={selected}
        onSelect={setSelected}
        onRefresh={() => void refetch()}
        empty={t('sessions.none')}
        actions={
          may('Stop-ClientSession')
            ? [
                {
                  id: 'close',
                  label: t('sessions.close'),
                  icon: <DismissCircleRegular />,
                  disabled: selected.length === 0,
                  run: () => setClosing(selected),
                },
              ]
            : []
        }
        details={(rows) => {
          const [row] = rows;
          if (rows.length > 1 || row === undefined) {
            return <Details title={t('list.severalSelected', { count: rows.length })}>{null}</Details>;
          }
          const bytes = (name: string): string => {
            const amount = amountOf(row, name);
            return amount === null ? '' : sizeText(amount);
          };
          return (
            <Details
              title={userOf(row) || t('sessions.nobody')}
              subtitle={`${textOf(row, 'Protocol')} · ${addressOf(row)}`}
            >
              <Facts
                facts={[
                  [t('sessions.client'), textOf(row, 'Client')],
                  [t('sessions.state'), wordFor(textOf(row, 'State'), t)],
                  [t('sessions.folder'), textOf(row, 'Folder')],
                  [t('sessions.since'), timeOf(sinceOf(row))],
                  [t('sessions.idle'), durationText(idleMsOf(row))],
                  [t('sessions.lastCommand'), textOf(row, 'LastCommand')],
                  [t('sessions.encryption'), isOn(row, 'Secure') ? t('sessions.tls') : t('sessions.plain')],
                  [t('sessions.received'), bytes('BytesIn')],
                  [t('sessions.sent'), bytes('BytesOut')],
                ]}
              />
            </Details>
          );
        }}
      />
      {closing !== null && (
        <ConfirmDialog
          title={t('sessions.closeTitle')}
          text={<p>{t('sessions.closeText', { count: closing.length })}</p>}
          action={t('sessions.close')}
          commands={closing.map((id) => ({ cmdlet: 'Stop-ClientSession', parameters: { Identity: id } }))}
          onClose={() => setClosing(null)}
        />
      )}
    </>
  );
}

function timeOf(date: Date | null): string {
  return date === null ? '' : dateTimeText(date);
}
