import {
  ArchiveRegular,
  ArrowForwardRegular,
  DeleteRegular,
  DocumentEditRegular,
  FolderRegular,
  MailInboxRegular,
  MailProhibitedRegular,
  SendRegular,
} from '@fluentui/react-icons';
import { type ReactNode, useState } from 'react';
import { useWords } from '../language/words.ts';
import { RouteLink } from '../frame/route-link.tsx';
import styles from './folder-pane.module.css';
import type { OthersMailboxes } from './mail-data.ts';
import type { Mailbox } from './mail-types.ts';
import { mailboxName } from './mailbox-name.ts';

const icons: Readonly<Record<string, ReactNode>> = {
  inbox: <MailInboxRegular />,
  drafts: <DocumentEditRegular />,
  sent: <SendRegular />,
  trash: <DeleteRegular />,
  junk: <MailProhibitedRegular />,
  archive: <ArchiveRegular />,
  all: <ArrowForwardRegular />,
};

interface Branch {
  readonly mailbox: Mailbox;
  readonly depth: number;
}

export interface FolderPaneProps {
  readonly mailboxes: readonly Mailbox[];
  readonly others: readonly OthersMailboxes[];
  readonly currentId: string | null;
  readonly onDropEmails: (mailboxId: string) => void;
}

/** The folders, the mailbox's own first, each with what is unread in it. Messages can be dropped on them. */
export function FolderPane({ mailboxes, others, ...list }: FolderPaneProps) {
  const t = useWords();
  return (
    <nav className={styles.pane} aria-label={t('mail.folders')}>
      <FolderList {...list} mailboxes={mailboxes} />
      {others.map(({ account, mailboxes: theirs }) => (
        <section key={account.id} aria-label={account.name}>
          <h2 className={styles.account} title={account.name}>
            {account.name}
          </h2>
          <FolderList {...list} mailboxes={theirs} />
        </section>
      ))}
    </nav>
  );
}

function FolderList({ mailboxes, currentId, onDropEmails }: Omit<FolderPaneProps, 'others'>) {
  const t = useWords();
  /** Over which folder messages are held. */
  const [dropId, setDropId] = useState<string | null>(null);
  return (
    <ul>
      {treeOf(mailboxes).map(({ mailbox, depth }) => {
        const name = mailboxName(mailbox, t);
        const count = mailbox.role === 'drafts' ? mailbox.totalEmails : mailbox.unreadEmails;
        return (
          <li
            key={mailbox.id}
            style={{ paddingInlineStart: depth * 18 }}
            className={dropId === mailbox.id ? styles.dropTarget : undefined}
            onDragOver={(event) => {
              const mayDrop = mailbox.myRights.mayAddItems && mailbox.id !== currentId;
              if (!mayDrop || !event.dataTransfer.types.includes('text/x-relais-emails')) return;
              event.preventDefault();
              setDropId(mailbox.id);
            }}
            onDragLeave={() => setDropId(null)}
            onDrop={(event) => {
              event.preventDefault();
              setDropId(null);
              onDropEmails(mailbox.id);
            }}
          >
            <RouteLink
              to={{ page: 'mail', mailboxId: mailbox.id, emailId: null }}
              isCurrent={mailbox.id === currentId}
              className={count > 0 && mailbox.role !== 'drafts' ? styles.unread : undefined}
            >
              <span className={styles.icon} aria-hidden="true">
                {icons[mailbox.role ?? ''] ?? <FolderRegular />}
              </span>
              <span className={styles.name}>{name}</span>
              {count > 0 && (
                <span className={styles.count}>
                  <span aria-hidden="true">{count}</span>
                  <span className="seen-by-readers-only">{t('mail.unread', { count })}</span>
                </span>
              )}
            </RouteLink>
          </li>
        );
      })}
    </ul>
  );
}

/** Depth first, siblings by their order, then by name. */
export function treeOf(mailboxes: readonly Mailbox[]): readonly Branch[] {
  const known = new Set(mailboxes.map(({ id }) => id));
  const below = (parentId: string | null, depth: number): Branch[] =>
    mailboxes
      .filter(
        (mailbox) => (mailbox.parentId !== null && known.has(mailbox.parentId) ? mailbox.parentId : null) === parentId,
      )
      .toSorted((a, b) => a.sortOrder - b.sortOrder || a.name.localeCompare(b.name))
      .flatMap((mailbox) => [{ mailbox, depth }, ...(depth < 10 ? below(mailbox.id, depth + 1) : [])]);
  return below(null, 0);
}
