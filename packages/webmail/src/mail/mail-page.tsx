import { Spinner } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useWords } from '../language/words.ts';
import type { Draft } from '../compose/draft.ts';
import type { Route } from '../route.ts';
import { MailWorkspace } from './mail-workspace.tsx';
import { useAccountId, useIdentities, useMailboxes, useOthersMailboxes } from './mail-data.ts';
import { mailboxName } from './mailbox-name.ts';
import { usePush } from './use-push.ts';

/** Mail as in Outlook Web App: folders, list, reading pane; on a phone one of them at a time. */
export function MailPage({ route }: { readonly route: Extract<Route, { page: 'mail' }> }) {
  const t = useWords();
  const { data: own } = useMailboxes();
  const { others, isPending } = useOthersMailboxes();
  const { data: identities } = useIdentities();
  const accountId = useAccountId();
  // Above the folder: what is being written stays when another folder is opened.
  const [composing, setComposing] = useState<Draft | null>(null);
  usePush();
  const mailboxes = own && [...own, ...others.flatMap((one) => one.mailboxes)];
  const named = mailboxes?.find(({ id }) => id === route.mailboxId);
  // A link into somebody else's mailbox waits for that mailbox's folders.
  const isWaiting = named === undefined && route.mailboxId !== null && isPending;
  const current = named ?? mailboxes?.find(({ role }) => role === 'inbox') ?? mailboxes?.[0];
  const title = current === undefined ? t('mail.title') : mailboxName(current, t);
  const unread = current?.unreadEmails ?? 0;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} – ${t('product')}`;
  }, [title, unread, t]);
  if (isWaiting || mailboxes === undefined || current === undefined || accountId === undefined) {
    return <Spinner style={{ margin: 'auto' }} label={t('loading')} />;
  }
  // The folder was deleted or closed to the user: a message of it is not one of the inbox, where he is now.
  const shown = named === undefined && route.mailboxId !== null ? { ...route, emailId: null } : route;
  return (
    <MailWorkspace
      route={shown}
      {...{ mailboxes, others, current, accountId, composing, setComposing }}
      identities={identities ?? []}
    />
  );
}
