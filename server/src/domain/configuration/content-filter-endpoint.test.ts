import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseContentFilter, refuseContentFilter } from './content-filter-endpoint.ts';

const rspamd = { kind: 'inet', host: '127.0.0.1', port: 11332 };
const clamav = { kind: 'unix', path: '/run/clamav/clamav-milter.ctl' };

for (const [text, wanted] of [
  ['inet:127.0.0.1:11332', rspamd],
  ['127.0.0.1:11332', rspamd],
  ['inet:11332@127.0.0.1', rspamd],
  ['inet6:[::1]:8891', { kind: 'inet', host: '::1', port: 8891 }],
  ['inet:filter.example.com:783', { kind: 'inet', host: 'filter.example.com', port: 783 }],
  ['unix:/run/clamav/clamav-milter.ctl', clamav],
  ['local:/run/clamav/clamav-milter.ctl', clamav],
] as const)
  test(`a filter is found at ${text}`, () => {
    assert.deepEqual(parseContentFilter(text), wanted);
    assert.equal(refuseContentFilter(text), null);
  });

for (const text of [
  '',
  'rspamd',
  'inet:127.0.0.1',
  'inet:127.0.0.1:0',
  '127.0.0.1:70000',
  'unix:run/x',
  '::1:25',
  '-a:1',
  'a b:1',
])
  test(`"${text}" is no filter, and the refusal shows how one is written`, () => {
    assert.equal(parseContentFilter(text), null);
    assert.match(refuseContentFilter(text)?.en ?? '', /inet:127\.0\.0\.1:11332/);
  });
