import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { BreakingStore } from '../../../../test/support/breaking-store.ts';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import type { RuleActions } from '../../domain/automation/inbox-rule.ts';
import { openAutomation } from '../../domain/automation/open-automation.ts';
import { createPerson, openExampleDirectory } from '../../domain/directory/example-directory.fixture.ts';
import { openMailStore } from '../../domain/mail/mail-store.ts';
import { newSendConnector } from '../../domain/queue/new-send-connector.ts';
import { openOutboundQueue } from '../../domain/queue/open-outbound-queue.ts';
import { openSendConnectors } from '../../domain/queue/open-send-connectors.ts';
import { openTrackingLog } from '../../domain/queue/open-tracking-log.ts';
import { createRoute } from '../../domain/queue/route-recipient.ts';
import { systemMigrations } from '../../domain/system-migrations.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { LocalChangeSignal } from '../../storage/local-change-signal.ts';
import { migrate } from '../../storage/migrations.ts';
import { openedEngine } from '../../storage/opened-engine.fixture.ts';
import { deliverToMailboxes } from '../relay/mailbox-courier.ts';
import { createDelivery } from './create-delivery.ts';
import type { Branch, Delivery, Envelope, RuledChanges } from './delivery.ts';

/** More writes than any of it needs. */
const mostWrites = 30;

async function openPlace(t: TestContext, url: string | null) {
  const { engine, dataDirectory, close } = await openedEngine(url);
  const changes = new LocalChangeSignal();
  t.after(async () => {
    await changes.close();
    await close();
  });
  const scope = engine.system;
  for (const { room, migrations } of systemMigrations) await migrate(scope, engine.differences, room, migrations);
  const clock = new ManualClock();
  const directory = await openExampleDirectory(scope, clock);
  for (const alias of ['alice', 'bob', 'carl']) await createPerson(directory, alias);
  const mailbox = (alias: string) => {
    const found = directory.findMailbox(alias);
    assert.ok(found);
    return found;
  };
  const sendConnectors = await openSendConnectors({ scope, clock });
  await sendConnectors.create(newSendConnector(clock.now(), { Name: 'out', AddressSpaces: ['*'] }));
  const automation = await openAutomation({ scope, clock });
  const sound = openMailStore({ engine, changes, clock, log: silentLog });
  const route = createRoute({ directory, sendConnectors });
  const own = await sound.account(mailbox('alice').guid);
  await own.createFolder('Copies');
  for (const alias of ['bob', 'carl']) await sound.account(mailbox(alias).guid);

  /** What a process has in memory, over stores that may break in its hands. */
  const openProcess = async (store: BreakingStore) => {
    const system = store.over(scope);
    const tracking = await openTrackingLog({ scope: system, clock, server: 'CAS01' });
    const queue = await openOutboundQueue({ scope: system, clock, server: 'CAS01', route, tracking });
    const mail = openMailStore({ engine: store.overAccounts(engine), changes, clock, log: silentLog });
    for (const alias of ['alice', 'bob', 'carl']) await mail.account(mailbox(alias).guid);
    const delivery = createDelivery({
      directory,
      mail,
      clock,
      log: silentLog,
      spoolDirectory: dataDirectory,
      outbound: { queue, sendConnectors },
      automation,
    });
    return { queue, delivery };
  };
  const subjectsIn = async (alias: string, folder: string): Promise<readonly string[]> => {
    const account = await sound.account(mailbox(alias).guid);
    const { folderId } = await account.folder(folder);
    const subjects: string[] = [];
    for await (const page of account.messages(folderId, [{ first: 1, last: 0xffff_ffff }], {
      header: true,
      content: true,
    }))
      for (const { content } of page)
        subjects.push(/^Subject: (.*)\r$/m.exec(Buffer.from(content ?? []).toString())?.[1] ?? '');
    return subjects;
  };
  return { automation, clock, openProcess, mailbox, subjectsIn };
}

type Place = Awaited<ReturnType<typeof openPlace>>;
type DeliveryProcess = Awaited<ReturnType<Place['openProcess']>>;

async function hand(
  delivery: Delivery,
  envelope: Envelope,
  subject: string,
  messageId = `Message-ID: <${subject}@elsewhere.test>\r\n`,
): Promise<boolean> {
  try {
    const underway = await delivery.begin(envelope, Buffer.from('Received: here\r\n'), { maxBytes: 1_000_000 });
    try {
      await underway.write(Buffer.from(`Subject: ${subject}\r\n${messageId}\r\nhi\r\n`));
      return (await underway.deliver()).every(({ kind }) => kind === 'delivered');
    } finally {
      await underway.discard();
    }
  } catch {
    return false;
  }
}

/**
 * Hands over a message to a process whose stores break at each of its writes in turn, before it or with only the word of it
 * lost, and again until it is taken: to the same process, or to another one after a kill.
 */
async function interrupted(
  place: Place,
  parts: {
    /** Of its subjects. */
    readonly name?: string;
    readonly envelope: () => Envelope;
    /** It is brought again although it was taken, as by a queue that was killed before it knew. */
    readonly always?: boolean;
    /** Whether processes are killed, too; absent: some are. */
    readonly kills?: readonly boolean[];
    /** As it is when it is handed over again; absent: the same. */
    readonly again?: Envelope;
    readonly check: (subject: string, moment: string, queued: number, now: DeliveryProcess) => Promise<void>;
  },
): Promise<void> {
  const { kills = [false, true], again } = parts;
  for (let at = 1, untouched = 0; untouched < 2 * kills.length; at += 1) {
    assert.ok(at < mostWrites, 'it writes without end');
    untouched = 0;
    for (const isDone of [false, true])
      for (const isKilled of kills) {
        const moment = `at write ${at}, ${isDone ? 'done' : 'not done'}, ${isKilled ? 'killed' : 'going on'}`;
        const subject = `${parts.name ?? ''}S${at}${isDone ? 'd' : ''}${isKilled ? 'k' : ''}`;
        const store = new BreakingStore();
        let now: DeliveryProcess = await place.openProcess(store);
        store.breakAt(at, isDone);
        const envelope = parts.envelope();
        let isTaken = await hand(now.delivery, envelope, subject);
        if (!store.isBroken) untouched += 1;
        // All was done, and the acknowledgement is lost: whoever sends it again cannot be known from who sends another.
        const wasReleased = isKilled && parts.always !== true && (await queuedOf(now, subject)) > 0;
        store.mend();
        if (isKilled) now = await place.openProcess(store);
        if (!wasReleased)
          for (let turn = 0; turn < 3 && (!isTaken || (parts.always === true && turn === 0)); turn += 1)
            isTaken = await hand(now.delivery, again ?? envelope, subject);
        assert.ok(isTaken || wasReleased, `${moment}: it is never taken`);
        place.clock.advance(1000);
        await parts.check(subject, moment, await queuedOf(now, subject), now);
      }
  }
}

/** Brings what of a message waits for mailboxes here, and gives whom of others it waits for. */
async function broughtFrom(now: DeliveryProcess, subject: string): Promise<readonly string[]> {
  const others: string[] = [];
  for (const job of await now.queue.messages({ most: 10_000 })) {
    if (job.message.subject !== subject) continue;
    const recipients = job.recipients.filter(({ address }) => address.endsWith('@example.test'));
    others.push(...job.recipients.flatMap((one) => (recipients.includes(one) ? [] : [one.address])));
    for await (const { result } of deliverToMailboxes(
      { ...now, server: 'CAS01', log: silentLog },
      { ...job, recipients },
      () => true,
    ))
      assert.equal(result.kind, 'sent');
  }
  return others;
}

async function queuedOf({ queue }: DeliveryProcess, subject: string): Promise<number> {
  const jobs = await queue.messages({ most: 10_000 });
  return jobs.filter(({ message }) => message.subject === subject || message.subject === `FW: ${subject}`).length;
}

async function rule(place: Place, alias: string, actions: RuleActions): Promise<void> {
  await place.automation.rules.create(place.mailbox(alias).guid, {
    name: 'r',
    conditions: {},
    exceptions: {},
    actions,
    stopProcessingRules: false,
  });
}

function count(subjects: readonly string[], subject: string): number {
  return subjects.filter((one) => one === subject).length;
}

function envelopeFor(place: Place, aliases: readonly string[], more: Partial<Envelope> = {}): Envelope {
  return {
    sender: 'a@elsewhere.test',
    recipients: aliases.map((alias) => ({ address: `${alias}@example.test`, mailbox: place.mailbox(alias) })),
    authenticatedAs: null,
    smtpUtf8: false,
    ...more,
  };
}

const elsewhere: NonNullable<Envelope['outbound']> = {
  recipients: [{ address: 'x@other.test', notify: null, originalRecipient: null }],
  ret: null,
  envelopeId: null,
  clientAddress: '192.0.2.1',
};

for (const aliases of [['bob'], ['bob', 'carl']])
  onBothEngines(`whenever the store breaks, ${aliases.length} here and one elsewhere get one copy each`, async (t) => {
    const place = await openPlace(t, await databaseFor(t));
    await interrupted(place, {
      envelope: () => envelopeFor(place, aliases, { outbound: elsewhere }),
      check: async (subject, moment, queued) => {
        assert.equal(queued, 1, `${moment}: queued`);
        for (const alias of aliases) assert.equal(count(await place.subjectsIn(alias, 'INBOX'), subject), 1, moment);
      },
    });
  });

const nothingRuled: RuledChanges = {
  isJunk: false,
  addedFields: [],
  subjectPrefix: '',
  removedFields: [],
  disclaimers: [],
  redirectTo: null,
  blindCopyTo: [],
};
for (const [who, outbound] of [
  ['mailboxes here', undefined],
  ['one here and one elsewhere', elsewhere],
] as const)
  onBothEngines(`whenever the store breaks, a message for ${who} is blindly copied once`, async (t) => {
    const place = await openPlace(t, await databaseFor(t));
    const ruled = { ...nothingRuled, blindCopyTo: ['y@other.test', 'carl@example.test'] };
    await interrupted(place, {
      envelope: () => envelopeFor(place, ['bob'], { ruled, ...(outbound === undefined ? {} : { outbound }) }),
      check: async (subject, moment, queued) => {
        assert.equal(queued, outbound === undefined ? 1 : 2, `${moment}: queued`);
        assert.equal(count(await place.subjectsIn('bob', 'INBOX'), subject), 1, moment);
      },
    });
  });

const branch = (place: number, changes: Partial<RuledChanges>): Branch => ({
  kind: 'changed',
  places: [place],
  ruled: { ...nothingRuled, ...changes },
});
for (const [who, aliases, branches] of [
  // bob directly; carl without a field, and a copy of that; x elsewhere with one; y is not to have it.
  [
    'mailboxes here',
    ['bob', 'carl'],
    [
      branch(1, { removedFields: ['x-mailer'], blindCopyTo: ['z@other.test'] }),
      branch(2, { addedFields: ['X-Kind: new\r\n'] }),
      { kind: 'refused', places: [3], text: 'not y', status: '5.7.1' },
    ],
  ],
  ['people elsewhere', [], [branch(0, { addedFields: ['X-Kind: new\r\n'], blindCopyTo: ['z@other.test'] })]],
] as const)
  onBothEngines(`whenever the store breaks, each part of a message for ${who} goes once`, async (t) => {
    const place = await openPlace(t, await databaseFor(t));
    const recipients = ['x@other.test', 'y@other.test'].map((address) => ({ ...elsewhere.recipients[0], address }));
    await interrupted(place, {
      envelope: () =>
        envelopeFor(place, aliases, {
          ruled: nothingRuled,
          branches,
          outbound: { ...elsewhere, recipients } as typeof elsewhere,
        }),
      // The other way is shown by those above.
      kills: [aliases.length > 0],
      check: async (subject, moment, queued) => {
        // carl's, its copy, x's and the refusal; or y's, x's and its copy.
        assert.equal(queued, aliases.length === 0 ? 3 : 4, `${moment}: queued`);
        if (aliases.length > 0) assert.equal(count(await place.subjectsIn('bob', 'INBOX'), subject), 1, moment);
      },
    });
  });

onBothEngines(
  'whenever the store breaks, and a group has others in it when its message comes again, nobody gets it twice',
  async (t) => {
    const place = await openPlace(t, await databaseFor(t));
    // bob and carl are named, and a group; the same for whoever has it again.
    const named = ['bob@example.test', 'carl@example.test', 'team@example.test'].map((address) => ({ address }));
    const parted = (members: readonly string[], branches: readonly Branch[]): Envelope =>
      envelopeFor(place, ['bob', 'carl'], {
        ruled: nothingRuled,
        expanded: { named, steps: [] },
        branches,
        outbound: {
          ...elsewhere,
          recipients: members.map((address) => ({ ...elsewhere.recipients[0], address })),
        } as typeof elsewhere,
      });
    const changed = { addedFields: ['X-Kind: new\r\n'] };
    const all = ['x@other.test', 'y@other.test'];
    await interrupted(place, {
      // bob directly; carl, and x with y, through the queue.
      envelope: () =>
        parted(all, [branch(1, { removedFields: ['x-mailer'] }), { ...branch(2, changed), places: [2, 3] }]),
      // carl directly with the members, bob and x through the queue.
      again: parted([...all, 'z@other.test'], [branch(0, changed), branch(2, {})]),
      check: async (subject, moment, _, now) => {
        const others = await broughtFrom(now, subject);
        for (const address of all)
          assert.equal(others.filter((one) => one === address).length, 1, `${moment}: ${address}`);
        for (const alias of ['bob', 'carl'])
          assert.equal(count(await place.subjectsIn(alias, 'INBOX'), subject), 1, `${moment}: ${alias}`);
      },
    });
  },
);

onBothEngines(
  'whenever the store breaks, a rule copies and forwards once, and others named get one copy',
  async (t) => {
    const place = await openPlace(t, await databaseFor(t));
    await rule(place, 'alice', { copyToFolder: 'Copies', forwardTo: ['x@other.test'] });
    await interrupted(place, {
      envelope: () => envelopeFor(place, ['alice', 'bob']),
      check: async (subject, moment, queued) => {
        assert.equal(queued, 1, `${moment}: forwarded`);
        assert.equal(count(await place.subjectsIn('alice', 'INBOX'), subject), 1, `${moment}: inbox`);
        assert.equal(count(await place.subjectsIn('alice', 'Copies'), subject), 1, `${moment}: copy`);
        assert.equal(count(await place.subjectsIn('bob', 'INBOX'), subject), 1, `${moment}: bob`);
      },
    });
  },
);

onBothEngines('what the queue brings again is filed, redirected and forwarded once', async (t) => {
  const place = await openPlace(t, await databaseFor(t));
  await rule(place, 'alice', { redirectTo: ['x@other.test'] });
  let number = 0;
  for (const alias of ['alice', 'bob'])
    await interrupted(place, {
      name: alias,
      envelope: () => envelopeFor(place, [alias], { fromQueue: { key: `CAS01 ${(number += 1)}` } }),
      always: true,
      check: async (subject, moment, queued) => {
        assert.equal(queued, alias === 'alice' ? 1 : 0, `${moment}: redirected`);
        assert.equal(count(await place.subjectsIn(alias, 'INBOX'), subject), alias === 'bob' ? 1 : 0, moment);
      },
    });
});

onBothEngines('a message that was taken and comes again, byte for byte, is another message', async (t) => {
  const place = await openPlace(t, await databaseFor(t));
  const { delivery, queue } = await place.openProcess(new BreakingStore());
  for (let turn = 0; turn < 2; turn += 1)
    assert.ok(await hand(delivery, envelopeFor(place, ['bob'], { outbound: elsewhere }), 'again'));
  assert.equal((await place.subjectsIn('bob', 'INBOX')).length, 2);
  assert.equal((await queue.messages({ most: 9 })).length, 2);
});

onBothEngines('the same bytes for other people are another message, whatever became of the first', async (t) => {
  const place = await openPlace(t, await databaseFor(t));
  const outboundTo = (address: string) => ({ ...elsewhere, recipients: [{ ...elsewhere.recipients[0], address }] });
  const part = (alias: string, address: string) =>
    envelopeFor(place, [alias], { outbound: outboundTo(address) as typeof elsewhere });
  const [first, second] = [part('bob', 'x@other.test'), part('carl', 'y@other.test')];
  let interruptions = 0;
  for (let at = 1, isBroken = true; isBroken; at += 1) {
    const subject = `L${at}`;
    const store = new BreakingStore();
    const before = await place.openProcess(store);
    store.breakAt(at, false);
    const wasTaken = await hand(before.delivery, first, subject);
    isBroken = store.isBroken;
    store.mend();
    const now = await place.openProcess(store);
    // As a mailing list does: the next recipients, then again those whose turn broke off.
    assert.ok(await hand(now.delivery, second, subject));
    if (!wasTaken) assert.ok(await hand(now.delivery, first, subject));
    interruptions += Number(!wasTaken);
    const queued = (await now.queue.messages({ most: 10_000 })).filter(({ message }) => message.subject === subject);
    assert.deepEqual(
      queued.flatMap(({ recipients }) => recipients.map(({ address }) => address)).toSorted(),
      ['x@other.test', 'y@other.test'],
      subject,
    );
    for (const alias of ['bob', 'carl'])
      assert.equal(count(await place.subjectsIn(alias, 'INBOX'), subject), 1, `${subject}: ${alias}`);
  }
  assert.ok(interruptions > 0);
});

onBothEngines('without a Message-ID the same bytes are the same message for less than an hour', async (t) => {
  const place = await openPlace(t, await databaseFor(t));
  const envelope = envelopeFor(place, ['bob', 'carl'], { outbound: elsewhere });
  for (const [minutes, messageId, copies] of [
    [30, '', 1],
    [60, '', 2],
    [60 * 24, 'Message-ID: <a@b.test>\r\n', 1],
  ] as const) {
    let met = 0;
    for (let at = 1, isBroken = true; isBroken; at += 1) {
      const subject = `M${minutes}.${at}`;
      const store = new BreakingStore();
      const { delivery } = await place.openProcess(store);
      store.breakAt(at, false);
      const wasTaken = await hand(delivery, envelope, subject, messageId);
      isBroken = store.isBroken;
      store.mend();
      const had = count(await place.subjectsIn('bob', 'INBOX'), subject);
      if (wasTaken || had === 0) continue;
      met += 1;
      place.clock.advance(minutes * 60_000);
      assert.ok(await hand(delivery, envelope, subject, messageId));
      assert.equal(count(await place.subjectsIn('bob', 'INBOX'), subject), copies, `${minutes} min, at write ${at}`);
    }
    assert.ok(met > 0);
  }
});
