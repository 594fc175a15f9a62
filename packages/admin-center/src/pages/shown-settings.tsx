import { useWords } from '../language/words.ts';
import { useRows } from '../server/cmdlets.ts';
import { listOf } from '../server/rows.ts';
import styles from './pages.module.css';

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
          <table className={styles.differences}>
            <tbody>
              {(['External', 'Internal'] as const).map((scope) => (
                <tr key={scope}>
                  <th scope="row">{t(scope === 'External' ? 'clientAccess.external' : 'clientAccess.internal')}</th>
                  <td>{listOf(row, `${scope}${protocol}Settings`).join(', ') || t('clientAccess.notAvailable')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </>
  );
}
