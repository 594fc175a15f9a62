import type { ReactNode } from 'react';

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

/** The HTML of a search snippet (RFC 8621 §5): escaped text with <mark> tags and nothing else. */
export function Marked({ html }: { readonly html: string }): ReactNode {
  return html.split(/<\/?mark>/).map((piece, at) => {
    const text = piece.replace(/&(?:amp|lt|gt|quot);/g, (entity) => entities[entity] ?? entity);
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text that never changes
    return at % 2 === 1 ? <mark key={at}>{text}</mark> : text;
  });
}
