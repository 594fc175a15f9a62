import { plainLines, textAsHtml } from '@relais/mime';
import type { IdentityText } from './identity-texts.ts';

export type Signature = Required<Pick<IdentityText, 'textSignature' | 'htmlSignature'>>;

/** Both ways of writing a signature, of which one at least is given: the other is made of it. */
export function wholeSignature({ text, html }: { readonly text?: string; readonly html?: string }): Signature {
  return {
    textSignature:
      text ??
      plainLines(html ?? '')
        .join('\n')
        .trim(),
    htmlSignature: html ?? (text === undefined || text === '' ? '' : `<p>${textAsHtml(text)}</p>`),
  };
}
