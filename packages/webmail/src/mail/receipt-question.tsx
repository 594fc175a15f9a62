import { Button, MessageBar, MessageBarActions, MessageBarBody } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../language/words.ts';
import { JmapError } from '../server/jmap.ts';
import { usePreferences } from '../server/preferences.ts';
import { useIdentities, useMailboxes, useOthersMailboxes } from './mail-data.ts';
import { type Email, shownName } from './mail-types.ts';
import { addressedIdentity, declineReceipt, mayBeAskedFor, sendReceipt } from './read-receipt.ts';
import styles from './reading-pane.module.css';
import { refresh } from './use-mail-actions.ts';

/** A message that asks for a read receipt: asked, sent or declined as its reader set it, and once only. */
export function ReceiptQuestion({
  email,
  onFailed,
}: {
  readonly email: Email;
  readonly onFailed: (cause: unknown) => void;
}) {
  const t = useWords();
  const client = useQueryClient();
  const { readReceipts } = usePreferences();
  const { data: identities } = useIdentities();
  const { data: mailboxes } = useMailboxes();
  const { others } = useOthersMailboxes();
  const [isAsking, setIsAsking] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const wasHandled = useRef(false);
  // A receipt is its addressee's to give: in the mailbox of others only who may send as its owner gives one, when he says so.
  const isOwn = mailboxes?.[0]?.accountId === email.accountId;
  const theirs = isOwn ? undefined : others.find(({ account }) => account.id === email.accountId);
  const identity = isOwn
    ? addressedIdentity(email, identities ?? [])
    : identities?.find(({ right, email: address }) => right === 'send-as' && address === theirs?.account.name);
  const isAsked = mayBeAskedFor(email, (isOwn ? mailboxes : theirs?.mailboxes) ?? [], identities ?? []);
  const isWanted = isAsked && identity !== undefined;

  async function send(mode: 'manually' | 'automatically') {
    setIsBusy(true);
    try {
      await sendReceipt(email, identity, mode, {
        subject: t('receipt.subject', { subject: email.subject ?? '' }),
        text: t('receipt.text', { name: identity?.name ?? '', subject: email.subject ?? '' }),
      });
      await refresh(client);
    } catch (cause) {
      if (cause instanceof JmapError && cause.type === 'mdnAlreadySent') await refresh(client);
      // Not without being asked (RFC 8098 §2.1): then it is asked.
      else if (mode === 'automatically') setIsAsking(true);
      else onFailed(cause);
    } finally {
      setIsBusy(false);
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each message
  useEffect(() => {
    if (!isWanted || wasHandled.current) return;
    wasHandled.current = true;
    if (!isOwn) setIsAsking(readReceipts !== 'never');
    else if (readReceipts === 'always') void send('automatically');
    else if (readReceipts === 'never') void declineReceipt(email).catch(() => undefined);
    else setIsAsking(true);
  }, [isWanted, readReceipts]);

  if (theirs !== undefined && isAsked && identity === undefined) {
    return (
      <MessageBar layout="multiline" className={styles.notice}>
        <MessageBarBody>
          {t('receipt.notYours', { name: shownName(email.from?.[0]), address: theirs.account.name })}
        </MessageBarBody>
      </MessageBar>
    );
  }
  if (!isWanted || !isAsking) return null;
  return (
    <MessageBar layout="multiline" className={styles.notice}>
      <MessageBarBody>
        {isOwn
          ? t('receipt.asked', { name: shownName(email.from?.[0]) })
          : t('receipt.askedOf', { name: shownName(email.from?.[0]), address: theirs?.account.name ?? '' })}
      </MessageBarBody>
      <MessageBarActions>
        <Button disabledFocusable={isBusy} onClick={() => void send('manually')}>
          {t('receipt.send')}
        </Button>
        <Button
          disabledFocusable={isBusy}
          onClick={() => void declineReceipt(email).then(() => refresh(client), onFailed)}
        >
          {t('receipt.decline')}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
