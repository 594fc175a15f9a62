import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from './prometheus-metrics.ts';

test('counters keep a total a label set, and hostile label values stay one line', () => {
  const metrics = createMetrics();
  const counter = metrics.counter('sessions_total', 'Sessions.', ['protocol']);
  counter.increment({ protocol: 'IMAP4' });
  counter.increment({ protocol: 'IMAP4' }, 2);
  counter.increment({ protocol: 'a"b\nc\\' });
  const text = metrics.render();
  assert.match(text, /^sessions_total\{protocol="IMAP4"\} 3$/m);
  assert.match(text, /^sessions_total\{protocol="a\\"b\\nc\\\\"\} 1$/m);
});

test('a gauge is read when somebody looks, and the event loop delay is there', () => {
  const metrics = createMetrics();
  let value = 1;
  metrics.gauge('open', 'Open.', () => value);
  value = 7;
  assert.match(metrics.render(), /^open 7$/m);
  assert.match(metrics.render(), /^relais_event_loop_delay_seconds\{quantile="0.99"\} \d/m);
});

test('a name is registered once', () => {
  const metrics = createMetrics();
  metrics.gauge('open', 'Open.', () => 1);
  assert.throws(() => metrics.gauge('open', 'Open.', () => 1), /registered twice/);
});
