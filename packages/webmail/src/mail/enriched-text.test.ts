import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enrichedBody, enrichedToText } from './enriched-text.ts';

test('text/enriched is shown without its marks (the example of RFC 1896 §2)', () => {
  const source = [
    '<bold>Now</bold> is the time for <italic>all</italic>',
    'good men',
    '<smaller>(and <<women>)</smaller> to',
    '<ignoreme>come</ignoreme>',
    '',
    'to the aid of their',
    '',
    '',
    '<color><param>red</param>beloved</color>',
    'country.',
  ].join('\r\n');
  assert.equal(
    enrichedToText(source, 'text/enriched'),
    'Now is the time for all good men (and <women>) to come\nto the aid of their\n\nbeloved country.',
  );
});

test('line breaks stand where filling is off; what is no mark stays', () => {
  assert.equal(enrichedToText('<nofill>a\nb\n\nc</nofill>\nd', 'text/enriched'), 'a\nb\n\nc d');
  assert.equal(enrichedToText('1 < 2 and <not a mark> <', 'text/enriched'), '1 < 2 and <not a mark> <');
});

test('text/richtext breaks lines where it says so, and comments are silent (RFC 1341 §7.1.3)', () => {
  assert.equal(
    enrichedToText('<bold>Now</bold> is\nthe time<nl>1 <lt> 2<comment>nobody</comment><nl>end', 'text/richtext'),
    'Now is the time\n1 < 2\nend',
  );
});

test('it is the body only where there is no other', () => {
  const part = { partId: '1', blobId: 'b', size: 1, name: null, type: 'text/enriched', disposition: null, cid: null };
  assert.equal(enrichedBody({ attachments: [part], htmlBody: [], textBody: [] }), part);
  assert.equal(enrichedBody({ attachments: [part], htmlBody: [], textBody: [{ ...part, type: 'text/plain' }] }), null);
  const attached = { ...part, disposition: 'attachment' };
  assert.equal(enrichedBody({ attachments: [attached], htmlBody: [], textBody: [] }), null);
});
