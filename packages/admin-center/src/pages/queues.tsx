import { Badge } from '@fluentui/react-components';
import {
  ArrowSyncRegular,
  MailRegular,
  PauseRegular,
  PlayRegular,
  TaskListSquareSettingsRegular,
} from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo } from 'react';
import { goTo } from '../frame/address.ts';
import { pathOf } from '../frame/path.ts';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { momentColumn } from '../list/moment-column.ts';
import { useMay } from '../server/cmdlets.ts';
import { amountOf, dateOf, textOf } from '../server/rows.ts';
import { DoingBanner } from './doing-banner.tsx';
import { ObjectPage } from './object-page.tsx';
import { QueueRules } from './queue-rules.tsx';
import { queuesOfMail, queueStatus } from './queue-status.ts';
import { useDoing } from './use-doing.ts';
import { usePlace } from './use-place.ts';

const keyOf = (row: ManagementObject): string => textOf(row, 'Identity');

/** Mail flow > Queues: what waits to leave, for where, and why. */
export function Queues() {
  const t = useWords();
  const may = useMay();
  const doing = useDoing();
  const place = usePlace('mail-flow', 'queues');
  const when = (row: ManagementObject, name: string): string => {
    const date = dateOf(row, name);
    return date === null ? '' : dateTimeText(date);
  };
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      {
        id: 'domain',
        label: t('queues.nextHop'),
        value: (row) => textOf(row, 'NextHopDomain'),
        width: 'minmax(120px, 1.4fr)',
      },
      {
        id: 'status',
        label: t('queues.status'),
        value: (row) => queueStatus(row, t).text,
        draw: (row) => (
          <Badge appearance="tint" color={queueStatus(row, t).color}>
            {queueStatus(row, t).text}
          </Badge>
        ),
        width: 'minmax(150px, 0.7fr)',
      },
      {
        id: 'count',
        label: t('queues.messages'),
        value: (row) => amountOf(row, 'MessageCount') ?? 0,
        draw: (row) => numberText(amountOf(row, 'MessageCount') ?? 0),
        width: 'minmax(80px, 0.5fr)',
      },
      momentColumn({
        id: 'next',
        label: t('queues.nextTry'),
        at: (row) => dateOf(row, 'NextRetryTime'),
        wideOnly: true,
      }),
      {
        id: 'error',
        label: t('queues.lastError'),
        value: (row) => textOf(row, 'LastError'),
        width: 'minmax(120px, 2fr)',
        wideOnly: true,
      },
    ],
    [t],
  );
  const verbs = [
    { verb: 'Retry', label: t('queues.retry'), icon: <ArrowSyncRegular /> },
    { verb: 'Suspend', label: t('queues.suspend'), icon: <PauseRegular /> },
    { verb: 'Resume', label: t('queues.resume'), icon: <PlayRegular /> },
  ] as const;
  return (
    <>
      <ObjectPage
        area="mail-flow"
        tab="queues"
        name={t('tabs.queues')}
        noun="Queue"
        getParameters={{ ResultSize: 'Unlimited', Filter: queuesOfMail }}
        everyMs={15_000}
        keyOf={keyOf}
        titleOf={(row) => textOf(row, 'NextHopDomain')}
        subtitleOf={keyOf}
        columns={columns}
        sections={[]}
        subtitle=""
        empty={t('queues.empty')}
        above={<DoingBanner doing={doing} />}
        facts={(row) => [
          [t('queues.status'), queueStatus(row, t).text],
          [t('queues.messages'), numberText(amountOf(row, 'MessageCount') ?? 0)],
          [t('queues.connector'), textOf(row, 'NextHopConnectorName')],
          [t('queues.tries'), numberText(amountOf(row, 'RetryCount') ?? 0)],
          [t('queues.lastTry'), when(row, 'LastRetryTime')],
          [t('queues.nextTry'), when(row, 'NextRetryTime')],
          [t('queues.lastError'), textOf(row, 'LastError')],
        ]}
        actions={(rows) => [
          ...verbs
            .filter(({ verb }) => may(`${verb}-Queue`))
            .map(({ verb, label, icon }) => ({
              id: verb,
              label,
              icon,
              disabled: rows.length === 0,
              run: () =>
                void doing.go(rows.map((row) => ({ cmdlet: `${verb}-Queue`, parameters: { Identity: keyOf(row) } }))),
            })),
          ...(may('Get-TransportService')
            ? [
                {
                  id: 'rules',
                  label: t('queues.rules'),
                  icon: <TaskListSquareSettingsRegular />,
                  run: () => place.open('~rules', 'retries'),
                },
              ]
            : []),
          {
            id: 'messages',
            label: t('queues.show'),
            icon: <MailRegular />,
            disabled: rows.length !== 1,
            run: () =>
              goTo(
                pathOf({
                  area: 'mail-flow',
                  tab: 'queued-messages',
                  item: rows[0] === undefined ? '' : keyOf(rows[0]),
                }),
              ),
          },
        ]}
      />
      {place.item === '~rules' && <QueueRules section={place.section} onSection={place.turnTo} onClose={place.close} />}
    </>
  );
}
