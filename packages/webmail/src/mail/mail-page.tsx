import {
  Button,
  Menu,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  OverlayDrawer,
  SearchBox,
  Spinner,
  Toast,
  Toaster,
  ToastTitle,
  ToastTrigger,
  Link,
  Tooltip,
  useId,
  useToastController,
} from '@fluentui/react-components';
import {
  ArchiveRegular,
  ArrowLeftRegular,
  DeleteRegular,
  FilterRegular,
  FlagRegular,
  FolderArrowRightRegular,
  MailReadRegular,
  MailUnreadRegular,
  EditRegular,
  NavigationRegular,
} from '@fluentui/react-icons';
import DOMPurify from 'dompurify';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { goTo, type Route } from '../route.ts';
import { ComposePane } from './compose-pane.tsx';
import { answerDraft, type Draft, emptyDraft, addressText, escapeHtml } from './draft.ts';
import { keptDraft } from './draft-keeper.ts';
import { FolderMenu } from './folder-menu.tsx';
import { FolderPane, treeOf } from './folder-pane.tsx';
import { type ListFilter, type ListView, useAccountId, useEmail, useIdentities, useMailboxes } from './mail-data.ts';
import styles from './mail-page.module.css';
import type { Email, EmailRow, Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';
import { MessageList, type MessageListHandle } from './message-list.tsx';
import { QuotaBar } from './quota-bar.tsx';
import { ReadingPane, type ReplyKind, textOf } from './reading-pane.tsx';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { useMailActions } from './use-mail-actions.ts';
import { usePush } from './use-push.ts';
import { useShortcuts } from './use-shortcuts.ts';

type MailRoute = Extract<Route, { page: 'mail' }>;

/** Mail as in Outlook Web App: folders, list, reading pane; on a phone one of them at a time. */
export function MailPage({ route }: { readonly route: MailRoute }) {
  const { t } = useTranslation();
  const { data: mailboxes } = useMailboxes();
  const accountId = useAccountId();
  // Above the folder: what is being written stays when another folder is opened.
  const [composing, setComposing] = useState<Draft | null>(null);
  usePush();
  const current =
    mailboxes?.find(({ id }) => id === route.mailboxId) ??
    mailboxes?.find(({ role }) => role === 'inbox') ??
    mailboxes?.[0];
  const title = current === undefined ? t('mail.title') : mailboxName(current, t);
  const unread = current?.unreadEmails ?? 0;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} – ${t('product')}`;
  }, [title, unread, t]);
  if (mailboxes === undefined || current === undefined || accountId === undefined) {
    return <Spinner style={{ margin: 'auto' }} label={t('loading')} />;
  }
  return <Mail {...{ route, mailboxes, current, accountId, composing, setComposing }} />;
}

interface MailProps {
  readonly route: MailRoute;
  readonly mailboxes: readonly Mailbox[];
  readonly current: Mailbox;
  readonly accountId: string;
  readonly composing: Draft | null;
  readonly setComposing: (draft: Draft | null) => void;
}

function Mail({ route, mailboxes, current, accountId, composing, setComposing }: MailProps) {
  const { t } = useTranslation();
  const actions = useMailActions();
  const toasterId = useId('mail');
  const { dispatchToast } = useToastController(toasterId);
  const { data: identities } = useIdentities();
  const [words, setWords] = useState('');
  const [typed, setTyped] = useState('');
  const [filter, setFilter] = useState<ListFilter>('all');
  const [selected, setSelected] = useState<ReadonlyMap<string, EmailRow>>(new Map());
  const [showsFolders, setShowsFolders] = useState(false);
  const [showsHelp, setShowsHelp] = useState(false);
  const [recovered, setRecovered] = useState(() => keptDraft(accountId));
  const list = useRef<MessageListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const view: ListView = useMemo(() => ({ mailboxId: current.id, filter, words }), [current.id, filter, words]);
  const { data: opened } = useEmail(route.emailId);
  const folderWith = (role: string) => mailboxes.find((mailbox) => mailbox.role === role);
  const drafts = folderWith('drafts');
  const trash = folderWith('trash');
  const archive = folderWith('archive');
  const identity = identities?.[0];
  const isOutgoing = current.role === 'sent' || current.role === 'drafts';
  const isTrash = current.role === 'trash';
  const chosen = selected.size > 0 ? [...selected.values()] : opened ? [opened] : [];

  // Another folder begins afresh; only what is being written goes along.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the folder is what matters
  useEffect(() => {
    setSelected(new Map());
    setTyped('');
    setWords('');
    setFilter('all');
  }, [current.id]);
  // Words are searched when the typing pauses.
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), 400);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    if (opened && opened.keywords.$seen !== true && opened.keywords.$draft !== true) {
      const timer = setTimeout(() => void actions.setKeyword([opened], '$seen', true).catch(() => undefined), 600);
      return () => clearTimeout(timer);
    }
  }, [opened, actions]);

  function tell(text: string, intent: 'success' | 'error', undo?: () => void) {
    dispatchToast(
      <Toast>
        <ToastTitle
          action={
            undo === undefined ? undefined : (
              <ToastTrigger>
                <Link onClick={undo}>{t('mail.undo')}</Link>
              </ToastTrigger>
            )
          }
        >
          {text}
        </ToastTitle>
      </Toast>,
      { intent, timeout: undo === undefined ? 4000 : 8000, politeness: intent === 'error' ? 'assertive' : 'polite' },
    );
  }
  function failed(cause: unknown) {
    tell(t('mail.failed', { reason: cause instanceof Error ? cause.message : String(cause) }), 'error');
  }

  function open(email: EmailRow | null) {
    goTo({ page: 'mail', mailboxId: current.id, emailId: email?.id ?? null });
  }

  function openRow(email: EmailRow) {
    if (composing !== null) setComposing(null);
    open(email);
  }

  async function moveTo(target: Mailbox, emails: readonly EmailRow[]) {
    if (emails.length === 0 || target.id === current.id) return;
    const ids = emails.map(({ id }) => id);
    setSelected(new Map());
    if (route.emailId !== null && ids.includes(route.emailId)) open(null);
    try {
      await actions.move(ids, current.id, target.id);
      const folder = mailboxName(target, t);
      const text =
        target.role === 'trash'
          ? t('mail.deleted', { count: ids.length })
          : t('mail.moved', { count: ids.length, folder });
      tell(text, 'success', () => void actions.move(ids, target.id, current.id).catch(failed));
    } catch (cause) {
      failed(cause);
    }
  }

  async function remove(emails: readonly EmailRow[]) {
    if (trash !== undefined && !isTrash) return moveTo(trash, emails);
    setSelected(new Map());
    open(null);
    await actions.destroy(emails.map(({ id }) => id)).catch(failed);
  }

  function mark(keyword: '$seen' | '$flagged', value: boolean, emails: readonly EmailRow[] = chosen) {
    void actions.setKeyword(emails, keyword, value).catch(failed);
  }

  function answer(email: Email, kind: ReplyKind) {
    const own = new Set((identities ?? []).map(({ email: address }) => address.toLowerCase()));
    const html = textOf(email, email.htmlBody, 'text/html');
    const quoted =
      html === null
        ? escapeHtml(textOf(email, email.textBody, null) ?? '').replaceAll('\n', '<br>')
        : DOMPurify.sanitize(html, {
            USE_PROFILES: { html: true },
            FORBID_TAGS: ['style', 'form', 'input', 'button', 'img'],
          });
    setComposing(
      answerDraft(email, kind, quoted, own, {
        wrote: (date, name) => t('compose.wrote', { date, name }),
        forwarded: t('compose.forwarded'),
        labels: { from: t('mail.from'), to: t('mail.to'), subject: t('mail.subject') },
      }),
    );
  }

  function edit(email: Email) {
    const html = textOf(email, email.htmlBody, 'text/html');
    setComposing({
      emailId: email.id,
      to: addressText(email.to),
      cc: addressText(email.cc),
      bcc: addressText(email.bcc),
      subject: email.subject ?? '',
      html: DOMPurify.sanitize(html ?? escapeHtml(textOf(email, email.textBody, null) ?? '').replaceAll('\n', '<br>'), {
        USE_PROFILES: { html: true },
      }),
      attachments: email.attachments.flatMap(({ blobId, name, type, size }) =>
        blobId === null ? [] : [{ blobId, name: name ?? type, type, size }],
      ),
      inReplyTo: [],
      references: email.references ?? [],
      answers: null,
    });
    open(null);
  }

  useShortcuts({
    n: () => setComposing(emptyDraft),
    r: () => opened && answer(opened, 'reply'),
    'Shift+R': () => opened && answer(opened, 'reply-all'),
    'Shift+F': () => opened && answer(opened, 'forward'),
    j: () => list.current?.step(1),
    k: () => list.current?.step(-1),
    Delete: () => void remove(chosen),
    e: () => archive && void moveTo(archive, chosen),
    q: () => mark('$seen', true),
    u: () => mark('$seen', false),
    Insert: () => mark('$flagged', !chosen.every((email) => email.keywords.$flagged === true)),
    '/': () => search.current?.focus(),
    '?': () => setShowsHelp(true),
    Escape: () => (selected.size > 1 ? setSelected(new Map()) : open(null)),
  });

  const folders = (
    <>
      <div className={styles.newMail}>
        <Button
          appearance="primary"
          icon={<EditRegular />}
          onClick={() => {
            setShowsFolders(false);
            setComposing(emptyDraft);
          }}
        >
          {t('mail.newMail')}
        </Button>
      </div>
      <FolderPane
        mailboxes={mailboxes}
        currentId={current.id}
        onDropEmails={(id) => {
          const target = mailboxes.find((mailbox) => mailbox.id === id);
          if (target !== undefined) void moveTo(target, chosen);
        }}
      />
      <QuotaBar />
    </>
  );
  const isReading = route.emailId !== null || composing !== null;
  return (
    <main className={isReading ? styles.pageReading : styles.page}>
      <Toaster toasterId={toasterId} position="bottom-start" />
      <ShortcutsHelp isOpen={showsHelp} onClose={() => setShowsHelp(false)} />
      <OverlayDrawer
        open={showsFolders}
        onOpenChange={(_, { open: isOpen }) => setShowsFolders(isOpen)}
        size="small"
        aria-label={t('mail.folders')}
      >
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: any link in it closes the drawer */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: any link in it closes the drawer */}
        <div
          className={styles.drawer}
          onClick={(event) => (event.target as HTMLElement).closest('a') !== null && setShowsFolders(false)}
        >
          {folders}
        </div>
      </OverlayDrawer>
      <div className={styles.folders}>{folders}</div>
      <section className={styles.listPane} aria-label={mailboxName(current, t)}>
        <div className={styles.listHead}>
          <Button
            className={styles.phoneOnly}
            appearance="subtle"
            icon={<NavigationRegular />}
            aria-label={t('mail.showFolders')}
            onClick={() => setShowsFolders(true)}
          />
          <h1 className={styles.folderTitle}>{mailboxName(current, t)}</h1>
          <Menu
            checkedValues={{ filter: [filter] }}
            onCheckedValueChange={(_, { checkedItems }) => setFilter(checkedItems[0] as ListFilter)}
          >
            <MenuTrigger disableButtonEnhancement>
              <Button appearance={filter === 'all' ? 'subtle' : 'secondary'} size="small" icon={<FilterRegular />}>
                {t(filter === 'all' ? 'mail.filter' : filter === 'unread' ? 'mail.unreadOnly' : 'mail.flaggedOnly')}
              </Button>
            </MenuTrigger>
            <MenuPopover>
              <MenuList>
                <MenuItemRadio name="filter" value="all">
                  {t('mail.all')}
                </MenuItemRadio>
                <MenuItemRadio name="filter" value="unread">
                  {t('mail.unreadOnly')}
                </MenuItemRadio>
                <MenuItemRadio name="filter" value="flagged">
                  {t('mail.flaggedOnly')}
                </MenuItemRadio>
              </MenuList>
            </MenuPopover>
          </Menu>
          <FolderMenu mailbox={current} onFailed={failed} onDone={(text) => tell(text, 'success')} />
          <Button
            className={styles.phoneOnly}
            appearance="primary"
            icon={<EditRegular />}
            aria-label={t('mail.newMail')}
            onClick={() => setComposing(emptyDraft)}
          />
        </div>
        <div className={styles.search}>
          <SearchBox
            ref={search}
            className={styles.searchBox}
            value={typed}
            placeholder={t('mail.search')}
            aria-label={t('mail.search')}
            dismiss={{ 'aria-label': t('mail.clearSearch') }}
            onChange={(_, { value }) => setTyped(value)}
          />
        </div>
        <ActionBar
          count={selected.size}
          isDisabled={chosen.length === 0}
          isRead={chosen.every((email) => email.keywords.$seen === true)}
          isFlagged={chosen.length > 0 && chosen.every((email) => email.keywords.$flagged === true)}
          targets={treeOf(mailboxes).filter(({ mailbox }) => mailbox.id !== current.id)}
          archive={archive !== undefined && archive.id !== current.id ? () => void moveTo(archive, chosen) : null}
          onDelete={() => void remove(chosen)}
          onMove={(target) => void moveTo(target, chosen)}
          onRead={(value) => mark('$seen', value)}
          onFlag={(value) => mark('$flagged', value)}
        />
        <MessageList
          key={current.id}
          view={view}
          folderName={mailboxName(current, t)}
          showsRecipients={isOutgoing}
          openId={route.emailId}
          selected={selected}
          onSelect={setSelected}
          onOpen={openRow}
          onFlag={(email) => mark('$flagged', email.keywords.$flagged !== true, [email])}
          onDelete={(email) => void remove([email])}
          handle={list}
        />
      </section>
      <div className={styles.reading}>
        <div className={styles.backBar}>
          <Button
            appearance="subtle"
            icon={<ArrowLeftRegular />}
            onClick={() => {
              setComposing(null);
              open(null);
            }}
          >
            {t('back')}
          </Button>
        </div>
        {recovered !== null && composing === null && (
          <div className={styles.recovered} role="status">
            <span>{t('compose.recovered')}</span>
            <Button
              size="small"
              onClick={() => {
                setComposing(recovered);
                setRecovered(null);
              }}
            >
              {t('compose.recover')}
            </Button>
          </div>
        )}
        {composing !== null && identity !== undefined && drafts !== undefined ? (
          <ComposePane
            key={composing.emailId ?? composing.answers ?? 'new'}
            initial={composing}
            accountId={accountId}
            identity={identity}
            draftsId={drafts.id}
            sentId={folderWith('sent')?.id ?? null}
            onClose={(notice) => {
              setComposing(null);
              setRecovered(null);
              if (notice !== null) tell(t(notice === 'sent' ? 'compose.sent' : 'compose.discarded'), 'success');
            }}
          />
        ) : route.emailId === null ? (
          <p className={styles.choose}>{t('mail.choose')}</p>
        ) : (
          <ReadingPane emailId={route.emailId} accountId={accountId} onReply={answer} onEdit={edit} />
        )}
      </div>
    </main>
  );
}

interface ActionBarProps {
  readonly count: number;
  readonly isDisabled: boolean;
  readonly isRead: boolean;
  readonly isFlagged: boolean;
  readonly targets: readonly { readonly mailbox: Mailbox; readonly depth: number }[];
  readonly archive: (() => void) | null;
  readonly onDelete: () => void;
  readonly onMove: (target: Mailbox) => void;
  readonly onRead: (value: boolean) => void;
  readonly onFlag: (value: boolean) => void;
}

/** What can be done with the chosen messages. */
function ActionBar(props: ActionBarProps) {
  const { t } = useTranslation();
  const { isDisabled, isRead, isFlagged } = props;
  const button = (label: string, icon: React.JSX.Element, act: () => void) => (
    <Tooltip content={label} relationship="label">
      <Button appearance="subtle" size="small" icon={icon} disabledFocusable={isDisabled} onClick={act} />
    </Tooltip>
  );
  return (
    <div className={styles.actionBar} role="toolbar" aria-label={t('mail.more')}>
      {button(t('mail.delete'), <DeleteRegular />, props.onDelete)}
      {props.archive !== null && button(t('mail.archive'), <ArchiveRegular />, props.archive)}
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Tooltip content={t('mail.move')} relationship="label">
            <Button
              appearance="subtle"
              size="small"
              icon={<FolderArrowRightRegular />}
              disabledFocusable={isDisabled}
            />
          </Tooltip>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {props.targets.map(({ mailbox, depth }) => (
              <MenuItem
                key={mailbox.id}
                style={{ paddingInlineStart: 8 + depth * 14 }}
                onClick={() => props.onMove(mailbox)}
              >
                {mailboxName(mailbox, t)}
              </MenuItem>
            ))}
          </MenuList>
        </MenuPopover>
      </Menu>
      {button(
        t(isRead ? 'mail.markUnread' : 'mail.markRead'),
        isRead ? <MailUnreadRegular /> : <MailReadRegular />,
        () => props.onRead(!isRead),
      )}
      {button(t(isFlagged ? 'mail.unflag' : 'mail.flag'), <FlagRegular />, () => props.onFlag(!isFlagged))}
      <span className={styles.count} role="status">
        {props.count > 1 ? t('mail.selected', { count: props.count }) : ''}
      </span>
    </div>
  );
}
