import { useWords } from '../language/words.ts';
import { useRows } from '../server/cmdlets.ts';
import { listOf } from '../server/rows.ts';
import styles from './pages.module.css';
import { ShownSetting } from './shown-setting.tsx';

/** The settings that webmail shows to this person, as he sees them: Get-CASMailbox -ProtocolSettings. */
export function ShownSettings({ identity }: { readonly identity: string }) {
  const t = useWords();
  const { data, error } = useRows('Get-CASMailbox', { Identity: identity, ProtocolSettings: true });
  const [row] = data ?? [];
  if (error !== null) return <p role="alert">{error.message}</p>;
  return (
    <>
      <p className={styles.quiet}>{t('shownSettings.intro')}</p>
      {(['Pop', 'Imap', 'Smtp'] as const).map((protocol) => (
        <section key={protocol} className={styles.card} aria-label={protocol.toUpperCase()}>
          <h2>{t('clientAccess.settingOf', { protocol: protocol.toUpperCase() })}</h2>
          {row !== undefined &&
            (['External', 'Internal'] as const).map((scope) => (
              <ShownSetting
                key={scope}
                title={t(scope === 'External' ? 'clientAccess.external' : 'clientAccess.internal')}
                entries={listOf(row, `${scope}${protocol}Settings`).filter((entry) => entry !== '')}
              />
            ))}
        </section>
      ))}
    </>
  );
}
