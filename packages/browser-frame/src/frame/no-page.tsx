import { Button } from '@fluentui/react-components';
import { useEffect } from 'react';
import { useFrameWords } from '../language/frame-words.ts';

/** An address below an application that never was a page of it: says so, and offers a way on. */
export function NoPage({ way, onGo }: { readonly way: string; readonly onGo: () => void }) {
  const t = useFrameWords();
  const title = t('noPage');
  useEffect(() => {
    document.title = `${title} – ${t('product')}`;
  }, [title, t]);
  return (
    <section style={{ margin: 'auto', padding: 24, maxInlineSize: 480, textAlign: 'center' }}>
      <h1 style={{ fontSize: 20 }}>{title}</h1>
      <p style={{ overflowWrap: 'anywhere' }}>{t('noPageMore', { path: location.pathname })}</p>
      <Button appearance="primary" onClick={onGo}>
        {way}
      </Button>
    </section>
  );
}
