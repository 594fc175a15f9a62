import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineText, readCommand } from './read-command.ts';
import { SmtpSyntaxError } from './syntax-error.ts';

const refusal = (line: string): string => {
  try {
    return `read as ${JSON.stringify(readCommand(line))}`;
  } catch (error) {
    if (!(error instanceof SmtpSyntaxError)) throw error;
    return `${error.code} ${error.enhanced}`;
  }
};

test('MAIL with every parameter (RFC 1870, 2852, 3030, 3461, 4865, 4954, 6531, 6710, 8689)', () => {
  assert.deepEqual(
    readCommand(
      'mail from:<a@example.org> size=100 BODY=8bitmime SMTPUTF8 AUTH=b+2Bc@example.org RET=hdrs ENVID=QQ+3D1 REQUIRETLS HOLDFOR=60 BY=-5;n MT-PRIORITY=-3',
    ),
    {
      verb: 'MAIL',
      from: { localPart: 'a', domain: 'example.org', text: 'a@example.org' },
      size: 100,
      body: '8BITMIME',
      smtpUtf8: true,
      auth: 'b+c@example.org',
      ret: 'HDRS',
      envelopeId: 'QQ=1',
      requireTls: true,
      hold: { seconds: 60 },
      deliverBy: { seconds: -5, mode: 'N', trace: false },
      priority: -3,
    },
  );
  const until = readCommand('MAIL FROM:<> HOLDUNTIL=2027-01-31T09:00:00+01:00');
  assert.deepEqual(until.verb === 'MAIL' && until.hold, { until: Date.UTC(2027, 0, 31, 8) });
  const traced = readCommand('MAIL FROM:<> BY=60;RT');
  assert.deepEqual(traced.verb === 'MAIL' && traced.deliverBy, { seconds: 60, mode: 'R', trace: true });
  for (const wrong of [
    'HOLDFOR=0',
    'HOLDUNTIL=tomorrow',
    'HOLDUNTIL=2027-02-30T09:00:00Z',
    'HOLDFOR=1 HOLDUNTIL=2027-01-31T09:00:00Z',
    'BY=0;R',
    'BY=5',
    'MT-PRIORITY=10',
    'REQUIRETLS=1',
  ])
    assert.throws(() => readCommand(`MAIL FROM:<> ${wrong}`), { code: 501 }, wrong);
});

test('MAIL: null reverse-path, source route ignored, a space before the path forgiven', () => {
  const from = (line: string): unknown => (readCommand(line) as { from: { text: string } | null }).from?.text ?? null;
  assert.equal(from('MAIL FROM:<>'), null);
  assert.equal(from('MAIL FROM: <a@example.org>'), 'a@example.org');
  assert.equal(from('MAIL FROM:<@one,@two:a@example.org>'), 'a@example.org');
  assert.equal(from('MAIL FROM:<"a> SIZE=1"@example.org>'), '"a> SIZE=1"@example.org');
});

test('RCPT with NOTIFY and ORCPT (RFC 3461), and the postmaster of no domain', () => {
  assert.deepEqual(readCommand('RCPT TO:<a@example.org> NOTIFY=SUCCESS,delay ORCPT=rfc822;Bob+2B@ent.com'), {
    verb: 'RCPT',
    to: { localPart: 'a', domain: 'example.org', text: 'a@example.org' },
    notify: ['success', 'delay'],
    originalRecipient: { type: 'rfc822', address: 'Bob+@ent.com' },
  });
  assert.deepEqual(readCommand('RCPT TO:<PostMaster> NOTIFY=NEVER'), {
    verb: 'RCPT',
    to: 'postmaster',
    notify: [],
    originalRecipient: null,
  });
});

test('the other commands', () => {
  assert.deepEqual(readCommand('EHLO [IPv6:::1]'), { verb: 'EHLO', client: '[IPv6:::1]' });
  assert.deepEqual(readCommand('HELO'), { verb: 'HELO', client: null });
  assert.deepEqual(readCommand('BDAT 86 LAST'), { verb: 'BDAT', size: 86, last: true });
  assert.deepEqual(readCommand('auth plain ='), { verb: 'AUTH', mechanism: 'PLAIN', initialResponse: '' });
  assert.deepEqual(readCommand('AUTH LOGIN'), { verb: 'AUTH', mechanism: 'LOGIN', initialResponse: null });
  assert.deepEqual(readCommand('NOOP  anything at all '), { verb: 'NOOP', argument: 'anything at all' });
  assert.deepEqual(readCommand('data '), { verb: 'DATA' });
});

test('what cannot be read is refused with the code of its kind', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', '500 5.3.3'],
    ['XYZZY', '500 5.3.3'],
    ['MAILFROM:<a@b>', '500 5.3.3'],
    ['EHLO a b', '501 5.5.4'],
    ['EHLO a_b!', '501 5.5.4'],
    ['EHLO exämple.org', '501 5.5.4'],
    ['MAIL', '501 5.5.4'],
    ['MAIL FROM:a@example.org', '501 5.5.4'],
    ['MAIL FROM:<a@example.org', '501 5.1.7'],
    ['MAIL FROM:<a@example.org>SIZE=1', '501 5.5.4'],
    ['MAIL FROM:<a@example.org> FOO=1', '555 5.5.4'],
    ['MAIL FROM:<a@example.org> SIZE=x', '501 5.5.4'],
    ['MAIL FROM:<a@example.org> SIZE=1 SIZE=2', '501 5.5.4'],
    ['MAIL FROM:<a@example.org> BODY=9BIT', '501 5.5.4'],
    ['MAIL FROM:<a@example.org> ENVID=+0D+0A', '501 5.5.4'],
    ['MAIL FROM:<é@example.org>', '553 5.6.7'],
    ['MAIL FROM:<a b@example.org>', '501 5.1.7'],
    ['RCPT TO:<>', '501 5.1.3'],
    ['RCPT TO:<a@b@c>', '501 5.1.3'],
    ['RCPT TO:<a@example.org> NOTIFY=NEVER,DELAY', '501 5.5.4'],
    ['RCPT TO:<a@example.org> ORCPT=rfc822;a+0D+0Ab', '501 5.5.4'],
    ['BDAT', '501 5.5.4'],
    ['BDAT -1', '501 5.5.4'],
    ['BDAT 1 FIRST', '501 5.5.4'],
    ['AUTH', '501 5.5.4'],
    ['AUTH PLAIN a b', '501 5.5.4'],
    // RFC 4954 §4: base64 and nothing else.
    ['AUTH PLAIN =AAA', '501 5.5.2'],
    ['AUTH PLAIN AAA=BBB', '501 5.5.2'],
    ['AUTH PLAIN AA.A', '501 5.5.2'],
    ['DATA now', '501 5.5.4'],
    ['STARTTLS please', '501 5.5.4'],
    ['NOOP \u001b[2J', '501 5.5.4'],
  ];
  for (const [line, expected] of cases) assert.equal(refusal(line), expected, line);
});

test('a refusal is said in US-ASCII: a reply has no other letters (RFC 5321 §2.4)', () => {
  for (const line of [
    'XCLIENT FOO=1',
    'XCLIENT',
    'MAIL FROM:<a@b.test> SIZE',
    'MAIL FROM:<a@b.test> RET',
    `MAIL FROM:<a@${'x'.repeat(64)}.test>`,
    'RCPT TO:<a@b.test> NOTIFY',
  ])
    assert.throws(
      () => readCommand(line),
      (error: unknown) => error instanceof SmtpSyntaxError && /^[ -~]+$/.test(error.message),
      line,
    );
});

test('bytes that are not UTF-8 are refused', () => {
  assert.throws(() => lineText(Buffer.from('NOOP \xff', 'latin1')), { code: 500, enhanced: '5.5.2' });
});

test('any line is read or refused, never a fault of the codec', () => {
  const start = fc.constantFrom('MAIL FROM:', 'RCPT TO:', 'EHLO ', 'AUTH ', 'BDAT ', 'VRFY ', '');
  const path = fc.constantFrom('<a@b>', '<', '<"', '<@a:', '<>', '', ' ');
  fc.assert(
    fc.property(
      start,
      path,
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      (verb, to, rest) => void refusal(`${verb}${to}${rest}`),
    ),
    { numRuns: 3000 },
  );
});
