import { Button, Field, Input, Select } from '@fluentui/react-components';
import { DocumentSearchRegular, SearchRegular } from '@fluentui/react-icons';
import type { ManagementValue } from '@relais/management-contract';
import { type FormEvent, useMemo, useState } from 'react';
import { useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { momentColumn } from '../list/moment-column.ts';
import { useListRows } from '../server/list-rows.ts';
import { dateOf, textOf } from '../server/rows.ts';
import { DeliveryReport, ReportOf, StateBadge } from './delivery-report.tsx';
import {
  type DeliveryState,
  type Journey,
  journeysIn,
  mostEvents,
  recipientsOf,
  shownOfEvent,
  worstReport,
} from './journeys.ts';
import styles from './pages.module.css';
import { usePlace } from './use-place.ts';

const nothingTyped = { mailbox: '', way: 'sent', other: '', messageId: '', subject: '' };
const nothing: readonly Journey[] = [];

/** Mail flow > Delivery reports: who got what, asked for one mailbox, as Exchange's page of that name does. */
export function DeliveryReports() {
  const t = useWords();
  const place = usePlace('mail-flow', 'delivery-reports');
  const [typed, setTyped] = useState(nothingTyped);
  const [asked, setAsked] = useState<typeof nothingTyped | null>(null);
  const [isIncomplete, setIncomplete] = useState(false);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const isSent = asked?.way === 'sent';
  const sender = isSent ? asked.mailbox : (asked?.other ?? '');
  const recipient = isSent ? asked.other : (asked?.mailbox ?? '');
  const parameters: Record<string, ManagementValue> = {
    ...(sender !== '' && { Sender: sender }),
    ...(recipient !== '' && { Recipients: [recipient] }),
    ...(asked !== null && asked.messageId !== '' && { MessageId: asked.messageId }),
    ...(asked !== null && asked.subject !== '' && { MessageSubject: asked.subject }),
    NewestFirst: true,
    ResultSize: mostEvents,
  };
  const { data, error, refetch, reading, isStopped } = useListRows('Get-MessageTrackingLog', parameters, {
    enabled: asked !== null,
    select: shownOfEvent,
  });
  const found = useMemo(() => (data === undefined ? undefined : journeysIn(data)), [data]);
  const columns = useMemo<readonly Column<Journey>[]>(
    () => [
      {
        id: 'from',
        label: t('reports.fromColumn'),
        value: ({ events: [first] }) => textOf(first, 'Sender'),
        width: 'minmax(110px, 1fr)',
      },
      {
        id: 'to',
        label: t('reports.toColumn'),
        value: ({ events }) => recipientsOf(events).join(', '),
        width: 'minmax(110px, 1.2fr)',
      },
      {
        id: 'subject',
        label: t('queues.subject'),
        value: ({ events: [first] }) => textOf(first, 'MessageSubject'),
        width: 'minmax(120px, 1.4fr)',
        wideOnly: true,
      },
      momentColumn({
        id: 'sent',
        label: t('reports.sentColumn'),
        at: ({ events: [first] }) => dateOf(first, 'Timestamp'),
        wideOnly: true,
      }),
      {
        id: 'state',
        label: t('trace.outcome'),
        value: (journey) => t(`reports.${stateOf(journey)}`),
        draw: (journey) => <StateBadge state={stateOf(journey)} />,
        width: 'minmax(104px, 0.6fr)',
      },
    ],
    [t],
  );
  function find(event: FormEvent) {
    event.preventDefault();
    setIncomplete(typed.mailbox === '');
    if (typed.mailbox !== '') setAsked({ ...typed });
  }
  const field = (name: 'other' | 'messageId' | 'subject', label: string) => (
    <Field label={label}>
      <Input value={typed[name]} onChange={(_, { value }) => setTyped({ ...typed, [name]: value.trimStart() })} />
    </Field>
  );
  return (
    <>
      <ListPage
        name={t('tabs.deliveryReports')}
        rows={asked === null ? nothing : found}
        error={error}
        reading={reading}
        isStopped={isStopped}
        columns={columns}
        rowKey={({ key }) => key}
        selected={selected}
        onSelect={setSelected}
        onRefresh={() => void refetch()}
        onOpen={({ key }) => place.open(key)}
        initialSorting={{ column: 'sent', descending: true }}
        actions={[
          {
            id: 'report',
            label: t('reports.open'),
            icon: <DocumentSearchRegular />,
            disabled: selected.length !== 1 || asked === null,
            run: () => selected[0] !== undefined && place.open(selected[0]),
          },
        ]}
        empty={t(asked === null ? 'reports.askFirst' : 'trace.none')}
        above={
          <form
            noValidate
            className={styles.search}
            role="search"
            aria-label={t('tabs.deliveryReports')}
            onSubmit={find}
          >
            <Field
              label={t('reports.mailbox')}
              required
              validationMessage={isIncomplete ? t('reports.mailboxMissing') : null}
            >
              <Input
                value={typed.mailbox}
                placeholder="name@example.com"
                onChange={(_, { value }) => setTyped({ ...typed, mailbox: value.trim() })}
              />
            </Field>
            <Field label={t('reports.searchFor')}>
              <Select value={typed.way} onChange={(_, { value }) => setTyped({ ...typed, way: value })}>
                <option value="sent">{t('reports.sentBy')}</option>
                <option value="received">{t('reports.receivedBy')}</option>
              </Select>
            </Field>
            {field('other', t(typed.way === 'sent' ? 'reports.sentTo' : 'reports.receivedFrom'))}
            {field('messageId', t('queues.messageId'))}
            {field('subject', t('queues.subject'))}
            <div className={styles.buttons}>
              <Button type="submit" appearance="primary" icon={<SearchRegular />}>
                {t('trace.find')}
              </Button>
              <Button
                onClick={() => {
                  setTyped(nothingTyped);
                  setAsked(null);
                  setIncomplete(false);
                }}
              >
                {t('reports.clear')}
              </Button>
            </div>
          </form>
        }
        details={([journey]) =>
          journey === undefined ? null : (
            <Details title={textOf(journey.events[0], 'MessageSubject') || t('queues.noSubject')}>
              <ReportOf messageId={journey.key} />
            </Details>
          )
        }
      />
      {place.item !== null && <DeliveryReport messageId={place.item} onClose={place.close} />}
    </>
  );
}

function stateOf({ events }: Journey): DeliveryState {
  return worstReport(events)?.state ?? 'pending';
}
