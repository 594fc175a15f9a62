import { useWords } from '../language/words.ts';
import { JmapError } from '../server/jmap.ts';
import { carrySteps, destroySteps, moveSteps } from './email-steps.ts';
import type { Chosen, Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';
import { type Outcome, runSteps } from './steps.ts';
import type { RunLong } from './use-long-work.tsx';
import { useMailActions } from './use-mail-actions.ts';
import type { NoticeOptions, Notices } from './use-notices.tsx';
import type { AskFirst } from './use-question.tsx';

export interface Filing {
  moveTo(target: Mailbox, emails: readonly Chosen[], keywords?: Readonly<Record<string, true | null>>): Promise<void>;
  /** Into Deleted Items; from there for ever, when its owner means it. */
  remove(emails: readonly Chosen[]): Promise<void>;
  /** Without a way back, so it is asked first. */
  removeForEver(emails: readonly Chosen[]): Promise<void>;
  /** `null`: there is no such folder, or it is this one. */
  readonly archive: ((emails: readonly Chosen[]) => Promise<void>) | null;
  /** Into Junk Email, from there back into the inbox; told apart by keyword for those who learn from it. */
  readonly junk: ((emails: readonly Chosen[]) => Promise<void>) | null;
  mark(keyword: string, value: boolean, emails: readonly Chosen[]): void;
}

export interface Recovery {
  /** As the end of a sentence. */
  readonly time: string;
  open(): void;
  /** Beside the notice of a deletion for good. */
  readonly offer: Pick<NoticeOptions, 'more'>;
}

export interface FilingParts {
  readonly mailboxes: readonly Mailbox[];
  readonly current: Mailbox;
  readonly ownAccountId: string;
  readonly notices: Notices;
  readonly askFirst: AskFirst;
  readonly runLong: RunLong;
  readonly openId: string | null;
  /** How long what is deleted for good can be recovered, and the way there; `null`: not at all. */
  readonly recovery: Recovery | null;
  /** The open message is among those that go. */
  readonly onGone: (gone: ReadonlySet<string>) => void;
  readonly onSelect: (change: (before: ReadonlyMap<string, Chosen>) => ReadonlyMap<string, Chosen>) => void;
}

/** Moving, deleting and marking, each told, what can be undone with its way back. */
export function useFiling({
  mailboxes,
  current,
  ownAccountId,
  notices,
  askFirst,
  runLong,
  openId,
  recovery,
  onGone,
  onSelect,
}: FilingParts): Filing {
  const t = useWords();
  const actions = useMailActions();
  const folderWith = (role: string, accountId = current.accountId) =>
    mailboxes.find((mailbox) => mailbox.role === role && mailbox.accountId === accountId);
  // Whoever may not file into the other's Deleted Items, or does not see them, has his own (as Outlook does).
  const theirs = folderWith('trash');
  const trash = theirs?.myRights.mayAddItems === true ? theirs : folderWith('trash', ownAccountId);
  const archive = folderWith('archive');
  const junk = folderWith(current.role === 'junk' ? 'inbox' : 'junk');

  /** Where the messages really are: a search over all folders shows them from many. */
  const placesOf = (emails: readonly Chosen[], target: Mailbox) =>
    [
      ...Map.groupBy(
        emails,
        ({ mailboxIds }) => (mailboxIds[current.id] === true ? current.id : Object.keys(mailboxIds)[0]) ?? current.id,
      ),
    ]
      .filter(([from]) => from !== target.id)
      .map(([id, some]) => ({
        from: mailboxes.find((mailbox) => mailbox.id === id) ?? current,
        ids: some.flatMap(({ emailIds }) => emailIds),
      }));

  /** They are selected no more, and something else is opened where one of them was. */
  function leave(emails: readonly Chosen[]): void {
    onSelect(() => new Map());
    const gone = new Set(emails.flatMap(({ id, emailIds }) => [id, ...emailIds]));
    if (openId !== null && gone.has(openId)) onGone(gone);
  }

  async function removeForEver(emails: readonly Chosen[]): Promise<void> {
    const ids = emails.flatMap(({ emailIds }) => emailIds);
    const question =
      recovery === null
        ? t('mail.reallyForEver', { count: ids.length })
        : t('recover.reallyDelete', { count: ids.length, time: recovery.time });
    if (ids.length === 0 || !(await askFirst(question, t('mail.deleteForEver')))) return;
    leave(emails);
    const steps = [...Map.groupBy(emails, (email) => email.accountId)].flatMap(([accountId, some]) =>
      destroySteps(
        some.flatMap(({ emailIds }) => emailIds),
        accountId,
      ),
    );
    const outcome = await runLong(t('mail.deleteForEver'), ids.length, (pace) => runSteps(steps, pace));
    told(outcome, ids.length, (count) => t('mail.deletedForEver', { count }), recovery?.offer);
  }

  /** How it ended: whole, or after how many and why; what was done can be taken back where there is a way. */
  function told({ done, failure }: Outcome, total: number, words: (count: number) => string, back: NoticeOptions = {}) {
    if (done.size > 0) {
      const isPart = failure !== null || done.size < total;
      const text = words(done.size);
      notices.tell(isPart ? t('mail.part', { text, total }) : text, back);
    }
    if (failure !== null) notices.failed(failure);
    // Nothing was refused, and nothing was done: somebody else was first.
    else if (done.size === 0) notices.failed(new JmapError({ type: 'notFound' }));
  }

  async function moveTo(
    target: Mailbox,
    emails: readonly Chosen[],
    keywords: Readonly<Record<string, true | null>> = {},
  ) {
    const places = placesOf(emails, target).map((place) => ({ ...place, carried: [] as string[] }));
    const total = places.reduce((sum, { ids }) => sum + ids.length, 0);
    if (total === 0) return;
    leave(emails);
    const isAway = ({ from }: { readonly from: Mailbox }) => from.accountId !== target.accountId;
    // Into another account it is copied, and taken away where that is allowed.
    const isTaken = ({ from }: { readonly from: Mailbox }) => from.myRights.mayRemoveItems;
    const steps = places.flatMap((place) =>
      isAway(place)
        ? carrySteps(place.ids, place.from, target, isTaken(place) ? 'remove' : 'keep', (ids) =>
            place.carried.push(...ids),
          )
        : moveSteps(place.ids, place.from, target, keywords),
    );
    const folder = mailboxName(target, t);
    const title = target.role === 'trash' ? t('mail.delete') : t('mail.movingTo', { folder });
    const outcome = await runLong(title, total, (pace) => runSteps(steps, pace));
    const back = Object.fromEntries(
      Object.entries(keywords).map(([name, value]) => [name, value === true ? null : (true as const)]),
    );
    const undo = async () => {
      const undoing = places.flatMap((place) =>
        !isAway(place)
          ? moveSteps(
              place.ids.filter((id) => outcome.done.has(id)),
              target,
              place.from,
              back,
            )
          : isTaken(place)
            ? carrySteps(place.carried, target, place.from, 'remove', () => undefined)
            : destroySteps(place.carried, target.accountId),
      );
      const { done, failure } = await runLong(t('mail.undo'), outcome.done.size, (pace) => runSteps(undoing, pace));
      if (failure !== null) notices.failed(failure);
      if (done.size < outcome.done.size)
        notices.tell(t('mail.undonePart', { count: done.size, total: outcome.done.size }));
    };
    const isCopied = places.some((place) => isAway(place) && !isTaken(place));
    told(
      outcome,
      total,
      (count) =>
        target.role === 'trash'
          ? t('mail.deleted', { count })
          : t(isCopied ? 'mail.copied' : 'mail.moved', { count, folder }),
      { undo: () => void undo().catch(notices.failed) },
    );
  }

  async function mark(keyword: string, value: boolean, emails: readonly Chosen[]): Promise<void> {
    const total = emails.reduce((sum, { emailIds }) => sum + emailIds.length, 0);
    const { done, failure } = await runLong(t('mail.marking'), total, (pace) =>
      actions.setKeywordOnly(emails, keyword, value, pace),
    );
    if (failure === null) return;
    if (done.size > 0) notices.tell(t('folder.stopped', { count: done.size }));
    notices.failed(failure);
  }

  /** Deleted before, wherever it is looked at from. */
  const isThere = ({ mailboxIds }: Chosen) => trash !== undefined && mailboxIds[trash.id] === true;

  return {
    moveTo,
    removeForEver,
    async remove(emails) {
      const [there, others] = [emails.filter(isThere), emails.filter((email) => !isThere(email))];
      if (others.length > 0 && !current.myRights.mayRemoveItems)
        return notices.failed(new Error(t('mail.mayNotRemove')));
      if (others.length > 0 && trash !== undefined) await moveTo(trash, others);
      await removeForEver(trash === undefined ? emails : there);
    },
    archive:
      archive === undefined || archive.id === current.id || !current.myRights.mayRemoveItems
        ? null
        : (emails) => moveTo(archive, emails),
    junk:
      junk === undefined || !current.myRights.mayRemoveItems
        ? null
        : (emails) =>
            moveTo(
              junk,
              emails,
              current.role === 'junk' ? { $junk: null, $notjunk: true } : { $junk: true, $notjunk: null },
            ),
    mark(keyword, value, emails) {
      mark(keyword, value, emails).catch(notices.failed);
      // What is selected shows the mark as well, so that the same button can take it back.
      const ids = new Set(emails.map(({ id }) => id));
      onSelect(
        (before) =>
          new Map(
            [...before].map(([id, row]) => {
              if (!ids.has(id)) return [id, row];
              const { [keyword]: _, ...others } = row.keywords;
              return [id, { ...row, keywords: value ? { ...others, [keyword]: true as const } : others }];
            }),
          ),
      );
    },
  };
}
