import { Button, OverlayDrawer, Spinner } from '@fluentui/react-components';
import { ArrowLeftRegular, ArrowUndoRegular, EditRegular } from '@fluentui/react-icons';
import { type Dispatch, type SetStateAction, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { type Words, useWords } from '../language/words.ts';
import type { Draft } from '../compose/draft.ts';
import { goTo, type Route } from '../route.ts';
import { useChangeJunkMail } from '../server/junk-mail.ts';
import { usePreferences } from '../server/preferences.ts';
import { ActionBar, openActionMenu } from './action-bar.tsx';
import { categoryKeyword } from './categories.ts';
import type { ListFilter, ListView } from './email-pages.ts';
import { FolderMenu } from './folder-menu.tsx';
import { FolderPane } from './folder-pane.tsx';
import { ListHead } from './list-head.tsx';
import { type Identity, type OthersMailboxes, useEmail } from './mail-data.ts';
import styles from './mail-page.module.css';
import type { Chosen, Email, Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';
import { MessageList, type MessageListHandle } from './message-list.tsx';
import { targetsOf } from './move-targets.ts';
import { QuotaBar } from './quota-bar.tsx';
import { RecoveredDrafts } from './recovered-drafts.tsx';
import { SharedFolders, shownFolders } from './shared-folders.tsx';
import { useDeparture } from './use-departure.ts';
import { useFiling } from './use-filing.ts';
import { useLongWork } from './use-long-work.tsx';
import { useNotices } from './use-notices.tsx';
import { useOutbox } from './use-outbox.ts';
import { useQuestion } from './use-question.tsx';
import { useRecovery } from './use-recovery.ts';
import { useSelection } from './use-selection.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useWriting } from './use-writing.tsx';
import { useWritingStep } from './use-writing-step.ts';

// The first view is the list: what reads and writes comes when a hand is near it.
const loadReading = () => import('./reading-pane.tsx');
const ReadingPane = lazyPart(async () => ({ default: (await loadReading()).ReadingPane }));
const ShortcutsHelp = lazyPart(async () => ({ default: (await import('./shortcuts-help.tsx')).ShortcutsHelp }));
const RecoverDeleted = lazyPart(async () => ({
  default: (await import('./recover-deleted.tsx')).RecoverDeleted,
}));
const ComposePane = lazyPart(async () => ({ default: (await import('../compose/compose-pane.tsx')).ComposePane }));

export interface MailWorkspaceProps {
  readonly route: Extract<Route, { page: 'mail' }>;
  /** The user's own and those of others. */
  readonly mailboxes: readonly Mailbox[];
  readonly others: readonly OthersMailboxes[];
  readonly current: Mailbox;
  /** The user's own: whatever he writes is written there. */
  readonly accountId: string;
  readonly identities: readonly Identity[];
  readonly composing: Draft | null;
  readonly setComposing: Dispatch<SetStateAction<Draft | null>>;
}

/** One folder: its list, what is chosen in it, and what is read or written beside it. */
export function MailWorkspace(props: MailWorkspaceProps) {
  const { route, mailboxes, others, current, accountId, identities, composing, setComposing } = props;
  const t = useWords();
  const notices = useNotices();
  const changeJunkMail = useChangeJunkMail();
  const { readingPane, conversations, undoSeconds, afterMove } = usePreferences();
  const { askFirst, dialog: question } = useQuestion();
  const { run: runLong, dialog: longWork } = useLongWork();
  const [words, setWords] = useState('');
  const [typed, setTyped] = useState('');
  const [isEverywhere, setIsEverywhere] = useState(false);
  const [filter, setFilter] = useState<ListFilter>('all');
  const selection = useSelection(notices.failed);
  const { selected, select } = selection;
  const [showsFolders, setShowsFolders] = useState(false);
  const [showsHelp, setShowsHelp] = useState(false);
  const [recoversFrom, setRecoversFrom] = useState<string | null>(null);
  const list = useRef<MessageListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const own = mailboxes.filter((mailbox) => mailbox.accountId === accountId);
  const here = mailboxes.filter((mailbox) => mailbox.accountId === current.accountId);
  const shownOthers = shownFolders(others);
  const folderWith = (role: string) => own.find((mailbox) => mailbox.role === role);
  const drafts = folderWith('drafts');
  const hidden = here.filter(({ role }) => role === 'trash' || role === 'junk').map(({ id }) => id);
  const everywhereBut = isEverywhere ? hidden.join() : null;
  const view: ListView = useMemo(
    () => ({
      accountId: current.accountId,
      mailboxId: current.id,
      filter,
      words,
      conversations,
      everywhereBut: everywhereBut?.split(',').filter((id) => id !== '') ?? null,
    }),
    [current.accountId, current.id, filter, words, conversations, everywhereBut],
  );
  const { data: opened } = useEmail(route.emailId, current.accountId);
  const chosen: readonly Chosen[] = selected.size > 0 ? [...selected.values()] : opened ? [opened] : [];
  /** What is done with what is chosen, once all of it is known. */
  const withChosen = (work: (emails: readonly Chosen[]) => unknown) => {
    if (selection.awaited > 0) selection.whenKnown(work);
    else work(chosen);
  };
  const writing = useWriting(setComposing, identities, drafts, addressHere(current, accountId, others), notices);
  useWritingStep(composing?.key ?? null, () => setComposing(null));
  const outbox = useOutbox(
    { accountId, identities, draftsId: drafts?.id ?? '', sentId: folderWith('sent')?.id ?? null },
    notices,
  );

  const [openedByItself, setOpenedByItself] = useState<string | null>(null);
  useDeparture(
    route.emailId,
    opened,
    (mailboxIds) => (isEverywhere ? !hidden.some((id) => mailboxIds[id] === true) : mailboxIds[current.id] === true),
    (email) => {
      const folder = here.find(({ id }) => email?.mailboxIds[id] === true);
      notices.tell(goneWords(folder, t), { seconds: 8 });
      // What is being written, and what was selected together, stays as it is.
      const isBusy = composing !== null || selected.size > 1;
      const next = isBusy || afterMove === 'list' ? null : (list.current?.openWhereItWas(afterMove) ?? null);
      setOpenedByItself(next);
      if (next !== null) return;
      select((before) => new Map([...before].filter(([id]) => id !== route.emailId)));
      open(null);
    },
  );

  // Another folder begins afresh; only what is being written goes along.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the folder is what matters
  useEffect(() => {
    select(new Map());
    setTyped('');
    setWords('');
    setFilter('all');
    setIsEverywhere(false);
  }, [current.id]);
  // Words are searched when the typing pauses.
  useEffect(() => {
    const timer = setTimeout(() => setWords(typed.trim()), 400);
    return () => clearTimeout(timer);
  }, [typed]);

  function open(emailId: string | null) {
    goTo({ page: 'mail', mailboxId: current.id, emailId });
  }

  const isWhole =
    current.accountId === accountId ||
    others.some(({ account }) => account.id === current.accountId && account.isWhole);
  const recovery = useRecovery(isWhole ? current.accountId : null, accountId, () => setRecoversFrom(current.accountId));
  const filing = useFiling({
    mailboxes,
    current,
    ownAccountId: accountId,
    notices,
    askFirst,
    runLong,
    openId: route.emailId,
    recovery,
    onGone: (gone) => {
      if (afterMove === 'list' || list.current?.openBeside(gone, afterMove) !== true) open(null);
    },
    onSelect: select,
  });

  useShortcuts({
    n: writing.startNew,
    r: () => opened && writing.answer(opened, 'reply'),
    'Shift+R': () => opened && writing.answer(opened, 'reply-all'),
    'Shift+F': () => opened && writing.answer(opened, 'forward'),
    'Ctrl+.': () => list.current?.step(1),
    'Ctrl+,': () => list.current?.step(-1),
    o: () => list.current?.step(0),
    Delete: () => withChosen(filing.remove),
    'Shift+Delete': () => withChosen(filing.removeForEver),
    'Ctrl+z': notices.undoLast,
    'Ctrl+p': () => void printOpen(),
    e: () => filing.archive !== null && withChosen(filing.archive),
    j: () => filing.junk !== null && withChosen(filing.junk),
    v: () => openActionMenu('move'),
    c: () => openActionMenu('categories'),
    q: () => withChosen((emails) => filing.mark('$seen', true, emails)),
    u: () => withChosen((emails) => filing.mark('$seen', false, emails)),
    Insert: () =>
      withChosen((emails) =>
        filing.mark('$flagged', !emails.every((email) => email.keywords.$flagged === true), emails),
      ),
    'g i': () => goToFolder('inbox'),
    'g d': () => goToFolder('drafts'),
    'g s': () => goToFolder('sent'),
    '/': () => search.current?.focus(),
    'Alt+q': () => search.current?.focus(),
    '?': () => setShowsHelp(true),
    Escape: () => (selected.size > 1 ? select(new Map()) : open(null)),
  });

  function goToFolder(role: string) {
    const folder = folderWith(role);
    if (folder !== undefined) goTo({ page: 'mail', mailboxId: folder.id, emailId: null });
  }

  function startNew() {
    setShowsFolders(false);
    writing.startNew();
  }

  const folders = (
    <>
      <div className={styles.newMail}>
        <Button appearance="primary" icon={<EditRegular />} onClick={startNew}>
          {t('mail.newMail')}
        </Button>
      </div>
      <FolderPane
        mailboxes={own}
        others={shownOthers}
        currentId={current.id}
        onDropEmails={(id) => {
          const target = mailboxes.find((mailbox) => mailbox.id === id);
          if (target !== undefined) withChosen((emails) => filing.moveTo(target, emails));
        }}
      />
      <SharedFolders others={others} onFailed={notices.failed} />
      <QuotaBar />
    </>
  );
  const actions = (
    <ActionBar
      chosen={chosen}
      count={selected.size}
      awaited={selection.awaited}
      targets={targetsOf(own, shownOthers, current)}
      isJunk={current.role === 'junk'}
      onArchive={filing.archive === null ? null : () => filing.archive !== null && withChosen(filing.archive)}
      onJunk={filing.junk === null ? null : () => filing.junk !== null && withChosen(filing.junk)}
      onDelete={() => withChosen(filing.remove)}
      onMove={(target) => withChosen((emails) => filing.moveTo(target, emails))}
      onRead={(value) => withChosen((emails) => filing.mark('$seen', value, emails))}
      onFlag={(value) => withChosen((emails) => filing.mark('$flagged', value, emails))}
      onCategory={(colour, value) => withChosen((emails) => filing.mark(categoryKeyword(colour), value, emails))}
    />
  );
  function fileSender(email: Email, as: 'trusted' | 'blocked') {
    const sender = email.from?.[0]?.email ?? '';
    changeJunkMail({ sender, as }).then(() => {
      notices.tell(t(as === 'blocked' ? 'blockOrAllow.blockedFromNow' : 'blockOrAllow.allowedFromNow', { sender }));
      // The message itself goes where it would have gone.
      if ((as === 'trusted') === (current.role === 'junk'))
        return filing.junk?.([{ ...email, accountId, emailIds: [email.id] }]);
    }, notices.failed);
  }
  const isReading = route.emailId !== null || composing !== null;
  const title = mailboxName(current, t);
  return (
    <main className={isReading ? styles.pageReading : styles.page} data-pane={readingPane}>
      {notices.toaster}
      {question}
      {longWork}
      {recoversFrom !== null && (
        <Suspense fallback={null}>
          <RecoverDeleted
            accountId={recoversFrom}
            mailboxes={mailboxes.filter((mailbox) => mailbox.accountId === recoversFrom)}
            onClose={() => setRecoversFrom(null)}
          />
        </Suspense>
      )}
      {showsHelp && (
        <Suspense fallback={null}>
          <ShortcutsHelp isOpen onClose={() => setShowsHelp(false)} />
        </Suspense>
      )}
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
      <section
        className={styles.listPane}
        aria-label={title}
        onPointerEnter={readSoon}
        // Not for the title, where the keyboard is put when the page begins.
        onFocus={({ target }) => target.tabIndex >= 0 && readSoon()}
      >
        <ListHead
          title={title}
          filter={filter}
          onFilter={setFilter}
          typed={typed}
          onType={setTyped}
          isEverywhere={isEverywhere}
          onEverywhere={setIsEverywhere}
          search={search}
          folderMenu={
            <FolderMenu
              mailbox={current}
              mailboxes={here}
              trash={here.find(({ role }) => role === 'trash') ?? null}
              isShareable={isWhole}
              runLong={runLong}
              onFailed={notices.failed}
              onDone={notices.tell}
              recovery={recovery}
              onEmptied={(text) => notices.tell(text, recovery?.offer)}
            />
          }
          onShowFolders={() => setShowsFolders(true)}
          onNew={writing.startNew}
          onFailed={notices.failed}
        />
        {actions}
        {current.role === 'trash' && recovery !== null && (
          <Button
            className={styles.recoverLine}
            appearance="subtle"
            size="small"
            icon={<ArrowUndoRegular />}
            onClick={recovery.open}
          >
            {t('recover.open')}
          </Button>
        )}
        <MessageList
          key={current.id}
          view={view}
          folderName={title}
          showsRecipients={current.role === 'sent' || current.role === 'drafts'}
          openId={route.emailId}
          selection={selection}
          onOpen={(email) => {
            if (composing !== null) setComposing(null);
            open(email.id);
          }}
          onFlag={(email) => filing.mark('$flagged', email.keywords.$flagged !== true, [email])}
          onDelete={(email) => void filing.remove([email])}
          onShowAll={() => setFilter('all')}
          onEverywhere={() => setIsEverywhere(true)}
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
          {/* Where the list is out of sight, what it offers stands here. */}
          {composing === null && route.emailId !== null && actions}
        </div>
        {outbox.waiting > 0 && (
          <p className={styles.recovered} role="status">
            {t('compose.waiting', { count: outbox.waiting })}
          </p>
        )}
        {composing === null && <RecoveredDrafts accountId={accountId} onOpen={setComposing} />}
        {composing !== null && identities.length > 0 && drafts !== undefined ? (
          <Suspense fallback={<Spinner style={{ margin: 'auto' }} label={t('loading')} />}>
            <ComposePane
              key={composing.key}
              initial={composing}
              accountId={accountId}
              identities={identities}
              draftsId={drafts.id}
              sentId={folderWith('sent')?.id ?? null}
              trashId={folderWith('trash')?.id ?? null}
              undoSeconds={undoSeconds}
              onEnd={(end) => {
                writing.ended(composing.key, end);
                if (end.kind === 'waiting') outbox.look();
              }}
            />
          </Suspense>
        ) : route.emailId === null ? (
          <p className={styles.choose}>{t('mail.choose')}</p>
        ) : (
          <Suspense fallback={<Spinner style={{ margin: 'auto' }} label={t('loading')} />}>
            <ReadingPane
              emailId={route.emailId}
              accountId={current.accountId}
              mailboxes={here}
              mailboxId={current.id}
              openedByItself={openedByItself === route.emailId}
              onReply={writing.answer}
              onEdit={(email) => {
                writing.edit(email);
                open(null);
              }}
              onSender={current.accountId === accountId && current.role !== 'sent' ? fileSender : null}
              onRecall={(submissionId, emailId) => void writing.recall(submissionId, emailId)}
              onFailed={notices.failed}
            />
          </Suspense>
        )}
      </div>
    </main>
  );
}

/** What is read, as it is meant for paper; else the page. */
async function printOpen(): Promise<void> {
  const { printMessages } = await import('./print-messages.ts');
  if (!(await printMessages().catch(() => false))) print();
}

/** What became of the open message; `folder`: where it is now, undefined: nowhere in this mailbox. */
function goneWords(folder: Mailbox | undefined, t: Words): string {
  if (folder === undefined) return t('mail.openGone');
  return folder.role === 'trash' ? t('mail.openDeleted') : t('mail.openMoved', { folder: mailboxName(folder, t) });
}

/** A message is likely to be opened next. What cannot be loaded now says so when it is. */
function readSoon(): void {
  loadReading().catch(() => undefined);
}

/** The address of the mailbox that is open, where it is not the user's own. */
function addressHere(current: Mailbox, own: string, others: readonly OthersMailboxes[]): string | null {
  if (current.accountId === own) return null;
  return others.find(({ account }) => account.id === current.accountId)?.account.name ?? null;
}
