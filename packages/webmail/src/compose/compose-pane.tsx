import { Button, MessageBar, MessageBarBody, Spinner, Textarea } from '@fluentui/react-components';
import { AttachRegular, DeleteRegular, DismissRegular } from '@fluentui/react-icons';
import { type DragEvent, type KeyboardEvent, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { RequestError } from '@relais/browser-frame/server/request.ts';
import { useFocusReturn } from '@relais/browser-frame/frame/focus-return.ts';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { type Words, useWords } from '../language/words.ts';
import type { RichEditorHandle } from '../editor/rich-editor.tsx';
import { hourOf } from '../mail/date-words.ts';
import type { Identity } from '../mail/mail-data.ts';
import { pathOf } from '../route.ts';
import { downloadPath } from '../server/jmap.ts';
import { refusalWords } from '../server/refusal-words.ts';
import { AttachmentChips } from './attachment-chips.tsx';
import { ComposeFields } from './compose-fields.tsx';
import { ComposeOptions } from './compose-options.tsx';
import narrow from '../frame/narrow-button.module.css';
import styles from './compose-pane.module.css';
import { type Draft, textAsHtml } from './draft.ts';
import { QuotedMessage } from './quoted-message.tsx';
import { rememberPeople } from './recent-people.ts';
import { parseRecipients } from './recipients.ts';
import { ownIdentity, sendDraft } from './save-draft.ts';
import { plainMarkup } from './saved-draft.ts';
import { SendButton } from './send-button.tsx';
import { useAttachments } from './use-attachments.ts';
import { type SaveState, useDraft } from './use-draft.ts';

const RichEditor = lazyPart(async () => ({ default: (await import('../editor/rich-editor.tsx')).RichEditor }));

/** What became of a message that is written no more. */
export type ComposeEnd =
  | { readonly kind: 'closed' }
  /** In Deleted Items if the server knew it; `null`: nothing had been written. */
  | { readonly kind: 'discarded'; readonly draft: Draft | null }
  /** Kept in this browser until the server can be reached. */
  | { readonly kind: 'waiting' }
  /** `submissionId` while it can be called back until `at`. */
  | { readonly kind: 'sent'; readonly emailId: string; readonly submissionId: string; readonly at: Date | null };

export interface ComposePaneProps {
  readonly initial: Draft;
  readonly accountId: string;
  readonly identities: readonly Identity[];
  readonly draftsId: string;
  readonly sentId: string | null;
  readonly trashId: string | null;
  readonly undoSeconds: number;
  readonly isWindow?: boolean;
  readonly onEnd: (end: ComposeEnd) => void;
}

/** Writes a message: kept in this browser at once, in Drafts as one goes, sent only when the server says so. */
export function ComposePane(props: ComposePaneProps) {
  const { initial, accountId, identities, draftsId, sentId, onEnd } = props;
  const t = useWords();
  const [identityId, setIdentityId] = useState(initial.identityId);
  const identity = (identities.find(({ id }) => id === identityId) ?? identities[0]) as Identity;
  const self = ownIdentity(identities, identity);
  const inHand = useDraft(initial, accountId, { identity, self }, draftsId, props.trashId);
  const { draft, change } = inHand;
  if (draft.identityId !== identityId) setIdentityId(draft.identityId);
  useFocusReturn();
  const [problem, setProblem] = useState<string | null>(null);
  /** To whom and with how many files the message was that was refused; `null` where the problem is another. */
  const [refused, setRefused] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  const [isDropTarget, setIsDropTarget] = useState(false);
  /** Counts how often the editor begins anew with another text. */
  const [edition, setEdition] = useState(0);
  const editor = useRef<RichEditorHandle>(null);
  const files = useRef<HTMLInputElement>(null);
  const pictures = useRef<HTMLInputElement>(null);
  const tellOfFiles = useCallback((words: string | null) => {
    setProblem(words);
    setRefused(null);
  }, []);
  const attaching = useAttachments(change, accountId, tellOfFiles);
  const isUploading = attaching.uploads.some(({ failure }) => failure === null);
  const sendable = JSON.stringify([draft.to, draft.cc, draft.bcc, draft.attachments.length, attaching.uploads.length]);
  // What was said of it is not true of another one.
  if (refused !== null && refused !== sendable) tellOfFiles(null);
  const hasText = useRef(initial.html);

  const sourceOf = useCallback(
    (contentId: string) => {
      const part = draft.attachments.find(({ cid }) => cid === contentId);
      return part === undefined ? null : downloadPath(accountId, part.blobId, part.name, part.type);
    },
    [draft.attachments, accountId],
  );

  const isWorthAsking = () => attaching.uploads.length > 0 || (props.isWindow === true && inHand.isUnsaved());
  const asks = useRef(isWorthAsking);
  asks.current = isWorthAsking;
  // In the main window what is written is found again; what is on its way up is lost, and so is a window of its own.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => asks.current() && event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
  // Each save makes another Email: a window that is loaded again opens the latest.
  const { emailId } = draft;
  useEffect(() => {
    if (props.isWindow === true && emailId !== null)
      history.replaceState(null, '', pathOf({ page: 'compose', emailId }));
  }, [props.isWindow, emailId]);

  async function send(at: Date | null) {
    setRefused(sendable);
    const lists = [draft.to, draft.cc, draft.bcc].map(parseRecipients);
    const wrong = lists.flatMap((list) => list.wrong)[0];
    if (wrong !== undefined) return setProblem(t('compose.badAddress', { address: wrong }));
    if (lists.every((list) => list.addresses.length === 0)) return setProblem(t('compose.noRecipient'));
    const missing = attaching.uploads[0]?.name;
    if (missing !== undefined) return setProblem(t('compose.missing', { name: missing }));
    const leaveToOutbox = async () => {
      rememberPeople(lists.flatMap((list) => list.addresses));
      await inHand.sendLater(at);
      onEnd({ kind: 'waiting' });
    };
    setProblem(null);
    setIsSending(true);
    try {
      change({});
      const saved = await inHand.save();
      if (saved === null) {
        const { isUnreachable, reason } = inHand.failure();
        if (!isUnreachable) throw new Error(reason);
        return await leaveToOutbox();
      }
      const holdSeconds = at === null ? props.undoSeconds : Math.max(1, Math.round((at.getTime() - Date.now()) / 1000));
      const sending = sendDraft(saved, { identity, draftsId, sentId, holdSeconds });
      const submissionId = await sending.catch((cause: unknown) => {
        if (!(cause instanceof RequestError) || cause.status !== 0) throw cause;
        return null;
      });
      // No answer: whether it has left is looked at before it is sent again.
      if (submissionId === null) return await leaveToOutbox();
      rememberPeople(lists.flatMap((list) => list.addresses));
      await inHand.end('sent');
      onEnd({ kind: 'sent', emailId: saved.emailId, submissionId, at });
    } catch (cause) {
      setProblem(t('compose.refused', { reason: refusalWords(cause, t) }));
      setIsSending(false);
    }
  }

  async function close() {
    await inHand.save();
    onEnd({ kind: 'closed' });
  }

  async function discard() {
    await inHand.end('discarded');
    onEnd({ kind: 'discarded', draft: draft === initial ? null : draft });
  }

  async function popOut() {
    change({});
    const saved = await inHand.save();
    if (saved === null) return setProblem(t('signIn.unreachable'));
    window.open(pathOf({ page: 'compose', emailId: saved.emailId }), '_blank', 'popup,width=860,height=720');
    onEnd({ kind: 'closed' });
  }

  function onFormat(format: Draft['format']) {
    const html = textAsHtml(draft.text);
    hasText.current = html;
    change({ format, html });
    setEdition(edition + 1);
  }

  async function editQuote() {
    hasText.current = draft.html + (await plainMarkup(draft.quote));
    change({ html: hasText.current, quote: '' });
    setEdition(edition + 1);
  }

  function onDrop(event: DragEvent) {
    setIsDropTarget(false);
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const dropped = [...event.dataTransfer.files];
    // Onto the text, pictures go into it where they are let go.
    if (!(event.target as HTMLElement).isContentEditable) return void attaching.attach(dropped);
    const place = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    if (place != null) getSelection()?.setPosition(place.offsetNode, place.offset);
    void attaching.insert(dropped, editor.current);
  }

  function onKeyDown(event: KeyboardEvent) {
    // Keys in menus and dialogs of the pane come by here as well; they are those windows' own.
    if (!event.currentTarget.contains(event.target as Node)) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.stopPropagation();
      if (!isSending && !isUploading) void send(null);
    } else if (event.key.toLowerCase() === 's' && event.altKey) {
      event.preventDefault();
      if (!isSending && !isUploading) void send(null);
    } else if (event.key.toLowerCase() === 's' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void inHand.save();
    } else if (event.key === 'Escape' && !event.defaultPrevented) void close();
  }

  const take = (input: HTMLInputElement, work: (list: readonly File[]) => Promise<void>) => {
    void work([...(input.files ?? [])]);
    input.value = '';
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts of the form inside
    <section
      className={isDropTarget ? styles.paneDrop : styles.pane}
      aria-label={t('compose.title')}
      data-own-keys
      onKeyDownCapture={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && onKeyDown(event)}
      onKeyDown={(event) => event.key !== 'Enter' && onKeyDown(event)}
      onDragOverCapture={(event) => {
        if (event.dataTransfer.types.includes('Files')) {
          event.preventDefault();
          setIsDropTarget(true);
        }
      }}
      onDragLeave={() => setIsDropTarget(false)}
      onDropCapture={onDrop}
    >
      {/* On a phone nothing else has a heading. */}
      <h1 className="seen-by-readers-only">{t('compose.title')}</h1>
      <div className={styles.bar}>
        <SendButton isSending={isSending} isDisabled={isSending || isUploading} onSend={(at) => void send(at)} />
        <Button
          className={narrow.button}
          appearance="subtle"
          icon={<AttachRegular />}
          title={t('compose.attach')}
          onClick={() => files.current?.click()}
        >
          <span className={narrow.words}>{t('compose.attach')}</span>
        </Button>
        <Button
          className={narrow.button}
          appearance="subtle"
          icon={<DeleteRegular />}
          title={t('compose.discard')}
          onClick={() => void discard()}
        >
          <span className={narrow.words}>{t('compose.discard')}</span>
        </Button>
        <span className={styles.saved} role="status">
          {saveWords(inHand.saveState, t)}
        </span>
        <ComposeOptions
          inHand={inHand}
          onFormat={onFormat}
          onPopOut={props.isWindow === true ? null : () => void popOut()}
        />
        <Button appearance="subtle" icon={<DismissRegular />} aria-label={t('close')} onClick={() => void close()} />
      </div>
      <input
        ref={files}
        type="file"
        data-kind="files"
        multiple
        hidden
        aria-label={t('compose.attach')}
        onChange={(event) => take(event.target, attaching.attach)}
      />
      <input
        ref={pictures}
        type="file"
        data-kind="pictures"
        multiple
        hidden
        accept="image/png,image/jpeg,image/gif,image/webp"
        aria-label={t('compose.picture')}
        onChange={(event) => take(event.target, (list) => attaching.insert(list, editor.current))}
      />
      <div aria-live="assertive">
        {problem !== null && (
          <MessageBar intent="error" layout="multiline" className={styles.problem}>
            <MessageBarBody>{problem}</MessageBarBody>
          </MessageBar>
        )}
        {inHand.isApart && (
          <MessageBar intent="warning" layout="multiline" className={styles.problem}>
            <MessageBarBody>{t('compose.apart')}</MessageBarBody>
          </MessageBar>
        )}
        {problem === null && inHand.saveState.kind === 'failed' && (
          <MessageBar intent="warning" layout="multiline" className={styles.problem}>
            <MessageBarBody>{t('compose.keptHere', { reason: inHand.saveState.reason })}</MessageBarBody>
          </MessageBar>
        )}
      </div>
      <ComposeFields inHand={inHand} identities={identities} identity={identity} />
      {draft.importance !== 'normal' && (
        <p className={styles.importance}>{t(`compose.importanceNotice.${draft.importance}`)}</p>
      )}
      <AttachmentChips inHand={inHand} attaching={attaching} />
      <div className={styles.scroll}>
        {draft.format === 'text' ? (
          <Textarea
            className={styles.plainText}
            appearance="filled-lighter"
            aria-label={t('compose.body')}
            dir="auto"
            resize="vertical"
            value={draft.text}
            onChange={(_, { value }) => change({ text: value })}
          />
        ) : (
          <Suspense fallback={<Spinner label={t('loading')} />}>
            <RichEditor
              key={edition}
              label={t('compose.body')}
              initialHtml={hasText.current}
              hasFocus={initial.to !== '' || edition > 0}
              sourceOf={sourceOf}
              onChange={(html, text) => {
                // The editor's own tidying of what it was given is no change of the writer's.
                if (html !== draft.html && (text !== draft.text || draft.text !== '' || html.includes('<img'))) {
                  change({ html, text });
                }
              }}
              onFiles={(list) => void attaching.insert(list, editor.current)}
              onPicture={() => pictures.current?.click()}
              handle={editor}
            />
          </Suspense>
        )}
        {draft.quote !== '' && draft.format === 'html' && (
          <QuotedMessage
            draft={draft}
            accountId={accountId}
            onRemove={() => change({ quote: '' })}
            onEdit={() => void editQuote()}
          />
        )}
      </div>
      {isDropTarget && <div className={styles.dropHint}>{t('compose.dropHere')}</div>}
    </section>
  );
}

function saveWords(state: SaveState, t: Words): string {
  switch (state.kind) {
    case 'none':
      return '';
    case 'saving':
      return t('compose.saving');
    case 'saved':
      return t('compose.saved', { time: hourOf(state.at) });
    case 'failed':
      return t('compose.notSaved');
  }
}
