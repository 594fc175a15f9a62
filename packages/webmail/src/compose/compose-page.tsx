import { Spinner } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useWords } from '../language/words.ts';
import { useAccountId, useEmail, useIdentities, useMailboxes } from '../mail/mail-data.ts';
import { usePreferences } from '../server/preferences.ts';
import { ComposePane } from './compose-pane.tsx';
import type { Draft } from './draft.ts';
import { savedDraft } from './saved-draft.ts';

/** A draft in a window of its own, closed when it is done. */
export function ComposePage({ emailId }: { readonly emailId: string }) {
  const t = useWords();
  const { data: mailboxes } = useMailboxes();
  const { data: identities } = useIdentities();
  const { data: email } = useEmail(emailId, null);
  const { undoSeconds } = usePreferences();
  const accountId = useAccountId();
  const [isOver, setIsOver] = useState(false);
  // Each save makes another Email; what is written begins with the one that was opened.
  const [initial, setInitial] = useState<Draft | null>(null);
  useEffect(() => {
    if (initial === null && email && identities !== undefined) void savedDraft(email, identities).then(setInitial);
  }, [initial, email, identities]);
  useEffect(() => {
    document.title = `${initial?.subject || t('compose.title')} – ${t('product')}`;
  }, [initial, t]);
  const drafts = mailboxes?.find(({ role }) => role === 'drafts');
  if (isOver || (email === null && initial === null)) {
    return <p style={{ margin: 'auto' }}>{t(isOver ? 'compose.done' : 'mail.loadFailed')}</p>;
  }
  if (initial === null || identities === undefined || drafts === undefined || accountId === undefined) {
    return <Spinner style={{ margin: 'auto' }} label={t('loading')} />;
  }
  return (
    <main style={{ flex: 1, display: 'flex', minBlockSize: 0 }}>
      <ComposePane
        initial={initial}
        accountId={accountId}
        identities={identities}
        draftsId={drafts.id}
        sentId={mailboxes?.find(({ role }) => role === 'sent')?.id ?? null}
        trashId={mailboxes?.find(({ role }) => role === 'trash')?.id ?? null}
        undoSeconds={undoSeconds}
        isWindow
        onEnd={() => {
          setIsOver(true);
          window.close();
        }}
      />
    </main>
  );
}
