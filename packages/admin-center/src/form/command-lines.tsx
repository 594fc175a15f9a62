import { Button, Tooltip } from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons';
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
      <Tooltip content={t('copy')} relationship="label">
        <Button
          appearance="subtle"
          size="small"
          icon={<CopyRegular />}
          onClick={() => void navigator.clipboard.writeText(lines.join('\n'))}
        />
      </Tooltip>
    </div>
  );
}
