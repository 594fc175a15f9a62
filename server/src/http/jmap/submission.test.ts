import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startPostgres } from '../../../../test/support/postgres.ts';
import { type StartOptions, startServer } from '../../../../test/support/server.ts';
import { JmapTestClient } from './fixtures/jmap-client.ts';

async function begin(t: TestContext, options: StartOptions = {}) {
  const server = await startServer(t, { manualClock: true, ...options });
  const alice = await JmapTestClient.open(server, server.users.alice);
  const bob = await JmapTestClient.open(server, server.users.bob);
  const [[, { list }]] = await alice.call(['Identity/get', {}, 'i']);
  const [identity] = list;
  return { server, alice, bob, identity };
}

type Begun = Awaited<ReturnType<typeof begin>>;

async function sendLater({ alice, identity }: Begun, seconds: number, subject: string) {
  const emailId = await alice.draft({ subject });
  const [drafts, sent] = [await alice.mailboxId('drafts'), await alice.mailboxId('sent')];
  const envelope = {
    mailFrom: { email: identity.email, parameters: { holdfor: String(seconds) } },
    rcptTo: [{ email: alice.server.users.bob.address, parameters: null }],
  };
  const [[, answer]] = await alice.call([
    'EmailSubmission/set',
    {
      create: { s: { identityId: identity.id, emailId, envelope } },
      onSuccessUpdateEmail: {
        '#s': { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sent}`]: true, 'keywords/$draft': null },
      },
    },
    's',
  ]);
  assert.equal(answer.notCreated, null, JSON.stringify(answer.notCreated));
  return { emailId, id: answer.created.s.id as string, created: answer.created.s, state: answer.newState as string };
}

async function countIn(client: JmapTestClient, subject: string): Promise<number> {
  const [[, { ids }]] = await client.call(['Email/query', { filter: { subject } }, 'q']);
  return ids.length;
}

/** Until it is there: the queue carries it home in its own time; the limit of the test ends it otherwise. */
async function arrived(client: JmapTestClient, subject: string): Promise<void> {
  while ((await countIn(client, subject)) === 0) await new Promise((resolve) => setTimeout(resolve, 25));
}

/** Until it is `final`: that is written after the message has left, and after its report. */
async function settled(client: JmapTestClient, id: string): Promise<void> {
  for (;;) {
    const [[, { list }]] = await client.call(['EmailSubmission/get', { ids: [id] }, 'g']);
    if (list[0].undoStatus === 'final') return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function heldMessageLeavesInTime(begun: Begun): Promise<void> {
  const { server, alice, bob } = begun;
  const { id, created } = await sendLater(begun, 3600, 'Held zebra');
  assert.equal(created.undoStatus, 'pending');
  assert.equal(await countIn(bob, 'Held zebra'), 0);
  server.advance(3_599_000);
  assert.equal(await countIn(bob, 'Held zebra'), 0);
  server.advance(2000);
  await arrived(bob, 'Held zebra');
  await settled(alice, id);
}

test('a held message leaves when its time has come, not before (RFC 8621 §7, RFC 4865)', async (t) => {
  await heldMessageLeavesInTime(await begin(t));
});

test('the same on PostgreSQL', async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  await heldMessageLeavesInTime(await begin(t, { databaseUrl: await postgres.newDatabase() }));
});

test('a held message refused when it is let go is reported to its sender, and holds up nobody else’s', async (t) => {
  const begun = await begin(t);
  const { server, alice, bob } = begun;
  const { id } = await sendLater(begun, 3600, 'Forbidden zebra');
  await sendLater(begun, 3601, 'Free zebra');
  const rule = await server.shell(
    'New-TransportRule -Name "No more of these" -SubjectContainsWords forbidden -RejectMessageReasonText no',
  );
  assert.equal(rule.exitCode, 0, rule.stderr);
  server.advance(3_602_000);
  await arrived(bob, 'Free zebra');
  await arrived(alice, 'Undeliverable: Forbidden zebra');
  await settled(alice, id);
  assert.equal(await countIn(bob, 'Forbidden zebra'), 0);
});

test('a held message is called back, and the draft with it', async (t) => {
  const begun = await begin(t);
  const { server, alice, bob } = begun;
  const { id, emailId, state } = await sendLater(begun, 10, 'Called back');
  const drafts = await alice.mailboxId('drafts');
  const answers = await alice.call(
    [
      'EmailSubmission/set',
      {
        update: { [id]: { undoStatus: 'canceled' } },
        onSuccessUpdateEmail: { [id]: { mailboxIds: { [drafts]: true }, 'keywords/$draft': true } },
      },
      'u',
    ],
    ['Email/get', { ids: [emailId], properties: ['mailboxIds', 'keywords'] }, 'g'],
    ['EmailSubmission/changes', { sinceState: state }, 'c'],
  );
  assert.deepEqual(answers[0][1].updated, { [id]: null });
  assert.deepEqual(answers[2][1].list[0].mailboxIds, { [drafts]: true });
  assert.deepEqual(answers[3][1].updated, [id]);
  server.advance(60_000);
  assert.equal(await countIn(bob, 'Called back'), 0);
});

test('what has left cannot be called back: cannotUnsend', async (t) => {
  const begun = await begin(t);
  const { server, alice, bob } = begun;
  const { id } = await sendLater(begun, 5, 'Gone already');
  server.advance(6000);
  await arrived(bob, 'Gone already');
  const [[, answer]] = await alice.call(['EmailSubmission/set', { update: { [id]: { undoStatus: 'canceled' } } }, 'u']);
  assert.equal(answer.notUpdated[id].type, 'cannotUnsend');
});

test('a held message leaves as it was although its Email was destroyed, and after a restart', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-held-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const begun = await begin(t, { dataDirectory });
  const { emailId } = await sendLater(begun, 30, 'Outlives it');
  await begun.alice.call(['Email/set', { destroy: [emailId] }, 'd']);
  await begun.server.stop();
  const server = await startServer(t, { dataDirectory, manualClock: true });
  server.advance(120_000);
  await arrived(await JmapTestClient.open(server, server.users.bob), 'Outlives it');
});

test('submissions are found by their properties; a finished one can be removed, a pending one not', async (t) => {
  const begun = await begin(t);
  const { alice, identity } = begun;
  const later = await sendLater(begun, 7200, 'later');
  const sooner = await sendLater(begun, 60, 'sooner');
  const [[, byTime], [, pending], [, none]] = await alice.call(
    ['EmailSubmission/query', { sort: [{ property: 'sentAt', isAscending: true }] }, 'a'],
    ['EmailSubmission/query', { filter: { undoStatus: 'pending', emailIds: [later.emailId] } }, 'b'],
    ['EmailSubmission/query', { filter: { identityIds: ['other'] } }, 'c'],
  );
  assert.deepEqual(byTime.ids, [sooner.id, later.id]);
  assert.deepEqual(pending.ids, [later.id]);
  assert.deepEqual(none.ids, []);
  const emailId = await alice.draft();
  const [[, sent]] = await alice.call([
    'EmailSubmission/set',
    { create: { n: { identityId: identity.id, emailId } }, destroy: [later.id] },
    's',
  ]);
  assert.equal(sent.created.n.undoStatus, 'final');
  assert.equal(sent.notDestroyed[later.id].type, 'forbidden');
  const [[, gone], [, after]] = await alice.call(
    ['EmailSubmission/set', { destroy: [sent.created.n.id] }, 'd'],
    ['EmailSubmission/changes', { sinceState: sent.newState }, 'c'],
  );
  assert.deepEqual(gone.destroyed, [sent.created.n.id]);
  assert.deepEqual(after.destroyed, [sent.created.n.id]);
});

test('a hold that cannot be met is refused', async (t) => {
  const { alice, identity } = await begin(t);
  const emailId = await alice.draft();
  for (const parameters of [
    { HOLDFOR: 'soon' },
    { HOLDFOR: '99999999' },
    { HOLDFOR: '5', HOLDUNTIL: '2030-01-01T00:00:00Z' },
  ]) {
    const envelope = { mailFrom: { email: identity.email, parameters }, rcptTo: [{ email: identity.email }] };
    const [[, answer]] = await alice.call([
      'EmailSubmission/set',
      { create: { s: { identityId: identity.id, emailId, envelope } } },
      's',
    ]);
    assert.equal(answer.notCreated.s.type, 'invalidProperties', JSON.stringify(parameters));
  }
});

test('identities keep names and signatures; addresses stay the administrator’s (RFC 8621 §6)', async (t) => {
  const { alice, identity } = await begin(t);
  const [[, before]] = await alice.call(['Identity/get', {}, 'g']);
  const change = { name: 'A. Martin', htmlSignature: '<p>Alice</p>', textSignature: 'Alice', replyTo: null };
  const answers = await alice.call(
    ['Identity/set', { update: { [identity.id]: change, none: {} }, create: { n: { email: 'x@example.test' } } }, 's'],
    ['Identity/get', { ids: [identity.id] }, 'g'],
    ['Identity/changes', { sinceState: before.state }, 'c'],
    ['Identity/set', { update: { [identity.id]: { email: 'x@example.test' } }, destroy: [identity.id] }, 'r'],
  );
  assert.equal(answers[0][1].oldState, before.state);
  assert.notEqual(answers[0][1].newState, before.state);
  assert.equal(answers[0][1].notUpdated.none.type, 'notFound');
  assert.equal(answers[0][1].notCreated.n.type, 'forbiddenFrom');
  assert.equal(answers[1][1].list[0].htmlSignature, '<p>Alice</p>');
  assert.equal(answers[1][1].list[0].email, identity.email);
  const { created, updated, destroyed } = answers[2][1];
  assert.deepEqual({ created, updated, destroyed }, { created: [], updated: [identity.id], destroyed: [] });
  assert.equal(answers[3][1].notUpdated[identity.id].type, 'invalidProperties');
  assert.equal(answers[3][1].notDestroyed[identity.id].type, 'forbidden');
});
