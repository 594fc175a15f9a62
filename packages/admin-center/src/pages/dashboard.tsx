import { Badge } from '@fluentui/react-components';
import { pathOf } from '../frame/path.ts';
import { PlaceLink } from '../frame/place-link.tsx';
import { numberText } from '../language/numbers.ts';
import { useWords } from '../language/words.ts';
import { useMay, useRows } from '../server/cmdlets.ts';
import { dateOf, textOf } from '../server/rows.ts';
import { dateTimeText } from '../language/numbers.ts';
import { PendingBanner } from './pending-banner.tsx';
import styles from './pages.module.css';

const protocols = ['IMAP4', 'POP3', 'SMTP'] as const;
const soonMs = 30 * 86_400_000;

/** What an administrator wants to know first: does everything run, who is connected, what waits, what expires. */
export function Dashboard() {
  const t = useWords();
  const may = useMay();
  const services = useRows('Get-Service', {}, { everyMs: 30_000 });
  const sessions = useRows('Get-ClientSession', {}, { enabled: may('Get-ClientSession'), everyMs: 15_000 });
  const mailboxes = useRows('Get-Mailbox', { ResultSize: 'Unlimited' }, { enabled: may('Get-Mailbox') });
  const certificates = useRows('Get-ExchangeCertificate', {}, { enabled: may('Get-ExchangeCertificate') });
  const audit = useRows('Search-AdminAuditLog', { ResultSize: 6 }, { enabled: may('Search-AdminAuditLog') });
  const counts = protocols.map(
    (protocol) => (sessions.data ?? []).filter((row) => textOf(row, 'Protocol') === protocol).length,
  );
  const most = Math.max(1, ...counts);
  const stopped = (services.data ?? []).filter((row) => textOf(row, 'Status') !== 'Running');
  return (
    <div className={styles.scroll}>
      <PendingBanner />
      <div className={styles.cards}>
        <section className={styles.card}>
          <h2>{t('tabs.services')}</h2>
          <div className={styles.big}>
            {numberText((services.data?.length ?? 0) - stopped.length)} / {numberText(services.data?.length ?? 0)}
          </div>
          <p className={styles.quiet}>{t('dashboard.servicesRunning')}</p>
          <ul className={styles.states}>
            {(services.data ?? []).map((row) => (
              <li key={textOf(row, 'Name')}>
                <span>{textOf(row, 'DisplayName') || textOf(row, 'Name')}</span>
                <Badge appearance="tint" color={textOf(row, 'Status') === 'Running' ? 'success' : 'subtle'}>
                  {textOf(row, 'Status') === 'Running' ? t('services.running') : t('services.stopped')}
                </Badge>
              </li>
            ))}
          </ul>
          <PlaceLink to={pathOf({ area: 'servers', tab: 'services' })}>{t('dashboard.toServices')}</PlaceLink>
        </section>
        {may('Get-ClientSession') && (
          <section className={styles.card}>
            <h2>{t('tabs.sessions')}</h2>
            <div className={styles.big}>{numberText(sessions.data?.length ?? 0)}</div>
            <p className={styles.quiet}>{t('dashboard.sessionsNow')}</p>
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
            <PlaceLink to={pathOf({ area: 'servers', tab: 'sessions' })}>{t('dashboard.toSessions')}</PlaceLink>
          </section>
        )}
        {may('Get-Mailbox') && (
          <section className={styles.card}>
            <h2>{t('tabs.mailboxes')}</h2>
            <div className={styles.big}>{numberText(mailboxes.data?.length ?? 0)}</div>
            <PlaceLink to={pathOf({ area: 'recipients', tab: 'mailboxes' })}>{t('dashboard.toMailboxes')}</PlaceLink>
          </section>
        )}
        {may('Get-ExchangeCertificate') && (
          <section className={styles.card}>
            <h2>{t('dashboard.certificates')}</h2>
            <ul className={styles.states}>
              {(certificates.data ?? []).map((row) => {
                const until = dateOf(row, 'NotAfter');
                const isSoon = until !== null && until.getTime() - Date.now() < soonMs;
                return (
                  <li key={textOf(row, 'Thumbprint')}>
                    <span>{textOf(row, 'Subject')}</span>
                    <Badge appearance="tint" color={isSoon ? 'danger' : 'success'}>
                      {until === null ? '' : t('dashboard.until', { date: dateTimeText(until) })}
                    </Badge>
                  </li>
                );
              })}
            </ul>
          </section>
        )}
        {may('Search-AdminAuditLog') && (
          <section className={styles.card}>
            <h2>{t('dashboard.lastChanges')}</h2>
            <ul className={styles.states}>
              {(audit.data ?? []).slice(0, 6).map((row, index) => (
                <li key={textOf(row, 'Identity', 'Sequence') || index}>
                  <span>{textOf(row, 'CmdletName')}</span>
                  <span className={styles.quiet}>{textOf(row, 'Caller')}</span>
                </li>
              ))}
            </ul>
            <PlaceLink to={pathOf({ area: 'compliance-management', tab: 'auditing' })}>
              {t('dashboard.toAudit')}
            </PlaceLink>
          </section>
        )}
      </div>
    </div>
  );
}
