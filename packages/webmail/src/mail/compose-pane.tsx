import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  Toolbar,
  ToolbarButton,
  ToolbarDivider,
} from '@fluentui/react-components';
import {
  AttachRegular,
  DeleteRegular,
  DismissRegular,
  SendRegular,
  TextBoldRegular,
  TextBulletListRegular,
  TextItalicRegular,
  TextNumberListLtrRegular,
  TextUnderlineRegular,
} from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { type DragEvent, type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { byteSizeIn } from '../language/byte-size.ts';
import { currentLanguage } from '../language/language.ts';
import { jmap, uploadFile } from '../server/jmap.ts';
import { currentCsrfToken } from '../server/request.ts';
import styles from './compose-pane.module.css';
import { hourOf } from './date-words.ts';
import { type Draft, parseRecipients, saveDraft, sendDraft } from './draft.ts';
import { forgetDraft, keepDraft } from './draft-keeper.ts';
import type { Identity } from './mail-data.ts';
import { rememberPeople } from './recent-people.ts';
import { RecipientField } from './recipient-field.tsx';
import { refresh } from './use-mail-actions.ts';

export interface ComposePaneProps {
  readonly initial: Draft;
  readonly accountId: string;
  readonly identity: Identity;
  readonly draftsId: string;
  readonly sentId: string | null;
  readonly onClose: (notice: 'sent' | 'discarded' | null) => void;
}

type SaveState =
  | { readonly kind: 'none' | 'saving' }
  | { readonly kind: 'saved'; readonly at: Date }
  | { readonly kind: 'failed'; readonly reason: string };

const keepDelayMs = 300;
const saveDelayMs = 2500;

/** Writes a message: kept in this browser at once, in Drafts as one goes, sent only when the server says so. */
export function ComposePane({ initial, accountId, identity, draftsId, sentId, onClose }: ComposePaneProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const language = currentLanguage();
  const [draft, setDraft] = useState(initial);
  const [showsCopies, setShowsCopies] = useState(initial.cc !== '' || initial.bcc !== '');
  const [saveState, setSaveState] = useState<SaveState>({ kind: 'none' });
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [uploads, setUploads] = useState<ReadonlyMap<string, number>>(new Map());
  const [isDropTarget, setIsDropTarget] = useState(false);
  const editor = useRef<HTMLDivElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const latest = useRef(draft);
  /** The plain text of what is written, also when the editor is gone already. */
  const plainText = useRef('');
  const isDirty = useRef(false);
  const isOver = useRef(false);
  /** Saves follow one another, so that each replaces the one before. */
  const saving = useRef<Promise<void>>(Promise.resolve());
  latest.current = draft;

  useEffect(() => {
    if (editor.current === null) return;
    editor.current.innerHTML = initial.html === '' ? '<p><br></p>' : initial.html;
    if (initial.to !== '') {
      editor.current.focus();
      getSelection()?.collapse(editor.current.firstChild ?? editor.current, 0);
    }
  }, [initial]);

  const change = useCallback((part: Partial<Draft>) => {
    isDirty.current = true;
    setDraft((before) => ({ ...before, ...part }));
  }, []);

  const save = useCallback(() => {
    saving.current = saving.current.then(async () => {
      if (!isDirty.current || isOver.current) return;
      isDirty.current = false;
      setSaveState({ kind: 'saving' });
      try {
        plainText.current = editor.current?.innerText ?? plainText.current;
        const emailId = await saveDraft(latest.current, identity, draftsId, plainText.current);
        latest.current = { ...latest.current, emailId };
        setDraft((before) => ({ ...before, emailId }));
        setSaveState({ kind: 'saved', at: new Date() });
        if (!isDirty.current) forgetDraft(accountId);
        void client.invalidateQueries({ queryKey: ['mailboxes'] });
      } catch (cause) {
        isDirty.current = true;
        setSaveState({ kind: 'failed', reason: cause instanceof Error ? cause.message : String(cause) });
      }
    });
    return saving.current;
  }, [accountId, client, draftsId, identity]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the draft begins the waits anew
  useEffect(() => {
    if (!isDirty.current) return;
    const keep = setTimeout(() => keepDraft(accountId, latest.current), keepDelayMs);
    const store = setTimeout(() => void save(), saveDelayMs);
    return () => {
      clearTimeout(keep);
      clearTimeout(store);
    };
  }, [draft, accountId, save]);
  useEffect(() => {
    const keepNow = () => {
      if (isDirty.current) keepDraft(accountId, latest.current);
    };
    addEventListener('pagehide', keepNow);
    addEventListener('online', save);
    return () => {
      removeEventListener('pagehide', keepNow);
      removeEventListener('online', save);
    };
  }, [accountId, save]);

  // Left by opening something else: kept here at once, saved in Drafts behind.
  useEffect(
    () => () => {
      if (!isDirty.current || isOver.current) return;
      keepDraft(accountId, latest.current);
      void save();
    },
    [accountId, save],
  );

  async function send() {
    const lists = [draft.to, draft.cc, draft.bcc].map(parseRecipients);
    const wrong = lists.flatMap((list) => list.wrong)[0];
    if (wrong !== undefined) return setProblem(t('compose.badAddress', { address: wrong }));
    if (lists.every((list) => list.addresses.length === 0)) return setProblem(t('compose.noRecipient'));
    setProblem(null);
    setIsSending(true);
    try {
      isDirty.current = true;
      await save();
      const { emailId } = latest.current;
      if (isDirty.current || emailId === null) throw new Error(t('signIn.unreachable'));
      isOver.current = true;
      await sendDraft({ ...latest.current, emailId }, identity, draftsId, sentId);
      forgetDraft(accountId);
      rememberPeople(lists.flatMap((list) => list.addresses));
      await refresh(client);
      onClose('sent');
    } catch (cause) {
      isOver.current = false;
      setProblem(t('compose.refused', { reason: cause instanceof Error ? cause.message : String(cause) }));
      setIsSending(false);
    }
  }

  async function close() {
    await save();
    await refresh(client);
    onClose(null);
  }

  async function discard() {
    isOver.current = true;
    await saving.current;
    forgetDraft(accountId);
    const { emailId } = latest.current;
    if (emailId !== null) await jmap([['Email/set', { destroy: [emailId] }, 'd']]).catch(() => undefined);
    await refresh(client);
    onClose('discarded');
  }

  async function attach(list: Iterable<File>) {
    for (const file of list) {
      const show = (fraction: number) => setUploads((before) => new Map(before).set(file.name, fraction));
      show(0);
      try {
        const { blobId, size } = await uploadFile(file, currentCsrfToken(), show);
        const attachment = {
          blobId,
          size,
          name: file.name,
          type: file.type === '' ? 'application/octet-stream' : file.type,
        };
        isDirty.current = true;
        setDraft((before) => ({ ...before, attachments: [...before.attachments, attachment] }));
      } catch (cause) {
        setProblem(
          t('mail.failed', { reason: `${file.name}: ${cause instanceof Error ? cause.message : String(cause)}` }),
        );
      }
      setUploads((before) => {
        const next = new Map(before);
        next.delete(file.name);
        return next;
      });
    }
  }

  function onDrop(event: DragEvent) {
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    setIsDropTarget(false);
    void attach(event.dataTransfer.files);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void send();
    } else if (event.key === 'Escape' && !event.defaultPrevented) void close();
  }

  function format(command: string) {
    editor.current?.focus();
    // The one editing command set that every browser still has; the result is plain markup.
    document.execCommand(command);
    change({ html: editor.current?.innerHTML ?? '' });
  }

  const saveWords =
    saveState.kind === 'saving'
      ? t('compose.saving')
      : saveState.kind === 'saved'
        ? t('compose.saved', { time: hourOf(saveState.at) })
        : saveState.kind === 'failed'
          ? t('compose.notSaved', { reason: saveState.reason })
          : '';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts of the form inside
    <section
      className={isDropTarget ? styles.paneDrop : styles.pane}
      aria-label={t('compose.title')}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes('Files')) {
          event.preventDefault();
          setIsDropTarget(true);
        }
      }}
      onDragLeave={() => setIsDropTarget(false)}
      onDrop={onDrop}
    >
      <div className={styles.bar}>
        <Button
          appearance="primary"
          icon={<SendRegular />}
          disabledFocusable={isSending || uploads.size > 0}
          onClick={() => void send()}
        >
          {isSending ? t('compose.sending') : t('compose.send')}
        </Button>
        <Button appearance="subtle" icon={<AttachRegular />} onClick={() => files.current?.click()}>
          {t('compose.attach')}
        </Button>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label={t('compose.attach')}
          onChange={(event) => {
            void attach([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <Button appearance="subtle" icon={<DeleteRegular />} onClick={() => void discard()}>
          {t('compose.discard')}
        </Button>
        <span className={styles.saved} role="status">
          {saveWords}
        </span>
        <Button appearance="subtle" icon={<DismissRegular />} aria-label={t('close')} onClick={() => void close()} />
      </div>
      <div aria-live="assertive">
        {problem !== null && (
          <MessageBar intent="error" layout="multiline" className={styles.problem}>
            <MessageBarBody>{problem}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      <div className={styles.fields}>
        <RecipientField
          label={t('mail.to')}
          value={draft.to}
          autoFocus={initial.to === ''}
          onChange={(to) => change({ to })}
        />
        {showsCopies ? (
          <>
            <RecipientField label={t('mail.cc')} value={draft.cc} onChange={(cc) => change({ cc })} />
            <RecipientField label={t('mail.bcc')} value={draft.bcc} onChange={(bcc) => change({ bcc })} />
          </>
        ) : (
          <Button appearance="transparent" size="small" className={styles.copies} onClick={() => setShowsCopies(true)}>
            {t('compose.showCcBcc')}
          </Button>
        )}
        <Field label={t('mail.subject')} orientation="horizontal" className={styles.field}>
          <Input appearance="underline" value={draft.subject} onChange={(_, { value }) => change({ subject: value })} />
        </Field>
      </div>
      {(draft.attachments.length > 0 || uploads.size > 0) && (
        <ul className={styles.attachments}>
          {draft.attachments.map((attachment) => (
            <li key={attachment.blobId}>
              <span>{attachment.name}</span>
              <span className={styles.size}>{byteSizeIn(attachment.size, language)}</span>
              <Button
                appearance="transparent"
                size="small"
                icon={<DismissRegular />}
                aria-label={t('compose.removeAttachment', { name: attachment.name })}
                onClick={() => change({ attachments: draft.attachments.filter((other) => other !== attachment) })}
              />
            </li>
          ))}
          {[...uploads].map(([name, fraction]) => (
            <li key={name}>{t('compose.uploading', { name, percent: Math.round(fraction * 100) })}</li>
          ))}
        </ul>
      )}
      <Toolbar size="small" aria-label={t('compose.format')} className={styles.format}>
        <ToolbarButton aria-label={t('compose.bold')} icon={<TextBoldRegular />} onClick={() => format('bold')} />
        <ToolbarButton aria-label={t('compose.italic')} icon={<TextItalicRegular />} onClick={() => format('italic')} />
        <ToolbarButton
          aria-label={t('compose.underline')}
          icon={<TextUnderlineRegular />}
          onClick={() => format('underline')}
        />
        <ToolbarDivider />
        <ToolbarButton
          aria-label={t('compose.bullets')}
          icon={<TextBulletListRegular />}
          onClick={() => format('insertUnorderedList')}
        />
        <ToolbarButton
          aria-label={t('compose.numbers')}
          icon={<TextNumberListLtrRegular />}
          onClick={() => format('insertOrderedList')}
        />
      </Toolbar>
      {/* biome-ignore lint/a11y/useSemanticElements: a textarea holds no formatting */}
      <div
        ref={editor}
        className={styles.editor}
        role="textbox"
        tabIndex={0}
        aria-multiline="true"
        aria-label={t('compose.body')}
        contentEditable
        suppressContentEditableWarning
        dir="auto"
        spellCheck
        onInput={() => {
          plainText.current = editor.current?.innerText ?? '';
          change({ html: editor.current?.innerHTML ?? '' });
        }}
        onPaste={(event) => {
          if (event.clipboardData.files.length > 0) {
            event.preventDefault();
            void attach(event.clipboardData.files);
            return;
          }
          // Pasted markup would bring along whatever another site wrote.
          event.preventDefault();
          document.execCommand('insertText', false, event.clipboardData.getData('text/plain'));
        }}
      />
      {isDropTarget && <div className={styles.dropHint}>{t('compose.dropHere')}</div>}
    </section>
  );
}
