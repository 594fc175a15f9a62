import {
  Avatar,
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Spinner,
  Tooltip,
} from '@fluentui/react-components';
import {
  ArrowForwardRegular,
  ArrowReplyAllRegular,
  ArrowReplyRegular,
  CodeRegular,
  EditRegular,
  MoreHorizontalRegular,
  PrintRegular,
} from '@fluentui/react-icons';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../language/language.ts';
import { downloadPath } from '../server/jmap.ts';
import { AttachmentList } from './attachment-list.tsx';
import { longDate } from './date-words.ts';
import { useEmail } from './mail-data.ts';
import { type BodyPart, type Email, type EmailAddress, shownName } from './mail-types.ts';
import { MessageFrame } from './message-frame.tsx';
import { PlainTextBody } from './plain-text-body.tsx';
import styles from './reading-pane.module.css';

export type ReplyKind = 'reply' | 'reply-all' | 'forward';

export interface ReadingPaneProps {
  readonly emailId: string;
  readonly accountId: string;
  readonly onReply: (email: Email, kind: ReplyKind) => void;
  readonly onEdit: (email: Email) => void;
}

/** One message: who, what, when, what is attached, and its text in a safe frame. */
export function ReadingPane({ emailId, accountId, onReply, onEdit }: ReadingPaneProps) {
  const { t } = useTranslation();
  const { data: email, isPending, isError } = useEmail(emailId);
  if (isPending) return <Spinner className={styles.waiting} label={t('loading')} />;
  if (isError || email === null || email === undefined) {
    return <p className={styles.nothing}>{isError ? t('mail.loadFailed') : t('mail.choose')}</p>;
  }
  return <Message key={email.id} email={email} accountId={accountId} onReply={onReply} onEdit={onEdit} />;
}

function Message({ email, accountId, onReply, onEdit }: Omit<ReadingPaneProps, 'emailId'> & { readonly email: Email }) {
  const { t } = useTranslation();
  const isDraft = email.keywords.$draft === true;
  const from = email.from?.[0];
  return (
    <article className={styles.message} aria-label={email.subject ?? t('mail.noSubject')}>
      <header className={styles.header}>
        <h1 className={styles.subject} dir="auto">
          {email.subject === null || email.subject === '' ? t('mail.noSubject') : email.subject}
        </h1>
        <div className={styles.sender}>
          <Avatar name={shownName(from)} color="colorful" size={40} aria-hidden="true" />
          <div className={styles.people}>
            <div className={styles.from} dir="auto">
              <strong>{shownName(from) || t('mail.noSender')}</strong>
              {from !== undefined && from.name !== null && (
                <span className={styles.address}> &lt;{from.email}&gt;</span>
              )}
            </div>
            <People label={t('mail.to')} addresses={email.to} />
            <People label={t('mail.cc')} addresses={email.cc} />
            <People label={t('mail.bcc')} addresses={email.bcc} />
            <time className={styles.date} dateTime={email.receivedAt}>
              {longDate(email.sentAt ?? email.receivedAt)}
            </time>
          </div>
          <div className={styles.actions}>
            {isDraft ? (
              <Button appearance="primary" icon={<EditRegular />} onClick={() => onEdit(email)}>
                {t('mail.edit')}
              </Button>
            ) : (
              <>
                <Action label={t('mail.reply')} icon={<ArrowReplyRegular />} act={() => onReply(email, 'reply')} />
                <Action
                  label={t('mail.replyAll')}
                  icon={<ArrowReplyAllRegular />}
                  act={() => onReply(email, 'reply-all')}
                />
                <Action
                  label={t('mail.forward')}
                  icon={<ArrowForwardRegular />}
                  act={() => onReply(email, 'forward')}
                />
              </>
            )}
            <Menu positioning="below-end">
              <MenuTrigger disableButtonEnhancement>
                <Button appearance="subtle" icon={<MoreHorizontalRegular />} aria-label={t('mail.more')} />
              </MenuTrigger>
              <MenuPopover>
                <MenuList>
                  <MenuItem icon={<PrintRegular />} onClick={() => print()}>
                    {t('mail.print')}
                  </MenuItem>
                  <MenuItem
                    icon={<CodeRegular />}
                    onClick={() =>
                      open(downloadPath(accountId, email.blobId, 'message.txt', 'text/plain'), '_blank', 'noopener')
                    }
                  >
                    {t('mail.viewSource')}
                  </MenuItem>
                </MenuList>
              </MenuPopover>
            </Menu>
          </div>
        </div>
      </header>
      <AttachmentList email={email} accountId={accountId} />
      <Body email={email} accountId={accountId} />
    </article>
  );
}

function Action({
  label,
  icon,
  act,
}: {
  readonly label: string;
  readonly icon: React.JSX.Element;
  readonly act: () => void;
}) {
  return (
    <Tooltip content={label} relationship="label">
      <Button appearance="subtle" icon={icon} onClick={act} />
    </Tooltip>
  );
}

function People({ label, addresses }: { readonly label: string; readonly addresses: readonly EmailAddress[] | null }) {
  const { t } = useTranslation();
  if (addresses === null || addresses.length === 0) return null;
  return (
    <div className={styles.recipients} dir="auto">
      {label}
      {t('colon')} {addresses.map(shownName).join(', ')}
    </div>
  );
}

function Body({ email, accountId }: { readonly email: Email; readonly accountId: string }) {
  const { t } = useTranslation();
  const [remotePictures, setRemotePictures] = useState(0);
  const [withPictures, setWithPictures] = useState(() => showsPicturesOf(email));
  const [isUnreadable, setIsUnreadable] = useState(false);
  const showPlain = useCallback(() => setIsUnreadable(true), []);
  const language = currentLanguage();
  const pictureOf = useCallback(
    (contentId: string) => {
      const part = email.attachments.find((candidate) => candidate.cid === contentId);
      return part === undefined || part.blobId === null || !/^image\/(?:png|jpeg|gif|webp)$/.test(part.type)
        ? null
        : downloadPath(accountId, part.blobId, part.name ?? 'image', part.type);
    },
    [email.attachments, accountId],
  );
  const html = textOf(email, email.htmlBody, 'text/html');
  if (html === null || isUnreadable) return <PlainTextBody text={textOf(email, email.textBody, null) ?? ''} />;
  const sender = email.from?.[0]?.email;
  return (
    <>
      {remotePictures > 0 && !withPictures && (
        <MessageBar layout="multiline" className={styles.notice} lang={language}>
          <MessageBarBody>{t('mail.remoteBlocked')}</MessageBarBody>
          <MessageBarActions>
            <Button onClick={() => setWithPictures(true)}>{t('mail.showRemote')}</Button>
            {sender !== undefined && (
              <Button
                onClick={() => {
                  alwaysShowPicturesOf(sender);
                  setWithPictures(true);
                }}
              >
                {t('mail.alwaysShowRemote', { sender })}
              </Button>
            )}
          </MessageBarActions>
        </MessageBar>
      )}
      <MessageFrame
        key={String(withPictures)}
        html={html}
        withPictures={withPictures}
        pictureOf={pictureOf}
        onRemotePictures={setRemotePictures}
        onUnreadable={showPlain}
      />
    </>
  );
}

/** The parts that are to be read, one after the other; `null` when none is of the wanted type. */
export function textOf(email: Email, parts: readonly BodyPart[], type: string | null): string | null {
  const wanted = parts.filter(
    (part) => part.partId !== null && (type === null ? part.type.startsWith('text/') : part.type === type),
  );
  if (wanted.length === 0) return null;
  return wanted.map((part) => email.bodyValues[part.partId ?? '']?.value ?? '').join('\n');
}

const picturesKey = 'relais.pictures-from';

function trustedSenders(): readonly string[] {
  try {
    return JSON.parse(localStorage.getItem(picturesKey) ?? '[]') as string[];
  } catch {
    return [];
  }
}

function showsPicturesOf(email: Email): boolean {
  const sender = email.from?.[0]?.email.toLowerCase();
  return sender !== undefined && trustedSenders().includes(sender);
}

function alwaysShowPicturesOf(sender: string): void {
  const senders = new Set([...trustedSenders(), sender.toLowerCase()]);
  localStorage.setItem(picturesKey, JSON.stringify([...senders].slice(-500)));
}
