import { useQueryClient } from '@tanstack/react-query';
import { type Dispatch, type SetStateAction, useCallback, useMemo } from 'react';
import { useWords } from '../language/words.ts';
import { answerDraft, blankDraft, type ReplyKind } from '../compose/answer-draft.ts';
import type { ComposeEnd } from '../compose/compose-pane.tsx';
import type { Draft } from '../compose/draft.ts';
import { callBack } from '../compose/save-draft.ts';
import { savedDraft } from '../compose/saved-draft.ts';
import { withOwnBlobs } from '../compose/own-blobs.ts';
import { usePreferences } from '../server/preferences.ts';
import { jmap, requireAllSet } from '../server/jmap.ts';
import { longDate } from './date-words.ts';
import { fetchEmail, type Identity } from './mail-data.ts';
import type { Email, Mailbox } from './mail-types.ts';
import type { Notices } from './use-notices.tsx';
import { carrySteps } from './email-steps.ts';
import { atOnce, runSteps } from './steps.ts';
import { refresh } from './use-mail-actions.ts';

export interface Writing {
  startNew(): void;
  answer(email: Email, kind: ReplyKind): void;
  /** A message of Drafts, again. */
  edit(email: Email): void;
  /** Takes a held message back and opens it. */
  recall(submissionId: string, emailId: string): Promise<void>;
  /** `key`: of the draft, which may no longer be the one that is open. */
  ended(key: string, end: ComposeEnd): void;
}

/** How a message begins to be written, and what is said when it is done. */
export function useWriting(
  setComposing: Dispatch<SetStateAction<Draft | null>>,
  identities: readonly Identity[],
  drafts: Mailbox | undefined,
  /** Of the mailbox that is open, where it is somebody else's. */
  addressHere: string | null,
  notices: Notices,
): Writing {
  const t = useWords();
  const client = useQueryClient();
  const { writePlainText, undoSeconds } = usePreferences();

  const recall = useCallback(
    async (submissionId: string, emailId: string) => {
      if (drafts === undefined) return;
      try {
        await callBack(submissionId, drafts.id);
        const email = await fetchEmail(emailId, null);
        if (email !== null) setComposing(await savedDraft(email, identities));
      } catch (cause) {
        notices.failed(cause);
      } finally {
        await refresh(client);
      }
    },
    [client, drafts, identities, notices, setComposing],
  );

  // What is written in a mailbox that one may write as is written as it.
  const identityHere = identities.find(({ email }) => email === addressHere);

  /** A draft in somebody else's folder becomes one of the user's own first: he is who writes it. */
  const edited = useCallback(
    async (email: Email) => {
      const from = Object.keys(email.mailboxIds)[0];
      if (drafts === undefined || from === undefined || email.accountId === drafts.accountId)
        return await savedDraft(email, identities);
      let id: string | undefined;
      const there = { id: from, accountId: email.accountId };
      const steps = carrySteps([email.id], there, drafts, 'remove', (ids) => ([id] = ids));
      // It never rejects: what went wrong is in its outcome.
      const { failure } = await runSteps(steps, atOnce);
      await refresh(client);
      if (failure !== null) throw failure;
      const own = id === undefined ? null : await fetchEmail(id, null);
      return await savedDraft(own ?? email, identities);
    },
    [client, drafts, identities],
  );

  /** A draft that was discarded, again. */
  const takeUp = useCallback(
    async (draft: Draft) => {
      try {
        if (draft.emailId !== null && drafts !== undefined) {
          const back = { [draft.emailId]: { mailboxIds: { [drafts.id]: true } } };
          const { s } = await jmap([['Email/set', { update: back }, 's']]);
          requireAllSet(s);
        }
        setComposing({ ...draft, key: crypto.randomUUID(), isUnsaved: true });
      } catch (cause) {
        notices.failed(cause);
      } finally {
        await refresh(client);
      }
    },
    [client, drafts, notices, setComposing],
  );

  return useMemo(
    () => ({
      recall,
      startNew: () => setComposing(blankDraft(identityHere ?? identities[0], writePlainText)),
      edit: (email) => void edited(email).then(setComposing, notices.failed),
      answer: (email, kind) =>
        void answerDraft(email, kind, identities, identityHere, writePlainText, {
          wrote: (date, name) => t('compose.wrote', { date, name }),
          forwarded: t('compose.forwarded'),
          prefix: (isForward) => t(isForward ? 'compose.forwardPrefix' : 'compose.replyPrefix'),
          beginning: (isForward) => t(isForward ? 'compose.beginningForwarded' : 'compose.beginningQuoted'),
          labels: {
            from: t('compose.quotedLabel', { label: t('mail.from') }),
            to: t('compose.quotedLabel', { label: t('mail.to') }),
            subject: t('compose.quotedLabel', { label: t('mail.subject') }),
            date: t('compose.quotedLabel', { label: t('mail.date') }),
          },
        })
          .then((draft) => withOwnBlobs(draft, email.accountId))
          .then(setComposing, notices.failed),
      ended(key, end) {
        // Who discards or sends and begins the next message at once keeps that one.
        setComposing((now) => (now?.key === key ? null : now));
        if (end.kind === 'discarded') {
          const { draft } = end;
          notices.tell(t('compose.discarded'), draft === null ? {} : { undo: () => void takeUp(draft) });
        }
        if (end.kind === 'waiting') notices.tell(t('compose.leavesLater'));
        if (end.kind !== 'sent') return;
        const { submissionId, emailId, at } = end;
        const undo = () => void recall(submissionId, emailId);
        if (at !== null) notices.tell(t('compose.willLeave', { time: longDate(at.toISOString()) }), { undo });
        else if (undoSeconds > 0) notices.tell(t('compose.sent'), { undo, seconds: undoSeconds });
        else notices.tell(t('compose.sent'));
      },
    }),
    [edited, identities, identityHere, notices, recall, setComposing, t, takeUp, undoSeconds, writePlainText],
  );
}
