import type { ManagementObject } from '@relais/management-contract';
import { listOf, textOf } from '../server/rows.ts';

/** One message and all that happened to it, oldest first. */
export interface Journey {
  readonly key: string;
  readonly events: readonly ManagementObject[];
}

/** More events than these are not put into one list: a narrower search shows the rest. */
export const mostEvents = 100_000;

/** What lists of messages show of an event. */
export const shownOfEvent =
  'Timestamp,EventId,Sender,Recipients,RecipientStatus,MessageSubject,MessageId,InternalMessageId,TotalBytes,ConnectorId,ClientIp,ServerHostname,RelatedRecipientAddress';

/** Events, the newest first: those of one message stand together by its Message-ID, or its number here. */
export function journeysIn(events: readonly ManagementObject[]): readonly Journey[] {
  const journeys = new Map<string, ManagementObject[]>();
  for (const event of events) {
    const key = textOf(event, 'MessageId') || textOf(event, 'InternalMessageId');
    const held = journeys.get(key);
    if (held === undefined) journeys.set(key, [event]);
    else held.push(event);
  }
  return [...journeys].map(([key, held]) => ({ key, events: held.reverse() }));
}

export function recipientsOf(events: readonly ManagementObject[]): readonly string[] {
  return [...new Set(events.flatMap((event) => listOf(event, 'Recipients')))];
}

/** How it ended for a recipient, in the four kinds of Exchange's delivery reports. */
export type DeliveryState = 'delivered' | 'transferred' | 'pending' | 'unsuccessful';

export interface RecipientReport {
  readonly recipient: string;
  readonly state: DeliveryState;
  /** What concerned this recipient, oldest first. */
  readonly events: readonly ManagementObject[];
}

const endings: Readonly<Record<string, DeliveryState>> = {
  DELIVER: 'delivered',
  SEND: 'transferred',
  FAIL: 'unsuccessful',
  DEFER: 'pending',
  RECEIVE: 'pending',
};

/** Where others take the place of the one who was named. */
const replacing: ReadonlySet<string> = new Set(['EXPAND', 'RESOLVE']);

/** What became of a message for each recipient: the last event that says so. Groups and aliases are no recipients. */
export function recipientReports(events: readonly ManagementObject[]): readonly RecipientReport[] {
  const expanded = new Set(
    events
      .filter((event) => replacing.has(textOf(event, 'EventId')))
      .map((event) => textOf(event, 'RelatedRecipientAddress')),
  );
  return recipientsOf(events.filter((event) => textOf(event, 'EventId') !== 'DSN'))
    .filter((recipient) => !expanded.has(recipient))
    .map((recipient) => {
      const own = events.filter((event) =>
        listOf(event, 'Recipients').some((one) => one.toLowerCase() === recipient.toLowerCase()),
      );
      const last = own.findLast((event) => endings[textOf(event, 'EventId')] !== undefined);
      return { recipient, state: endings[textOf(last, 'EventId')] ?? 'pending', events: own };
    });
}

const worstFirst: readonly DeliveryState[] = ['unsuccessful', 'pending', 'transferred', 'delivered'];

/** Of the recipient for whom it went worst; `undefined`: nobody is named. */
export function worstReport(events: readonly ManagementObject[]): RecipientReport | undefined {
  const reports = recipientReports(events);
  return worstFirst.flatMap((state) => reports.find((report) => report.state === state) ?? [])[0];
}

/** The event that says what became of a message: of all recipients the one for whom it went worst decides. */
export function decidingEvent(events: readonly ManagementObject[]): ManagementObject | undefined {
  const own = worstReport(events)?.events ?? [];
  return own.findLast((event) => endings[textOf(event, 'EventId')] !== undefined) ?? events.at(-1);
}

/** The reason that stands beside a recipient of an event: the far server's answer, or why it waits. */
export function reasonFor(event: ManagementObject, recipient: string): string {
  const at = listOf(event, 'Recipients').findIndex((one) => one.toLowerCase() === recipient.toLowerCase());
  return listOf(event, 'RecipientStatus')[at] ?? '';
}
