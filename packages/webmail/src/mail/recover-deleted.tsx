import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Link,
  MessageBar,
  MessageBarBody,
  SearchBox,
  Spinner,
} from '@fluentui/react-components';
import { AttachRegular } from '@fluentui/react-icons';
import { sizeText } from '@relais/browser-frame/language/numbers.ts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useWords, type Words } from '../language/words.ts';
import { purge, type RecoverableItem, recover, recoverablePage } from '../server/recoverable-items.ts';
import { refusalWords } from '../server/refusal-words.ts';
import { shortDate } from './date-words.ts';
import type { Mailbox } from './mail-types.ts';
import { namedFolders } from './named-folders.ts';
import styles from './recover-deleted.module.css';
import { recoverTime } from './recover-time.ts';
import { inSteps, runSteps } from './steps.ts';
import { useLongWork } from './use-long-work.tsx';
import { useQuestion } from './use-question.tsx';

export interface RecoverDeletedProps {
  readonly accountId: string;
  /** All of the account. */
  readonly mailboxes: readonly Mailbox[];
  readonly onClose: () => void;
}

/** What was deleted for good and is still kept: found, recovered into the folders it was in, or purged. */
export function RecoverDeleted({ accountId, mailboxes, onClose }: RecoverDeletedProps) {
  const t = useWords();
  // Their own, within this dialog: after one beside it had ended, this one would stay hidden from readers.
  const { askFirst, dialog: question } = useQuestion();
  const { run: runLong, dialog: longWork } = useLongWork();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  /** Also those that are not shown yet. */
  const [isAll, setIsAll] = useState(false);
  const [done, setDone] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const queryKey = ['recoverable-items', accountId, text];
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => recoverablePage(accountId, text, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
    gcTime: 0,
  });
  useEffect(() => {
    if (typed.trim() === text) return;
    const timer = setTimeout(() => {
      setText(typed.trim());
      choose(new Set());
    }, 400);
    return () => clearTimeout(timer);
  }, [typed, text]);

  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const [first] = data?.pages ?? [];
  const total = first?.total ?? 0;
  const count = isAll ? total : chosen.size;
  const folders = new Map(namedFolders(mailboxes, t).map(({ name, shown }) => [name, shown]));
  const folderWords = (name: string) => (name === 'INBOX' ? t('mail.names.inbox') : (folders.get(name) ?? name));

  function choose(ids: ReadonlySet<string>) {
    setChosen(ids);
    setIsAll(false);
  }

  function toggle({ id }: RecoverableItem, isChosen: boolean) {
    const ids = new Set(isAll ? items.map((item) => item.id) : chosen);
    if (isChosen) ids.add(id);
    else ids.delete(id);
    choose(ids);
  }

  async function chosenIds(): Promise<readonly string[]> {
    if (!isAll) return [...chosen];
    const ids: string[] = [];
    for (let after: string | null | undefined = null; after !== undefined; ) {
      const page = await recoverablePage(accountId, text, after);
      ids.push(...page.items.map(({ id }) => id));
      after = page.next ?? undefined;
    }
    return ids;
  }

  async function act(
    title: string,
    deed: (ids: readonly string[]) => Promise<{ readonly missing: readonly string[] }>,
    told: (count: number) => string,
  ) {
    setIsBusy(true);
    setDone('');
    setProblem(null);
    try {
      const ids = await chosenIds();
      const steps = inSteps(ids, async (part) => {
        const { missing } = await deed(part);
        const gone = new Set(missing);
        return { done: part.filter((id) => !gone.has(id)), gone: missing, refusal: null };
      });
      const outcome = await runLong(title, ids.length, (pace) => runSteps(steps, pace));
      if (outcome.done.size > 0) setDone(told(outcome.done.size));
      if (outcome.failure !== null) setProblem(refusalWords(outcome.failure, t));
      else if (outcome.done.size === 0) setProblem(t('recover.gone'));
      choose(new Set());
    } catch (cause) {
      setProblem(refusalWords(cause, t));
    } finally {
      setIsBusy(false);
      await client.invalidateQueries({ queryKey: ['recoverable-items'] });
    }
  }

  function recoverChosen() {
    const into = new Set<string>();
    return act(
      t('recover.recover'),
      async (ids) => {
        const answer = await recover(accountId, ids);
        for (const folder of answer.folders) into.add(folder);
        return answer;
      },
      (number) => {
        const [folder = ''] = into;
        return into.size === 1
          ? t('recover.recovered', { count: number, folder: folderWords(folder) })
          : t('recover.recoveredSeveral', { count: number });
      },
    );
  }

  async function purgeChosen() {
    const question = `${t('recover.reallyPurge', { count })}${first?.keepsPurged === true ? ` ${t('recover.kept')}` : ''}`;
    if (!(await askFirst(question, t('recover.purge')))) return;
    await act(
      t('recover.purge'),
      (ids) => purge(accountId, ids),
      (number) => t('recover.purged', { count: number }),
    );
  }

  const isShownChosen = items.length > 0 && (isAll || items.every(({ id }) => chosen.has(id)));
  const shownProblem = problem ?? (error === null ? null : refusalWords(error, t));
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && !isBusy && onClose()}>
      <DialogSurface className={styles.surface}>
        {question}
        {longWork}
        <DialogBody>
          <DialogTitle>{t('recover.title')}</DialogTitle>
          <DialogContent className={styles.content}>
            {first !== undefined && <p className={styles.lead}>{leadWords(first.keptDays, t)}</p>}
            <SearchBox
              className={styles.search}
              value={typed}
              maxLength={200}
              placeholder={t('recover.search')}
              aria-label={t('recover.search')}
              dismiss={{ 'aria-label': t('mail.clearSearch') }}
              onChange={(_, { value }) => setTyped(value)}
            />
            <div aria-live="assertive">
              {shownProblem !== null && (
                <MessageBar intent="error" layout="multiline">
                  <MessageBarBody>{shownProblem}</MessageBarBody>
                </MessageBar>
              )}
            </div>
            <p className={styles.lead} role="status">
              {done}
            </p>
            {data === undefined && error === null && <Spinner label={t('loading')} />}
            {items.length === 0 && data !== undefined && (
              <p className={styles.empty}>{t(text === '' ? 'recover.nothing' : 'recover.noMatch')}</p>
            )}
            {items.length > 0 && (
              <div>
                <div className={styles.head}>
                  <Checkbox
                    label={count === 0 ? t('recover.all') : t('recover.chosen', { count })}
                    checked={isShownChosen ? true : count > 0 ? 'mixed' : false}
                    disabled={isBusy}
                    onChange={(_, { checked }) => choose(new Set(checked === true ? items.map(({ id }) => id) : []))}
                  />
                  {isShownChosen && !isAll && total > items.length && (
                    <Link as="button" onClick={() => setIsAll(true)}>
                      {t('recover.allOf', { count: total })}
                    </Link>
                  )}
                </div>
                <ul className={styles.items} aria-label={t('recover.title')}>
                  {items.map((item) => (
                    <li key={item.id}>
                      <Checkbox
                        className={styles.item}
                        checked={isAll || chosen.has(item.id)}
                        disabled={isBusy}
                        label={<ItemWords item={item} folder={folderWords(item.folder)} />}
                        onChange={(_, { checked }) => toggle(item, checked === true)}
                      />
                    </li>
                  ))}
                </ul>
                {hasNextPage && (
                  <Button
                    appearance="subtle"
                    disabledFocusable={isFetchingNextPage}
                    onClick={() => void fetchNextPage()}
                  >
                    {t('recover.more', { count: total - items.length })}
                  </Button>
                )}
              </div>
            )}
          </DialogContent>
          <DialogActions fluid>
            <Button appearance="primary" disabledFocusable={isBusy || count === 0} onClick={() => void recoverChosen()}>
              {t('recover.recover')}
            </Button>
            <Button disabledFocusable={isBusy || count === 0} onClick={() => void purgeChosen()}>
              {t('recover.purge')}
            </Button>
            <Button disabled={isBusy} onClick={onClose}>
              {t('close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

function leadWords(keptDays: number | null, t: Words): string {
  return keptDays === 0 ? t('recover.off') : t('recover.text', { time: recoverTime(keptDays, t) });
}

function ItemWords({ item, folder }: { readonly item: RecoverableItem; readonly folder: string }) {
  const t = useWords();
  return (
    <span className={styles.words}>
      <span className={styles.subject}>
        {item.hasAttachments && <AttachRegular aria-label={t('mail.hasAttachment')} />}{' '}
        {item.subject === '' ? t('mail.noSubject') : item.subject}
      </span>
      <span className={styles.end}>{t('recover.deleted', { when: shortDate(item.deletedAt) })}</span>
      <span className={styles.small}>
        <bdi>{item.from}</bdi> · <bdi>{folder}</bdi>
      </span>
      <span className={`${styles.small} ${styles.end}`}>{sizeText(item.sizeBytes)}</span>
    </span>
  );
}
