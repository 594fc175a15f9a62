import { Component, type ReactNode } from 'react';
import i18next from 'i18next';

/** A page that breaks says so and offers a way on; the frame of the browser never stays empty. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <main style={{ margin: 'auto', padding: 32, maxInlineSize: 560 }}>
        <h1 style={{ fontSize: 20 }}>{i18next.t('broken')}</h1>
        <p>{i18next.t('brokenMore')}</p>
        <pre style={{ whiteSpace: 'pre-wrap' }}>{error.message}</pre>
        <button type="button" onClick={() => location.reload()}>
          {i18next.t('reload')}
        </button>
      </main>
    );
  }
}
