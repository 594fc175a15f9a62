import { Spinner } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useWords } from '../language/words.ts';
import { useSecurity } from '../server/security-api.ts';
import { SignOutButton } from '@relais/browser-frame/frame/account-menu.tsx';
import pageStyles from './options-page.module.css';
import { SecondFactors } from './second-factors.tsx';

/** What somebody sees who must add a second factor before anything else. */
export function EnrolmentPage() {
  const t = useWords();
  const { data: security } = useSecurity();
  useEffect(() => {
    document.title = `${t('security.factors')} – ${t('product')}`;
  }, [t]);
  return (
    <main className={pageStyles.main}>
      <div className={pageStyles.column} style={{ marginInline: 'auto' }}>
        <h1 className={pageStyles.title}>{t('security.factors')}</h1>
        {security === undefined ? <Spinner label={t('loading')} /> : <SecondFactors security={security} />}
        <SignOutButton />
      </div>
    </main>
  );
}
