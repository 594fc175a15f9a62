import type { NotifyGroup } from '@relais/imap-codec';
import { type Completion, completed, defineCommand } from '../command.ts';
import { knownEvents, Notifications } from '../notifications.ts';
import { isSelectedFilter } from '../notify-groups.ts';
import { signedIn } from '../session-state.ts';

export const notify = defineCommand({
  names: ['NOTIFY'],
  rfc: 'RFC 5465',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { groups, status }, state) {
    if (groups !== undefined) {
      const refused = refuse(groups);
      if (refused !== undefined) return refused;
    }
    // RFC 5465 §3.1: it implies a NOOP. What has happened so far is told by the rules of before.
    if (groups !== undefined) await session.changes.tellAccumulated();
    const before = session.notifications;
    // RFC 5465 §3.2: NONE means that not even the selected mailbox is told of.
    const now = new Notifications(session, state, groups ?? []);
    session.notifications = now;
    try {
      await now.begin(before, status);
    } catch (error) {
      session.notifications = before;
      now.stop();
      throw error;
    }
    before?.stop();
    return completed;
  },
});

const messageEvents: ReadonlySet<string> = new Set(['MESSAGENEW', 'MESSAGEEXPUNGE', 'FLAGCHANGE']);

function refuse(groups: readonly NotifyGroup[]): Completion | undefined {
  const known: ReadonlySet<string> = new Set(knownEvents.map((event) => event.toUpperCase()));
  for (const { events, mailboxes, fetch } of groups) {
    const unknown = events.find((event) => !known.has(event));
    if (unknown !== undefined)
      return {
        status: 'NO',
        // RFC 5465 §5: all that are known, so that the client can ask again.
        code: `BADEVENT (${knownEvents.join(' ')})`,
        text: `NOTIFY failed. The event ${unknown} is not known.`,
      };
    const has = new Set(events);
    // RFC 5465 §5: a client that cannot follow both could not keep its numbers right.
    if (has.has('MESSAGENEW') !== has.has('MESSAGEEXPUNGE') || (has.has('FLAGCHANGE') && !has.has('MESSAGENEW'))) {
      return {
        status: 'BAD',
        text: 'Command Argument Error. 11 (MessageNew and MessageExpunge go together, and FlagChange needs both)',
      };
    }
    // RFC 5465 §8
    if (fetch !== undefined && !isSelectedFilter(mailboxes)) {
      return {
        status: 'BAD',
        text: 'Command Argument Error. 11 (MessageNew has items to fetch with selected and selected-delayed only)',
      };
    }
    if (isSelectedFilter(mailboxes) && events.some((event) => !messageEvents.has(event))) {
      return {
        status: 'BAD',
        text: 'Command Argument Error. 11 (of the selected mailbox only message events can be told)',
      };
    }
  }
  if (groups.filter(({ mailboxes }) => isSelectedFilter(mailboxes)).length > 1) {
    return { status: 'BAD', text: 'Command Argument Error. 11 (selected and selected-delayed can stand there once)' };
  }
  return undefined;
}
