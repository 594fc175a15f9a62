import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Select,
} from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import { goTo } from '../route.ts';
import { jmap, requireAllSet } from '../server/jmap.ts';
import { refusalWords } from '../server/refusal-words.ts';
import { treeOf } from './folder-pane.tsx';
import { forAllEmails } from './for-all-emails.ts';
import styles from './mail-page.module.css';
import type { Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';
import type { Recovery } from './use-filing.ts';
import type { RunLong } from './use-long-work.tsx';
import { refresh } from './use-mail-actions.ts';

export type FolderTask = 'new' | 'rename' | 'move' | 'delete' | 'empty' | 'allRead';

export interface FolderDialogProps {
  readonly task: FolderTask;
  readonly mailbox: Mailbox;
  /** All of its account. */
  readonly mailboxes: readonly Mailbox[];
  /** Whether folders may be made beside the mailbox's own, not only below others. */
  readonly mayStandOnTop: boolean;
  /** Where what is emptied goes; from Deleted Items and Junk Email it goes for ever. */
  readonly trash: Mailbox | null;
  readonly runLong: RunLong;
  readonly onFailed: (cause: unknown) => void;
  readonly onDone: (text: string) => void;
  /** What is emptied for ever can be recovered; `null`: not. */
  readonly recovery: Recovery | null;
  readonly onEmptied: (text: string) => void;
  readonly onClose: () => void;
}

/** Asks what a folder's action needs to know, and does it. */
export function FolderDialog(props: FolderDialogProps) {
  const { task, mailbox, trash, runLong, onFailed, onDone, onClose } = props;
  const t = useWords();
  const client = useQueryClient();
  const { accountId } = mailbox;
  const folder = mailboxName(mailbox, t);
  const isForEver = mailbox.role === 'trash' || mailbox.role === 'junk';
  const [name, setName] = useState(task === 'rename' ? mailbox.name : '');
  const [parentId, setParentId] = useState(() =>
    task === 'new' && mailbox.role === null ? mailbox.id : task === 'move' ? mailbox.parentId : null,
  );
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const asksName = task === 'new' || task === 'rename';
  const asksParent = task === 'new' || task === 'move';
  const parents = asksParent ? parentsFor(props) : [];

  async function act(work: () => Promise<void>) {
    setIsBusy(true);
    try {
      await work();
      onClose();
    } catch (cause) {
      setIsBusy(false);
      // A name that does not do is mended here.
      if (asksName || asksParent) setProblem(refusalWords(cause, t));
      else {
        onClose();
        onFailed(cause);
      }
    } finally {
      await refresh(client);
    }
  }

  async function setMailbox(args: Readonly<Record<string, unknown>>): Promise<void> {
    const { s } = await jmap([['Mailbox/set', { accountId, ...args }, 's']]);
    requireAllSet(s);
  }

  /** Goes on when this dialog has gone: how far it is, its own shows. */
  async function forAll(
    filter: Readonly<Record<string, unknown>>,
    change: (ids: readonly string[]) => Readonly<Record<string, unknown>>,
    total: number,
    whenAll: string | null,
  ): Promise<void> {
    const title = t(`folder.${task}`, { folder });
    const { count, failure, isStopped } = await runLong(title, total, async (pace) => ({
      ...(await forAllEmails(accountId, filter, change, pace)),
      isStopped: pace.signal.aborted,
    }));
    if (isStopped || (failure !== null && count > 0)) onDone(t('folder.stopped', { count }));
    else if (failure === null && whenAll !== null) (isForEver ? props.onEmptied : onDone)(whenAll);
    if (failure !== null) onFailed(failure);
  }

  function emptying(ids: readonly string[]): Readonly<Record<string, unknown>> {
    if (isForEver || trash === null) return { destroy: ids };
    const patch = { [`mailboxIds/${mailbox.id}`]: null, [`mailboxIds/${trash.id}`]: true };
    return { update: Object.fromEntries(ids.map((id) => [id, patch])) };
  }

  function begin(): Promise<void> {
    switch (task) {
      case 'new':
        return setMailbox({ create: { n: { name: name.trim(), parentId } } });
      case 'rename':
        return setMailbox({ update: { [mailbox.id]: { name: name.trim() } } });
      case 'move':
        return setMailbox({ update: { [mailbox.id]: { parentId } } });
      case 'delete':
        return setMailbox({ destroy: [mailbox.id], onDestroyRemoveEmails: true }).then(() =>
          goTo({ page: 'mail', mailboxId: null, emailId: null }),
        );
      case 'empty':
        void forAll({ inMailbox: mailbox.id }, emptying, mailbox.totalEmails, t('folder.emptied', { folder }));
        return Promise.resolve();
      case 'allRead':
        void forAll(
          { inMailbox: mailbox.id, notKeyword: '$seen' },
          (ids) => ({ update: Object.fromEntries(ids.map((id) => [id, { 'keywords/$seen': true }])) }),
          mailbox.unreadEmails,
          null,
        );
        return Promise.resolve();
    }
  }

  function wrongName(): string | null {
    const text = task === 'move' ? mailbox.name : name.trim();
    if (text === '') return t('folder.noName');
    if (text.includes('/')) return t('folder.noSlash');
    const above = task === 'rename' ? mailbox.parentId : parentId;
    const isTaken = props.mailboxes.some(
      (one) =>
        (task === 'new' || one.id !== mailbox.id) &&
        one.parentId === above &&
        [one.name, mailboxName(one, t)].some((name) => name.toLowerCase() === text.toLowerCase()),
    );
    return isTaken ? t('folder.taken', { name: text }) : null;
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isBusy) return;
    const wrong = asksName || asksParent ? wrongName() : null;
    setProblem(wrong);
    if (wrong === null) void act(begin);
  }

  // Nothing is asked before messages are marked as read: it can be taken back.
  const hasBegun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    if (task !== 'allRead' || hasBegun.current) return;
    hasBegun.current = true;
    void act(begin);
  }, []);

  return (
    <Dialog open onOpenChange={(_, { open }) => !open && !isBusy && onClose()}>
      <DialogSurface>
        <form onSubmit={submit}>
          <DialogBody>
            <DialogTitle>{t(`folder.${task}`, { folder })}</DialogTitle>
            <DialogContent className={styles.dialogFields}>
              {asksName && (
                <Field label={t('folder.name')} validationMessage={problem}>
                  <Input value={name} autoFocus required maxLength={200} onChange={(_, { value }) => setName(value)} />
                </Field>
              )}
              {asksParent && (
                <Field label={t('folder.where')} validationMessage={asksName ? undefined : problem}>
                  <Select value={parentId ?? ''} onChange={(_, { value }) => setParentId(value === '' ? null : value)}>
                    {props.mayStandOnTop && <option value="">{t('folder.onTop')}</option>}
                    {parents.map(({ mailbox: one, depth }) => (
                      <option key={one.id} value={one.id}>
                        {'\u2003'.repeat(depth + 1) + mailboxName(one, t)}
                      </option>
                    ))}
                  </Select>
                </Field>
              )}
              {!asksName && !asksParent && (
                <QuestionText task={task} mailbox={mailbox} isForEver={isForEver} recovery={props.recovery} />
              )}
            </DialogContent>
            <DialogActions>
              <Button type="submit" appearance="primary" disabledFocusable={isBusy}>
                {asksName || asksParent ? t('save') : t(`folder.${task}`, { folder })}
              </Button>
              <Button disabled={isBusy} onClick={onClose}>
                {t('cancel')}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

/** Where a folder may stand: never in itself or what is below it. */
function parentsFor({ task, mailbox, mailboxes }: FolderDialogProps) {
  const below = new Set(task === 'move' ? [mailbox.id] : []);
  return treeOf(mailboxes).filter(({ mailbox: one }) => {
    if (below.has(one.id) || (one.parentId !== null && below.has(one.parentId))) {
      below.add(one.id);
      return false;
    }
    return one.myRights.mayCreateChild;
  });
}

function QuestionText({
  task,
  mailbox,
  isForEver,
  recovery,
}: Pick<FolderDialogProps, 'task' | 'mailbox' | 'recovery'> & { readonly isForEver: boolean }) {
  const t = useWords();
  if (task === 'allRead') return null;
  if (recovery !== null && (isForEver || task === 'delete') && mailbox.totalEmails > 0)
    return t('recover.reallyDelete', { count: mailbox.totalEmails, time: recovery.time });
  return t(task === 'empty' && !isForEver ? 'folder.toTrash' : 'folder.forEver', { count: mailbox.totalEmails });
}
