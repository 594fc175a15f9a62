import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMailbox } from './mailbox.ts';
import { readCommand } from './read-command.ts';
import { SmtpSyntaxError } from './syntax-error.ts';

const pieces = [
  'a',
  'evil',
  'good.test',
  '@',
  '"',
  '\\',
  ' ',
  '.',
  '(c)',
  '<',
  '>',
  ',',
  ';',
  ':',
  '[1.2.3.4]',
  '[IPv6:::1]',
  '%',
  '!',
  '\t',
  '\r\n',
  '\0',
  'é',
  '=',
  '+',
];

/** The same numbers every time: a failure can be looked at again. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

test('whatever stands for an address is read to one meaning or refused: 50,000 of them', () => {
  const random = numbers(4);
  let read = 0;
  for (let round = 0; round < 50_000; round += 1) {
    const count = 1 + Math.floor(random() * 9);
    const mixed = Array.from({ length: count }, () => pieces[Math.floor(random() * pieces.length)]).join('');
    // Half of them end as addresses do, so that enough get past the first look.
    const quoted = random() < 0.5 ? `"${mixed}"` : mixed;
    const text = random() < 0.5 ? mixed : `${quoted}@good.test`;
    const address = parseMailbox(text);
    if (address !== null) {
      read += 1;
      // Written canonically it means the same, and can be written into a command or a header.
      assert.deepEqual(parseMailbox(address.text), address, text);
      assert.ok(!/[\r\n\0]/.test(address.text), text);
      assert.ok(!address.domain.includes('@') && !address.domain.includes('"'), text);
      assert.ok(address.text.endsWith(`@${address.domain}`), text);
    }
    try {
      const request = readCommand(`RCPT TO:<${text}>`);
      assert.ok(request.verb === 'RCPT');
    } catch (error) {
      assert.ok(error instanceof SmtpSyntaxError, `${text}: ${String(error)}`);
    }
  }
  assert.ok(read > 100, `${read} were addresses`);
});

test('the @ that counts is the one after the local part, whatever is quoted before it', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['"a@evil x"@good.test', 'good.test'],
    ['"a\\"@evil.test"@good.test', 'good.test'],
    ['a@good.test@evil.test', null],
    ['"a"b@evil.test', null],
    ['a(c)@evil.test', null],
    ['a@evil.test(c)', null],
    ['"a@evil.test', null],
  ];
  for (const [text, domain] of cases) assert.equal(parseMailbox(text)?.domain ?? null, domain, text);
});
