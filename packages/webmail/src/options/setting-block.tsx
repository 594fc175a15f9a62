import { useId } from 'react';
import { useWords } from '../language/words.ts';
import type { ClientProtocol, ProtocolSetting } from '../server/user-api.ts';
import styles from './client-settings-page.module.css';
import { CopyButton } from '@relais/browser-frame/frame/copy-button.tsx';

export interface SettingBlockProps {
  readonly protocol: ClientProtocol;
  readonly setting: ProtocolSetting;
}

/** One block of the page: three lines, or the one line that there is nothing. */
export function SettingBlock({ protocol, setting }: SettingBlockProps) {
  const t = useWords();
  const titleId = useId();
  return (
    <section className={styles.block} aria-labelledby={titleId} data-protocol={protocol}>
      <h2 id={titleId}>{t(`popImap.${protocol}`)}</h2>
      <p className={styles.purpose}>{t(`popImap.${protocol}Purpose`)}</p>
      {setting.state === 'available' ? (
        <dl className={styles.lines}>
          <Line label={t('popImap.serverName')} value={setting.serverName} />
          <Line label={t('popImap.port')} value={String(setting.port)} />
          <Line
            label={t('popImap.encryption')}
            value={setting.encryption === 'None' ? t('popImap.unencrypted') : setting.encryption}
          />
        </dl>
      ) : (
        <p className={styles.notAvailable}>{t('popImap.notAvailable')}</p>
      )}
    </section>
  );
}

function Line({ label, value }: { readonly label: string; readonly value: string }) {
  const t = useWords();
  return (
    <div className={styles.line}>
      <dt>
        {label}
        {t('colon')}
      </dt>
      <dd>
        <span>{value}</span>
        <CopyButton value={value} what={label} />
      </dd>
    </div>
  );
}
