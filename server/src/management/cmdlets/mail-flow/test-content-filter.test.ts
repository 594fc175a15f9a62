import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milterAnswer, startMilter } from '../../../services/content-filters/milter.fixture.ts';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

test('Test-ContentFilter says what a filter makes of a harmless message, spam and a virus, before mail depends on it', async (t) => {
  const scanner = await startMilter({
    answer: (step, { body }) => {
      if (step !== 'E') return undefined;
      if (body.includes('EICAR-STANDARD-ANTIVIRUS-TEST-FILE')) return milterAnswer.reply('550 5.7.1 Eicar found');
      return body.includes('GTUBE') ? [milterAnswer.add('X-Spam', 'Yes'), milterAnswer.accept] : undefined;
    },
  });
  const idle = await startMilter();
  const strict = await startMilter({ answer: (step) => (step === 'M' ? milterAnswer.reject : undefined) });
  t.after(() => Promise.all([scanner, idle, strict].map((one) => one.stop())));
  const host = (await openTestManagement()).hostFor(['Organization Management']);

  const none = await invoke(host, 'Test-ContentFilter');
  assert.deepEqual(none.objects, []);
  assert.match(String(none.warnings[0]), /No content filter is set up/);

  const [found] = (await invoke(host, 'Test-ContentFilter', { Identity: scanner.address })).objects;
  assert.deepEqual(
    [found?.Result, found?.HarmlessMessage, found?.TestSpam, found?.TestVirus, found?.FilterResponse],
    ['Success', 'Accept', 'JunkEmail', 'Reject', '5.7.1 Eicar found'],
  );

  const ContentFilters = [idle.address, strict.address, 'inet:127.0.0.1:1'];
  const set = await invoke(host, 'Set-TransportConfig', { ContentFilters });
  assert.equal(set.error, null, set.error?.message);
  // Who names a filter hears at once that mail would wait for it.
  assert.deepEqual(
    set.warnings.map((text) => text.slice(0, text.indexOf(' ('))),
    [`"${strict.address}" does not let a harmless message pass`, '"inet:127.0.0.1:1" does not answer as a filter does'],
  );
  assert.deepEqual((await invoke(host, 'Set-TransportConfig', { MtaStsEnabled: false })).warnings, []);
  const all = (await invoke(host, 'Test-ContentFilter', {}, 'fr')).objects;
  assert.deepEqual(
    all.map(({ Identity, Result, HarmlessMessage }) => [Identity, Result, HarmlessMessage]),
    [
      [idle.address, 'Warning', 'Accept'],
      [strict.address, 'Failure', 'Reject'],
      ['inet:127.0.0.1:1', 'Failure', null],
    ],
  );
  assert.match(String(all[2]?.Details), /^Il ne répond pas comme un filtre : .*ECONNREFUSED/);

  const wrong = await invoke(host, 'Test-ContentFilter', { Identity: 'rspamd' });
  assert.match(wrong.error?.message ?? '', /inet:127\.0\.0\.1:11332/);
  const refused = await invoke(host, 'Set-TransportConfig', { ContentFilters: ['rspamd'] });
  assert.match(refused.error?.message ?? '', /"rspamd" is not the address of a content filter/);
});
