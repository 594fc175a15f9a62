import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import { type Directory, DirectoryError, type DirectoryErrorCode, type NewMailbox } from './directory.ts';
import { directoryMigrations } from './directory-migrations.ts';
import { memoryScope } from './memory-scope.fixture.ts';
import { openDirectory } from './open-directory.ts';

const alice: NewMailbox = {
  name: 'Alice Martin',
  alias: 'alice',
  userPrincipalName: 'alice@example.test',
  primarySmtpAddress: 'Alice@Example.TEST',
};

async function opened(): Promise<{ directory: Directory; clock: ManualClock; reopen(): Promise<Directory> }> {
  const scope: SystemScope = memoryScope(directoryMigrations);
  const clock = new ManualClock();
  const directory = await openDirectory({ scope, clock, organizationName: 'Contoso' });
  await directory.createAcceptedDomain({
    name: 'example.test',
    domainName: 'Example.test',
    domainType: 'Authoritative',
    isDefault: false,
  });
  return { directory, clock, reopen: () => openDirectory({ scope, clock, organizationName: 'ignored' }) };
}

const refused =
  (code: DirectoryErrorCode) =>
  (error: unknown): boolean =>
    error instanceof DirectoryError && error.code === code;

test('a mailbox is found by every name that Exchange takes, without case', async () => {
  const { directory } = await opened();
  const made = await directory.createMailbox(alice, null);
  for (const identity of [
    made.guid,
    made.guid.toUpperCase(),
    'ALICE',
    'Alice Martin',
    'alice@EXAMPLE.test',
    'EXAMPLE\\alice',
    'contoso\\Alice',
    'example.test\\alice',
  ]) {
    assert.equal(directory.findMailbox(identity)?.guid, made.guid, identity);
  }
  for (const wrong of ['bob', 'OTHER\\alice', 'alice@other.test', '', '\\alice', 'alice@'])
    assert.equal(directory.findMailbox(wrong), null, wrong);
  assert.equal(directory.findLogin('Alice Martin'), null);
  assert.equal(directory.findLogin('Example\\ALICE')?.guid, made.guid);
});

test('addresses are kept in one spelling: NFC, lower case, the domain in A-labels', async () => {
  const { directory } = await opened();
  await directory.createAcceptedDomain({
    name: 'bücher',
    domainName: 'Bücher.test',
    domainType: 'Authoritative',
    isDefault: false,
  });
  const made = await directory.createMailbox({ ...alice, primarySmtpAddress: 'E\u0301lise@BÜCHER.test' }, null);
  assert.deepEqual(made.emailAddresses, ['élise@xn--bcher-kva.test']);
  assert.equal(directory.findMailbox('\u00c9LISE@bücher.test')?.guid, made.guid);
});

test('an address belongs to one mailbox, whoever asks first', async () => {
  const { directory } = await opened();
  await directory.createMailbox(alice, null);
  const bob = {
    name: 'Bob',
    alias: 'bob',
    userPrincipalName: 'bob@example.test',
    primarySmtpAddress: 'bob@example.test',
  };
  await assert.rejects(
    directory.createMailbox({ ...bob, primarySmtpAddress: 'ALICE@example.test' }, null),
    refused('address-taken'),
  );
  await assert.rejects(directory.createMailbox({ ...bob, alias: 'Alice' }, null), refused('name-taken'));
  await assert.rejects(directory.createMailbox({ ...bob, name: 'ALICE MARTIN' }, null), refused('name-taken'));
  const made = await directory.createMailbox(bob, null);
  await assert.rejects(
    directory.updateMailbox(made.guid, { emailAddresses: ['bob@example.test', 'alice@example.test'] }),
    refused('address-taken'),
  );
  const twice = ['one', 'two'].map((alias) =>
    directory.createMailbox(
      { name: alias, alias, userPrincipalName: `${alias}@example.test`, primarySmtpAddress: 'both@example.test' },
      null,
    ),
  );
  assert.deepEqual((await Promise.allSettled(twice)).map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
});

test('what is no address, and what is in no accepted domain, is refused', async () => {
  const { directory } = await opened();
  for (const primarySmtpAddress of [
    'alice',
    'a@b@',
    '@example.test',
    'a..b@example.test',
    'a b@example.test',
    `${'x'.repeat(65)}@example.test`,
    'a@-x.test',
    'a@[192.0.2.1]',
    'a\r\n@example.test',
    'a@example.test\n',
  ]) {
    await assert.rejects(
      directory.createMailbox({ ...alice, primarySmtpAddress }, null),
      refused('address-invalid'),
      primarySmtpAddress,
    );
  }
  await assert.rejects(
    directory.createMailbox({ ...alice, primarySmtpAddress: 'alice@elsewhere.test' }, null),
    refused('domain-not-accepted'),
  );
  assert.equal(directory.mailboxes().length, 0);
});

test('everything is there after the directory is opened again', async () => {
  const { directory, clock, reopen } = await opened();
  const made = await directory.createMailbox(alice, '$argon2id$x');
  clock.advance(1000);
  const changed = await directory.updateMailbox(made.guid, {
    imapEnabled: false,
    emailAddresses: ['am@example.test', 'alice@example.test'],
    roleGroups: ['Organization Management'],
    otherProperties: { PopUseProtocolDefaults: false },
  });
  assert.equal(changed.whenChanged, made.whenChanged + 1000);
  const again = await reopen();
  assert.equal(again.organizationName, 'Contoso');
  assert.deepEqual(again.mailboxes(), [changed]);
  assert.equal(await again.passwordHash(made.guid), '$argon2id$x');
  await again.removeMailbox(made.guid);
  assert.deepEqual((await reopen()).mailboxes(), []);
  await assert.rejects(again.updateMailbox(made.guid, {}), refused('not-found'));
});

test('an address that was given up no longer finds its former owner', async () => {
  const { directory } = await opened();
  const made = await directory.createMailbox(alice, null);
  await directory.updateMailbox(made.guid, {
    emailAddresses: ['new@example.test'],
    alias: 'martin',
    userPrincipalName: 'martin@example.test',
  });
  assert.deepEqual(directory.resolveRecipient('alice@example.test'), { kind: 'unknown-user' });
  assert.equal(directory.resolveRecipient('new@example.test').kind, 'mailbox');
});

test('recipients: a mailbox, an unknown user of ours, somebody else’s domain', async () => {
  const { directory } = await opened();
  const made = await directory.createMailbox({ ...alice, roleGroups: ['Organization Management'] }, null);
  await directory.createAcceptedDomain({
    name: 'sub',
    domainName: '*.example.test',
    domainType: 'InternalRelay',
    isDefault: false,
  });
  assert.deepEqual(directory.resolveRecipient('"alice"@example.test'), { kind: 'mailbox', mailbox: made });
  assert.deepEqual(directory.resolveRecipient('nobody@example.test'), { kind: 'unknown-user' });
  assert.deepEqual(directory.resolveRecipient('nobody@elsewhere.test'), { kind: 'other-domain' });
  assert.deepEqual(directory.resolveRecipient('nobody@a.example.test'), { kind: 'other-domain' });
  // RFC 5321 §4.5.1
  assert.deepEqual(directory.resolveRecipient('Postmaster@example.test'), { kind: 'mailbox', mailbox: made });
  assert.deepEqual(directory.resolveRecipient('POSTMASTER'), { kind: 'mailbox', mailbox: made });
  assert.deepEqual(directory.resolveRecipient('postmaster@elsewhere.test'), { kind: 'other-domain' });
});

test('*.contoso.com accepts contoso.com and every subdomain, as Exchange documents it', async () => {
  const { directory } = await opened();
  const accept = (domainName: string) =>
    directory.createAcceptedDomain({ name: domainName, domainName, domainType: 'Authoritative', isDefault: false });
  const kindOf = (address: string): string => directory.resolveRecipient(address).kind;
  assert.equal(kindOf('nobody@contoso.test'), 'other-domain');
  const wild = await accept('*.contoso.test');
  for (const domain of ['contoso.test', 'eu.contoso.test', 'paris.eu.contoso.test'])
    assert.equal(kindOf(`nobody@${domain}`), 'unknown-user', domain);
  for (const domain of ['notcontoso.test', 'contoso.test.other', 'test'])
    assert.equal(kindOf(`nobody@${domain}`), 'other-domain', domain);
  const carl = await directory.createMailbox(
    {
      ...alice,
      name: 'Carl',
      alias: 'carl',
      userPrincipalName: 'carl@contoso.test',
      primarySmtpAddress: 'carl@contoso.test',
    },
    null,
  );
  assert.equal(kindOf(carl.emailAddresses[0] ?? ''), 'mailbox');
  await assert.rejects(directory.removeAcceptedDomain(wild.guid), { code: 'in-use' });
  // A domain that is named alone is closer, and may be of another type: one that is relayed on.
  await directory.createAcceptedDomain({
    name: 'relayed',
    domainName: 'contoso.test',
    domainType: 'InternalRelay',
    isDefault: false,
  });
  assert.equal(kindOf('nobody@contoso.test'), 'other-domain');
  assert.equal(kindOf('nobody@eu.contoso.test'), 'unknown-user');
});

test('there is always one default domain, and a used domain stays', async () => {
  const { directory } = await opened();
  const [first] = directory.acceptedDomains();
  assert.equal(first?.isDefault, true);
  const second = await directory.createAcceptedDomain({
    name: 'two',
    domainName: 'two.test',
    domainType: 'Authoritative',
    isDefault: true,
  });
  assert.deepEqual(
    directory.acceptedDomains().map(({ name, isDefault }) => [name, isDefault]),
    [
      ['two', true],
      ['example.test', false],
    ],
  );
  await assert.rejects(directory.removeAcceptedDomain(second.guid), refused('in-use'));
  await assert.rejects(directory.updateAcceptedDomain(second.guid, { isDefault: false }), refused('in-use'));
  await assert.rejects(
    directory.createAcceptedDomain({
      name: 'again',
      domainName: 'TWO.test',
      domainType: 'Authoritative',
      isDefault: false,
    }),
    refused('name-taken'),
  );
  await directory.createMailbox(alice, null);
  await assert.rejects(directory.removeAcceptedDomain(first?.guid ?? ''), refused('in-use'));
});

test('aliases longer than a Windows logon name, or with characters it lacks, get a logon name of their own', async () => {
  const { directory } = await opened();
  const names: string[] = [];
  for (const alias of ['a-very-long-alias-number-one', 'a-very-long-alias-number-two', 'tag+work']) {
    names.push(
      (
        await directory.createMailbox(
          {
            name: alias,
            alias,
            userPrincipalName: `${alias}@example.test`,
            primarySmtpAddress: `${alias}@example.test`,
          },
          null,
        )
      ).samAccountName,
    );
  }
  assert.deepEqual(names, ['a-very-long-alias-nu', 'a-very-long-alias-n2', 'tag_work']);
});
