import { CopyButton } from '@relais/browser-frame/frame/copy-button.tsx';
import { useWords } from '../language/words.ts';
import styles from './form.module.css';

/** The lines that a dialog will run, or ran, to copy into the shell. */
export function CommandLines({ lines }: { readonly lines: readonly string[] }) {
  const t = useWords();
  if (lines.length === 0) return <p className={styles.noCommand}>{t('form.noCommand')}</p>;
  return (
    <div className={styles.command}>
      <pre tabIndex={0} aria-label={t('form.command')}>
        {lines.join('\n')}
      </pre>
      <CopyButton value={lines.join('\n')} />
    </div>
  );
}
