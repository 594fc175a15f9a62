import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandReader } from '../command-reader.ts';
import { star } from '../grammar/sequence-set.ts';
import { limitsAfterSignIn } from '../limits.ts';

function parse(command: string): unknown {
  const reader = new CommandReader(limitsAfterSignIn());
  reader.push(Buffer.from(`a ${command}\r\n`));
  const event = reader.next();
  if (event?.kind === 'command')
    return JSON.parse(JSON.stringify(event.request, (_, v) => (v instanceof Map ? [...v] : v)));
  return event?.kind === 'syntax-error' ? event.error.message : event?.kind;
}

const range = (from: number, to = from) => ({ saved: false, ranges: [{ from, to }] });

test('FETCH: items, sections and modifiers (RFC 3501 §6.4.5, RFC 7162)', () => {
  assert.deepEqual(parse('FETCH 2:4 FAST'), {
    name: 'FETCH',
    uid: false,
    set: range(2, 4),
    items: [{ item: 'FLAGS' }, { item: 'INTERNALDATE' }, { item: 'RFC822.SIZE' }],
    vanished: false,
  });
  assert.deepEqual(parse('UID FETCH * (BODY[1.2.MIME] rfc822.header body BINARY.PEEK[2]<5.6>) (CHANGEDSINCE 9)'), {
    name: 'FETCH',
    uid: true,
    set: range(star),
    items: [
      { item: 'SECTION', peek: false, section: { part: [1, 2], text: 'MIME', fields: [] } },
      { item: 'RFC822.HEADER' },
      { item: 'BODY' },
      { item: 'BINARY', peek: true, part: [2], partial: { offset: 5, length: 6 } },
    ],
    changedSince: 9,
    vanished: false,
  });
  assert.match(String(parse('FETCH 1 (FAST)')), /the item FAST is unknown/);
  assert.match(String(parse('FETCH 1 BODY[MIME]')), /MIME needs a part number/);
  assert.match(String(parse('FETCH 1 (UID) (VANISHED CHANGEDSINCE 1)')), /only for UID FETCH/);
  assert.match(String(parse('FETCH 0 UID')), /must not contain 0/);
  assert.match(String(parse('FETCH 1 ()')), /at least one/);
});

test('STORE: action, silence and UNCHANGEDSINCE (RFC 3501 §6.4.6, RFC 7162 §3.1.3)', () => {
  assert.deepEqual(parse('STORE 1 (UNCHANGEDSINCE 12) +flags.silent (\\seen $A $a)'), {
    name: 'STORE',
    uid: false,
    set: range(1),
    action: 'add',
    silent: true,
    flags: ['\\Seen', '$A'],
    unchangedSince: 12,
  });
  assert.deepEqual((parse('STORE 1 FLAGS \\Seen \\Draft') as { flags: string[] }).flags, ['\\Seen', '\\Draft']);
  assert.match(String(parse('STORE 1 +FLAGS (\\Recent)')), /\\Recent cannot be changed/);
  assert.match(String(parse('STORE 1 FLAGZ (x)')), /expected FLAGS/);
});

test('SEARCH: keys, nesting, charset and RETURN (RFC 3501 §6.4.4, RFC 4731)', () => {
  assert.deepEqual(parse('SEARCH FLAGGED SINCE 1-Feb-1994 NOT FROM "Smith"'), {
    name: 'SEARCH',
    uid: false,
    criteria: {
      key: 'AND',
      keys: [
        { key: 'FLAG', flag: '\\Flagged', isSet: true },
        { key: 'SINCE', day: { year: 1994, month: 2, day: 1 } },
        { key: 'NOT', of: { key: 'FROM', text: { type: 'Buffer', data: [...Buffer.from('Smith')] } } },
      ],
    },
  });
  const returns = { min: true, max: false, all: false, count: true, save: false };
  assert.deepEqual(
    (parse('SEARCH RETURN (MIN COUNT) (1 OR UID 2:* LARGER 5)') as { returns: unknown }).returns,
    returns,
  );
  assert.match(String(parse('SEARCH RETURN (PARTIAL 1:2 ALL) ALL')), /exclude each other/);
  assert.match(String(parse(`SEARCH ${'('.repeat(40)}ALL${')'.repeat(40)}`)), /levels of parentheses/);
  assert.match(String(parse(`SEARCH ${'NOT '.repeat(300)}ALL`)), /within one another/);
  assert.match(String(parse('SEARCH ON 31-Feb-2020')), /no day of the calendar/);
  assert.match(String(parse('SEARCH NOSUCH')), /the search key NOSUCH is unknown/);
});

test('LIST: plain and extended (RFC 5258, RFC 5819)', () => {
  assert.deepEqual(parse('LIST (SUBSCRIBED) "" ("INBOX" a/%) RETURN (CHILDREN STATUS (MESSAGES))'), {
    name: 'LIST',
    isExtended: true,
    selection: ['SUBSCRIBED'],
    reference: '',
    patterns: ['INBOX', 'a/%'],
    returns: { subscribed: false, children: true, specialUse: false, myRights: false, status: ['MESSAGES'] },
  });
  assert.match(String(parse('LIST (RECURSIVEMATCH) "" *')), /needs SUBSCRIBED/);
});

test('SELECT with QRESYNC (RFC 7162 §3.2.5)', () => {
  // Its own example: more than a double holds, and more than there is.
  assert.deepEqual(parse('SELECT inbox (QRESYNC (67890007 20050715194045000))'), {
    name: 'SELECT',
    mailbox: 'INBOX',
    condstore: false,
    qresync: {
      uidValidity: 67890007,
      modSeq: Number.MAX_SAFE_INTEGER,
    },
  });
  assert.equal(
    parse('SELECT inbox (QRESYNC (67890007 9223372036854775808))'),
    'the mod-sequence is 9223372036854775808, above 9223372036854775807',
  );
  assert.deepEqual(parse('SELECT inbox (QRESYNC (7 90 41:43 (1 10)))'), {
    name: 'SELECT',
    mailbox: 'INBOX',
    condstore: false,
    qresync: {
      uidValidity: 7,
      modSeq: 90,
      knownUids: range(41, 43),
      sequenceMatch: { sequences: range(1), uids: range(10) },
    },
  });
});

test('mailbox names are decoded once, and only from their one spelling (RFC 3501 §5.1.3)', () => {
  const mailbox = (name: string) =>
    (parse(`SELECT ${name}`) as { mailbox?: string }).mailbox ?? parse(`SELECT ${name}`);
  assert.equal(mailbox('"~peter/mail/&U,BTFw-/&ZeVnLIqe-"'), '~peter/mail/台北/日本語');
  assert.equal(mailbox('InBoX'), 'INBOX');
  assert.equal(mailbox('"R&AOk-pertoire"'), 'Répertoire');
  assert.equal(mailbox('"Répertoire"'), 'Répertoire');
  assert.match(String(mailbox('"&AEE-"')), /not modified UTF-7/);
  assert.match(String(mailbox('"a&b"')), /not modified UTF-7/);
  assert.match(String(mailbox('"a\x01b"')), /control character/);
});

test('reasons name what was found, never with characters that could break a line', () => {
  assert.equal(parse('LOGIN'), 'expected a space before the user name, found the end of the command');
  assert.equal(parse('NOOP x'), 'expected the end of the command, found " x"');
  assert.equal(parse('SELECT "a'), `expected a closing quotation mark (only \\" and \\\\ may be escaped), found "'a"`);
});
