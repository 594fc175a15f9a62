import { useWords } from '../language/words.ts';
import type { Chosen, Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';
import { useMailActions } from './use-mail-actions.ts';
import type { Notices } from './use-notices.tsx';
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

export interface FilingParts {
  readonly mailboxes: readonly Mailbox[];
  readonly current: Mailbox;
  readonly ownAccountId: string;
  readonly notices: Notices;
  readonly askFirst: AskFirst;
  readonly openId: string | null;
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
  openId,
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

  /** Into another account: copied, and taken away where that is allowed. What undoes it. */
  async function carry(places: ReturnType<typeof placesOf>, target: Mailbox): Promise<() => Promise<void>> {
    const back: (() => Promise<void>)[] = [];
    for (const { from, ids } of places) {
      const leaves = from.myRights.mayRemoveItems;
      const carried = await actions.carry(ids, from, target, leaves ? 'remove' : 'keep');
      back.push(async () => {
        if (leaves) await actions.carry(carried, target, from, 'remove');
        else await actions.destroy(carried, target.accountId);
      });
    }
    return async () => {
      for (const undo of back) await undo();
    };
  }

  /** They are selected no more, and something else is opened where one of them was. */
  function leave(emails: readonly Chosen[]): void {
    onSelect(() => new Map());
    const gone = new Set(emails.flatMap(({ id, emailIds }) => [id, ...emailIds]));
    if (openId !== null && gone.has(openId)) onGone(gone);
  }

  async function removeForEver(emails: readonly Chosen[]): Promise<void> {
    const ids = emails.flatMap(({ emailIds }) => emailIds);
    if (ids.length === 0 || !(await askFirst(t('mail.reallyForEver', { count: ids.length }), t('mail.deleteForEver'))))
      return;
    leave(emails);
    try {
      for (const [accountId, some] of Map.groupBy(emails, (email) => email.accountId))
        await actions.destroy(
          some.flatMap(({ emailIds }) => emailIds),
          accountId,
        );
      notices.tell(t('mail.deletedForEver', { count: ids.length }));
    } catch (cause) {
      notices.failed(cause);
    }
  }

  async function moveTo(
    target: Mailbox,
    emails: readonly Chosen[],
    keywords: Readonly<Record<string, true | null>> = {},
  ) {
    const places = placesOf(emails, target);
    const ids = places.flatMap((place) => place.ids);
    if (ids.length === 0) return;
    leave(emails);
    try {
      const [away, within] = [
        places.filter(({ from }) => from.accountId !== target.accountId),
        places.filter(({ from }) => from.accountId === target.accountId),
      ];
      const carryBack = await carry(away, target);
      for (const place of within) await actions.move(place.ids, place.from, target, keywords);
      const isCopied = away.some(({ from }) => !from.myRights.mayRemoveItems);
      const folder = mailboxName(target, t);
      const text =
        target.role === 'trash'
          ? t('mail.deleted', { count: ids.length })
          : t(isCopied ? 'mail.copied' : 'mail.moved', { count: ids.length, folder });
      const back = Object.fromEntries(
        Object.entries(keywords).map(([name, value]) => [name, value === true ? null : true]),
      );
      const undo = async () => {
        await carryBack();
        for (const place of within)
          await actions.move(place.ids, target, place.from, back as Record<string, true | null>);
      };
      notices.tell(text, { undo: () => void undo().catch(notices.failed) });
    } catch (cause) {
      notices.failed(cause);
    }
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
      actions.setKeyword(emails, keyword, value).catch(notices.failed);
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
