import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { readFilledList } from '../grammar/list.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';
import { argumentError } from '../syntax-error.ts';
import { type FetchItem, readFetchItem } from './fetch-items.ts';

export type MailboxFilter =
  | { readonly filter: 'selected' | 'selected-delayed' | 'inboxes' | 'personal' | 'subscribed' }
  | { readonly filter: 'mailboxes' | 'subtree'; readonly mailboxes: readonly string[] };

export interface NotifyGroup {
  readonly mailboxes: MailboxFilter;
  /** Empty: NONE. In capitals, as RFC 5465 §5 names them: MESSAGENEW, MESSAGEEXPUNGE, FLAGCHANGE, MAILBOXNAME … */
  readonly events: readonly string[];
  /** What to send of a new message; undefined: nothing more than EXISTS. */
  readonly fetch?: readonly FetchItem[];
}

/** RFC 5465 §3. `groups` undefined is NOTIFY NONE. */
export interface NotifyRequest {
  readonly name: 'NOTIFY';
  readonly status: boolean;
  readonly groups?: readonly NotifyGroup[];
}

const statusPattern = /STATUS(?= )/iy;

export function parseNotify(scanner: CommandScanner): NotifyRequest {
  scanner.expect(' ', 'before SET or NONE');
  const verb = readWord(scanner, 'SET or NONE');
  if (verb === 'NONE') return { name: 'NOTIFY', status: false };
  if (verb !== 'SET') throw argumentError(`NOTIFY takes SET or NONE, not ${verb}`);
  scanner.expect(' ', 'after SET');
  const status = scanner.match(statusPattern) !== undefined;
  if (status) scanner.expect(' ', 'after STATUS');
  const groups: NotifyGroup[] = [];
  do groups.push(readGroup(scanner));
  while (scanner.skip(' '));
  return { name: 'NOTIFY', status, groups };
}

function readGroup(scanner: CommandScanner): NotifyGroup {
  scanner.expect('(', 'before the mailboxes');
  const mailboxes = readFilter(scanner);
  scanner.expect(' ', 'before the events');
  let fetch: readonly FetchItem[] | undefined;
  const readEvent = (s: CommandScanner): string => {
    const event = readWord(s, 'an event such as MessageNew');
    if (event === 'MESSAGENEW' && s.skip(' (')) {
      const items = [readFetchItem(s)];
      while (s.skip(' ')) items.push(readFetchItem(s));
      s.expect(')', 'after the items to fetch');
      fetch = items;
    }
    return event;
  };
  let events: string[];
  if (scanner.peek() === '(') events = readFilledList(scanner, 'the events', readEvent);
  else {
    // RFC 5465 §3.1: its own example leaves the parentheses out, its grammar has them.
    events = [readEvent(scanner)];
    while (scanner.skip(' ')) events.push(readEvent(scanner));
    if (events.length === 1 && events[0] === 'NONE') events = [];
  }
  scanner.expect(')', 'after the events');
  return { mailboxes, events, fetch };
}

function readFilter(scanner: CommandScanner): MailboxFilter {
  const filter = readWord(scanner, 'a mailbox filter').toLowerCase();
  switch (filter) {
    case 'selected':
    case 'selected-delayed':
    case 'inboxes':
    case 'personal':
    case 'subscribed':
      return { filter };
    case 'mailboxes':
    case 'subtree': {
      scanner.expect(' ', `after ${filter}`);
      const read = (s: CommandScanner) => readMailboxName(s);
      return {
        filter,
        mailboxes: scanner.peek() === '(' ? readFilledList(scanner, 'the mailboxes', read) : [read(scanner)],
      };
    }
    default:
      throw argumentError(`the mailbox filter ${filter} is unknown`);
  }
}
