import { Button, Input, Spinner } from '@fluentui/react-components';
import {
  ArrowDownloadRegular,
  CalendarCancelRegular,
  CalendarRegular,
  CheckmarkRegular,
  DismissRegular,
  LocationRegular,
  PeopleRegular,
  PersonRegular,
  QuestionRegular,
} from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useState } from 'react';
import { useWords } from '../language/words.ts';
import { momentWords, timeWords } from '@relais/browser-frame/language/regional.ts';
import { downloadPath, downloadText } from '../server/jmap.ts';
import { answerInvitation, answerOf, invitedIdentity } from './answer-invitation.ts';
import { type CalendarEvent, type CalendarMoment, readCalendarEvent } from './calendar-event.ts';
import type { ParticipationStatus } from './calendar-reply.ts';
import { useIdentities, useMailboxes, useOthersMailboxes } from './mail-data.ts';
import type { BodyPart, Email } from './mail-types.ts';
import styles from './reading-pane.module.css';
import { refresh } from './use-mail-actions.ts';

export interface InvitationCardProps {
  readonly email: Email;
  readonly part: BodyPart;
  readonly accountId: string;
  readonly onFailed: (cause: unknown) => void;
}

const mostBytes = 1_000_000;
const mostAttendees = 12;

/** A calendar invitation in the words of its fields, to be answered; updates, cancellations and answers are told as such. */
export function InvitationCard({ email, part, accountId, onFailed }: InvitationCardProps) {
  const t = useWords();
  const blobId = part.blobId ?? '';
  const { data: event } = useQuery({
    queryKey: ['invitation', blobId],
    staleTime: Number.POSITIVE_INFINITY,
    enabled: part.size <= mostBytes,
    queryFn: async () => readCalendarEvent(await downloadText(accountId, blobId)),
  });
  if (event === undefined || event === null) return null;
  const { start, end } = event;
  const kind = kindOf(event);
  const [replier] = event.attendees;
  return (
    <section className={styles.invitation} data-method={kind} aria-label={t('invitation.title')}>
      <p className={styles.invitationKind}>
        {kind === 'cancel' && <CalendarCancelRegular aria-hidden="true" />}
        <span dir="auto">
          {kind === 'reply' && replier !== undefined
            ? t(`invitation.replied.${statusKey(replier.status)}`, { name: replier.name })
            : t(`invitation.${kind}`)}
        </span>
      </p>
      <h2 dir="auto">{event.summary || t('mail.noSubject')}</h2>
      {start !== null && (
        <p>
          <CalendarRegular aria-hidden="true" />
          <span>
            {startWords(start)}
            {end !== null && endWords(start, end)}
            {event.recurrence !== '' && ` · ${t('invitation.repeats')}`}
            {event.isOneOfSeries && ` · ${t('invitation.oneOfSeries')}`}
          </span>
        </p>
      )}
      {event.location !== '' && (
        <p>
          <LocationRegular aria-hidden="true" />
          <span dir="auto">{event.location}</span>
        </p>
      )}
      {event.organizer !== null && (
        <p>
          <PersonRegular aria-hidden="true" />
          <span dir="auto">{t('invitation.organizer', { name: event.organizer.name })}</span>
        </p>
      )}
      {event.attendees.length > 0 && kind !== 'reply' && (
        <p>
          <PeopleRegular aria-hidden="true" />
          <span dir="auto">
            {event.attendees
              .slice(0, mostAttendees)
              .map(({ name, status }) => `${name}${statusMark(status)}`)
              .join(', ')}
            {event.attendees.length > mostAttendees && ` +${event.attendees.length - mostAttendees}`}
          </span>
        </p>
      )}
      {(kind === 'request' || kind === 'update') && <Answers email={email} event={event} onFailed={onFailed} />}
      <p className={styles.invitationFile}>
        <ArrowDownloadRegular aria-hidden="true" />
        <a href={downloadPath(accountId, blobId, 'invite.ics', 'text/calendar')} download="invite.ics">
          {t('invitation.download')}
        </a>
      </p>
    </section>
  );
}

type Kind = 'request' | 'update' | 'cancel' | 'reply' | 'counter' | 'publish';

/** RFC 5546 §3.2. A request whose sequence has grown changes an event that was sent before. */
function kindOf({ method, status, sequence }: CalendarEvent): Kind {
  if (method === 'CANCEL' || status === 'CANCELLED') return 'cancel';
  if (method === 'REQUEST') return sequence > 0 ? 'update' : 'request';
  if (method === 'REPLY') return 'reply';
  return method === 'COUNTER' ? 'counter' : 'publish';
}

const answers: readonly { readonly status: ParticipationStatus; readonly icon: JSX.Element }[] = [
  { status: 'ACCEPTED', icon: <CheckmarkRegular /> },
  { status: 'TENTATIVE', icon: <QuestionRegular /> },
  { status: 'DECLINED', icon: <DismissRegular /> },
];

function Answers({
  email,
  event,
  onFailed,
}: {
  readonly email: Email;
  readonly event: CalendarEvent;
  readonly onFailed: (cause: unknown) => void;
}) {
  const t = useWords();
  const client = useQueryClient();
  const { data: identities } = useIdentities();
  const { data: mailboxes } = useMailboxes();
  const [comment, setComment] = useState('');
  const [sending, setSending] = useState<ParticipationStatus | null>(null);
  const sentId = mailboxes?.find(({ role }) => role === 'sent')?.id;
  const { others } = useOthersMailboxes();
  const isHere = mailboxes?.[0]?.accountId === email.accountId;
  const theirs = isHere ? undefined : others.find(({ account }) => account.id === email.accountId);
  const folders = theirs?.mailboxes ?? mailboxes;
  const isJunk = folders?.some(({ id, role }) => role === 'junk' && email.mailboxIds[id] === true) ?? true;
  const identity = invitedIdentity(event, identities ?? [], theirs?.account.name ?? null);
  const organizer = event.organizer?.email.toLowerCase() ?? '';
  const isOrganizer = identities?.some((one) => one.email.toLowerCase() === organizer) ?? false;
  if (theirs !== undefined && identities !== undefined && identity === undefined && !isJunk) {
    return <p className={styles.answerGiven}>{t('invitation.notYours', { address: theirs.account.name })}</p>;
  }
  if (
    identity === undefined ||
    sentId === undefined ||
    organizer === '' ||
    event.uid === '' ||
    isOrganizer ||
    isJunk ||
    (!isHere && theirs === undefined)
  ) {
    return null;
  }
  const given = answerOf(email);

  async function answer(status: ParticipationStatus) {
    if (identity === undefined || sentId === undefined) return;
    setSending(status);
    try {
      const what = event.summary || t('mail.noSubject');
      const key = statusKey(status);
      await answerInvitation({
        email,
        event,
        identity,
        sentId,
        status,
        comment,
        subject: t(`invitation.subject.${key}`, { what }),
        text: t(`invitation.replied.${key}`, { name: identity.name }),
      });
      setComment('');
    } catch (cause) {
      onFailed(cause);
    } finally {
      setSending(null);
      await refresh(client);
    }
  }

  return (
    <div className={styles.answers}>
      <div role="group" aria-label={t('invitation.answer')} className={styles.answerButtons}>
        {answers.map(({ status, icon }) => (
          <Button
            key={status}
            appearance={given === status ? 'primary' : 'secondary'}
            icon={sending === status ? <Spinner size="extra-tiny" /> : icon}
            aria-pressed={given === status}
            disabled={sending !== null}
            onClick={() => void answer(status)}
          >
            {t(`invitation.do.${statusKey(status)}`)}
          </Button>
        ))}
      </div>
      <Input
        size="small"
        className={styles.answerNote}
        aria-label={t('invitation.comment')}
        placeholder={t('invitation.comment')}
        maxLength={1000}
        value={comment}
        onChange={(_, { value }) => setComment(value)}
      />
      <p role="status" className={styles.answerGiven}>
        {given === null ? '' : t(`invitation.given.${statusKey(given)}`)}
      </p>
    </div>
  );
}

function statusKey(status: string): 'accepted' | 'tentative' | 'declined' | 'other' {
  if (status === 'ACCEPTED') return 'accepted';
  if (status === 'DECLINED') return 'declined';
  return status === 'TENTATIVE' ? 'tentative' : 'other';
}

function statusMark(status: string): string {
  return status === 'ACCEPTED' ? ' ✓' : status === 'DECLINED' ? ' ✗' : status === 'TENTATIVE' ? ' ?' : '';
}

/** A moment in the reader's zone; what is no exact moment in its own figures. */
function startWords({ date, isAllDay, isExact, zone }: CalendarMoment): string {
  const own = isExact ? undefined : 'UTC';
  const day = momentWords(date, { dateStyle: 'full' }, own);
  if (isAllDay) return day;
  return `${day}, ${timeWords(date, own)}${zone === null ? '' : ` (${zone})`}`;
}

/** Only the hour when it ends on the same day. */
function endWords(start: CalendarMoment, end: CalendarMoment): string {
  if (end.isAllDay) {
    // RFC 5545 §3.6.1: the end of a day-long event is the day after its last.
    const last = new Date(end.date.getTime() - 86_400_000);
    return last.getTime() <= start.date.getTime() ? '' : ` – ${startWords({ ...end, date: last })}`;
  }
  const own = end.isExact ? undefined : 'UTC';
  if (momentWords(end.date, { dateStyle: 'full' }, own) !== momentWords(start.date, { dateStyle: 'full' }, own)) {
    return ` – ${startWords({ ...end, zone: null })}`;
  }
  return ` – ${timeWords(end.date, own)}`;
}
