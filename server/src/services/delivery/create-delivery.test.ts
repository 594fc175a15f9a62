import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import { directoryMigrations } from '../../domain/directory/directory-migrations.ts';
import { createPerson, openExampleDirectory } from '../../domain/directory/example-directory.fixture.ts';
import type { DeliveryMailStore, DeliveryStore } from '../../domain/mail/account-store.ts';
import { openMailStore } from '../../domain/mail/mail-store.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { openEmbeddedEngine } from '../../storage/embedded/open-embedded-engine.ts';
import { LocalChangeSignal } from '../../storage/local-change-signal.ts';
import { migrate } from '../../storage/migrations.ts';
import { createDelivery } from './create-delivery.ts';
import type { Delivery, DeliveryOutcome, Envelope } from './delivery.ts';

interface Place {
  readonly directory: Directory;
  readonly mail: DeliveryMailStore;
  readonly delivery: Delivery;
  readonly spoolDirectory: string;
  mailbox(alias: string): Mailbox;
  messages(alias: string): Promise<number>;
}

async function place(
  t: TestContext,
  around: (mail: DeliveryMailStore) => DeliveryMailStore = (mail) => mail,
): Promise<Place> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-delivery-'));
  const engine = await openEmbeddedEngine({ dataDirectory, log: silentLog });
  const changes = new LocalChangeSignal();
  t.after(async () => {
    await changes.close();
    await engine.close();
    await rm(dataDirectory, { recursive: true });
  });
  await migrate(engine.system, engine.differences, 'directory', directoryMigrations);
  const directory = await openExampleDirectory(engine.system, systemClock);
  for (const alias of ['anna', 'bob', 'carl']) await createPerson(directory, alias);
  const mail = openMailStore({ engine, changes, clock: systemClock, log: silentLog });
  const spoolDirectory = join(dataDirectory, 'spool');
  const mailbox = (alias: string): Mailbox => {
    const found = directory.findMailbox(alias);
    assert.ok(found);
    return found;
  };
  return {
    directory,
    mail,
    spoolDirectory,
    mailbox,
    delivery: createDelivery({ directory, mail: around(mail), clock: systemClock, log: silentLog, spoolDirectory }),
    messages: async (alias) => (await (await mail.account(mailbox(alias).guid)).folder('INBOX')).status.messages,
  };
}

function envelope(mailboxes: readonly Mailbox[]): Envelope {
  const recipients = mailboxes.map((mailbox) => ({ mailbox, address: mailbox.emailAddresses[0] ?? '' }));
  return { sender: 'a@elsewhere.test', recipients, authenticatedAs: null, smtpUtf8: false };
}

async function deliver(
  delivery: Delivery,
  mailboxes: readonly Mailbox[],
  content: string | readonly Uint8Array[] = 'Subject: x\r\n\r\n',
): Promise<readonly DeliveryOutcome[]> {
  const underway = await delivery.begin(envelope(mailboxes), Buffer.from('Received: here\r\n'), {
    maxBytes: 50_000_000,
  });
  for (const chunk of typeof content === 'string' ? [Buffer.from(content)] : content) await underway.write(chunk);
  return underway.deliver();
}

const kinds = (outcomes: readonly DeliveryOutcome[]): string[] => outcomes.map(({ kind }) => kind);

test('an address with a +tag is its owner’s, unless somebody has it himself', async (t) => {
  const { delivery, directory, mailbox } = await place(t);
  const resolve = (localPart: string, domain = 'example.test', text = `${localPart}@${domain}`): string => {
    const found = delivery.resolve({ localPart, domain, text });
    return found.kind === 'mailbox' ? found.mailbox.alias : found.kind;
  };
  assert.deepEqual(
    [resolve('anna'), resolve('Anna+x+y'), resolve('anna+'), resolve('nobody+x'), resolve('+x')],
    ['anna', 'anna', 'anna', 'unknown-user', 'unknown-user'],
  );
  assert.equal(resolve('anna+x', 'elsewhere.test'), 'other-domain');
  assert.equal(resolve('a b', 'example.test', '"a b"@example.test'), 'unknown-user');
  assert.equal(resolve('a b', 'elsewhere.test', '"a b"@elsewhere.test'), 'other-domain');
  await directory.updateMailbox(mailbox('bob').guid, { emailAddresses: ['bob@example.test', 'anna+own@example.test'] });
  assert.equal(resolve('anna+own'), 'bob');
});

test('one mailbox named by several recipients gets one copy, and each recipient its outcome', async (t) => {
  const { delivery, mailbox, messages } = await place(t);
  const [anna, bob] = [mailbox('anna'), mailbox('bob')];
  assert.deepEqual(kinds(await deliver(delivery, [anna, anna])), ['delivered', 'delivered']);
  assert.deepEqual(kinds(await deliver(delivery, [anna, bob, anna])), ['delivered', 'delivered', 'delivered']);
  assert.deepEqual([await messages('anna'), await messages('bob')], [2, 1]);
});

test('when one mailbox refuses, nobody gets the message, so that one reply is true for all', async (t) => {
  const { delivery, directory, mailbox, messages } = await place(t);
  await directory.updateMailbox(mailbox('bob').guid, { maxReceiveSizeBytes: 50 });
  const outcomes = await deliver(delivery, [mailbox('anna'), mailbox('bob')], `Subject: x\r\n\r\n${'x'.repeat(100)}`);
  assert.deepEqual(kinds(outcomes), ['failed', 'refused']);
  assert.deepEqual([await messages('anna'), await messages('bob')], [0, 0]);
});

test('a full mailbox is told beforehand; a sender over his own quota may not send', async (t) => {
  const { delivery, directory, mail, mailbox } = await place(t);
  await deliver(delivery, [mailbox('anna')], `Subject: x\r\n\r\n${'x'.repeat(1000)}`);
  const anna = await directory.updateMailbox(mailbox('anna').guid, {
    prohibitSendQuotaBytes: 500,
    prohibitSendReceiveQuotaBytes: 2000,
  });
  assert.equal(await delivery.refusalOf(anna, 0), null);
  assert.equal(await delivery.refusalOf(anna, 500), null);
  assert.deepEqual(await delivery.refusalOf(anna, 1500), {
    kind: 'refused',
    code: 'over-quota',
    text: 'The mailbox is full',
  });
  // Full to the byte: also what says no size has no room.
  const { sizeBytes } = await (await mail.account(anna.guid)).quota();
  const full = await directory.updateMailbox(anna.guid, { prohibitSendReceiveQuotaBytes: sizeBytes });
  assert.equal((await delivery.refusalOf(full, 0))?.code, 'over-quota');
  const hasByte = await directory.updateMailbox(anna.guid, { prohibitSendReceiveQuotaBytes: sizeBytes + 1 });
  assert.equal(await delivery.refusalOf(hasByte, 0), null);
  assert.equal((await delivery.sendingRefusalOf(anna))?.code, 'over-quota');
  assert.equal(await delivery.sendingRefusalOf(mailbox('bob')), null);
});

test('large messages to several mailboxes pass through a file that has no name', async (t) => {
  const { delivery, mailbox, messages, spoolDirectory } = await place(t);
  const chunk = Buffer.alloc(400_000, 'x');
  const underway = await delivery.begin(envelope([mailbox('anna'), mailbox('bob')]), Buffer.from(''), {
    maxBytes: 50_000_000,
  });
  for (let n = 0; n < 8; n += 1) await underway.write(chunk);
  assert.deepEqual(await readdir(spoolDirectory), []);
  assert.deepEqual(kinds(await underway.deliver()), ['delivered', 'delivered']);
  assert.deepEqual([await messages('anna'), await messages('bob')], [1, 1]);
});

test('when a store breaks while filing, sending again reaches those who have nothing, and nobody twice', async (t) => {
  let broken = '';
  const around = (mail: DeliveryMailStore): DeliveryMailStore => ({
    ...mail,
    deleteAccount: (id) => mail.deleteAccount(id),
    verify: (id) => mail.verify(id),
    async account(id) {
      const store = await mail.account(id);
      return id === broken ? withoutDelivery(store) : store;
    },
  });
  const { delivery, mailbox, messages } = await place(t, around);
  const everybody = ['anna', 'bob', 'carl'].map(mailbox);
  broken = mailbox('bob').guid;
  assert.deepEqual(kinds(await deliver(delivery, everybody)), ['delivered', 'failed', 'delivered']);
  broken = '';
  assert.deepEqual(kinds(await deliver(delivery, everybody)), ['delivered', 'delivered', 'delivered']);
  assert.deepEqual([await messages('anna'), await messages('bob'), await messages('carl')], [1, 1, 1]);
  // The same words another day are another message.
  await deliver(delivery, everybody);
  assert.equal(await messages('anna'), 2);
});

/** The store on a disk that fails at the last moment. */
function withoutDelivery(store: DeliveryStore): DeliveryStore {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'deliver') return () => Promise.reject(new Error('the disk is gone'));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('a mailbox that was removed after RCPT is not made anew by a delivery', async (t) => {
  const { delivery, directory, mailbox } = await place(t);
  const anna = mailbox('anna');
  await directory.removeMailbox(anna.guid);
  await assert.rejects(deliver(delivery, [anna]), { code: 'conflict' });
});

test('what is forgotten before its end leaves nothing', async (t) => {
  const { delivery, mailbox, messages } = await place(t);
  for (const mailboxes of [[mailbox('anna')], [mailbox('anna'), mailbox('bob')]]) {
    const underway = await delivery.begin(envelope(mailboxes), Buffer.from(''), { maxBytes: 1000 });
    await underway.write(Buffer.from('Subject: x\r\n'));
    await underway.discard();
    await underway.discard();
  }
  assert.equal(await messages('anna'), 0);
});

test('what is filed as junk neither stands for the true message nor is left out for it', async (t) => {
  const { mail, mailbox, delivery, messages } = await place(t);
  const anna = mailbox('anna');
  const content = 'Message-ID: <1@elsewhere.test>\r\nDate: Mon, 30 Nov 2026 00:00:00 +0000\r\n\r\nthe same\r\n';
  for (const isSuspect of [true, false, true, false]) {
    const underway = await delivery.begin({ ...envelope([anna]), isSuspect }, Buffer.from('Received: here\r\n'), {
      maxBytes: 1000,
    });
    await underway.write(Buffer.from(content));
    assert.equal((await underway.deliver())[0]?.kind, 'delivered');
  }
  assert.equal(await messages('anna'), 1);
  assert.equal((await (await mail.account(anna.guid)).folder('Junk Email')).status.messages, 2);
});
