import { useTranslation } from 'react-i18next';
import type { Chosen, EmailRow, Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';
import { useMailActions } from './use-mail-actions.ts';
import type { Notices } from './use-notices.tsx';

export interface Filing {
  moveTo(target: Mailbox, emails: readonly Chosen[], keywords?: Readonly<Record<string, true | null>>): Promise<void>;
  /** Into Deleted Items; from there for ever. */
  remove(emails: readonly Chosen[]): Promise<void>;
  /** `null`: there is no such folder, or it is this one. */
  readonly archive: ((emails: readonly Chosen[]) => Promise<void>) | null;
  /** Into Junk Email, from there back into the inbox; told apart by keyword for those who learn from it. */
  readonly junk: ((emails: readonly Chosen[]) => Promise<void>) | null;
  mark(keyword: string, value: boolean, emails: readonly Chosen[]): void;
}

export interface FilingParts {
  readonly mailboxes: readonly Mailbox[];
  readonly current: Mailbox;
  readonly notices: Notices;
  readonly openId: string | null;
  readonly onGone: () => void;
  readonly onSelect: (change: (before: ReadonlyMap<string, EmailRow>) => ReadonlyMap<string, EmailRow>) => void;
}

/** Moving, deleting and marking, each told, what can be undone with its way back. */
export function useFiling({ mailboxes, current, notices, openId, onGone, onSelect }: FilingParts): Filing {
  const { t } = useTranslation();
  const actions = useMailActions();
  const folderWith = (role: string) => mailboxes.find((mailbox) => mailbox.role === role);
  const trash = folderWith('trash');
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
      .map(([from, some]) => ({ from, ids: some.flatMap(({ emailIds }) => emailIds) }));

  async function moveTo(
    target: Mailbox,
    emails: readonly Chosen[],
    keywords: Readonly<Record<string, true | null>> = {},
  ) {
    const places = placesOf(emails, target);
    const ids = places.flatMap((place) => place.ids);
    if (ids.length === 0) return;
    onSelect(() => new Map());
    if (openId !== null && emails.some(({ id, emailIds }) => id === openId || emailIds.includes(openId))) onGone();
    try {
      for (const place of places) await actions.move(place.ids, place.from, target.id, keywords);
      const text =
        target.role === 'trash'
          ? t('mail.deleted', { count: ids.length })
          : t('mail.moved', { count: ids.length, folder: mailboxName(target, t) });
      const back = Object.fromEntries(
        Object.entries(keywords).map(([name, value]) => [name, value === true ? null : true]),
      );
      const undo = async () => {
        for (const place of places)
          await actions.move(place.ids, target.id, place.from, back as Record<string, true | null>);
      };
      notices.tell(text, { undo: () => void undo().catch(notices.failed) });
    } catch (cause) {
      notices.failed(cause);
    }
  }

  return {
    moveTo,
    async remove(emails) {
      if (emails.length === 0) return;
      if (trash !== undefined && current.id !== trash.id) return moveTo(trash, emails);
      onSelect(() => new Map());
      onGone();
      const ids = emails.flatMap(({ emailIds }) => emailIds);
      await actions
        .destroy(ids)
        .then(() => notices.tell(t('mail.deletedForEver', { count: ids.length })), notices.failed);
    },
    archive: archive === undefined || archive.id === current.id ? null : (emails) => moveTo(archive, emails),
    junk:
      junk === undefined
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
