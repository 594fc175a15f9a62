import { Component, type ReactNode } from 'react';
import i18next from 'i18next';

/** Shows words instead of a white page when rendering fails; the rest of the application stays. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main role="alert" style={{ margin: 'auto', padding: 24, maxInlineSize: 480 }}>
        <h1 style={{ fontSize: 20 }}>{i18next.t('error.title')}</h1>
        <p>{i18next.t('error.text')}</p>
        <button type="button" onClick={() => location.reload()}>
          {i18next.t('error.reload')}
        </button>
      </main>
    );
  }
}
