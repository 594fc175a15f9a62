import { Button } from '@fluentui/react-components';
import { MailRegular, MailTemplateRegular, PhoneLaptopRegular, QrCodeRegular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientSettings } from '../server/user-api.ts';
import styles from './client-settings-page.module.css';

/** Ready-made setups; all are served from the settings that the blocks show. */
export function InstallPanel({ settings }: { readonly settings: ClientSettings }) {
  const { t } = useTranslation();
  const isComplete =
    settings.smtp.state === 'available' && (settings.imap.state === 'available' || settings.pop.state === 'available');
  const address = encodeURIComponent(settings.emailAddress);
  return (
    <section className={styles.panel} aria-label={t('install.title')}>
      <h2>{t('install.title')}</h2>
      <div className={styles.panelHead}>
        <p>{isComplete ? t('install.text') : t('install.needsSettings')}</p>
      </div>
      <div className={styles.ways}>
        {isComplete && (
          <>
            <Way icon={<PhoneLaptopRegular />} title={t('install.apple')} text={t('install.appleText')}>
              <Button as="a" href="/api/client-settings/apple.mobileconfig" download>
                {t('install.appleButton')}
              </Button>
            </Way>
            <Way icon={<MailRegular />} title={t('install.thunderbird')} text={t('install.thunderbirdText')}>
              <a href={`/mail/config-v1.1.xml?emailaddress=${address}`} target="_blank" rel="noreferrer">
                {t('install.thunderbirdLink')}
              </a>
            </Way>
            <Way icon={<MailTemplateRegular />} title={t('install.outlook')} text={t('install.outlookText')} />
          </>
        )}
        <Way icon={<QrCodeRegular />} title={t('install.phone')} text={t('install.phoneText')}>
          <img className={styles.qr} src="/api/client-settings/qr.svg" alt={t('install.qrLabel')} />
        </Way>
      </div>
    </section>
  );
}

interface WayProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children?: ReactNode;
}

function Way({ icon, title, text, children }: WayProps) {
  return (
    <div className={styles.way}>
      {icon}
      <div>
        <h3>{title}</h3>
        <p>{text}</p>
        {children}
      </div>
    </div>
  );
}
