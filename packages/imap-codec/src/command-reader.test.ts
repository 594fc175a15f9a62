import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandReader } from './command-reader.ts';
import { limitsAfterSignIn, limitsBeforeSignIn } from './limits.ts';
import type { ReaderEvent } from './reader-event.ts';

interface Told {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** All events of `input` given in `chunks`; messages are accepted and their pieces joined. */
function eventsOf(chunks: readonly Buffer[], reader = new CommandReader(limitsAfterSignIn())): Told[] {
  const told: Told[] = [];
  let message = Buffer.alloc(0);
  const tell = (event: ReaderEvent) => {
    if (event.kind === 'message') {
      message = Buffer.alloc(0);
      reader.acceptMessage();
    }
    if (event.kind === 'message-bytes') message = Buffer.concat([message, event.bytes]);
    else if (event.kind === 'message-end') told.push({ kind: 'message-end', content: message.toString() });
    else if (event.kind === 'syntax-error')
      told.push({ kind: event.kind, tag: event.tag, reason: event.error.message });
    else told.push({ ...event });
  };
  for (const chunk of chunks) {
    reader.push(chunk);
    for (let event = reader.next(); event !== undefined; event = reader.next()) tell(event);
  }
  return told;
}

const whole = (input: string) => eventsOf([Buffer.from(input)]);

const session =
  'a1 LOGIN "fred ""flint" x\r\n'.replace('""', '\\"') +
  'a2 login {4+}\r\nfred {6}\r\nsecret\r\n' +
  'a3 APPEND saved-messages (\\Seen $Label) "07-Feb-1994 21:52:25 -0800" {11+}\r\nHello\r\nyou!\r\n' +
  'a4 APPEND {5+}\r\nA box {3}\r\nabc {2+}\r\nde\r\n' +
  'a5 APPEND "x" UTF8 (~{3}\r\nabc)\r\n' +
  'a6 NOSUCH {5+}\r\nb OK\n more {2+}\r\nhi\r\n' +
  'a7 UID FETCH 1:*,4 (FLAGS BODY.PEEK[HEADER.FIELDS (From "To")]<0.20>) (CHANGEDSINCE 5 VANISHED)\r\n' +
  'a8 REPLACE 4 Drafts {3+}\r\nxyz\r\n' +
  '\r\n' +
  'a9 NOOP\n';

test('a space at the end of a command is no mistake', () => {
  const told = whole('a1 NOOP \r\na2 LIST "" "*"  \r\na3 LOGIN a {1+}\r\nb \r\na4 NOOP x\r\n');
  assert.deepEqual(
    told.map(({ kind, tag }) => `${tag} ${kind}`),
    ['a1 command', 'a2 command', 'a3 command', 'a4 syntax-error'],
  );
});

test('ID may be as long as thirty fields of the largest size (RFC 2971 §3.3), and no longer', () => {
  const fields = Array.from({ length: 30 }, (_, at) => `"${`${at}`.padEnd(30, 'f')}" "${'v'.repeat(1024)}"`);
  const limits = limitsBeforeSignIn(1024);
  const line = `a ID (${fields.join(' ')})\r\n`;
  const chunks = [line.slice(0, 700), line.slice(700, 9_000), line.slice(9_000)].map((text) => Buffer.from(text));
  assert.deepEqual(
    eventsOf(chunks, new CommandReader(limits)).map(({ kind }) => kind),
    ['command'],
  );
  const tooLong = `a ID ("name" "${'v'.repeat(33_000)}")\r\nb NOOP\r\n`;
  assert.deepEqual(
    eventsOf([Buffer.from(tooLong)], new CommandReader(limits)).map(({ kind }) => kind),
    ['syntax-error', 'command'],
  );
});

test('a session with every kind of literal is read', () => {
  const told = whole(session);
  assert.deepEqual(
    told.map(({ kind, tag }) => (tag === undefined ? kind : `${kind} ${tag}`)),
    [
      'command a1',
      'continuation',
      'command a2',
      'message a3',
      'message-end',
      'append-end a3',
      'message a4',
      'message-end',
      'message a4',
      'message-end',
      'append-end a4',
      'message a5',
      'message-end',
      'append-end a5',
      'syntax-error a6',
      'command a7',
      'message a8',
      'message-end',
      'append-end a8',
      'syntax-error',
      'command a9',
    ],
  );
  assert.deepEqual(told[0]?.request, { name: 'LOGIN', user: 'fred "flint', password: 'x' });
  assert.deepEqual(told[2]?.request, { name: 'LOGIN', user: 'fred', password: 'secret' });
  assert.equal(told[4]?.content, 'Hello\r\nyou!'.slice(0, 11));
  assert.deepEqual(told[6]?.target, { name: 'APPEND', mailbox: 'A box' });
  assert.match(String(told[14]?.reason), /NOSUCH/);
});

test('the events are the same wherever the input is split', () => {
  const bytes = Buffer.from(session);
  const expected = whole(session);
  for (let at = 1; at < bytes.length; at++) {
    assert.deepEqual(eventsOf([bytes.subarray(0, at), bytes.subarray(at)]), expected, `split at ${at}`);
  }
});

test('the events are the same byte by byte', () => {
  assert.deepEqual(eventsOf(Array.from(Buffer.from(session), (byte) => Buffer.from([byte]))), whole(session));
});

test('no beginning of a command gives an event, one more byte at a time', () => {
  const command = Buffer.from('a UID SEARCH RETURN (MIN MAX) CHARSET UTF-8 OR (FROM "x") NOT SEEN\r\n');
  for (let length = 0; length < command.length; length++) {
    assert.deepEqual(eventsOf([command.subarray(0, length)]), []);
  }
  assert.equal(eventsOf([command]).length, 1);
});

test('a line of exactly the limit is accepted, terminator included; one byte more is refused', () => {
  const line = (length: number) => `a LOGIN u ${'p'.repeat(length - 12)}\r\n`;
  const read = (length: number) => eventsOf([Buffer.from(line(length))], new CommandReader(limitsBeforeSignIn(1024)));
  assert.equal(read(1024)[0]?.kind, 'command');
  assert.deepEqual(read(1025), [
    { kind: 'syntax-error', tag: 'a', reason: 'the command line is longer than 1024 bytes' },
  ]);
});

test('literals do not count towards the length of the command line', () => {
  const input = `a LOGIN u {4096+}\r\n${'p'.repeat(4096)}\r\n`;
  assert.equal(eventsOf([Buffer.from(input)], new CommandReader(limitsBeforeSignIn(1024)))[0]?.kind, 'command');
});

test('an overlong line is thrown away as it comes, with the literal that it announces, and the next command is read', () => {
  const reader = new CommandReader(limitsBeforeSignIn(1024));
  const chunks = [Buffer.from('a X '), ...Array.from({ length: 2_000 }, () => Buffer.alloc(1_000, 'y'))];
  for (const chunk of chunks) {
    reader.push(chunk);
    assert.equal(reader.next(), undefined);
    assert.ok(reader.pendingBytes <= 2_048);
  }
  const told = eventsOf([Buffer.from(' {8+}\r\nb NOOP\r\n\r\nc NOOP\r\n')], reader);
  assert.deepEqual(
    told.map(({ kind, tag }) => `${kind} ${tag}`),
    ['syntax-error a', 'command c'],
  );
});

test('a synchronizing literal that is too long is refused before it is sent', () => {
  const told = eventsOf([Buffer.from('a LOGIN {4097}\r\nb NOOP\r\n')], new CommandReader(limitsBeforeSignIn()));
  assert.deepEqual(
    told.map(({ kind, tag }) => `${kind} ${tag}`),
    ['syntax-error a', 'command b'],
  );
});

test('a refused literal that is too long to skip is fatal (RFC 7888 §4)', () => {
  const told = eventsOf([Buffer.from('a LOGIN {99999999999+}\r\n')], new CommandReader(limitsBeforeSignIn()));
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['fatal'],
  );
});

test('a refused message is skipped when it comes anyway, and not waited for when it does not', () => {
  const reader = new CommandReader(limitsAfterSignIn());
  reader.push(Buffer.from('a APPEND x {3+}\r\nabc\r\nb APPEND x {3}\r\nc NOOP\r\n'));
  assert.equal(reader.next()?.kind, 'message');
  reader.refuseMessage();
  assert.equal(reader.next()?.kind, 'message');
  reader.refuseMessage();
  const last = reader.next();
  assert.ok(last?.kind === 'command' && last.tag === 'c');
});

test('a 35 MB message passes through without being kept', () => {
  const reader = new CommandReader(limitsAfterSignIn());
  const size = 35 * 1_048_576;
  reader.push(Buffer.from(`a APPEND INBOX {${size}}\r\n`));
  assert.equal(reader.next()?.kind, 'message');
  reader.acceptMessage();
  const chunk = Buffer.alloc(65_536, 'm');
  let seen = 0;
  for (let sent = 0; sent < size; sent += chunk.length) {
    reader.push(chunk);
    for (let event = reader.next(); event?.kind === 'message-bytes'; event = reader.next()) seen += event.bytes.length;
    assert.equal(reader.pendingBytes, 0);
  }
  assert.equal(seen, size);
});

test('a line that is asked for is given as it is (SASL, DONE)', () => {
  const reader = new CommandReader(limitsAfterSignIn());
  reader.push(Buffer.from('a IDLE\r\nDONE\r\nb NOOP\r\n'));
  assert.equal(reader.next()?.kind, 'command');
  reader.expectLine();
  assert.deepEqual(reader.next(), { kind: 'line', line: 'DONE' });
  assert.equal(reader.next()?.kind, 'command');
});

test('what was pushed before STARTTLS is discarded', () => {
  const reader = new CommandReader(limitsBeforeSignIn());
  reader.push(Buffer.from('a STARTTLS\r\nb LOGIN evil evil\r\nc LO'));
  assert.equal(reader.next()?.kind, 'command');
  reader.discardPending();
  assert.deepEqual(
    eventsOf([Buffer.from('d NOOP\r\n')], reader).map(({ tag }) => tag),
    ['d'],
  );
});
