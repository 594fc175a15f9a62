import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeSpan } from '@relais/management-contract';
import { defineSettings } from './define-settings.ts';
import { belowRfcFloor, setting } from './setting-types.ts';

const label = { en: 'x', fr: 'x' };
const sample = defineSettings('SampleSettings', 'Sample', {
  Timeout: setting<TimeSpan>({
    type: { kind: 'timespan' },
    default: TimeSpan.fromSeconds(1800),
    takesEffect: 'service-restart',
    label,
    help: label,
    advice: belowRfcFloor(1800, 'RFC 9051 §5.4'),
  }),
  Names: setting<readonly string[]>({
    type: { kind: 'string' },
    list: true,
    default: (server) => [server.fqdn],
    takesEffect: 'at-once',
    label,
    help: label,
  }),
});

test('defaults are values or made from the server they are for', () => {
  const values = sample.defaults({
    serverName: 'CAS01',
    fqdn: 'cas01.example.test',
    dataDirectory: '/d',
    bindAddress: null,
    portOffset: 0,
  });
  const timeout: TimeSpan = values.Timeout;
  const names: readonly string[] = values.Names;
  assert.equal(timeout.totalSeconds, 1800);
  assert.deepEqual(names, ['cas01.example.test']);
});

test('a time-out below the floor of its RFC is advised against, at the floor it is not', () => {
  assert.match(sample.declarations.Timeout.advice?.(TimeSpan.fromSeconds(60))?.en ?? '', /RFC 9051 §5.4/);
  assert.equal(sample.declarations.Timeout.advice?.(TimeSpan.fromSeconds(1800)), null);
});
