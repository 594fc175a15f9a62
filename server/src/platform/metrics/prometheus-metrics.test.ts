import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from './prometheus-metrics.ts';

test('counters keep a total a label set, and hostile label values stay one line', async () => {
  const metrics = createMetrics();
  const counter = metrics.counter('sessions_total', 'Sessions.', ['protocol']);
  counter.increment({ protocol: 'IMAP4' });
  counter.increment({ protocol: 'IMAP4' }, 2);
  counter.increment({ protocol: 'a"b\nc\\' });
  const text = await metrics.render();
  assert.match(text, /^sessions_total\{protocol="IMAP4"\} 3$/m);
  assert.match(text, /^sessions_total\{protocol="a\\"b\\nc\\\\"\} 1$/m);
});

test('a gauge is read when somebody looks, and the event loop delay is there', async () => {
  const metrics = createMetrics();
  let value = 1;
  metrics.gauge('open', 'Open.', () => value);
  value = 7;
  const text = await metrics.render();
  assert.match(text, /^open 7$/m);
  assert.match(text, /^relais_event_loop_delay_seconds\{quantile="0.99"\} \d/m);
});

test('a gauge that cannot be read is left out, and the others are there', async () => {
  const metrics = createMetrics();
  metrics.gauge('broken', 'Broken.', () => Promise.reject(new Error('the store is closed')));
  metrics.gauge('whole', 'Whole.', async () => 3);
  const text = await metrics.render();
  assert.match(text, /^whole 3$/m);
  assert.doesNotMatch(text, /broken/);
});

test('a name is registered once', () => {
  const metrics = createMetrics();
  metrics.gauge('open', 'Open.', () => 1);
  assert.throws(() => metrics.gauge('open', 'Open.', () => 1), /registered twice/);
});
