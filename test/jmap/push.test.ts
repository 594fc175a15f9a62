import assert from 'node:assert/strict';
import { get as httpsGet } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { before, describe, test } from 'node:test';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';

interface PushEvent {
  readonly event: string;
  readonly id: string | null;
  // oxlint-disable-next-line typescript/no-explicit-any -- events are looked into by path
  readonly data: any;
}

/** Push by EventSource (RFC 8620 §7.3): what is told, when it ends, and what a client hears that comes back. */
describe('JMAP: push by EventSource', () => {
  const ending = endingOfThisFile();
  let server: TestServer;
  let alice: JmapTestClient;
  let team = '';
  before(async () => {
    server = await startServer(ending);
    alice = await JmapTestClient.open(server, server.users.alice);
    for (const line of [
      'New-Mailbox -Shared -Name Team -Alias team',
      'Add-MailboxPermission team -User alice -AccessRights FullAccess',
    ]) {
      assert.equal((await server.shell(line)).exitCode, 0, line);
    }
    team = server.running.directory.findMailbox('team')?.guid ?? '';
  });

  /** An open connection; `next` waits for the next event, `null` when the server ended it. */
  async function listen(query: string, headers: Record<string, string> = {}) {
    const options = {
      host: '127.0.0.1',
      port: server.ports.https,
      path: `/jmap/eventsource?${query}`,
      rejectUnauthorized: false,
      headers: { ...alice.headers, ...headers },
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpsGet(options, resolve).on('error', reject);
    });
    const events: (PushEvent | null)[] = [];
    const waiting: ((event: PushEvent | null) => void)[] = [];
    const give = (event: PushEvent | null): void => {
      const take = waiting.shift();
      if (take === undefined) events.push(event);
      else take(event);
    };
    let pending = '';
    response.setEncoding('utf8');
    // Open when its first line is here: what is changed from now on is told.
    const opened = new Promise<void>((resolve) => response.once('data', () => resolve()));
    response.on('data', (chunk: string) => {
      pending += chunk;
      const blocks = pending.split('\n\n');
      pending = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string): string | null => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
        const event = field('event');
        if (event !== null) give({ event, id: field('id'), data: JSON.parse(field('data') ?? 'null') });
      }
    });
    response.on('end', () => give(null));
    response.on('error', () => give(null));
    if (response.statusCode === 200) await opened;
    return {
      status: response.statusCode,
      next: () =>
        new Promise<PushEvent | null>((resolve) => {
          const event = events.shift();
          if (event === undefined) waiting.push(resolve);
          else resolve(event);
        }),
      close: () => response.destroy(),
    };
  }

  test('only the wanted types are told, of every account that is open to the user', async () => {
    const push = await listen('types=Mailbox&closeafter=no&ping=0');
    await alice.draft();
    const own = await push.next();
    assert.equal(own?.event, 'state');
    assert.equal(own.data['@type'], 'StateChange');
    assert.deepEqual(Object.keys(own.data.changed), [alice.accountId]);
    assert.deepEqual(Object.keys(own.data.changed[alice.accountId]), ['Mailbox']);
    await alice.call(['Mailbox/set', { accountId: team, create: { k: { name: 'New' } } }, '0']);
    const [[, mailboxes]] = await alice.call(['Mailbox/get', { accountId: team, ids: [] }, '0']);
    // Made and subscribed: one event or two, the last with the state that Mailbox/get gives.
    let shared = await push.next();
    while (shared?.data.changed[team]?.Mailbox !== mailboxes.state) shared = await push.next();
    assert.deepEqual(Object.keys(shared?.data.changed), [team]);
    push.close();
  });

  test('closeafter=state ends the answer after the first event', async () => {
    const push = await listen('types=*&closeafter=state&ping=0');
    await alice.draft();
    assert.equal((await push.next())?.event, 'state');
    assert.equal(await push.next(), null);
  });

  test('who comes back with the id of before hears what he missed, and nothing when there is nothing', async () => {
    const first = await listen('types=Email&closeafter=state&ping=0');
    await alice.draft();
    const event = await first.next();
    assert.ok(event?.id);
    const quiet = await listen('types=Email&closeafter=state&ping=0', { 'last-event-id': event.id });
    await alice.draft();
    const later = await quiet.next();
    assert.equal(later?.event, 'state');
    const missed = await listen('types=Email&closeafter=state&ping=0', { 'last-event-id': event.id });
    const told = await missed.next();
    const [[, emails]] = await alice.call(['Email/get', { ids: [] }, '0']);
    assert.equal(told?.data.changed[alice.accountId].Email, emails.state);
  });

  test('a ping comes after its time, with the interval that the server keeps and no id', async () => {
    const push = await listen('types=Email&closeafter=no&ping=1');
    assert.deepEqual(await push.next(), { event: 'ping', id: null, data: { interval: 5 } });
    push.close();
  });

  test('what is no such request is refused', async () => {
    for (const query of ['types=*&closeafter=never&ping=0', 'types=*&closeafter=no&ping=soon']) {
      const push = await listen(query);
      assert.equal(push.status, 400, query);
      push.close();
    }
  });
});
