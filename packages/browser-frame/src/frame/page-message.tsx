import type { ReactNode } from 'react';

/** What stands in place of the pages: a title, a sentence, the ways on. */
export function PageMessage(props: { readonly title: string; readonly text: string; readonly children: ReactNode }) {
  return (
    <main style={{ margin: 'auto', padding: 24, maxInlineSize: 480, textAlign: 'center' }}>
      <h1 style={{ fontSize: 20 }}>{props.title}</h1>
      <p>{props.text}</p>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'center' }}>{props.children}</div>
    </main>
  );
}
