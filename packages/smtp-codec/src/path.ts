import { type AddressLimits, type MailboxAddress, readMailbox } from './mailbox.ts';
import { badArguments, SmtpSyntaxError } from './syntax-error.ts';

/** Reverse-path of MAIL; `null` is `<>` (RFC 5321 §4.5.5). */
export type ReversePath = MailboxAddress | null;
/** Forward-path of RCPT; `postmaster` is `<Postmaster>` without a domain (RFC 5321 §4.5.1). */
export type ForwardPath = MailboxAddress | 'postmaster';

interface Read<T> {
  readonly path: T;
  /** What follows the path: parameters. */
  readonly rest: string;
}

/** Reads what follows `MAIL FROM:`; a space before the path is forgiven, as devices send it. */
export function readReversePath(text: string, limits: AddressLimits): Read<ReversePath> {
  const trimmed = text.trimStart();
  if (trimmed.startsWith('<>')) return { path: null, rest: restOf(trimmed, 2) };
  return readPath(trimmed, limits, '5.1.7');
}

/** Reads what follows `RCPT TO:`. */
export function readForwardPath(text: string, limits: AddressLimits): Read<ForwardPath> {
  const trimmed = text.trimStart();
  if (/^<postmaster>/i.test(trimmed)) return { path: 'postmaster', rest: restOf(trimmed, 12) };
  return readPath(trimmed, limits, '5.1.3');
}

// RFC 3463 §3.2: X.1.7 is the bad syntax of a sender's address, X.1.3 that of a recipient's.
function readPath(text: string, limits: AddressLimits, status: '5.1.7' | '5.1.3'): Read<MailboxAddress> {
  if (!text.startsWith('<'))
    throw badArguments('Invalid arguments: an address stands in angle brackets, <user@example.org>');
  const start = 1 + sourceRouteLength(text.slice(1));
  const read = readMailbox(text.slice(start), limits);
  if ('fault' in read) throw new SmtpSyntaxError(501, status, `Invalid address: ${read.fault}`);
  const end = start + read.length;
  if (text[end] !== '>') throw new SmtpSyntaxError(501, status, 'Invalid address: the address must be followed by >');
  return { path: read.address, rest: restOf(text, end + 1) };
}

/** RFC 5321 §4.1.1.3: a source route `@one,@two:` is accepted and ignored. */
function sourceRouteLength(text: string): number {
  const route = /^@[A-Za-z0-9.-]+(?:,@[A-Za-z0-9.-]+)*:/.exec(text);
  return route === null ? 0 : route[0].length;
}

function restOf(text: string, end: number): string {
  const rest = text.slice(end);
  if (rest !== '' && !rest.startsWith(' ')) throw badArguments('Invalid arguments: a space must follow the address');
  return rest.trim();
}
