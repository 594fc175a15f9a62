import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import { RequestError } from '@relais/browser-frame/server/request.ts';
import { refresh } from '../mail/use-mail-actions.ts';
import { jmap } from '../server/jmap.ts';
import { refusalWords } from '../server/refusal-words.ts';
import type { Draft } from './draft.ts';
import { dropJournal, journalDraft } from './draft-journal.ts';
import { claimDraft, forgetDraft, keepDraft } from './draft-keeper.ts';
import { saveDraft, type Writer } from './save-draft.ts';

export type SaveState =
  | { readonly kind: 'none' | 'saving' }
  | { readonly kind: 'saved'; readonly at: Date }
  | { readonly kind: 'failed'; readonly reason: string };

export interface DraftInHand {
  readonly draft: Draft;
  readonly saveState: SaveState;
  /** What it began as was changed, sent or deleted elsewhere meanwhile: this is a draft of its own. */
  readonly isApart: boolean;
  change(part: Partial<Draft> | ((before: Draft) => Partial<Draft>)): void;
  /** On the server when it resolves with a draft; `null`: it could not be saved, and is kept here. */
  save(): Promise<(Draft & { readonly emailId: string }) | null>;
  /** Why `save` gave `null`; what did not reach the server may be tried again later. */
  failure(): { readonly isUnreachable: boolean; readonly reason: string };
  /** Leaves it in this browser, to be sent when the server can be reached (outbox.ts). */
  sendLater(at: Date | null): Promise<void>;
  /** Something written is not on the server yet. */
  isUnsaved(): boolean;
  /** Takes it off this browser and, unless it became a message, into Deleted Items. */
  end(how: 'sent' | 'discarded'): Promise<void>;
}

const saveDelayMs = 2500;

/** A draft that is kept in this browser at once and in Drafts as one goes, whatever happens to the page or the network. */
export function useDraft(
  initial: Draft,
  accountId: string,
  writer: Writer,
  draftsId: string,
  /** Where a draft goes that is discarded; `null`: nowhere. */
  trashId: string | null,
): DraftInHand {
  const t = useWords();
  const client = useQueryClient();
  const [draft, setDraft] = useState(initial);
  const [saveState, setSaveState] = useState<SaveState>({ kind: 'none' });
  const [isApart, setIsApart] = useState(false);
  const latest = useRef(initial);
  const isDirty = useRef(initial.isUnsaved === true);
  const isOver = useRef(false);
  const failure = useRef({ isUnreachable: false, reason: '' });
  const keeping = useRef<Promise<void> | null>(null);
  const isKeptStale = useRef(false);
  /** Saves follow one another, so that each replaces the one before. */
  const saving = useRef<Promise<void>>(Promise.resolve());
  const sender = useRef(writer);
  sender.current = writer;

  /** At once in local storage; in IndexedDB as fast as that goes, the last state of all. */
  const keep = useCallback(() => {
    if (!isDirty.current || isOver.current) return;
    journalDraft(accountId, latest.current);
    isKeptStale.current = true;
    keeping.current ??= (async () => {
      while (isKeptStale.current && !isOver.current) {
        isKeptStale.current = false;
        await keepDraft(accountId, latest.current);
      }
      keeping.current = null;
    })();
  }, [accountId]);

  const change = useCallback<DraftInHand['change']>(
    (part) => {
      isDirty.current = true;
      latest.current = { ...latest.current, ...(typeof part === 'function' ? part(latest.current) : part) };
      keep();
      setDraft(latest.current);
    },
    [keep],
  );

  const save = useCallback(async () => {
    saving.current = saving.current.then(async () => {
      if (!isDirty.current || isOver.current) return;
      isDirty.current = false;
      setSaveState({ kind: 'saving' });
      try {
        const saved = await saveDraft(latest.current, sender.current, draftsId);
        latest.current = { ...latest.current, emailId: saved.emailId };
        if (saved.isApart) setIsApart(true);
        setDraft(latest.current);
        setSaveState({ kind: 'saved', at: new Date() });
        // What is being kept right now would come back after it was forgotten.
        await keeping.current;
        if (!isDirty.current) await forgetDraft(latest.current.key);
        void client.invalidateQueries({ queryKey: ['mailboxes'] });
      } catch (cause) {
        isDirty.current = true;
        const reason = refusalWords(cause, t);
        failure.current = { isUnreachable: cause instanceof RequestError && cause.status === 0, reason };
        setSaveState({ kind: 'failed', reason });
      }
    });
    await saving.current;
    const { emailId } = latest.current;
    return isDirty.current || emailId === null ? null : { ...latest.current, emailId };
  }, [client, draftsId, t]);

  const end = useCallback<DraftInHand['end']>(
    async (how) => {
      isOver.current = true;
      await saving.current;
      await keeping.current;
      await forgetDraft(latest.current.key);
      const { emailId } = latest.current;
      if (how === 'discarded') {
        // The server never heard of it: nothing of what the page shows has changed.
        if (emailId === null) return;
        const gone =
          trashId === null ? { destroy: [emailId] } : { update: { [emailId]: { mailboxIds: { [trashId]: true } } } };
        await jmap([['Email/set', gone, 'd']]).catch(() => undefined);
      }
      await refresh(client);
    },
    [client, trashId],
  );

  const sendLater = useCallback<DraftInHand['sendLater']>(
    async (at) => {
      isOver.current = true;
      await saving.current;
      await keeping.current;
      await keepDraft(accountId, latest.current, { at: at === null ? null : at.getTime() });
      dropJournal(latest.current.key);
    },
    [accountId],
  );

  useEffect(() => claimDraft(initial.key), [initial.key]);
  useEffect(keep, [keep]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the draft begins the waits anew
  useEffect(() => {
    if (!isDirty.current) return;
    const store = setTimeout(() => void save(), saveDelayMs);
    return () => clearTimeout(store);
  }, [draft, save]);

  useEffect(() => {
    const saveNow = () => void save();
    addEventListener('pagehide', keep);
    addEventListener('visibilitychange', keep);
    addEventListener('online', saveNow);
    return () => {
      removeEventListener('pagehide', keep);
      removeEventListener('visibilitychange', keep);
      removeEventListener('online', saveNow);
    };
  }, [keep, save]);

  // Left by opening something else: kept here at once, saved in Drafts behind.
  useEffect(
    () => () => {
      if (!isDirty.current || isOver.current) return;
      keep();
      void save();
    },
    [keep, save],
  );

  const isUnsaved = () => isDirty.current && !isOver.current;
  return { draft, saveState, isApart, change, save, failure: () => failure.current, isUnsaved, sendLater, end };
}
