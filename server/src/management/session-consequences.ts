import { type LocalisedText, TimeSpan } from '@relais/management-contract';
import type { LiveSession } from '../services/admission/live-sessions.ts';
import { printableClient } from './printable-client.ts';

/** New values of the settings that say when a session ends or is refused; absent where unchanged. */
export interface ChangedLimits {
  readonly AuthenticatedConnectionTimeout?: TimeSpan;
  readonly PreAuthenticatedConnectionTimeout?: TimeSpan;
  readonly MaxConnections?: number;
  readonly MaxConnectionFromSingleIP?: number;
  readonly MaxConnectionsPerUser?: number;
}

const named = 50;

/** What changed limits would mean for those who are connected now, a line a session. */
export function sessionConsequences(
  sessions: readonly LiveSession[],
  limits: ChangedLimits,
  now: number,
): readonly LocalisedText[] {
  return [
    ...timeoutConsequences(
      sessions.filter(({ user }) => user !== null),
      'AuthenticatedConnectionTimeout',
      limits,
      now,
    ),
    ...timeoutConsequences(
      sessions.filter(({ user }) => user === null),
      'PreAuthenticatedConnectionTimeout',
      limits,
      now,
    ),
    ...limitConsequences(sessions, 'MaxConnections', limits, () => ''),
    ...limitConsequences(sessions, 'MaxConnectionFromSingleIP', limits, ({ remoteAddress }) => remoteAddress),
    ...limitConsequences(
      sessions.filter(({ user }) => user !== null),
      'MaxConnectionsPerUser',
      limits,
      ({ user }) => user ?? '',
    ),
  ];
}

/** Who is on the line: user, client, address; client is hostile text and shown as printable characters only. */
export function describeSession(session: LiveSession): LocalisedText {
  const client = session.client === null ? '' : `, ${printableClient(session.client)}`;
  return {
    en: `${session.protocol} session of ${session.user ?? 'nobody signed in yet'} from ${session.remoteAddress}${client}`,
    fr: `session ${session.protocol} de ${session.user ?? 'personne (pas encore authentifiée)'} depuis ${session.remoteAddress}${client}`,
  };
}

function timeoutConsequences(
  sessions: readonly LiveSession[],
  name: 'AuthenticatedConnectionTimeout' | 'PreAuthenticatedConnectionTimeout',
  limits: ChangedLimits,
  now: number,
): readonly LocalisedText[] {
  const limit = limits[name];
  if (limit === undefined) return [];
  const idle = (session: LiveSession): TimeSpan =>
    TimeSpan.fromSeconds(Math.max(0, Math.floor((now - session.lastActivity) / 1000)));
  const past = sessions.filter((session) => idle(session).milliseconds >= limit.milliseconds);
  return listed(
    sessions,
    {
      en: `${name} ${limit.toString()} concerns ${sessions.length} live session(s); ${past.length} of them would already be past it.`,
      fr: `${name} ${limit.toString()} concerne ${sessions.length} session(s) en cours ; ${past.length} l’auraient déjà dépassé.`,
    },
    (session) => {
      const gone = past.includes(session);
      return {
        en: `idle ${idle(session).toString()}${gone ? ', would be closed' : ''}`,
        fr: `inactive depuis ${idle(session).toString()}${gone ? ', serait fermée' : ''}`,
      };
    },
  );
}

function limitConsequences(
  sessions: readonly LiveSession[],
  name: 'MaxConnections' | 'MaxConnectionFromSingleIP' | 'MaxConnectionsPerUser',
  limits: ChangedLimits,
  groupOf: (session: LiveSession) => string,
): readonly LocalisedText[] {
  const limit = limits[name];
  if (limit === undefined) return [];
  const groups = Map.groupBy(
    sessions.toSorted((one, other) => one.since - other.since),
    groupOf,
  );
  const over = [...groups.values()].flatMap((group) => group.slice(limit));
  return listed(
    over,
    {
      en: `${name} ${limit}: ${over.length} of ${sessions.length} live session(s) would be over the limit.`,
      fr: `${name} ${limit} : ${over.length} session(s) en cours sur ${sessions.length} dépasseraient la limite.`,
    },
    () => ({ en: 'would be refused when it connects again', fr: 'serait refusée à sa prochaine connexion' }),
  );
}

function listed(
  sessions: readonly LiveSession[],
  summary: LocalisedText,
  remark: (session: LiveSession) => LocalisedText,
): readonly LocalisedText[] {
  const lines = sessions.slice(0, named).map((session): LocalisedText => {
    const who = describeSession(session);
    const what = remark(session);
    return { en: `${who.en}: ${what.en}.`, fr: `${who.fr} : ${what.fr}.` };
  });
  const rest = sessions.length - lines.length;
  const more: readonly LocalisedText[] = rest === 0 ? [] : [{ en: `… and ${rest} more.`, fr: `… et ${rest} de plus.` }];
  return [summary, ...lines, ...more];
}
