import { limitsAfterSignIn, parseSearchFilter, type SearchKey } from '@relais/imap-codec';
import type { Annotations } from '../../../domain/mail/annotations.ts';
import { annotationsOf } from '../commands/metadata.ts';
import type { Completion } from '../command.ts';
import type { Session } from '../session.ts';
import type { StateOf } from '../session-state.ts';
import { namesSequence, UidRequired } from '../uid-only.ts';

/** RFC 5466 §3.1: at least three passes must be possible; more than these are taken for a loop. */
const mostPasses = 8;

/** A search names a filter that is not there, or that leads back to itself. */
export class UndefinedFilter extends Error {
  readonly filter: string;
  constructor(filter: string) {
    super(`the filter ${filter} is not defined`);
    this.filter = filter;
  }
}

/** RFC 5466 §3.1 */
export function undefinedFilter(name: string, { filter }: UndefinedFilter): Completion {
  return { status: 'NO', code: `UNDEFINED-FILTER ${filter}`, text: `${name} failed. There is no such filter.` };
}

/**
 * The search with what its filters hold in their places. @throws UndefinedFilter
 * @throws UidRequired when a filter has sequence numbers and the client may not use them any more (RFC 9586 §3).
 * @throws ImapSyntaxError when a filter holds no search any more.
 */
export async function withFilters(
  session: Session,
  state: StateOf<'authenticated' | 'selected'>,
  criteria: SearchKey,
): Promise<SearchKey> {
  if (!mentionsFilter(criteria)) return criteria;
  const whole = replaced(criteria, await annotationsOf(session, state, ''), 0);
  if (session.enabled.has('UIDONLY') && namesSequence(whole)) throw new UidRequired();
  return whole;
}

export function mentionsFilter(key: SearchKey): boolean {
  switch (key.key) {
    case 'FILTER':
      return true;
    case 'NOT':
    case 'FUZZY':
      return mentionsFilter(key.of);
    case 'OR':
      return mentionsFilter(key.left) || mentionsFilter(key.right);
    case 'AND':
      return key.keys.some(mentionsFilter);
    default:
      return false;
  }
}

function replaced(key: SearchKey, annotations: Annotations, passes: number): SearchKey {
  switch (key.key) {
    case 'FILTER': {
      // Entry names have no case (RFC 5464 §3.2), and one's own filter comes before that of all.
      const name = `filters/values/${key.filter.toLowerCase()}`;
      const value = annotations.get(`/private/${name}`) ?? annotations.get(`/shared/${name}`);
      if (value === undefined || passes >= mostPasses) throw new UndefinedFilter(key.filter);
      return replaced(parseSearchFilter(value, limitsAfterSignIn()), annotations, passes + 1);
    }
    case 'NOT':
    case 'FUZZY':
      return { key: key.key, of: replaced(key.of, annotations, passes) };
    case 'OR':
      return {
        key: 'OR',
        left: replaced(key.left, annotations, passes),
        right: replaced(key.right, annotations, passes),
      };
    case 'AND':
      return { key: 'AND', keys: key.keys.map((each) => replaced(each, annotations, passes)) };
    default:
      return key;
  }
}
