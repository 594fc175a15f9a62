import { type LocalisedText, TimeSpan } from '@relais/management-contract';
import type { EndedSession } from '../services/admission/live-sessions.ts';
import { printableClient } from './printable-client.ts';
import type { ChangedLimits } from './session-consequences.ts';

const namedClients = 3;

/** What changed time-outs would have meant for sessions that have ended, as far back as is known: evidence before a change. */
export function pastConsequences(
  ended: readonly EndedSession[],
  limits: ChangedLimits,
  now: number,
): readonly LocalisedText[] {
  const signedIn = ended.filter(({ signedInAfter }) => signedInAfter !== null);
  const oldest = signedIn.reduce((least, { since }) => Math.min(least, since), now);
  const span = wholeSeconds(now - oldest);
  const judge = (
    limit: TimeSpan | undefined,
    lengthOf: (session: EndedSession) => number,
    say: (limit: string, past: number, longest: string) => LocalisedText,
  ): readonly LocalisedText[] => {
    if (limit === undefined || signedIn.length === 0) return [];
    const past = signedIn.filter((session) => lengthOf(session) > limit.milliseconds);
    const longest = signedIn.reduce((most, session) => Math.max(most, lengthOf(session)), 0);
    return [say(limit.toString(), past.length, wholeSeconds(longest)), ...byClient(past)];
  };
  return [
    ...judge(
      limits.AuthenticatedConnectionTimeout,
      ({ longestPause }) => longestPause,
      (limit, past, longest) => ({
        en: `Of ${signedIn.length} session(s) that ended in the last ${span}, ${past} had been silent for longer than ${limit} and would have been closed; the longest silence was ${longest}.`,
        fr: `Sur ${signedIn.length} session(s) terminée(s) depuis ${span}, ${past} étai(en)t restée(s) silencieuse(s) plus de ${limit} et aurai(en)t été fermée(s) ; le plus long silence a duré ${longest}.`,
      }),
    ),
    ...judge(
      limits.PreAuthenticatedConnectionTimeout,
      ({ signedInAfter }) => signedInAfter ?? 0,
      (limit, past, longest) => ({
        en: `Of ${signedIn.length} session(s) that ended in the last ${span}, ${past} had taken longer than ${limit} to sign in and would have been closed; the slowest took ${longest}.`,
        fr: `Sur ${signedIn.length} session(s) terminée(s) depuis ${span}, ${past} avai(en)t mis plus de ${limit} à s’authentifier et aurai(en)t été fermée(s) ; la plus lente a mis ${longest}.`,
      }),
    ),
  ];
}

/** Which programs they were, the most frequent first. */
function byClient(sessions: readonly EndedSession[]): readonly LocalisedText[] {
  const counts = [...Map.groupBy(sessions, ({ client }) => client)]
    .map(([client, of]) => ({ client, count: of.length }))
    .toSorted((one, other) => other.count - one.count);
  if (counts.length === 0) return [];
  const list = (unknown: string, more: (rest: number) => string): string =>
    [
      ...counts
        .slice(0, namedClients)
        .map(({ client, count }) => `${client === null ? unknown : printableClient(client)} (${count})`),
      ...(counts.length > namedClients ? [more(counts.length - namedClients)] : []),
    ].join(', ');
  return [
    {
      en: `By program: ${list('unnamed', (rest) => `and ${rest} other program(s)`)}.`,
      fr: `Par programme : ${list('sans nom', (rest) => `et ${rest} autre(s) programme(s)`)}.`,
    },
  ];
}

function wholeSeconds(milliseconds: number): string {
  return TimeSpan.fromSeconds(Math.max(0, Math.floor(milliseconds / 1000))).toString();
}
