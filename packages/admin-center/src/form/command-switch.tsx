import { Button } from '@fluentui/react-components';
import { WindowConsoleRegular } from '@fluentui/react-icons';
import { useWords } from '../language/words.ts';
import styles from './form.module.css';

/** At the foot of a dialog: whether the command lines are shown that it will run. */
export function CommandSwitch({ on, onChange }: { readonly on: boolean; readonly onChange: (on: boolean) => void }) {
  const t = useWords();
  return (
    <>
      <Button
        appearance="subtle"
        icon={<WindowConsoleRegular />}
        aria-pressed={on}
        aria-label={t('form.showCommand')}
        onClick={() => onChange(!on)}
      >
        <span className={styles.footerText}>{t('form.showCommand')}</span>
      </Button>
      <span className={styles.space} />
    </>
  );
}
