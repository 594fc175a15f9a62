import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { ownedByOneProcess } from '../../storage/system-scope.ts';
import { memoryScope } from '../directory/memory-scope.fixture.ts';
import { configurationMigrations } from './configuration-migrations.ts';
import { newRemoteDomain, openRemoteDomains, remoteDomainName } from './remote-domains.ts';

test('the closest remote domain counts; *.contoso.com is contoso.com too where nothing closer is', async () => {
  const scope = ownedByOneProcess(memoryScope(configurationMigrations));
  const domains = await openRemoteDomains({ scope, clock: new ManualClock() });
  for (const [name, domainName] of [
    ['Exact', 'contoso.com'],
    ['Below', '*.contoso.com'],
    ['Deep', '*.eu.contoso.com'],
  ] as const)
    await domains.create(name, { ...newRemoteDomain, domainName });
  const of = (address: string): string => domains.of(address).name;
  assert.equal(of('a@contoso.com'), 'Exact');
  assert.equal(of('a@CONTOSO.com'), 'Exact');
  assert.equal(of('a@us.contoso.com'), 'Below');
  assert.equal(of('a@paris.eu.contoso.com'), 'Deep');
  assert.equal(of('a@notcontoso.com'), 'Default');
  assert.equal(of('a@eu.contoso.com'), 'Deep');
  assert.equal(of('nonsense'), 'Default');
  // Opened again, it is all there, and Default is not made twice.
  const again = await openRemoteDomains({ scope, clock: new ManualClock() });
  assert.deepEqual(
    again
      .list()
      .map(({ name }) => name)
      .toSorted(),
    ['Below', 'Deep', 'Default', 'Exact'],
  );
});

test('a domain is kept under its one spelling', () => {
  assert.equal(remoteDomainName(' *.Contoso.COM '), '*.contoso.com');
  assert.equal(remoteDomainName('*'), '*');
  assert.throws(() => remoteDomainName('no domain'), /not a domain name/);
});
