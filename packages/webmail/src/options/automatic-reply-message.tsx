import { Spinner } from '@fluentui/react-components';
import { Suspense, useState } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { useWords } from '../language/words.ts';
import styles from './options-page.module.css';

const RichEditor = lazyPart(async () => ({ default: (await import('../editor/rich-editor.tsx')).RichEditor }));
const noPicture = (): null => null;

export interface AutomaticReplyMessageProps {
  readonly label: string;
  /** As kept: HTML, or plain text that an administrator or a mail program wrote. */
  readonly message: string;
  /** HTML; empty when nothing is written. */
  readonly onChange: (html: string) => void;
}

/** One of the two texts that are sent. */
export function AutomaticReplyMessage({ label, message, onChange }: AutomaticReplyMessageProps) {
  const t = useWords();
  // The editor keeps what is written from here on.
  const [initialHtml] = useState(() => htmlOfMessage(message));
  return (
    <fieldset className={styles.group}>
      <legend>{label}</legend>
      <div className={styles.signature}>
        <Suspense fallback={<Spinner label={t('loading')} />}>
          <RichEditor
            label={label}
            initialHtml={initialHtml}
            hasFocus={false}
            sourceOf={noPicture}
            onChange={(html, text) => onChange(text.trim() === '' ? '' : html)}
          />
        </Suspense>
      </div>
    </fieldset>
  );
}

/** Told apart as the server does when it sends. */
function htmlOfMessage(message: string): string {
  if (message === '' || /<[a-z!/][^>]*>/i.test(message)) return message;
  const escaped = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<p>${escaped.replaceAll(/\r?\n/g, '<br>')}</p>`;
}
