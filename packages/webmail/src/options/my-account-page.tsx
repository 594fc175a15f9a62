import { ProgressBar, Skeleton, SkeletonItem } from '@fluentui/react-components';
import {
  PhoneKeyRegular,
  PlugConnectedRegular,
  PlugDisconnectedRegular,
  ShieldKeyholeRegular,
} from '@fluentui/react-icons';
import { useWords } from '../language/words.ts';
import { sizeText } from '@relais/browser-frame/language/numbers.ts';
import type { Session } from '@relais/browser-frame/server/session.ts';
import { useAccount } from '../server/user-api.ts';
import styles from './options-page.module.css';
import { StartCard } from './options-start.tsx';
import { RegionalSettings } from './regional-settings.tsx';

export function MyAccountPage({ session }: { readonly session: Session }) {
  const t = useWords();
  const { data: account } = useAccount();
  return (
    <>
      <h1 className={styles.title}>{t('options.myAccount')}</h1>
      <section className={styles.panel} aria-label={t('options.myAccount')}>
        {account === undefined ? (
          <Skeleton aria-label={t('loading')}>
            <SkeletonItem size={96} />
          </Skeleton>
        ) : (
          <dl className={styles.facts}>
            <dt>{t('options.name')}</dt>
            <dd>{account.displayName}</dd>
            <dt>{t('options.address')}</dt>
            <dd>{account.primarySmtpAddress}</dd>
            {account.otherAddresses.length > 0 && (
              <>
                <dt>{t('options.otherAddresses')}</dt>
                <dd>{account.otherAddresses.join(', ')}</dd>
              </>
            )}
            <dt>{t('options.userName')}</dt>
            <dd>{account.userName}</dd>
            <dt>{t('options.usage')}</dt>
            <dd>
              {account.limitBytes === null
                ? sizeText(account.usedBytes)
                : t('options.usageOf', {
                    used: sizeText(account.usedBytes),
                    limit: sizeText(account.limitBytes),
                  })}
              {account.limitBytes !== null && (
                <ProgressBar
                  aria-label={t('options.usage')}
                  thickness="large"
                  value={Math.min(1, account.usedBytes / account.limitBytes)}
                  color={account.usedBytes > account.limitBytes * 0.9 ? 'error' : 'brand'}
                />
              )}
            </dd>
          </dl>
        )}
      </section>
      <div className={styles.cards}>
        <StartCard
          section="security"
          icon={<ShieldKeyholeRegular />}
          title={t('security.title')}
          text={t('security.text')}
        />
        <StartCard
          section="app-passwords"
          icon={<PhoneKeyRegular />}
          title={t('appPasswords.title')}
          text={t('appPasswords.text')}
        />
        <StartCard
          section="pop-imap"
          icon={<PlugConnectedRegular />}
          title={t('options.popImap')}
          text={t('options.popImapText')}
        />
        <StartCard
          section="connections"
          icon={<PlugDisconnectedRegular />}
          title={t('connections.title')}
          text={t('connections.text')}
        />
      </div>
      <RegionalSettings kept={session.regional} />
    </>
  );
}
