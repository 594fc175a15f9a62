import { Button } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useWords } from '../language/words.ts';
import type { Draft } from '../compose/draft.ts';
import { abandonedDrafts, forgetDraft, watchDraftsInHand } from '../compose/draft-keeper.ts';
import styles from './mail-page.module.css';

/** Offers what a killed tab or a lost connection left behind in this browser. */
export function RecoveredDrafts({
  accountId,
  onOpen,
}: {
  readonly accountId: string;
  readonly onOpen: (draft: Draft) => void;
}) {
  const t = useWords();
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  useEffect(() => {
    const ending = new AbortController();
    const look = () => void abandonedDrafts(accountId).then((found) => !ending.signal.aborted && setDrafts(found));
    look();
    void watchDraftsInHand(accountId, look, ending.signal);
    return () => ending.abort();
  }, [accountId]);
  const [draft] = drafts;
  if (draft === undefined) return null;
  const next = () => setDrafts(drafts.slice(1));
  return (
    <div className={styles.recovered} role="status">
      <span>
        {t('compose.recovered')} <strong>{draft.subject === '' ? t('mail.noSubject') : draft.subject}</strong>
      </span>
      <Button
        size="small"
        appearance="primary"
        onClick={() => {
          next();
          onOpen({ ...draft, isUnsaved: true });
        }}
      >
        {t('compose.recover')}
      </Button>
      <Button
        size="small"
        onClick={() => {
          next();
          void forgetDraft(draft.key);
        }}
      >
        {t('compose.forget')}
      </Button>
    </div>
  );
}
