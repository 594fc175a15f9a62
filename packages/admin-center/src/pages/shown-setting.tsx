import { useWords } from '../language/words.ts';
import styles from './pages.module.css';

/** Settings as users see them in webmail: of several, SSL before TLS (reference §3). */
export function ShownSetting({ title, entries }: { readonly title: string; readonly entries: readonly string[] }) {
  const t = useWords();
  const [best] = [...entries].sort((a, b) => Number(/:SSL$/i.test(b)) - Number(/:SSL$/i.test(a)));
  const [name = '', port = '', encryption = ''] = (best ?? '').split(':');
  return (
    <div className={styles.shown}>
      <strong>{title}</strong>
      {best === undefined ? (
        <p className={styles.quiet}>{t('clientAccess.notAvailable')}</p>
      ) : (
        <table className={styles.differences}>
          <tbody>
            <tr>
              <th scope="row">{t('clientAccess.serverName')}</th>
              <td>{name}</td>
            </tr>
            <tr>
              <th scope="row">{t('clientAccess.port')}</th>
              <td>{port}</td>
            </tr>
            <tr>
              <th scope="row">{t('clientAccess.encryption')}</th>
              <td>{encryption || t('clientAccess.noEncryption')}</td>
            </tr>
          </tbody>
        </table>
      )}
    </div>
  );
}
