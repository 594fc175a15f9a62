import { useWords } from '../language/words.ts';
import styles from './frame.module.css';

/**
 * A line along the top of the window while a dialog's code, or the answer to a quick task, is on its way: the page below stays as
 * it is. It shows after a moment, so that what comes at once does not flicker; readers hear of it.
 */
export function WaitingBar() {
  const t = useWords();
  return <span className={styles.waitingBar} role="progressbar" aria-label={t('loading')} />;
}
