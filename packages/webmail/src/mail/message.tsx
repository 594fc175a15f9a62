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
  Tooltip,
} from '@fluentui/react-components';
import {
  ArrowForwardRegular,
  ArrowReplyAllRegular,
  ArrowReplyRegular,
  CodeRegular,
  EditRegular,
  InfoRegular,
  MoreHorizontalRegular,
  PersonAvailableRegular,
  PersonProhibitedRegular,
  PrintRegular,
} from '@fluentui/react-icons';
import { Fragment, Suspense, useState } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import { useWords } from '../language/words.ts';
import { downloadPath } from '../server/jmap.ts';
import { AttachmentList } from './attachment-list.tsx';
import { AuthenticationNotice } from './authentication-notice.tsx';
import { longDate } from './date-words.ts';
import { usePendingSubmissions } from './mail-data.ts';
import { type Email, type EmailAddress, importanceOf, shownName } from './mail-types.ts';
import { MessageBody } from './message-body.tsx';
import { printMessages } from './print-messages.ts';
import { ReceiptQuestion } from './receipt-question.tsx';
import type { ReadingPaneProps } from './reading-pane.tsx';
import styles from './reading-pane.module.css';

const MessageDetails = lazyPart(async () => ({ default: (await import('./message-details.tsx')).MessageDetails }));
const InvitationCard = lazyPart(async () => ({ default: (await import('./invitation-card.tsx')).InvitationCard }));

export interface MessageProps extends Omit<ReadingPaneProps, 'emailId'> {
  readonly email: Email;
  /** In a conversation the subject stands above all. */
  readonly withSubject: boolean;
}

/** One message: who, what, when, what is attached, and its text in a safe frame. */
export function Message({
  email,
  accountId,
  withSubject,
  onReply,
  onEdit,
  onSender,
  onRecall,
  onFailed,
}: MessageProps) {
  const t = useWords();
  const [showsDetails, setShowsDetails] = useState(false);
  const subject = email.subject || t('mail.noSubject');
  const from = email.from?.[0];
  const sender = email.sender?.[0];
  const importance = importanceOf(email);
  const calendar = email.attachments.concat(email.textBody).find(({ type }) => type === 'text/calendar');
  return (
    <article className={styles.message} aria-label={subject}>
      <header className={styles.header}>
        {withSubject && (
          <h1 className={styles.subject} dir="auto">
            {subject}
          </h1>
        )}
        <div className={styles.sender}>
          <Avatar name={shownName(from)} color="colorful" size={40} aria-hidden="true" />
          <div className={styles.people}>
            <div className={styles.from}>
              <strong>
                <bdi>{shownName(from) || t('mail.noSender')}</bdi>
              </strong>
              {from !== undefined && from.name !== null && (
                <span className={styles.address}> &lt;{from.email}&gt;</span>
              )}
              {sender !== undefined && sender.email !== from?.email && (
                <span className={styles.address}> {t('sharing.sentBy', { name: shownName(sender) })}</span>
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
            {email.keywords.$draft === true ? (
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
                  <MenuItem
                    icon={<PrintRegular />}
                    onClick={() => void printMessages().then((isDone) => isDone || print(), onFailed)}
                  >
                    {t('mail.print')}
                  </MenuItem>
                  {onSender !== null &&
                    from !== undefined &&
                    email.keywords.$draft !== true &&
                    (['blocked', 'trusted'] as const).map((as) => (
                      <MenuItem
                        key={as}
                        icon={as === 'blocked' ? <PersonProhibitedRegular /> : <PersonAvailableRegular />}
                        onClick={() => onSender(email, as)}
                      >
                        {t(as === 'blocked' ? 'blockOrAllow.block' : 'blockOrAllow.allow', { sender: from.email })}
                      </MenuItem>
                    ))}
                  <MenuItem icon={<InfoRegular />} onClick={() => setShowsDetails(true)}>
                    {t('mail.details')}
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
      <ScheduledNotice email={email} onRecall={onRecall} />
      {importance !== 'normal' && (
        <MessageBar className={styles.notice}>
          <MessageBarBody>{t(importance === 'high' ? 'mail.importantText' : 'mail.unimportantText')}</MessageBarBody>
        </MessageBar>
      )}
      <AuthenticationNotice email={email} />
      <ReceiptQuestion email={email} onFailed={onFailed} />
      {calendar !== undefined && calendar.blobId !== null && (
        <Suspense fallback={null}>
          <InvitationCard email={email} part={calendar} accountId={accountId} onFailed={onFailed} />
        </Suspense>
      )}
      <AttachmentList email={email} accountId={accountId} />
      <MessageBody email={email} accountId={accountId} onFailed={onFailed} />
      {showsDetails && (
        <Suspense fallback={null}>
          <MessageDetails email={email} accountId={accountId} onClose={() => setShowsDetails(false)} />
        </Suspense>
      )}
    </article>
  );
}

/** A message that waits to be sent says so, and can be taken back. */
function ScheduledNotice({ email, onRecall }: Pick<MessageProps, 'email' | 'onRecall'>) {
  const t = useWords();
  const { data: pending } = usePendingSubmissions();
  const submission = pending?.find(({ emailId }) => emailId === email.id);
  if (submission === undefined) return null;
  return (
    <MessageBar layout="multiline" className={styles.notice} intent="warning">
      <MessageBarBody>{t('compose.willLeave', { time: longDate(submission.sendAt) })}</MessageBarBody>
      <MessageBarActions>
        <Button onClick={() => onRecall(submission.id, email.id)}>{t('compose.recall')}</Button>
      </MessageBarActions>
    </MessageBar>
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

/** More than that are shown when asked for. */
const shownAtFirst = 10;

function People({ label, addresses }: { readonly label: string; readonly addresses: readonly EmailAddress[] | null }) {
  const t = useWords();
  const [showsAll, setShowsAll] = useState(false);
  if (addresses === null || addresses.length === 0) return null;
  // One or two more are not worth a button.
  const isLong = addresses.length > shownAtFirst + 2;
  const shown = isLong && !showsAll ? addresses.slice(0, shownAtFirst) : addresses;
  return (
    <div className={styles.recipients} title={shown.map(({ email }) => email).join(', ')}>
      {label}
      {t('colon')}{' '}
      {shown.map((address, at) => (
        <Fragment key={`${at} ${address.email}`}>
          {at > 0 && ', '}
          <bdi>{shownName(address)}</bdi>
        </Fragment>
      ))}
      {isLong && (
        <button type="button" className={styles.othersToo} onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? t('mail.fewerPeople') : t('mail.morePeople', { count: addresses.length - shown.length })}
        </button>
      )}
    </div>
  );
}
