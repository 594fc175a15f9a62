import { parseContentFilter } from '../../domain/configuration/content-filter-endpoint.ts';
import type { TransportSettings } from '../../domain/configuration/transport-settings.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import { type FilteredMail, FilterUnavailable, type FilterVerdict } from './content-filter.ts';
import { type FilteredParts, MilterConversation } from './milter-conversation.ts';
import { MilterSyntaxError, packet } from './milter-packets.ts';
import { MilterSocket } from './milter-socket.ts';

export interface AskingParts {
  readonly settings: Pick<TransportSettings, 'ContentFilters' | 'ContentFilterFailureAction' | 'ContentFilterTimeout'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What all filters together say of a message. */
export interface FilterJudgement {
  /** The first that is not to accept or to quarantine ends it: the filters behind it are not asked. */
  readonly verdict: FilterVerdict;
  /** Who said so, as the setting names him; `null`: nobody had anything against it. */
  readonly by: string | null;
  /** A field that a filter added calls it spam. */
  readonly isSpam: boolean;
}

const unavailable: FilterVerdict = {
  kind: 'defer',
  status: '4.3.0',
  text: 'The content filter does not answer; try again later',
};

/** Asks one filter after the other; each sees what the ones before it made of the header. Its changes stand in `message`. */
export async function askFilters(
  { settings, clock, log }: AskingParts,
  mail: FilteredMail,
  message: FilteredParts,
): Promise<FilterJudgement> {
  const { header, body } = message;
  let found: Pick<FilterJudgement, 'verdict' | 'by'> = { verdict: { kind: 'accept' }, by: null };
  for (const filter of settings.ContentFilters) {
    // What a filter that fails in the middle has changed is not kept.
    const before = header.copy();
    let verdict: FilterVerdict;
    try {
      verdict = await askFilter(
        filter,
        { clock, timeoutMs: settings.ContentFilterTimeout.milliseconds },
        mail,
        message,
      );
      await body.keep();
    } catch (error) {
      await body.restore();
      if (!(error instanceof FilterUnavailable || error instanceof MilterSyntaxError)) throw error;
      log.warn('content-filter-unavailable', { filter, reason: error.message });
      header.restore(before);
      if (settings.ContentFilterFailureAction === 'Accept') continue;
      return { verdict: unavailable, by: filter, isSpam: false };
    }
    if (verdict.kind === 'accept') continue;
    if (verdict.kind !== 'quarantine') return { verdict, by: filter, isSpam: false };
    if (found.by === null) found = { verdict, by: filter };
  }
  return { ...found, isSpam: header.added().some(callsItSpam) };
}

/** @throws FilterUnavailable, MilterSyntaxError */
export async function askFilter(
  filter: string,
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
  mail: FilteredMail,
  message: FilteredParts,
): Promise<FilterVerdict> {
  const endpoint = parseContentFilter(filter);
  if (endpoint === null) throw new FilterUnavailable('its address cannot be read');
  const socket = await MilterSocket.open(endpoint, clock, timeoutMs);
  try {
    return await new MilterConversation(socket, mail, message).run();
  } finally {
    socket.close(packet('Q'));
  }
}

/** As rspamd (X-Spam: Yes), SpamAssassin (X-Spam-Flag: YES, X-Spam-Status: Yes, score=…) and their kin say it. */
export function callsItSpam(field: string): boolean {
  return /^x-spam(?:-flag|-status)?[ \t]*:[ \t]*(?:yes|true)\b/i.test(field);
}
