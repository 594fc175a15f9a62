import { CalendarRegular, LocationRegular, PeopleRegular, PersonRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { currentLocale } from '@relais/browser-frame/language/regional.ts';
import { downloadText } from '../server/jmap.ts';
import { type CalendarMoment, readCalendarEvent } from './calendar-event.ts';
import styles from './reading-pane.module.css';

const methods = { REQUEST: 'request', CANCEL: 'cancel', REPLY: 'reply' } as const;

/** A calendar invitation in the words of its fields. */
export function InvitationCard({ accountId, blobId }: { readonly accountId: string; readonly blobId: string }) {
  const { t } = useTranslation();
  const { data: event } = useQuery({
    queryKey: ['invitation', blobId],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => readCalendarEvent(await downloadText(accountId, blobId)),
  });
  if (event === undefined || event === null) return null;
  const { start, end } = event;
  const kind = methods[event.method as keyof typeof methods] ?? 'publish';
  return (
    <section className={styles.invitation} data-method={kind} aria-label={t('invitation.title')}>
      <p className={styles.invitationKind}>{t(`invitation.${kind}`)}</p>
      <h2 dir="auto">{event.summary || t('mail.noSubject')}</h2>
      {start !== null && (
        <p>
          <CalendarRegular aria-hidden="true" />
          <span>
            {momentWords(start)}
            {end !== null && endWords(start, end)}
            {event.recurrence !== '' && ` · ${t('invitation.repeats')}`}
          </span>
        </p>
      )}
      {event.location !== '' && (
        <p>
          <LocationRegular aria-hidden="true" />
          <span dir="auto">{event.location}</span>
        </p>
      )}
      {event.organizer !== '' && (
        <p>
          <PersonRegular aria-hidden="true" />
          <span dir="auto">{t('invitation.organizer', { name: event.organizer })}</span>
        </p>
      )}
      {event.attendees.length > 0 && (
        <p>
          <PeopleRegular aria-hidden="true" />
          <span dir="auto">
            {event.attendees
              .slice(0, 12)
              .map(({ name, status }) => `${name}${statusMark(status)}`)
              .join(', ')}
            {event.attendees.length > 12 && ` +${event.attendees.length - 12}`}
          </span>
        </p>
      )}
    </section>
  );
}

function statusMark(status: string): string {
  return status === 'ACCEPTED' ? ' ✓' : status === 'DECLINED' ? ' ✗' : status === 'TENTATIVE' ? ' ?' : '';
}

function momentWords({ date, isAllDay, zone }: CalendarMoment): string {
  const options = isAllDay ? ({ dateStyle: 'full' } as const) : ({ dateStyle: 'full', timeStyle: 'short' } as const);
  return new Intl.DateTimeFormat(currentLocale(), options).format(date) + (zone === null ? '' : ` (${zone})`);
}

/** Only the hour when it ends on the same day. */
function endWords(start: CalendarMoment, end: CalendarMoment): string {
  if (end.isAllDay) {
    // RFC 5545 §3.6.1: the end of a day-long event is the day after its last.
    const last = new Date(end.date.getTime() - 43_200_000);
    return last.toDateString() === start.date.toDateString() ? '' : ` – ${momentWords({ ...end, date: last })}`;
  }
  if (end.date.toDateString() !== start.date.toDateString()) return ` – ${momentWords({ ...end, zone: null })}`;
  return ` – ${new Intl.DateTimeFormat(currentLocale(), { timeStyle: 'short' }).format(end.date)}`;
}
