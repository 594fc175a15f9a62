import { Badge } from '@fluentui/react-components';
import { DeleteRegular, PauseRegular, PlayRegular } from '@fluentui/react-icons';
import type { ManagementObject } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { PlaceLink } from '../frame/place-link.tsx';
import { pathOf } from '../frame/path.ts';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { numberText, sizeText } from '@relais/browser-frame/language/numbers.ts';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { momentColumn } from '../list/moment-column.ts';
import { useMay } from '../server/cmdlets.ts';
import { useListRows } from '../server/list-rows.ts';
import { amountOf, dateOf, listOf, textOf } from '../server/rows.ts';
import { DoingBanner } from './doing-banner.tsx';
import { queueStatus } from './queue-status.ts';
import styles from './pages.module.css';
import { useDoing } from './use-doing.ts';
import { usePlace } from './use-place.ts';

const keyOf = (row: ManagementObject): string => textOf(row, 'Identity');
const shownOfMessage =
  'Identity,Queue,Subject,FromAddress,Recipients,Status,Size,DateReceived,LastError,RetryCount,ExpirationTime,SourceIP,InternetMessageId';

/** Mail flow > Queued messages: those of one queue (its identity is in the address) or of all. */
export function QueuedMessages() {
  const t = useWords();
  const may = useMay();
  const place = usePlace('mail-flow', 'queued-messages');
  const doing = useDoing();
  const queue = place.item;
  const { data, error, refetch, reading, isStopped } = useListRows(
    'Get-Message',
    { ...(queue !== null && { Queue: queue }), IncludeRecipientInfo: true, ResultSize: 'Unlimited' },
    { everyMs: 15_000, select: shownOfMessage },
  );
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [removing, setRemoving] = useState<boolean | null>(null);
  const columns = useMemo<readonly Column<ManagementObject>[]>(
    () => [
      {
        id: 'subject',
        label: t('queues.subject'),
        value: (row) => textOf(row, 'Subject'),
        width: 'minmax(110px, 1.6fr)',
      },
      {
        id: 'from',
        label: t('queues.sender'),
        value: (row) => textOf(row, 'FromAddress'),
        width: 'minmax(92px, 1.2fr)',
      },
      {
        id: 'to',
        label: t('queues.recipients'),
        value: (row) => listOf(row, 'Recipients').join(', '),
        width: 'minmax(92px, 1.2fr)',
        wideOnly: true,
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
        width: 'minmax(88px, 0.7fr)',
      },
      {
        id: 'size',
        label: t('mailboxes.totalSize'),
        value: (row) => amountOf(row, 'Size') ?? 0,
        draw: (row) => sizeText(amountOf(row, 'Size') ?? 0),
        width: 'minmax(84px, 0.5fr)',
        wideOnly: true,
      },
      momentColumn({
        id: 'received',
        label: t('queues.received'),
        at: (row) => dateOf(row, 'DateReceived'),
        wideOnly: true,
      }),
    ],
    [t],
  );
  const each = (cmdlet: string, more: Readonly<Record<string, boolean>> = {}) =>
    selected.map((Identity) => ({ cmdlet, parameters: { Identity, ...more } }));
  return (
    <>
      <ListPage
        name={t('tabs.queuedMessages')}
        rows={data}
        error={error}
        reading={reading}
        isStopped={isStopped}
        columns={columns}
        rowKey={keyOf}
        selected={selected}
        onSelect={setSelected}
        onRefresh={() => void refetch()}
        empty={t('queues.noMessages')}
        above={
          <>
            <DoingBanner doing={doing} />
            {queue !== null && (
              <p className={styles.quiet}>
                {t('queues.onlyOf', { queue })}{' '}
                <PlaceLink to={pathOf({ area: 'mail-flow', tab: 'queued-messages' })}>{t('queues.ofAll')}</PlaceLink>
              </p>
            )}
          </>
        }
        actions={[
          ...(may('Suspend-Message')
            ? [
                {
                  id: 'suspend',
                  label: t('queues.suspend'),
                  icon: <PauseRegular />,
                  disabled: selected.length === 0,
                  run: () => void doing.go(each('Suspend-Message')),
                },
              ]
            : []),
          ...(may('Resume-Message')
            ? [
                {
                  id: 'resume',
                  label: t('queues.resume'),
                  icon: <PlayRegular />,
                  disabled: selected.length === 0,
                  run: () => void doing.go(each('Resume-Message')),
                },
              ]
            : []),
          ...(may('Remove-Message')
            ? [
                {
                  // The Delete key: what the sender is told of.
                  id: 'delete',
                  label: t('queues.removeWithReport'),
                  icon: <DeleteRegular />,
                  disabled: selected.length === 0,
                  run: () => setRemoving(true),
                },
                {
                  id: 'remove',
                  label: t('queues.removeSilently'),
                  icon: <DeleteRegular />,
                  disabled: selected.length === 0,
                  run: () => setRemoving(false),
                },
              ]
            : []),
        ]}
        details={(rows) => {
          const [row] = rows;
          if (rows.length > 1)
            return <Details title={t('list.severalSelected', { count: rows.length })}>{null}</Details>;
          return (
            <Details title={textOf(row, 'Subject') || t('queues.noSubject')} subtitle={textOf(row, 'FromAddress')}>
              <Facts
                facts={[
                  [t('queues.recipients'), listOf(row, 'Recipients').join(', ')],
                  [t('queues.status'), row === undefined ? '' : queueStatus(row, t).text],
                  [t('queues.lastError'), textOf(row, 'LastError')],
                  [t('queues.tries'), numberText(amountOf(row, 'RetryCount') ?? 0)],
                  [t('queues.received'), when(row, 'DateReceived')],
                  [t('queues.expires'), when(row, 'ExpirationTime')],
                  [t('mailboxes.totalSize'), sizeText(amountOf(row, 'Size') ?? 0)],
                  [t('queues.cameFrom'), textOf(row, 'SourceIP')],
                  [t('queues.messageId'), textOf(row, 'InternetMessageId')],
                ]}
              />
            </Details>
          );
        }}
      />
      {removing !== null && (
        <ConfirmDialog
          title={t('queues.removeTitle')}
          text={<p>{t(removing ? 'queues.removeTextReport' : 'queues.removeText', { count: selected.length })}</p>}
          action={t('list.delete')}
          commands={each('Remove-Message', { WithNDR: removing })}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}

function when(row: ManagementObject | undefined, name: string): string {
  const date = dateOf(row, name);
  return date === null ? '' : dateTimeText(date);
}
