import { Button, Field, Input, MessageBar, MessageBarBody, Select } from '@fluentui/react-components';
import { SearchRegular } from '@fluentui/react-icons';
import type { ManagementObject, ManagementValue } from '@relais/management-contract';
import { useMemo, useState } from 'react';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { numberText, sizeText } from '@relais/browser-frame/language/numbers.ts';
import { DaySpanFields, isWrongSpan, momentsOf } from '../form/day-span.tsx';
import { firstWrongField } from '../form/first-field.ts';
import { type TextKey, useWords } from '../language/words.ts';
import type { Column } from '../list/column.ts';
import { Details, Facts } from '../list/details.tsx';
import { ListPage } from '../list/list-page.tsx';
import { momentColumn } from '../list/moment-column.ts';
import { useListRows } from '../server/list-rows.ts';
import { amountOf, dateOf, listOf, textOf } from '../server/rows.ts';
import { decidingEvent, type Journey, journeysIn, mostEvents, recipientsOf, shownOfEvent } from './journeys.ts';
import styles from './pages.module.css';

const hourMs = 3_600_000;
const spans = { hour: hourMs, day: 24 * hourMs, week: 7 * 24 * hourMs, all: null, dates: null } as const;
const words: Readonly<Record<string, TextKey>> = {
  RECEIVE: 'trace.receive',
  DELIVER: 'trace.deliver',
  SEND: 'trace.send',
  DEFER: 'trace.defer',
  FAIL: 'trace.fail',
  DSN: 'trace.dsn',
  EXPAND: 'trace.expand',
  RESOLVE: 'trace.resolve',
  REDIRECT: 'trace.redirect',
  SUBMIT: 'trace.submit',
  TRANSFER: 'trace.transfer',
  DUPLICATEDELIVER: 'trace.duplicate',
};

/** Mail flow > Message trace: where a message went, step by step; one line a message. */
export function MessageTrace() {
  const t = useWords();
  const [asked, setAsked] = useState({
    sender: '',
    recipient: '',
    subject: '',
    messageId: '',
    span: 'day',
    from: '',
    until: '',
    at: Date.now(),
  });
  const [typed, setTyped] = useState(asked);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const span = spans[asked.span as keyof typeof spans];
  const { start, end } = momentsOf(asked);
  const parameters: Record<string, ManagementValue> = {
    ...(span !== null && { Start: new Date(asked.at - span) }),
    ...(asked.span === 'dates' && start !== null && { Start: start }),
    ...(asked.span === 'dates' && end !== null && { End: end }),
    ...(asked.sender !== '' && { Sender: asked.sender }),
    ...(asked.recipient !== '' && { Recipients: [asked.recipient] }),
    ...(asked.subject !== '' && { MessageSubject: asked.subject }),
    ...(asked.messageId !== '' && { MessageId: asked.messageId }),
    NewestFirst: true,
    ResultSize: mostEvents,
  };
  const { data, error, refetch, reading, isStopped } = useListRows('Get-MessageTrackingLog', parameters, {
    select: shownOfEvent,
  });
  const journeys = useMemo(() => (data === undefined ? undefined : journeysIn(data)), [data]);
  const columns = useMemo<readonly Column<Journey>[]>(
    () => [
      momentColumn({ id: 'date', label: t('audit.date'), at: ({ events: [first] }) => dateOf(first, 'Timestamp') }),
      {
        id: 'sender',
        label: t('queues.sender'),
        value: ({ events: [first] }) => textOf(first, 'Sender'),
        width: 'minmax(88px, 1.1fr)',
      },
      {
        id: 'recipients',
        label: t('queues.recipients'),
        value: ({ events }) => recipientsOf(events).join(', '),
        width: 'minmax(96px, 1.1fr)',
        wideOnly: true,
      },
      {
        id: 'subject',
        label: t('queues.subject'),
        value: ({ events: [first] }) => textOf(first, 'MessageSubject'),
        width: 'minmax(120px, 1.4fr)',
        wideOnly: true,
      },
      {
        id: 'outcome',
        label: t('trace.outcome'),
        value: ({ events }) => outcomeText(decidingEvent(events), t),
        width: 'minmax(90px, 0.8fr)',
      },
    ],
    [t],
  );
  const field = (name: 'sender' | 'recipient' | 'subject' | 'messageId', label: string) => (
    <Field label={label}>
      <Input value={typed[name]} onChange={(_, { value }) => setTyped({ ...typed, [name]: value.trim() })} />
    </Field>
  );
  return (
    <ListPage
      name={t('tabs.messageTrace')}
      rows={journeys}
      error={error}
      reading={reading}
      isStopped={isStopped}
      columns={columns}
      rowKey={({ key }) => key}
      selected={selected}
      onSelect={setSelected}
      onRefresh={() => void refetch()}
      initialSorting={{ column: 'date', descending: true }}
      actions={[]}
      empty={t('trace.none')}
      above={
        <>
          <form
            className={styles.search}
            role="search"
            aria-label={t('tabs.messageTrace')}
            onSubmit={(event) => {
              event.preventDefault();
              if (typed.span === 'dates' && isWrongSpan(typed)) {
                firstWrongField(event.currentTarget)?.focus();
                return;
              }
              setSelected([]);
              setAsked({ ...typed, at: Date.now() });
            }}
          >
            {field('sender', t('queues.sender'))}
            {field('recipient', t('trace.recipient'))}
            {field('subject', t('queues.subject'))}
            {field('messageId', t('queues.messageId'))}
            <Field label={t('trace.span')}>
              <Select value={typed.span} onChange={(_, { value }) => setTyped({ ...typed, span: value })}>
                <option value="hour">{t('trace.hour')}</option>
                <option value="day">{t('trace.day')}</option>
                <option value="week">{t('trace.week')}</option>
                <option value="all">{t('trace.all')}</option>
                <option value="dates">{t('trace.dates')}</option>
              </Select>
            </Field>
            {typed.span === 'dates' && (
              <DaySpanFields span={typed} onChange={(days) => setTyped({ ...typed, ...days })} />
            )}
            <Button type="submit" appearance="primary" icon={<SearchRegular />}>
              {t('trace.find')}
            </Button>
          </form>
          {data?.length === mostEvents && (
            <MessageBar intent="info" layout="multiline">
              <MessageBarBody>{t('trace.most', { events: numberText(mostEvents) })}</MessageBarBody>
            </MessageBar>
          )}
        </>
      }
      details={([journey]) => {
        if (journey === undefined) return null;
        const [first] = journey.events;
        return (
          <Details
            title={textOf(first, 'MessageSubject') || t('queues.noSubject')}
            subtitle={`${textOf(first, 'Sender')} → ${recipientsOf(journey.events).join(', ')}`}
          >
            <ol className={styles.journey}>
              {journey.events.map((event, index) => (
                <li key={index} data-outcome={textOf(event, 'EventId')}>
                  <strong>{outcomeText(event, t)}</strong>
                  <time>{when(event)}</time>
                  <span>{listOf(event, 'Recipients').join(', ')}</span>
                  <span className={styles.mono}>{listOf(event, 'RecipientStatus').join(', ')}</span>
                  <span className={styles.quiet}>
                    {[textOf(event, 'ConnectorId'), textOf(event, 'ClientIp'), textOf(event, 'ServerHostname')]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </li>
              ))}
            </ol>
            <Facts
              facts={[
                [t('mailboxes.totalSize'), sizeText(amountOf(first, 'TotalBytes') ?? 0)],
                [t('queues.messageId'), textOf(first, 'MessageId')],
                [t('trace.events'), numberText(journey.events.length)],
              ]}
            />
          </Details>
        );
      }}
    />
  );
}

function outcomeText(event: ManagementObject | undefined, t: ReturnType<typeof useWords>): string {
  const id = textOf(event, 'EventId');
  const key = words[id];
  return key === undefined ? id : t(key);
}

function when(row: ManagementObject | undefined): string {
  const date = dateOf(row, 'Timestamp');
  return date === null ? '' : dateTimeText(date);
}
