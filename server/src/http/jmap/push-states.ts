import { vacationResponseOf, vacationState } from './mail/vacation-response.ts';
import type { AutomaticReplies } from '../../domain/automation/automatic-reply.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { IndexedType } from './mail/account-index.ts';
import type { JmapParts } from './jmap-parts.ts';
import type { HttpContext } from '../http-context.ts';
import { quotasOfAccount } from './mail/quotas.ts';
import type { OthersAccounts, UserAccount } from './user-accounts.ts';

const indexedTypes: readonly IndexedType[] = ['Email', 'Mailbox', 'Thread', 'EmailDelivery'];

/** What the directory opens or closes to a user is told by nobody; so often it is looked at again. */
const lookAgainMs = 30_000;

/** States by type, by account. */
export type States = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The states of a user's accounts that are pushed (RFC 8620 §7.1), and when one may be another. */
export interface PushStates {
  current(): Promise<States>;
  onChange(listener: () => void): () => void;
}

export interface PushStatesParts extends Pick<JmapParts, 'submissions'> {
  readonly own: UserAccount;
  readonly others: OthersAccounts;
  readonly replies: AutomaticReplies;
  readonly clock: Clock;
  readonly settings: HttpContext['settings'];
}

export function pushStates({ own, others, replies, submissions, clock, settings }: PushStatesParts): PushStates {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const { accountId } = own;
  /** What is listened to: the own account always, those of others once they were seen. */
  const stops = new Map<string, () => void>();
  let known: readonly UserAccount[] = [own];
  const watch = (name: string, start: (listener: () => void) => () => void): void => {
    if (listeners.size > 0 && !stops.has(name)) stops.set(name, start(tell));
  };

  const watchKnown = (): void => {
    for (const { accountId: name, index } of known) watch(name, (heard) => index.onChange(heard));
  };

  return {
    async current() {
      known = [own, ...(await others.all())];
      watchKnown();
      const states: Record<string, Record<string, string>> = {};
      for (const account of known) {
        await account.index.sync();
        states[account.accountId] = Object.fromEntries(indexedTypes.map((type) => [type, account.index.state(type)]));
      }
      for (const [name, stop] of stops) {
        if (name.startsWith('own ') || name in states) continue;
        stop();
        stops.delete(name);
      }
      Object.assign(states[accountId] ?? {}, {
        EmailSubmission: String(await submissions.state(accountId)),
        Quota: (await quotasOfAccount(own, settings)).state,
        VacationResponse: vacationState(vacationResponseOf(replies.of(accountId))),
      });
      return states;
    },
    onChange(listener) {
      listeners.add(listener);
      const ofOwn = (start: (listener: (mailbox: string) => void) => () => void) => (heard: () => void) =>
        start((mailbox) => {
          if (mailbox === accountId) heard();
        });
      watchKnown();
      watch(
        'own submissions',
        ofOwn((heard) => submissions.onChange(heard)),
      );
      watch('own directory', (heard) => {
        const timer = clock.after(lookAgainMs, () => {
          heard();
          timer.restart();
        });
        return () => timer.cancel();
      });
      watch(
        'own replies',
        ofOwn((heard) => replies.onChange(heard)),
      );
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        for (const stop of stops.values()) stop();
        stops.clear();
      };
    },
  };
}

/** Only the wanted types; `null`: all. */
export function statesOf(states: States, types: ReadonlySet<string> | null): States {
  if (types === null) return states;
  return Object.fromEntries(
    Object.entries(states).map(([accountId, ofAccount]) => [
      accountId,
      Object.fromEntries(Object.entries(ofAccount).filter(([type]) => types.has(type))),
    ]),
  );
}

/**
 * What is another in `now`. An account that is closed to the user since has the state `none` in all its types, so that a
 * client asks, hears that there is no such account, and reads the session anew.
 */
export function changedStates(before: States, now: States): States {
  const changed: Record<string, Readonly<Record<string, string>>> = {};
  for (const [accountId, states] of Object.entries(now)) {
    const others = Object.entries(states).filter(([type, state]) => before[accountId]?.[type] !== state);
    if (others.length > 0) changed[accountId] = Object.fromEntries(others);
  }
  for (const [accountId, states] of Object.entries(before)) {
    if (accountId in now) continue;
    changed[accountId] = Object.fromEntries(Object.keys(states).map((type) => [type, 'none']));
  }
  return changed;
}
