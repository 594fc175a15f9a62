import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Identity } from '../mail/mail-data.ts';
import { refresh } from '../mail/use-mail-actions.ts';
import { jmap } from '../server/jmap.ts';
import type { Draft } from './draft.ts';
import { claimDraft, forgetDraft, keepDraft } from './draft-keeper.ts';
import { saveDraft } from './save-draft.ts';

export type SaveState =
  | { readonly kind: 'none' | 'saving' }
  | { readonly kind: 'saved'; readonly at: Date }
  | { readonly kind: 'failed'; readonly reason: string };

export interface DraftInHand {
  readonly draft: Draft;
  readonly saveState: SaveState;
  change(part: Partial<Draft> | ((before: Draft) => Partial<Draft>)): void;
  /** On the server when it resolves with a draft; `null`: it could not be saved, and is kept here. */
  save(): Promise<(Draft & { readonly emailId: string }) | null>;
  /** Takes it off this browser and, unless it became a message, off the server. */
  end(how: 'sent' | 'discarded'): Promise<void>;
}

const keepDelayMs = 300;
const saveDelayMs = 2500;

/** A draft that is kept in this browser at once and in Drafts as one goes, whatever happens to the page or the network. */
export function useDraft(initial: Draft, accountId: string, identity: Identity, draftsId: string): DraftInHand {
  const client = useQueryClient();
  const [draft, setDraft] = useState(initial);
  const [saveState, setSaveState] = useState<SaveState>({ kind: 'none' });
  const latest = useRef(initial);
  const isDirty = useRef(false);
  const isOver = useRef(false);
  /** Saves follow one another, so that each replaces the one before. */
  const saving = useRef<Promise<void>>(Promise.resolve());
  const sender = useRef(identity);
  sender.current = identity;

  const change = useCallback<DraftInHand['change']>((part) => {
    isDirty.current = true;
    latest.current = { ...latest.current, ...(typeof part === 'function' ? part(latest.current) : part) };
    setDraft(latest.current);
  }, []);

  const save = useCallback(async () => {
    saving.current = saving.current.then(async () => {
      if (!isDirty.current || isOver.current) return;
      isDirty.current = false;
      setSaveState({ kind: 'saving' });
      try {
        const emailId = await saveDraft(latest.current, sender.current, draftsId);
        latest.current = { ...latest.current, emailId };
        setDraft(latest.current);
        setSaveState({ kind: 'saved', at: new Date() });
        if (!isDirty.current) await forgetDraft(latest.current.key);
        void client.invalidateQueries({ queryKey: ['mailboxes'] });
      } catch (cause) {
        isDirty.current = true;
        setSaveState({ kind: 'failed', reason: cause instanceof Error ? cause.message : String(cause) });
      }
    });
    await saving.current;
    const { emailId } = latest.current;
    return isDirty.current || emailId === null ? null : { ...latest.current, emailId };
  }, [client, draftsId]);

  const end = useCallback<DraftInHand['end']>(
    async (how) => {
      isOver.current = true;
      await saving.current;
      await forgetDraft(latest.current.key);
      const { emailId } = latest.current;
      if (how === 'discarded' && emailId !== null) {
        await jmap([['Email/set', { destroy: [emailId] }, 'd']]).catch(() => undefined);
      }
      await refresh(client);
    },
    [client],
  );

  useEffect(() => claimDraft(initial.key), [initial.key]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the draft begins the waits anew
  useEffect(() => {
    if (!isDirty.current) return;
    const keep = setTimeout(() => void keepDraft(accountId, latest.current), keepDelayMs);
    const store = setTimeout(() => void save(), saveDelayMs);
    return () => {
      clearTimeout(keep);
      clearTimeout(store);
    };
  }, [draft, accountId, save]);

  useEffect(() => {
    const keepNow = () => {
      if (isDirty.current && !isOver.current) void keepDraft(accountId, latest.current);
    };
    const saveNow = () => void save();
    addEventListener('pagehide', keepNow);
    addEventListener('visibilitychange', keepNow);
    addEventListener('online', saveNow);
    return () => {
      removeEventListener('pagehide', keepNow);
      removeEventListener('visibilitychange', keepNow);
      removeEventListener('online', saveNow);
    };
  }, [accountId, save]);

  // Left by opening something else: kept here at once, saved in Drafts behind.
  useEffect(
    () => () => {
      if (!isDirty.current || isOver.current) return;
      void keepDraft(accountId, latest.current);
      void save();
    },
    [accountId, save],
  );

  return { draft, saveState, change, save, end };
}
