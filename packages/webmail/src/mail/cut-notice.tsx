import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import { currentLanguage } from '@relais/browser-frame/language/current-language.ts';
import { useWords } from '../language/words.ts';
import styles from './reading-pane.module.css';

/** Above the beginning of a huge message; on paper too, where nobody would see that more belongs to it. */
export function CutNotice({ onShowAll }: { readonly onShowAll: () => void }) {
  const t = useWords();
  return (
    <MessageBar layout="multiline" className={styles.cut} lang={currentLanguage()}>
      <MessageBarBody>{t('mail.cut')}</MessageBarBody>
      <MessageBarActions>
        <Button onClick={onShowAll}>{t('mail.showAllOfIt')}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
