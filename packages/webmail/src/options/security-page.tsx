import { MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { useWords } from '../language/words.ts';
import { useSecurity, useSignIns } from '../server/security-api.ts';
import { ChangePassword } from './change-password.tsx';
import styles from './connections-page.module.css';
import { browserName } from '@relais/browser-frame/language/browser-name.ts';
import { useFrameWords } from '@relais/browser-frame/language/frame-words.ts';
import { momentText } from '@relais/browser-frame/language/dates.ts';
import pageStyles from './options-page.module.css';
import { SecondFactors } from './second-factors.tsx';

/** Options > Account > My account > Security: password, second factors, recent sign-ins. */
export function SecurityPage() {
  const t = useWords();
  const frame = useFrameWords();
  const { data: security, isError } = useSecurity();
  const { data: signIns } = useSignIns(true);
  return (
    <>
      <h1 className={pageStyles.title}>{t('security.title')}</h1>
      {isError && (
        <MessageBar intent="error">
          <MessageBarBody>{t('security.failed')}</MessageBarBody>
        </MessageBar>
      )}
      {security === undefined ? !isError && <Spinner label={t('loading')} /> : <SecondFactors security={security} />}
      <ChangePassword />
      <section className={pageStyles.panel} aria-label={t('security.signIns')}>
        <h2 className={styles.heading}>{t('security.signIns')}</h2>
        <ul className={styles.list}>
          {(signIns ?? []).slice(0, 20).map((signIn) => (
            <li key={`${signIn.at} ${signIn.remoteAddress} ${signIn.result}`}>
              <span className={styles.program}>
                <strong>
                  {t(signIn.result === 'signed-in' ? 'security.good' : 'security.refused')} · {signIn.remoteAddress}
                </strong>
                {signIn.client !== null && <span title={signIn.client}>{browserName(signIn.client, frame)}</span>}
              </span>
              <span className={styles.time}>{momentText(signIn.at)}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
