import { Button } from '@fluentui/react-components';
import { useEffect, useId, useRef } from 'react';
import { useFrameWords } from '../language/frame-words.ts';
import styles from './outdated-part.module.css';

/**
 * In place of a part whose code the server no longer has: says so above everything and offers to load the page anew. What is on
 * the page stays as it is until then.
 */
export function OutdatedPart() {
  const t = useFrameWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [titleId, textId] = [useId(), useId()];
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={titleId} aria-describedby={textId}>
      <h2 id={titleId}>{t('outdated')}</h2>
      <p id={textId}>{t('outdatedMore')}</p>
      <div className={styles.ways}>
        <Button appearance="primary" onClick={() => location.reload()}>
          {t('loadAnew')}
        </Button>
        <Button onClick={() => dialog.current?.close()}>{t('notNow')}</Button>
      </div>
    </dialog>
  );
}
