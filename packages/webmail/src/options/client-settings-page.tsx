import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Skeleton,
  SkeletonItem,
} from '@fluentui/react-components';
import { useWords } from '../language/words.ts';
import { type ClientSettings, useClientSettings } from '../server/user-api.ts';
import styles from './client-settings-page.module.css';
import { ConnectionTest } from './connection-test.tsx';
import { CopyButton } from '@relais/browser-frame/frame/copy-button.tsx';
import { InstallPanel } from './install-panel.tsx';
import pageStyles from './options-page.module.css';
import { SettingBlock } from './setting-block.tsx';

const protocols = ['pop', 'imap', 'smtp'] as const;

/** "Settings for POP or IMAP access" with the blocks of Outlook Web App, then their test and ready-made setups. */
export function ClientSettingsPage() {
  const t = useWords();
  const { data: settings, isError, refetch } = useClientSettings();
  return (
    <>
      <h1 className={pageStyles.title}>{t('popImap.title')}</h1>
      <p className={styles.intro}>{t('popImap.intro')}</p>
      {isError && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{t('popImap.failed')}</MessageBarBody>
          <MessageBarActions>
            <Button onClick={() => void refetch()}>{t('tryAgain')}</Button>
          </MessageBarActions>
        </MessageBar>
      )}
      {settings === undefined ? (
        !isError && (
          <Skeleton aria-label={t('loading')} className={styles.blocks}>
            {protocols.map((protocol) => (
              <SkeletonItem key={protocol} size={128} />
            ))}
          </Skeleton>
        )
      ) : (
        <Settings settings={settings} />
      )}
    </>
  );
}

function Settings({ settings }: { readonly settings: ClientSettings }) {
  const t = useWords();
  const shown = protocols.filter((protocol) => settings[protocol].state !== 'hidden');
  const available = protocols.filter((protocol) => settings[protocol].state === 'available');
  return (
    <>
      {shown.length === 0 && (
        <MessageBar layout="multiline">
          <MessageBarBody>{t('popImap.allHidden')}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.blocks}>
        {shown.map((protocol) => (
          <SettingBlock key={protocol} protocol={protocol} setting={settings[protocol]} />
        ))}
      </div>
      {shown.length > 0 && available.length === 0 && (
        <MessageBar layout="multiline" className={styles.note}>
          <MessageBarBody>{t('popImap.nothing')}</MessageBarBody>
        </MessageBar>
      )}
      {available.length > 0 && (
        <>
          <section className={styles.signIn} aria-label={t('popImap.signInTitle')}>
            <h2>{t('popImap.signInTitle')}</h2>
            <p className={styles.userName}>
              <span>
                {t('popImap.userName')}
                {t('colon')} <strong>{settings.userName}</strong>
              </span>
              <CopyButton value={settings.userName} what={t('popImap.userName')} />
            </p>
            <p>
              {t('popImap.passwordHint')} {available.includes('smtp') && t('popImap.smtpSignIn')}
            </p>
          </section>
          <ConnectionTest protocols={available} />
          <InstallPanel settings={settings} />
        </>
      )}
    </>
  );
}
