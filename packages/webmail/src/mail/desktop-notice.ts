import { goTo } from '../route.ts';
import { jmap } from '../server/jmap.ts';
import { type EmailRow, shownName } from './mail-types.ts';

/** More at once are told in one notice. */
const mostAtOnce = 3;

export interface NoticeWords {
  readonly noSubject: string;
  readonly several: (count: number) => string;
}

interface Newest {
  readonly inbox: string;
  readonly list: readonly EmailRow[];
}

/**
 * Tells on the desktop of unread mail that came into the inbox after this was made, while the page is not looked at and the
 * browser allows it. `look` is called when mail was delivered; what comes while it is on its way is found by the next call.
 */
export function desktopNotices(words: NoticeWords): { readonly look: () => Promise<void> } {
  const told = new Set<string>();
  let isFirst = true;
  let work: Promise<void> = Promise.resolve();
  async function look(): Promise<void> {
    const { inbox, list } = await newestUnread();
    const unseen = list.filter(({ id }) => !told.has(id));
    for (const { id } of unseen) told.add(id);
    // What was there before is no news.
    const wasFirst = isFirst;
    isFirst = false;
    if (wasFirst || isLookedAt() || !mayNotice()) return;
    if (unseen.length > mostAtOnce) show(inbox, null, words.several(unseen.length), '');
    else for (const email of unseen.toReversed()) tell(inbox, email, words);
  }
  const next = () => {
    work = work.then(look, look);
    return work;
  };
  void next().catch(() => undefined);
  return { look: next };
}

function isLookedAt(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

function mayNotice(): boolean {
  return 'Notification' in window && Notification.permission === 'granted';
}

async function newestUnread(): Promise<Newest> {
  const { m } = await jmap([['Mailbox/query', { filter: { role: 'inbox' } }, 'm']]);
  const [inbox = ''] = (m?.ids ?? []) as readonly string[];
  const { g } = await jmap([
    [
      'Email/query',
      {
        filter: { inMailbox: inbox, notKeyword: '$seen' },
        sort: [{ property: 'receivedAt', isAscending: false }],
        limit: 20,
      },
      'q',
    ],
    [
      'Email/get',
      {
        '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' },
        properties: ['id', 'from', 'subject', 'preview'],
      },
      'g',
    ],
  ]);
  return { inbox, list: (g?.list ?? []) as readonly EmailRow[] };
}

function tell(inbox: string, email: EmailRow, words: NoticeWords): void {
  const body = `${email.subject || words.noSubject}\n${email.preview}`.trim();
  show(inbox, email.id, shownName(email.from?.[0]), body);
}

/** A click opens the message, or the inbox where there are several. */
function show(mailboxId: string, emailId: string | null, title: string, body: string): void {
  // Two windows of one browser tell it once.
  const notice = new Notification(title, { body, tag: emailId ?? mailboxId, icon: '/owa/icon.svg' });
  notice.addEventListener('click', () => {
    window.focus();
    goTo({ page: 'mail', mailboxId, emailId });
    notice.close();
  });
}
