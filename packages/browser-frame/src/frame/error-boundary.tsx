import { Component, type ReactNode } from 'react';
import { useFrameWords } from '../language/frame-words.ts';

/** A page that breaks says so and offers a way on; the window never stays empty. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <Broken error={error} />;
  }
}

function Broken({ error }: { readonly error: Error }) {
  const t = useFrameWords();
  return (
    <main role="alert" style={{ margin: 'auto', padding: 32, maxInlineSize: 560 }}>
      <h1 style={{ fontSize: 20 }}>{t('broken')}</h1>
      <p>{t('brokenMore')}</p>
      <pre style={{ whiteSpace: 'pre-wrap' }}>{error.message}</pre>
      <button type="button" onClick={() => location.reload()}>
        {t('reload')}
      </button>
    </main>
  );
}
