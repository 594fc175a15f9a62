import assert from 'node:assert/strict';
import { isAscii } from 'node:buffer';
import { test } from 'node:test';
import { parseAddressList } from './address-list.ts';
import { downgradeHeader } from './downgrade-header.ts';

/** Random numbers that come again with their seed (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const pieces = (
  'a|b@c.test|<|>|"|\\|(|)|((|@|,|;|:|[|]|.| |\r\n |\t|"a@evil x"@good.test|"\\""@x.test|=?utf-8?B?w6k=?=|' +
  '=?utf-8?Q?=0D=0AX-Evil:_1?=|é|日本|\xff|=?|?=|<@a,@b:c@d.test>|undisclosed:;|group: x@y.test;|%|/|#'
).split('|');

function made(seed: number): string {
  const roll = dice(seed);
  let text = '';
  for (let count = roll(24); count >= 0; count -= 1) text += pieces[roll(pieces.length)] ?? '';
  return text;
}

test('whatever stands in an address field is read to its end, and no address holds a line break', () => {
  for (let seed = 0; seed < 30_000; seed += 1) {
    const text = made(seed);
    for (const address of parseAddressList(text)) {
      const mailboxes = address.kind === 'group' ? address.members : [address];
      for (const { localPart, domain } of mailboxes) {
        assert.ok(!/[\r\n]/.test(localPart + domain), `${seed}: ${JSON.stringify(text)}`);
      }
    }
  }
});

test('a quoted @ or a comment never moves an address to another domain', () => {
  for (const [text, domain] of [
    ['"a@evil.test x"@good.test', 'good.test'],
    ['"a\\"@evil.test"@good.test', 'good.test'],
    ['a(@evil.test)@good.test', 'good.test'],
    ['a@good.test (b@evil.test)', 'good.test'],
    ['"b@evil.test" <a@good.test>', 'good.test'],
    ['(<b@evil.test>) a@good.test', 'good.test'],
  ] as const) {
    const [address] = parseAddressList(text);
    assert.equal(address?.kind === 'mailbox' ? address.domain : null, domain, text);
  }
});

test('a header made ASCII is ASCII, keeps its number of fields, and adds none from what was encoded (RFC 6857)', () => {
  for (let seed = 0; seed < 5_000; seed += 1) {
    const names = ['From', 'To', 'Subject', 'Content-Type', 'Message-ID', 'X-Other'];
    const header = names.map((name, index) => `${name}: ${made(seed * 7 + index)}\r\n`).join('');
    const out = downgradeHeader(Buffer.from(`${header}\r\n`, 'utf8'));
    const starts = (text: string): number => text.split('\r\n').filter((line) => /^[^ \t]/.test(line)).length;
    assert.ok(isAscii(out), `${seed}`);
    assert.equal(starts(out.toString('latin1')), starts(`${header}\r\n`), `${seed}: ${out.toString('latin1')}`);
  }
});

test('64 KB of nothing but brackets, quotes or commas are no work', () => {
  for (const piece of ['(', '<', '"', ',', ':', '@', '\\', '[', '=?utf-8?B?', '(a']) {
    const text = piece.repeat(65_536 / piece.length);
    const before = process.cpuUsage();
    parseAddressList(text);
    const { user } = process.cpuUsage(before);
    // A hundred times what it takes.
    assert.ok(user < 2_000_000, `${piece}: ${user} µs of processor`);
  }
});
