import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { Output } from './output.ts';
import { type Noticed, withProgressNotices } from './progress-notices.ts';

function sessionOn(clock: ManualClock): { session: Noticed; sent: () => string } {
  let sent = '';
  const output = new Output({ send: async (bytes) => void (sent += bytes.toString()), noteProgress: () => {} });
  const note: Noticed['note'] = (status, code, text) => output.line(`* ${status} [${code}] ${text}`);
  return { session: { tag: 'a1', output, context: { clock }, note }, sent: () => sent };
}

test('a command that is silent for long says every ten seconds that it is at work (RFC 9585)', async () => {
  const clock = new ManualClock();
  const { session, sent } = sessionOn(clock);
  const work = Promise.withResolvers<string>();
  const running = withProgressNotices(session, 'SEARCH', () => work.promise);
  clock.advance(9_999);
  assert.equal(sent(), '');
  clock.advance(10_001);
  assert.equal(sent(), '* OK [INPROGRESS ("a1" NIL NIL)] Still at work.\r\n'.repeat(2));
  work.resolve('done');
  assert.equal(await running, 'done');
  clock.advance(60_000);
  assert.equal(sent().match(/INPROGRESS/g)?.length, 2);
});

test('what counts the messages it looks at says how far it is (RFC 9585 §4)', async () => {
  const clock = new ManualClock();
  const { session, sent } = sessionOn(clock);
  const work = Promise.withResolvers<void>();
  const running = withProgressNotices(session, 'SORT', () => work.promise);
  session.output.progress = { done: 175, goal: 1_000 };
  clock.advance(10_000);
  session.output.progress = { done: 1_000, goal: 1_000 };
  clock.advance(10_000);
  assert.deepEqual(
    [...sent().matchAll(/INPROGRESS \(([^)]*)\)/g)].map(([, details]) => details),
    ['"a1" 175 1000', '"a1" 999 1000'],
  );
  work.resolve();
  await running;
  assert.equal(session.output.progress, null);
});

test('so do commands over several mailboxes, and those that take many messages along', async () => {
  for (const name of ['ESEARCH', 'COPY', 'MOVE', 'EXPUNGE', 'CLOSE', 'DELETE', 'RENAME']) {
    const clock = new ManualClock();
    const { session, sent } = sessionOn(clock);
    const work = Promise.withResolvers<void>();
    const running = withProgressNotices(session, name, () => work.promise);
    clock.advance(10_000);
    assert.equal(sent(), '* OK [INPROGRESS ("a1" NIL NIL)] Still at work.\r\n', name);
    work.resolve();
    await running;
  }
});

test('no notice comes into a line that its client takes long to read', async () => {
  const clock = new ManualClock();
  const { session, sent } = sessionOn(clock);
  const { output } = session;
  const work = Promise.withResolvers<void>();
  const running = withProgressNotices(session, 'SORT', () => work.promise);
  output.writer.text('* SORT');
  output.isMidLine = true;
  clock.advance(30_000);
  output.line(' 1 2');
  output.isMidLine = false;
  clock.advance(10_000);
  assert.equal(sent(), '* SORT 1 2\r\n* OK [INPROGRESS ("a1" NIL NIL)] Still at work.\r\n');
  work.resolve();
  await running;
});

test('a command that streams its answer is not interrupted', async () => {
  const clock = new ManualClock();
  const { session, sent } = sessionOn(clock);
  const work = Promise.withResolvers<void>();
  const running = withProgressNotices(session, 'FETCH', () => work.promise);
  clock.advance(60_000);
  assert.equal(sent(), '');
  work.resolve();
  await running;
});
