import { CopyButton } from '@relais/browser-frame/frame/copy-button.tsx';
import { useMemo } from 'react';
import { useWords } from '../language/words.ts';
import { type Command, commandLine } from '../server/command-line.ts';
import styles from './form.module.css';

/** Of 20,000 mailboxes nobody reads every line; the copied text has them all. */
const shownLines = 200;

/** The lines that a dialog will run, or ran, to copy into the shell. */
export function CommandLines({ commands }: { readonly commands: readonly Command[] }) {
  const t = useWords();
  const lines = useMemo(() => commands.map(commandLine), [commands]);
  if (lines.length === 0) return <p className={styles.noCommand}>{t('form.noCommand')}</p>;
  const beyond = lines.length - shownLines;
  return (
    <div className={styles.command}>
      <pre tabIndex={0} aria-label={t('form.command')}>
        {lines.slice(0, shownLines).join('\n')}
        {beyond > 0 && `\n${t('form.moreCommands', { count: beyond })}`}
      </pre>
      <CopyButton value={lines.join('\n')} />
    </div>
  );
}
