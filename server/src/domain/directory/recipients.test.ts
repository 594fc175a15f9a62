import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { type Directory, DirectoryError, type DirectoryErrorCode, type Mailbox } from './directory.ts';
import { directoryMigrations } from './directory-migrations.ts';
import { memoryScope } from './memory-scope.fixture.ts';
import { createPerson, openExampleDirectory } from './example-directory.fixture.ts';
import { openDirectory } from './open-directory.ts';

interface Place {
  readonly directory: Directory;
  readonly anna: Mailbox;
  readonly bob: Mailbox;
  reopen(): Promise<Directory>;
}

async function place(): Promise<Place> {
  const scope = memoryScope(directoryMigrations);
  const clock = new ManualClock();
  const directory = await openExampleDirectory(scope, clock);
  const make = (alias: string): Promise<Mailbox> => createPerson(directory, alias, `hash of ${alias}`);
  return {
    directory,
    anna: await make('anna'),
    bob: await make('bob'),
    reopen: () => openDirectory({ scope, clock }),
  };
}

const refused =
  (code: DirectoryErrorCode) =>
  (error: unknown): boolean =>
    error instanceof DirectoryError && error.code === code;

const group = (alias: string, members: readonly string[]) => ({
  name: alias,
  alias,
  primarySmtpAddress: `${alias}@example.test`,
  members,
});

test('groups in groups give each member once, also when they hold each other', async () => {
  const { directory, anna, bob, reopen } = await place();
  const contact = await directory.createContact({ name: 'c', alias: 'c', externalEmailAddress: 'C@Elsewhere.Test' });
  const inner = await directory.createGroup(group('inner', [bob.guid, contact.guid]));
  const outer = await directory.createGroup(group('outer', [anna.guid, bob.guid, inner.guid, 'gone']));
  await directory.updateGroup(inner.guid, { members: [bob.guid, contact.guid, outer.guid] });
  assert.deepEqual(
    directory.membersOf(outer).map(({ name }) => name),
    ['anna', 'bob', 'c'],
  );
  assert.equal(contact.externalEmailAddress, 'c@elsewhere.test');
  const again = await reopen();
  assert.deepEqual(again.recipients(), directory.recipients());
  assert.deepEqual(again.resolveRecipient('INNER@example.test'), {
    kind: 'group',
    group: again.findRecipient('inner'),
  });
});

test('a name, an alias and an address mean one recipient of whatever kind', async () => {
  const { directory, anna } = await place();
  const made = await directory.createGroup(group('sales', []));
  await assert.rejects(directory.createGroup(group('Sales', [])), refused('name-taken'));
  await assert.rejects(
    directory.createContact({ name: 'anna', alias: 'x', externalEmailAddress: 'x@elsewhere.test' }),
    refused('name-taken'),
  );
  await assert.rejects(
    directory.updateGroup(made.guid, { emailAddresses: ['anna@example.test'] }),
    refused('address-taken'),
  );
  await assert.rejects(
    directory.updateMailbox(anna.guid, { emailAddresses: ['anna@example.test', 'sales@example.test'] }),
    refused('address-taken'),
  );
  await assert.rejects(
    directory.updateGroup(made.guid, { emailAddresses: ['sales@elsewhere.test'] }),
    refused('domain-not-accepted'),
  );
  await assert.rejects(directory.updateContact(made.guid, { name: 'x' }), refused('not-found'));
  await directory.removeRecipient(made.guid);
  await directory.createContact({
    name: 'sales',
    alias: 'sales',
    externalEmailAddress: 'sales@elsewhere.test',
    primarySmtpAddress: 'sales@example.test',
  });
  assert.equal(directory.resolveRecipient('sales@example.test').kind, 'contact');
});

test('a contact is found by the address that he has elsewhere; of several the first by name', async () => {
  const { directory, reopen } = await place();
  const at = (address: string) => directory.findRecipient(address)?.name;
  const contact = (name: string, externalEmailAddress: string) =>
    directory.createContact({ name, alias: name, externalEmailAddress });
  const z = await contact('zoe', 'desk@elsewhere.test');
  assert.equal(at('Desk@Elsewhere.test'), 'zoe');
  const a = await contact('abel', 'desk@elsewhere.test');
  assert.equal(at('desk@elsewhere.test'), 'abel');
  await directory.updateContact(z.guid, { externalEmailAddress: 'zoe@elsewhere.test' });
  await directory.updateContact(a.guid, { name: 'zz' });
  assert.equal(at('desk@elsewhere.test'), 'zz');
  assert.equal((await reopen()).findRecipient('zoe@elsewhere.test')?.name, 'zoe');
  await directory.removeRecipient(a.guid);
  assert.equal(at('desk@elsewhere.test'), undefined);
});

test('full access is given to people and to the members of groups', async () => {
  const { directory, anna, bob } = await place();
  assert.equal(directory.hasFullAccess(anna.guid, bob.guid), false);
  assert.equal(directory.hasFullAccess(anna.guid, anna.guid), true);
  const inner = await directory.createGroup(group('inner', [bob.guid]));
  const outer = await directory.createGroup(group('outer', [inner.guid]));
  await directory.updateMailbox(anna.guid, { fullAccess: [outer.guid] });
  assert.equal(directory.hasFullAccess(anna.guid, bob.guid), true);
  assert.equal(directory.hasFullAccess(bob.guid, anna.guid), false);
  assert.deepEqual(
    directory.mailboxesOpenTo(bob.guid).map(({ name }) => name),
    ['anna'],
  );
  await directory.updateGroup(inner.guid, { members: [] });
  assert.deepEqual(directory.mailboxesOpenTo(bob.guid), []);
});

test('an account without its mailbox keeps name and password, and gets the mailbox back', async () => {
  const { directory, anna, bob, reopen } = await place();
  await directory.disableMailbox(anna.guid);
  assert.equal(directory.findMailbox('anna'), null);
  assert.equal(directory.findRecipient('anna')?.kind, 'mailboxless');
  assert.equal(directory.resolveRecipient('anna@example.test').kind, 'unknown-user');
  await assert.rejects(directory.updateMailbox(bob.guid, { alias: 'anna' }), refused('name-taken'));
  const again = await reopen();
  const back = await again.enableMailbox(anna.guid, { primarySmtpAddress: 'anna.new@example.test' });
  assert.deepEqual(back, { ...anna, emailAddresses: ['anna.new@example.test'] });
  assert.equal(await again.passwordHash(anna.guid), 'hash of anna');
  assert.equal(again.findRecipient('anna')?.kind, 'user');
});

test('the exact address wins over the tagged one, and both over the catch-all', async () => {
  const { directory, anna, bob } = await place();
  const [domain] = directory.acceptedDomains();
  await directory.updateAcceptedDomain(domain?.guid ?? '', { catchAll: bob.guid });
  const owner = (address: string): string => {
    const found = directory.resolveRecipient(address);
    return found.kind === 'mailbox' ? found.mailbox.name : found.kind;
  };
  assert.deepEqual(['anna@example.test', 'anna+x@example.test', 'any@example.test', 'any@elsewhere.test'].map(owner), [
    'anna',
    'anna',
    'bob',
    'other-domain',
  ]);
  await directory.setOrganizationValue('DisablePlusAddressInRecipients', 'true');
  assert.equal(owner('anna+x@example.test'), 'bob');
  await directory.updateMailbox(anna.guid, { emailAddresses: ['anna@example.test', 'anna+x@example.test'] });
  assert.equal(owner('anna+x@example.test'), 'anna');
  await directory.removeMailbox(bob.guid);
  assert.equal(owner('any@example.test'), 'unknown-user');
});

test('an accepted domain with a group in it cannot be removed', async () => {
  const { directory } = await place();
  const other = await directory.createAcceptedDomain({
    name: 'b',
    domainName: 'other.test',
    domainType: 'Authoritative',
    isDefault: false,
  });
  await directory.createGroup({ ...group('sales', []), primarySmtpAddress: 'sales@other.test' });
  await assert.rejects(directory.removeAcceptedDomain(other.guid), refused('in-use'));
});

test('each change of a recipient is shown to who checks it, and one that is refused leaves nothing behind', async () => {
  const { directory, anna, bob } = await place();
  const contact = await directory.createContact({ name: 'c', alias: 'c', externalEmailAddress: 'c@elsewhere.test' });
  const sales = await directory.createGroup(group('sales', [bob.guid]));
  await directory.disableMailbox(bob.guid);
  const before = directory.recipients();
  const hash = await directory.passwordHash(anna.guid);
  const seen: (readonly [string | null, string | null])[] = [];
  const checked = directory.checkedBy((was, becomes) => {
    seen.push([was?.name ?? null, becomes?.name ?? null]);
    throw new Error('not yours');
  });
  const person = { userPrincipalName: 'new@example.test', primarySmtpAddress: 'new@example.test' };
  const changes: readonly (readonly [() => Promise<unknown>, string | null, string | null])[] = [
    [() => checked.createMailbox({ name: 'new', alias: 'new', ...person }, null), null, 'new'],
    [() => checked.updateMailbox(anna.guid, { name: 'Anna B' }), 'anna', 'Anna B'],
    [() => checked.setPasswordHash(anna.guid, 'another'), 'anna', 'anna'],
    [() => checked.removeMailbox(anna.guid), 'anna', null],
    [() => checked.disableMailbox(anna.guid), 'anna', 'anna'],
    [() => checked.enableMailbox(bob.guid, { primarySmtpAddress: 'bob@example.test' }), 'bob', 'bob'],
    [() => checked.updateMailboxless(bob.guid, { name: 'Bob B' }), 'bob', 'Bob B'],
    [() => checked.createGroup(group('more', [])), null, 'more'],
    [() => checked.updateGroup(sales.guid, () => ({ name: 'Sales B' })), 'sales', 'Sales B'],
    [() => checked.createContact({ name: 'd', alias: 'd', externalEmailAddress: 'd@elsewhere.test' }), null, 'd'],
    [() => checked.updateContact(contact.guid, { name: 'C B' }), 'c', 'C B'],
    [() => checked.removeRecipient(contact.guid), 'c', null],
    [() => checked.checkedBy(() => {}).removeRecipient(sales.guid), 'sales', null],
  ];
  for (const [change] of changes) await assert.rejects(change(), /not yours/);
  assert.deepEqual(
    seen,
    changes.map(([, was, becomes]) => [was, becomes]),
  );
  assert.deepEqual(directory.recipients(), before);
  assert.equal(await directory.passwordHash(anna.guid), hash);
});
