import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import {
  GlobeSearchRegular,
  MailRegular,
  MailTemplateRegular,
  PhoneLaptopRegular,
  QrCodeRegular,
} from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useWords } from '../language/words.ts';
import { send } from '../server/security-api.ts';
import type { ClientSettings } from '../server/user-api.ts';
import { serviceRecords } from './service-records.ts';
import { useConfirmedAction } from './confirmed-action.tsx';
import formStyles from './security-forms.module.css';
import styles from './client-settings-page.module.css';

/** Ready-made setups; all are served from the settings that the blocks show. */
export function InstallPanel({ settings }: { readonly settings: ClientSettings }) {
  const t = useWords();
  const isComplete =
    settings.smtp.state === 'available' && (settings.imap.state === 'available' || settings.pop.state === 'available');
  const records = serviceRecords(settings);
  const address = encodeURIComponent(settings.emailAddress);
  const { run, failure, dialog } = useConfirmedAction();
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
              <div className={formStyles.buttons}>
                <Button appearance="primary" onClick={() => void run(installWithOwnPassword)}>
                  {t('install.appleOwnPassword')}
                </Button>
                <Button as="a" href="/api/client-settings/apple.mobileconfig" download>
                  {t('install.appleButton')}
                </Button>
              </div>
              {failure !== null && (
                <MessageBar intent="error" layout="multiline">
                  <MessageBarBody>{failure}</MessageBarBody>
                </MessageBar>
              )}
            </Way>
            <Way icon={<MailRegular />} title={t('install.thunderbird')} text={t('install.thunderbirdText')}>
              <a href={`/mail/config-v1.1.xml?emailaddress=${address}`} target="_blank" rel="noreferrer">
                {t('install.thunderbirdLink')}
              </a>
            </Way>
            <Way icon={<MailTemplateRegular />} title={t('install.outlook')} text={t('install.outlookText')} />
            <Way icon={<GlobeSearchRegular />} title={t('install.dns')} text={t('install.dnsText')}>
              {records.length > 0 && <pre className={styles.records}>{records.join('\n')}</pre>}
              <a href="/.well-known/user-agent-configuration.json" target="_blank" rel="noreferrer">
                {t('install.paccLink')}
              </a>
            </Way>
          </>
        )}
        {dialog}
        <Way icon={<QrCodeRegular />} title={t('install.phone')} text={t('install.phoneText')}>
          <img className={styles.qr} src="/api/client-settings/qr.svg" alt={t('install.qrLabel')} />
        </Way>
      </div>
    </section>
  );
}

/** The profile brings a password of its own; its address is good once. */
async function installWithOwnPassword(): Promise<void> {
  const { url } = await send<{ url: string }>('POST', '/api/client-settings/apple-profile');
  location.assign(url);
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
