import type { SessionState } from '@relais/browser-frame/server/session.ts';
import { useSession } from '@relais/browser-frame/server/session.ts';
import { useWords } from '../language/words.ts';
import styles from './pages.module.css';

/** QR code and profiles, as people get them: here those of the administrator's own mailbox. */
export function ReadyMadeSetups() {
  const t = useWords();
  const address = addressOf(useSession());
  return (
    <section className={styles.card} aria-label={t('clientAccess.setups')}>
      <h2>{t('clientAccess.setups')}</h2>
      <p className={styles.quiet}>{t('clientAccess.setupsMore', { address })}</p>
      <div className={styles.setups}>
        <img src="/api/client-settings/qr.svg" alt={t('clientAccess.qr')} width={148} height={148} />
        <ul>
          <li>
            <a href="/api/client-settings/apple.mobileconfig" download>
              {t('clientAccess.appleProfile')}
            </a>
          </li>
          <li>
            <a
              href={`/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(address)}`}
              target="_blank"
              rel="noreferrer"
            >
              {t('clientAccess.autoconfig')}
            </a>
          </li>
          <li>
            <a href="/owa/options/account/my-account/pop-imap" target="_blank" rel="noreferrer">
              {t('clientAccess.webmailPage')}
            </a>
          </li>
        </ul>
      </div>
    </section>
  );
}

function addressOf(state: SessionState): string {
  return state.kind === 'signed-in' ? state.session.primarySmtpAddress : '';
}
