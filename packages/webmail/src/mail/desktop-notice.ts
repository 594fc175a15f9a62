import { goTo } from '../route.ts';
import { jmap } from '../server/jmap.ts';
import { type EmailRow, shownName } from './mail-types.ts';

let lastShown = '';

/** Tells of the newest unread message of the inbox on the desktop, when the page is not looked at and it was allowed. */
export async function noticeNewMail(): Promise<void> {
  if (document.visibilityState === 'visible' || !('Notification' in window) || Notification.permission !== 'granted')
    return;
  const { m } = await jmap([['Mailbox/query', { filter: { role: 'inbox' } }, 'm']]);
  const [inbox] = (m?.ids ?? []) as readonly string[];
  const { g } = await jmap([
    ['Email/query', { filter: { inMailbox: inbox, notKeyword: '$seen' }, limit: 1 }, 'q'],
    [
      'Email/get',
      {
        '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' },
        properties: ['id', 'from', 'subject', 'preview'],
      },
      'g',
    ],
  ]);
  const [email] = (g?.list ?? []) as readonly EmailRow[];
  if (email === undefined || inbox === undefined || email.id === lastShown) return;
  lastShown = email.id;
  const notice = new Notification(shownName(email.from?.[0]), {
    body: `${email.subject ?? ''}\n${email.preview}`.trim(),
    tag: email.id,
    icon: '/owa/icon.svg',
  });
  notice.addEventListener('click', () => {
    window.focus();
    goTo({ page: 'mail', mailboxId: inbox, emailId: email.id });
  });
}
