import { Button, Spinner } from '@fluentui/react-components';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Words, useWords } from '../language/words.ts';
import type { ReplyKind } from '../compose/answer-draft.ts';
import { usePreferences } from '../server/preferences.ts';
import { shortDate } from './date-words.ts';
import { type ConversationEmail, useConversation, useEmail } from './mail-data.ts';
import { type Email, type Mailbox, shownName } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';
import { Message } from './message.tsx';
import styles from './reading-pane.module.css';
import { useMailActions } from './use-mail-actions.ts';

export interface ReadingPaneProps {
  readonly emailId: string;
  readonly accountId: string;
  readonly mailboxes: readonly Mailbox[];
  /** The folder that is open: messages in Deleted Items belong to a conversation only there. */
  readonly mailboxId: string;
  /** Nobody chose it: it took the place of one that went elsewhere. */
  readonly openedByItself: boolean;
  readonly onReply: (email: Email, kind: ReplyKind) => void;
  readonly onEdit: (email: Email) => void;
  /** Whose mail is to be junk from now on, or never; `null` in mailboxes of others. */
  readonly onSender: ((email: Email, as: 'trusted' | 'blocked') => void) | null;
  readonly onRecall: (submissionId: string, emailId: string) => void;
  readonly onFailed: (cause: unknown) => void;
}

/** A message, with the others of its conversation around it where the reader wants that. */
export function ReadingPane(props: ReadingPaneProps) {
  const t = useWords();
  const { conversations } = usePreferences();
  const { data: email, isPending, isError, refetch } = useEmail(props.emailId, props.accountId);
  const { data: conversation } = useConversation(conversations ? (email?.threadId ?? null) : null, props.accountId);
  if (isPending) return <Spinner className={styles.waiting} label={t('loading')} />;
  if (isError || email === null || email === undefined) {
    if (!isError) return <p className={styles.nothing}>{t('mail.choose')}</p>;
    return (
      <div className={styles.nothing} role="alert">
        <p>{t('mail.loadFailed')}</p>
        <Button onClick={() => void refetch()}>{t('tryAgain')}</Button>
      </div>
    );
  }
  const others = (conversation ?? []).filter((one) => belongs(one, props));
  if (!conversations || others.length < 2 || !others.some(({ id }) => id === email.id)) {
    return (
      <div className={styles.scroll}>
        <OneMessage key={email.id} {...props} email={email} withSubject />
      </div>
    );
  }
  return <Conversation key={email.threadId} {...props} email={email} emails={others} />;
}

function belongs({ mailboxIds }: ConversationEmail, { mailboxes, mailboxId }: ReadingPaneProps): boolean {
  if (mailboxIds[mailboxId] === true) return true;
  const hidden = mailboxes.filter(({ role }) => role === 'trash' || role === 'junk' || role === 'drafts');
  return !hidden.some(({ id }) => mailboxIds[id] === true);
}

/** The newest on top; what was opened and what is unread is open, the rest one line each. */
function Conversation({
  emails,
  email,
  ...props
}: ReadingPaneProps & { readonly email: Email; readonly emails: readonly ConversationEmail[] }) {
  const t = useWords();
  const [opened, setOpened] = useState<ReadonlySet<string>>(
    () => new Set([email.id, ...emails.filter(({ keywords }) => keywords.$seen !== true).map(({ id }) => id)]),
  );
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    setOpened((before) => (before.has(email.id) ? before : new Set([...before, email.id])));
  }, [email.id]);
  return (
    <div ref={scroller} className={styles.scroll}>
      <h1 className={styles.conversationSubject} dir="auto">
        {email.subject || t('mail.noSubject')}
      </h1>
      <ol className={styles.conversation} aria-label={t('mail.conversationOf', { count: emails.length })}>
        {emails.map((one) => (
          <li key={one.id}>
            {opened.has(one.id) ? (
              <LoadedMessage {...props} emailId={one.id} />
            ) : (
              <button
                type="button"
                className={styles.closed}
                onClick={() => setOpened((before) => new Set([...before, one.id]))}
              >
                <strong dir="auto">{shownName(one.from?.[0]) || t('mail.noSender')}</strong>
                <span className={styles.closedPreview} dir="auto">
                  {one.preview}
                </span>
                <span className={styles.closedPlace}>{placeOf(one, props, t)}</span>
                <time dateTime={one.receivedAt}>{shortDate(one.receivedAt)}</time>
              </button>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

function placeOf({ mailboxIds }: ConversationEmail, { mailboxes, mailboxId }: ReadingPaneProps, t: Words): string {
  if (mailboxIds[mailboxId] === true) return '';
  const mailbox = mailboxes.find(({ id }) => mailboxIds[id] === true);
  return mailbox === undefined ? '' : mailboxName(mailbox, t);
}

function LoadedMessage(props: ReadingPaneProps) {
  const t = useWords();
  const { data: email } = useEmail(props.emailId, props.accountId);
  if (email === undefined) return <Spinner label={t('loading')} />;
  return email === null ? null : <OneMessage {...props} email={email} withSubject={false} />;
}

const readAfterMs = 600;

/** Who is at this window does one of these; reduced to what is surely a person. */
const signsOfAHand = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const;

/** A message that is in sight for a moment counts as read; one that nobody chose, when somebody is there to see it. */
function OneMessage({
  email,
  withSubject,
  ...props
}: ReadingPaneProps & { readonly email: Email; readonly withSubject: boolean }) {
  const actions = useMailActions();
  const mayMark = props.mailboxes.some(({ id, myRights }) => email.mailboxIds[id] === true && myRights.maySetSeen);
  const isUnread = mayMark && email.keywords.$seen !== true && email.keywords.$draft !== true;
  const wasMarked = useRef(false);
  const chosen = useMemo(() => email, [email]);
  useEffect(() => {
    // Once: who marks it as unread again means it.
    if (!isUnread || wasMarked.current) return;
    const over = new AbortController();
    const see = () => {
      const timer = setTimeout(() => {
        wasMarked.current = true;
        void actions.setKeyword([chosen], '$seen', true).catch(() => undefined);
      }, readAfterMs);
      over.signal.addEventListener('abort', () => clearTimeout(timer));
    };
    if (props.openedByItself) {
      // Somebody who files his mail on a telephone would find all of it read, because this window was open.
      const seen = new AbortController();
      for (const sign of signsOfAHand)
        addEventListener(sign, () => (seen.abort(), see()), { signal: AbortSignal.any([seen.signal, over.signal]) });
    } else see();
    return () => over.abort();
  }, [isUnread, chosen, actions, props.openedByItself]);
  return <Message {...props} email={email} withSubject={withSubject} />;
}
