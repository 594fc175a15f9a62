import { useWords } from '../language/words.ts';
import styles from './pages.module.css';

/** What users will see in webmail of an advertised connector (reference §2.6): its FQDN, port and encryption. */
export function ConnectorPreview(props: {
  readonly fqdn: string;
  readonly bindings: readonly string[];
  readonly offersTls: boolean;
  readonly implicitTls: boolean;
}) {
  const t = useWords();
  const port = /:(\d+)$/.exec(props.bindings[0] ?? '')?.[1] ?? '';
  return (
    <div className={styles.card}>
      <h2>{t('connectors.preview')}</h2>
      <table className={styles.differences}>
        <tbody>
          <tr>
            <th scope="row">{t('clientAccess.serverName')}</th>
            <td>{props.fqdn}</td>
          </tr>
          <tr>
            <th scope="row">{t('clientAccess.port')}</th>
            <td>{port}</td>
          </tr>
          <tr>
            <th scope="row">{t('clientAccess.encryption')}</th>
            <td>{props.implicitTls ? 'SSL' : props.offersTls ? 'TLS' : t('clientAccess.noEncryption')}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
