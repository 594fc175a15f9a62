import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { answerDraft, blankDraft, type ReplyKind } from '../compose/answer-draft.ts';
import type { ComposeEnd } from '../compose/compose-pane.tsx';
import type { Draft } from '../compose/draft.ts';
import { callBack } from '../compose/save-draft.ts';
import { savedDraft } from '../compose/saved-draft.ts';
import { jmap } from '../server/jmap.ts';
import { usePreferences } from '../server/preferences.ts';
import { longDate } from './date-words.ts';
import type { Identity } from './mail-data.ts';
import { type Email, emailProperties } from './mail-types.ts';
import type { Notices } from './use-notices.tsx';
import { refresh } from './use-mail-actions.ts';

export interface Writing {
  startNew(): void;
  answer(email: Email, kind: ReplyKind): void;
  /** A message of Drafts, again. */
  edit(email: Email): void;
  /** Takes a held message back and opens it. */
  recall(submissionId: string, emailId: string): Promise<void>;
  ended(end: ComposeEnd): void;
}

/** How a message begins to be written, and what is said when it is done. */
export function useWriting(
  setComposing: (draft: Draft | null) => void,
  identities: readonly Identity[],
  draftsId: string | undefined,
  notices: Notices,
): Writing {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { writePlainText, undoSeconds } = usePreferences();

  const recall = useCallback(
    async (submissionId: string, emailId: string) => {
      if (draftsId === undefined) return;
      try {
        await callBack(submissionId, draftsId);
        const { e } = await jmap([
          [
            'Email/get',
            { ids: [emailId], properties: emailProperties, fetchTextBodyValues: true, fetchHTMLBodyValues: true },
            'e',
          ],
        ]);
        const [email] = (e?.list ?? []) as readonly Email[];
        if (email !== undefined) setComposing(await savedDraft(email, identities));
      } catch (cause) {
        notices.failed(cause);
      } finally {
        await refresh(client);
      }
    },
    [client, draftsId, identities, notices, setComposing],
  );

  return useMemo(
    () => ({
      recall,
      startNew: () => setComposing(blankDraft(identities[0], writePlainText)),
      edit: (email) => void savedDraft(email, identities).then(setComposing, notices.failed),
      answer: (email, kind) =>
        void answerDraft(email, kind, identities, writePlainText, {
          wrote: (date, name) => t('compose.wrote', { date, name }),
          forwarded: t('compose.forwarded'),
          labels: { from: t('mail.from'), to: t('mail.to'), subject: t('mail.subject'), date: t('mail.date') },
        }).then(setComposing, notices.failed),
      ended(end) {
        setComposing(null);
        if (end.kind === 'discarded') notices.tell(t('compose.discarded'));
        if (end.kind === 'waiting') notices.tell(t('compose.leavesLater'));
        if (end.kind !== 'sent') return;
        const { submissionId, emailId, at } = end;
        const undo = () => void recall(submissionId, emailId);
        if (at !== null) notices.tell(t('compose.willLeave', { time: longDate(at.toISOString()) }), { undo });
        else if (undoSeconds > 0) notices.tell(t('compose.sent'), { undo, seconds: undoSeconds });
        else notices.tell(t('compose.sent'));
      },
    }),
    [identities, notices, recall, setComposing, t, undoSeconds, writePlainText],
  );
}
