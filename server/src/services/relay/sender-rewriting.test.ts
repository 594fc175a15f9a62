import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SenderRewriting } from './sender-rewriting.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 29, 12);
const ours = new SenderRewriting('our secret');
const localPart = (address: string): string => address.slice(0, address.lastIndexOf('@'));
const rewritten = localPart(ours.rewrite('anna=x@fabrikam.com', 'contoso.com', now));

test('a rewritten sender leads back to the original one for 21 days, also when servers on the way changed its case', () => {
  for (const days of [0, 1, 21]) assert.equal(ours.reverse(rewritten, now + days * day), 'anna=x@fabrikam.com');
  assert.equal(ours.reverse(rewritten.toLowerCase(), now)?.toLowerCase(), 'anna=x@fabrikam.com');
  for (const days of [22, 500]) assert.equal(ours.reverse(rewritten, now + days * day), null);
});

test('nobody else makes one: its hash covers the day, the domain and the local part', () => {
  assert.equal(new SenderRewriting('another secret').reverse(rewritten, now), null);
  const [, hash = '', code = '', domain = '', local = ''] = /^SRS0=(\w+)=(\w\w)=([^=]+)=(.+)$/.exec(rewritten) ?? [];
  const later = /=(\w\w)=/.exec(ours.rewrite('a@b.test', 'contoso.com', now + 10 * day))?.[1] ?? '';
  assert.notEqual(later, code);
  for (const forged of [
    `SRS0=${hash}=${later}=${domain}=${local}`,
    `SRS0=${hash}=${code}=elsewhere.test=${local}`,
    `SRS0=${hash}=${code}=${domain}=bob`,
    `SRS0=${hash.slice(1)}=${code}=${domain}=${local}`,
    'anna',
  ])
    assert.equal(ours.reverse(forged, now + 10 * day), null, forged);
});

test('what another forwarder rewrote leads back to that forwarder, and only when we made it', () => {
  const theirs = 'SRS0=abcd=XY=fabrikam.com=anna@forwarder.test';
  const second = localPart(ours.rewrite(theirs, 'contoso.com', now));
  assert.match(second, /^SRS1=/);
  assert.equal(ours.reverse(second, now), theirs);
  // A third forwarder does not make the chain longer: it names the first one too.
  const third = localPart(new SenderRewriting('third').rewrite(`${second}@contoso.com`, 'third.test', now));
  assert.equal(new SenderRewriting('third').reverse(third, now), theirs);
  const [, hash = '', rest = ''] = /^SRS1=(\w+)=(.+)$/.exec(second) ?? [];
  for (const forged of [`SRS1=${hash}=${rest.replace('forwarder.test', 'elsewhere.test')}`, `SRS1=0000=${rest}`])
    assert.equal(ours.reverse(forged, now), null, forged);
});
