import { Badge } from '@fluentui/react-components';
import type { ManagementObject } from '@relais/management-contract';
import type { ReactNode } from 'react';
import { pathOf } from '../frame/path.ts';
import { PlaceLink } from '../frame/place-link.tsx';
import { dayText } from '@relais/browser-frame/language/dates.ts';
import { numberText, sizeText } from '@relais/browser-frame/language/numbers.ts';
import { useWords } from '../language/words.ts';
import { useMay, useRows } from '../server/cmdlets.ts';
import { amountOf, dateOf, textOf } from '../server/rows.ts';
import { isAcmeFailing, useAcme } from './acme-state.tsx';
import { endsSoon, isPendingRequest, isUnusable, subjectOf } from './certificate-state.ts';
import styles from './pages.module.css';
import { PendingBanner } from './pending-banner.tsx';
import { queuesOfMail, queueStatus } from './queue-status.ts';
import { SpanPlot } from './span-plot.tsx';

const protocols = ['IMAP4', 'POP3', 'SMTP'] as const;

/** What an administrator wants to know first: does everything run, who is connected, what flows, waits and expires. */
export function Dashboard() {
  const t = useWords();
  const may = useMay();
  const services = useRows('Get-Service', {}, { everyMs: 30_000 });
  const sessions = useRows('Get-ClientSession', {}, { enabled: may('Get-ClientSession'), everyMs: 15_000 });
  const activity = useRows(
    'Get-ServerActivity',
    { Hours: 24, Spans: 24 },
    { enabled: may('Get-ServerActivity'), everyMs: 60_000 },
  );
  const queues = useRows(
    'Get-Queue',
    { ResultSize: 1000, Filter: queuesOfMail },
    { enabled: may('Get-Queue'), everyMs: 30_000 },
  );
  const mailboxes = useRows('Get-Mailbox', { ResultSize: 'Unlimited' }, { enabled: may('Get-Mailbox') });
  const acme = useAcme();
  const certificates = useRows('Get-ExchangeCertificate', {}, { enabled: may('Get-ExchangeCertificate') });
  const audit = useRows('Search-AdminAuditLog', { ResultSize: 6 }, { enabled: may('Search-AdminAuditLog') });
  const spans = activity.data ?? [];
  const starts = spans.map((row) => dateOf(row, 'Start') ?? new Date(0));
  const valuesOf = (name: string): readonly (number | null)[] => spans.map((row) => amountOf(row, name));
  const counts = protocols.map(
    (protocol) => (sessions.data ?? []).filter((row) => textOf(row, 'Protocol') === protocol).length,
  );
  const most = Math.max(1, ...counts);
  const running = (services.data ?? []).filter((row) => textOf(row, 'Status') === 'Running').length;
  const waiting = (queues.data ?? []).reduce((sum, row) => sum + (amountOf(row, 'MessageCount') ?? 0), 0);
  return (
    <div className={styles.scroll}>
      <PendingBanner />
      <div className={`${styles.cards} ${styles.even}`}>
        <Card isTall title={t('tabs.services')} to={['servers', 'services', t('dashboard.toServices')]}>
          <div className={styles.big}>
            {services.data === undefined ? '–' : `${numberText(running)} / ${numberText(services.data.length)}`}
          </div>
          <p className={styles.quiet}>{t('dashboard.servicesRunning')}</p>
          <ul className={styles.states}>
            {(services.data ?? []).map((row) => (
              <li key={textOf(row, 'Name')}>
                <span>{textOf(row, 'DisplayName') || textOf(row, 'Name')}</span>
                <ServiceState row={row} />
              </li>
            ))}
          </ul>
        </Card>
        {may('Get-ServerActivity') && (
          <Card
            title={t('dashboard.mail')}
            {...(may('Get-MessageTrackingLog')
              ? { to: ['mail-flow', 'message-trace', t('dashboard.toTrace')] as const }
              : {})}
          >
            <SpanPlot
              title={t('dashboard.mail')}
              starts={starts}
              figure="sum"
              series={[
                { label: t('dashboard.in'), tone: 'first', values: valuesOf('Delivered') },
                { label: t('dashboard.out'), tone: 'second', values: valuesOf('Sent') },
                { label: t('dashboard.failed'), tone: 'bad', values: valuesOf('Failed') },
              ]}
            />
          </Card>
        )}
        {may('Get-Queue') && (
          <Card title={t('tabs.queues')} to={['mail-flow', 'queues', t('dashboard.toQueues')]}>
            <div className={styles.big}>{numberText(waiting)}</div>
            <p className={styles.quiet}>{t('dashboard.waiting', { count: waiting })}</p>
            <ul className={styles.states}>
              {[...(queues.data ?? [])]
                .sort((one, other) => (amountOf(other, 'MessageCount') ?? 0) - (amountOf(one, 'MessageCount') ?? 0))
                .slice(0, 5)
                .map((row) => (
                  <li key={textOf(row, 'Identity')}>
                    <span>{textOf(row, 'NextHopDomain')}</span>
                    <Badge appearance="tint" color={queueStatus(row, t).color}>
                      {numberText(amountOf(row, 'MessageCount') ?? 0)} · {queueStatus(row, t).text}
                    </Badge>
                  </li>
                ))}
            </ul>
          </Card>
        )}
        {may('Get-ClientSession') && (
          <Card isTall title={t('tabs.sessions')} to={['servers', 'sessions', t('dashboard.toSessions')]}>
            <div className={styles.big}>{numberText(sessions.data?.length ?? 0)}</div>
            <p className={styles.quiet}>{t('dashboard.sessionsNow', { count: sessions.data?.length ?? 0 })}</p>
            <ul className={styles.bars}>
              {protocols.map((protocol, index) => (
                <li key={protocol}>
                  <span>{protocol}</span>
                  <span className={styles.bar} aria-hidden>
                    <span style={{ inlineSize: `${((counts[index] ?? 0) / most) * 100}%` }} />
                  </span>
                  <span>{numberText(counts[index] ?? 0)}</span>
                </li>
              ))}
            </ul>
            {may('Get-ServerActivity') && (
              <SpanPlot
                title={t('dashboard.sessionsOver')}
                starts={starts}
                figure="last"
                series={[{ label: t('dashboard.sessionsOver'), tone: 'first', values: valuesOf('Sessions') }]}
              />
            )}
          </Card>
        )}
        {may('Get-Mailbox') && (
          <Card title={t('tabs.mailboxes')} to={['recipients', 'mailboxes', t('dashboard.toMailboxes')]}>
            <div className={styles.big}>{numberText(mailboxes.data?.length ?? 0)}</div>
          </Card>
        )}
        {may('Get-ServerActivity') && <Storage row={spans.at(-1)} />}
        {may('Get-ExchangeCertificate') && (
          <Card title={t('dashboard.expiring')} to={['servers', 'certificates', t('dashboard.toCertificates')]}>
            <ul className={styles.states}>
              {isAcmeFailing(acme) && (
                <li>
                  <span>{t('acme.title')}</span>
                  <Badge appearance="tint" color="danger">
                    {t('acme.failed')}
                  </Badge>
                </li>
              )}
              {(certificates.data ?? []).map((row) => {
                // A request expires by nothing.
                if (isPendingRequest(row)) return null;
                const until = dateOf(row, 'NotAfter');
                const isSoon = isUnusable(row) || endsSoon(row);
                return (
                  <li key={textOf(row, 'Thumbprint')}>
                    <span>{subjectOf(row)}</span>
                    <Badge appearance="tint" color={isSoon ? 'danger' : 'success'}>
                      {isUnusable(row)
                        ? t('certificates.unusable')
                        : until === null
                          ? ''
                          : t('dashboard.until', { date: dayText(until) })}
                    </Badge>
                  </li>
                );
              })}
            </ul>
          </Card>
        )}
        {may('Search-AdminAuditLog') && (
          <Card title={t('dashboard.lastChanges')} to={['compliance-management', 'auditing', t('dashboard.toAudit')]}>
            <ul className={styles.states}>
              {(audit.data ?? []).slice(0, 6).map((row, index) => (
                <li key={textOf(row, 'Identity', 'Sequence') || index}>
                  <span>{textOf(row, 'CmdletName')}</span>
                  <span className={styles.quiet}>{textOf(row, 'Caller')}</span>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </div>
    </div>
  );
}

function Card(props: {
  readonly title: string;
  /** As high as two others beside it. */
  readonly isTall?: boolean;
  readonly to?: readonly [area: string, tab: string, label: string];
  readonly children: ReactNode;
}) {
  const { to } = props;
  return (
    <section className={styles.card} data-tall={props.isTall} aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.children}
      {to !== undefined && <PlaceLink to={pathOf({ area: to[0], tab: to[1] })}>{to[2]}</PlaceLink>}
    </section>
  );
}

/** Stopped and meant to be is no alarm; stopped though it should start with Relais is one. */
function ServiceState({ row }: { readonly row: ManagementObject }) {
  const t = useWords();
  const runs = textOf(row, 'Status') === 'Running';
  const isMissed = !runs && textOf(row, 'StartType') === 'Automatic';
  return (
    <Badge appearance="tint" color={runs ? 'success' : isMissed ? 'danger' : 'subtle'}>
      {runs ? t('services.running') : t('services.stopped')}
    </Badge>
  );
}

function Storage({ row }: { readonly row: ManagementObject | undefined }) {
  const t = useWords();
  const [size, free] = [amountOf(row, 'DiskSize'), amountOf(row, 'DiskFree')];
  if (size === null || free === null || size === 0) return null;
  const share = (size - free) / size;
  return (
    <Card title={t('dashboard.storage')}>
      <div className={styles.big}>{sizeText(free)}</div>
      <p className={styles.quiet}>{t('dashboard.free', { size: sizeText(size) })}</p>
      <span className={styles.bar} data-full={share > 0.9} aria-hidden>
        <span style={{ inlineSize: `${share * 100}%` }} />
      </span>
    </Card>
  );
}
