import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SignatureMaker, signatureTest } from './search-signature.ts';

function signatureOf(...texts: string[]): Uint8Array {
  const maker = new SignatureMaker();
  for (const text of texts) maker.add(text);
  return maker.take();
}

test('whatever stands in a text is never denied, in any script and at any place', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 80 }), { maxLength: 12 }),
      fc.nat(),
      fc.nat({ max: 12 }),
      (texts, where, length) => {
        const signature = signatureOf(...texts);
        const text = texts[where % Math.max(1, texts.length)] ?? '';
        const part = text.slice(where % (text.length + 1), (where % (text.length + 1)) + length);
        if (!part.isWellFormed()) return;
        assert.notEqual(signatureTest(part)?.(signature), false, part);
      },
    ),
  );
});

test('case, accents and width are as a reader takes them', () => {
  const signature = signatureOf('L’Été à Ｔｏｋｙｏ, Straße 12; ΟΔΥΣΣΕΥΣ');
  for (const part of ['été', 'ete', 'ÉTÉ', 'tokyo', 'straße', 'οδυσσευς', 'οδυσσευσ'])
    assert.equal(signatureTest(part)?.(signature), true, part);
});

test('Chinese and Japanese words of two characters are asked for; shorter ones ask nothing', () => {
  const signature = signatureOf('今日は東京で会議があります。');
  assert.equal(signatureTest('東京')?.(signature), true);
  assert.equal(signatureTest('大阪')?.(signature), false);
  assert.equal(signatureTest('東'), undefined);
  assert.equal(signatureTest('ab c d'), undefined);
});

test('few texts without a word are taken for one that may have it', () => {
  let taken = 0;
  const wanted = signatureTest('zeppelin');
  for (let i = 0; i < 500; i++) {
    const words = Array.from({ length: 300 }, (_, n) => `w${((i * 7_919 + n * 104_729) % 99_991).toString(36)}`);
    if (wanted?.(signatureOf(words.join(' '))) === true) taken++;
  }
  assert.ok(taken <= 2, `${taken} of 500`);
});

test('a long text has a signature of bounded size, an empty one a small one', () => {
  const long = Array.from({ length: 400_000 }, (_, n) => ((n * 2_654_435_761) % 4_294_967_296).toString(36)).join(' ');
  assert.ok(signatureOf(long).length <= 65_536);
  assert.equal(signatureOf('').length, 4);
});

test('a long text is looked at in many steps, and nothing is lost between two of them', () => {
  const words = 'Éloïse e\u0301te\u0301 東京で \u{1f600}\u{1f601} ΣΑΣ';
  for (let shift = 0; shift <= words.length + 2; shift++) {
    const maker = new SignatureMaker();
    let steps = 0;
    for (const _step of maker.steps('x'.repeat(64 * 1024 - shift) + words)) steps++;
    assert.ok(steps >= 4, `${steps} steps`);
    const signature = maker.take();
    for (const part of ['xÉlo', 'éloïse', 'été', '東京', 'で', '\u{1f600}\u{1f601}', 'σας'])
      if (shift > 0 || part !== 'xÉlo') assert.notEqual(signatureTest(part)?.(signature), false, `${part} at ${shift}`);
  }
});
