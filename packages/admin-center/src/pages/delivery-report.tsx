import { Badge, Spinner } from '@fluentui/react-components';
import { useFrameWords } from '@relais/browser-frame/language/frame-words.ts';
import { dateTimeText } from '@relais/browser-frame/language/dates.ts';
import { numberText } from '@relais/browser-frame/language/numbers.ts';
import type { ManagementObject } from '@relais/management-contract';
import { PropertyDialog } from '../form/property-dialog.tsx';
import { useWords, type Words } from '../language/words.ts';
import { useRows } from '../server/cmdlets.ts';
import { dateOf, textOf } from '../server/rows.ts';
import { type DeliveryState, reasonFor, type RecipientReport, recipientReports } from './journeys.ts';
import styles from './pages.module.css';

const states = ['delivered', 'pending', 'unsuccessful', 'transferred'] as const;
const colors = {
  delivered: 'success',
  transferred: 'informative',
  pending: 'warning',
  unsuccessful: 'danger',
} as const;

const noop = () => undefined;

/** Mail flow > Delivery reports > a message: what became of it for each recipient, in words. */
export function DeliveryReport({ messageId, onClose }: { readonly messageId: string; readonly onClose: () => void }) {
  const t = useWords();
  const parameters = { MessageId: messageId, ResultSize: 'Unlimited' };
  const { data, error, isPending } = useRows('Get-MessageTrackingLog', parameters);
  const [first] = data ?? [];
  return (
    <PropertyDialog
      title={textOf(first, 'MessageSubject') || t('queues.noSubject')}
      subtitle={t('reports.one')}
      section="report"
      onSection={noop}
      isLoading={isPending}
      commands={[]}
      reads={[{ cmdlet: 'Get-MessageTrackingLog', parameters }]}
      onSave={async () => []}
      onClose={onClose}
      banner={error === null ? undefined : <p role="alert">{error.message}</p>}
      sections={[
        {
          id: 'report',
          label: t('reports.one'),
          isReadOnly: true,
          content: <ReportOf messageId={messageId} />,
        },
      ]}
    />
  );
}

export function ReportOf({ messageId }: { readonly messageId: string }) {
  const t = useWords();
  const frame = useFrameWords();
  const { data, error } = useRows('Get-MessageTrackingLog', { MessageId: messageId, ResultSize: 'Unlimited' });
  if (error !== null) return <p role="alert">{error.message}</p>;
  if (data === undefined) return <Spinner label={frame('loading')} />;
  const [first] = data;
  if (first === undefined) return <p className={styles.quiet}>{t('trace.none')}</p>;
  const reports = recipientReports(data);
  const sent = dateOf(first, 'Timestamp');
  return (
    <>
      <p className={styles.quiet}>
        {t('reports.from', { sender: textOf(first, 'Sender') })}
        {sent !== null && <> · {dateTimeText(sent)}</>}
      </p>
      <h3>{t('reports.summary')}</h3>
      <ul className={styles.tally}>
        {states.map((state) => (
          <li key={state}>
            <strong>{numberText(reports.filter((one) => one.state === state).length)}</strong>
            <span>{t(`reports.${state}`)}</span>
          </li>
        ))}
      </ul>
      {reports.map((report) => (
        <section key={report.recipient} className={styles.recipient} aria-label={report.recipient}>
          <div className={styles.head}>
            <h3>{report.recipient}</h3>
            <StateBadge state={report.state} />
          </div>
          <ol className={styles.journey}>
            {report.events.map((event, index) => (
              <li key={index} data-outcome={textOf(event, 'EventId')}>
                <time>{when(event)}</time>
                <span>{sentenceOf(event, report, t)}</span>
                <span className={styles.mono}>{reasonFor(event, report.recipient)}</span>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

export function StateBadge({ state }: { readonly state: DeliveryState }) {
  const t = useWords();
  return (
    <Badge appearance="tint" color={colors[state]}>
      {t(`reports.${state}`)}
    </Badge>
  );
}

/** What an event means for a recipient, as a sentence. */
function sentenceOf(event: ManagementObject, { recipient }: RecipientReport, t: Words): string {
  const server = textOf(event, 'ServerHostname', 'ServerIp');
  switch (textOf(event, 'EventId')) {
    case 'RECEIVE':
      return t('reports.didReceive', { client: textOf(event, 'ClientIp') || textOf(event, 'Source') });
    case 'DELIVER':
      return t('reports.didDeliver', { recipient });
    case 'SEND':
      return t('reports.didSend', { server });
    case 'DEFER':
      return t('reports.didDefer');
    case 'FAIL':
      return t('reports.didFail', { recipient });
    case 'EXPAND':
      return t('reports.didExpand');
    case 'RESOLVE':
      return t('reports.didResolve', { address: textOf(event, 'RelatedRecipientAddress') });
    case 'REDIRECT':
      return t('reports.didRedirect', { address: textOf(event, 'RelatedRecipientAddress') });
    case 'TRANSFER':
      return t('reports.didTransfer');
    case 'SUBMIT':
      return t('reports.didSubmit');
    case 'DUPLICATEDELIVER':
      return t('reports.didDuplicate');
    case 'DSN':
      return t('reports.didReport');
    default:
      return textOf(event, 'EventId');
  }
}

function when(row: ManagementObject): string {
  const date = dateOf(row, 'Timestamp');
  return date === null ? '' : dateTimeText(date);
}
