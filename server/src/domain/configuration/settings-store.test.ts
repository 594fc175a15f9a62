import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteSize, TimeSpan, Unlimited } from '@relais/management-contract';
import { defineSettings, type ServerFacts } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import { memoryScope } from '../directory/memory-scope.fixture.ts';
import { configurationMigrations } from './configuration-migrations.ts';
import { openSettingsStore } from './open-settings-store.ts';

const label = { en: 'x', fr: 'x' };
const definition = defineSettings('SampleSettings', 'MSExchangeSample', {
  Timeout: setting<TimeSpan>({
    type: { kind: 'timespan' },
    default: TimeSpan.fromSeconds(1800),
    takesEffect: 'service-restart',
    label,
    help: label,
  }),
  External: setting<readonly string[]>({
    type: { kind: 'connection-setting' },
    list: true,
    default: [],
    takesEffect: 'web-restart',
    label,
    help: label,
  }),
  Internal: setting<readonly string[]>({
    type: { kind: 'connection-setting' },
    list: true,
    default: (server) => [`${server.fqdn}:993:SSL`],
    takesEffect: 'web-restart',
    label,
    help: label,
  }),
  Quota: setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', unlimited: true },
    default: new ByteSize(0),
    takesEffect: 'at-once',
    label,
    help: label,
  }),
});
const server: ServerFacts = {
  serverName: 'CAS01',
  fqdn: 'cas01.example.test',
  dataDirectory: '/d',
  bindAddress: null,
  portOffset: 0,
};

function opening() {
  const scope = memoryScope(configurationMigrations);
  return () => openSettingsStore({ scope, definitions: [definition], server });
}

test('what is configured becomes effective with the restart that the setting names, and not before', async () => {
  const store = await opening()();
  await store.configure(definition, {
    Timeout: TimeSpan.fromSeconds(60),
    External: ['mail.example.test:993:SSL'],
    Quota: Unlimited.value,
  });
  assert.equal(store.configured(definition).Timeout.totalSeconds, 60);
  assert.equal(store.effective(definition).Timeout.totalSeconds, 1800);
  assert.deepEqual(store.effective(definition).External, []);
  assert.equal(store.effective(definition).Quota, Unlimited.value);
  assert.deepEqual(store.pending(definition), ['Timeout', 'External']);
  store.applyServiceRestart(definition);
  assert.equal(store.effective(definition).Timeout.totalSeconds, 60);
  assert.deepEqual(store.pending(definition), ['External']);
  store.applyWebRestart();
  assert.deepEqual(store.effective(definition).External, ['mail.example.test:993:SSL']);
  assert.deepEqual(store.pending(definition), []);
});

test('a web restart leaves the settings of services alone', async () => {
  const store = await opening()();
  await store.configure(definition, { Timeout: TimeSpan.fromSeconds(60) });
  store.applyWebRestart();
  assert.equal(store.effective(definition).Timeout.totalSeconds, 1800);
});

test('after a start everything configured is effective, defaults included', async () => {
  const open = opening();
  await (await open()).configure(definition, { Timeout: TimeSpan.fromSeconds(45), Quota: new ByteSize(2_000_000) });
  const again = await open();
  assert.deepEqual(again.effective(definition), {
    Timeout: TimeSpan.fromSeconds(45),
    External: [],
    Internal: ['cas01.example.test:993:SSL'],
    Quota: new ByteSize(2_000_000),
  });
  assert.deepEqual(again.pending(definition), []);
});

test('a value set back to what is running is no longer pending', async () => {
  const store = await opening()();
  await store.configure(definition, { Timeout: TimeSpan.fromSeconds(60) });
  await store.configure(definition, { Timeout: TimeSpan.fromSeconds(1800) });
  assert.deepEqual(store.pending(definition), []);
});

test('listeners hear of what was configured and of what became effective', async () => {
  const store = await opening()();
  const heard: string[] = [];
  const stop = store.onConfigured((noun) => heard.push(`configured ${noun}`));
  store.onEffective((noun) => heard.push(`effective ${noun}`));
  await store.configure(definition, { Timeout: TimeSpan.fromSeconds(60) });
  store.applyServiceRestart(definition);
  store.applyServiceRestart(definition);
  stop();
  await store.configure(definition, { Quota: new ByteSize(1) });
  assert.deepEqual(heard, ['configured SampleSettings', 'effective SampleSettings', 'effective SampleSettings']);
});
