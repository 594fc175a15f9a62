import assert from 'node:assert/strict';
import { request as httpsRequest } from 'node:https';
import { everything, JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import type { Ending } from '../support/server.ts';
import { startServer, type TestServer } from '../support/server.ts';
import type { Case, Step } from './case-file.ts';
import { difference, filledIn, type Values } from './shape.ts';

const roles = ['inbox', 'drafts', 'sent', 'trash', 'archive', 'junk'];

/**
 * A server with what the cases speak of: Alice with an account of her own, Bob, a shared mailbox `team` that is all hers,
 * and Bob's inbox that she may read.
 */
export class JmapCorpus {
  readonly server: TestServer;
  private readonly clients: ReadonlyMap<string, JmapTestClient>;
  private readonly fixed: ReadonlyMap<string, string>;

  private constructor(
    server: TestServer,
    clients: ReadonlyMap<string, JmapTestClient>,
    fixed: ReadonlyMap<string, string>,
  ) {
    this.server = server;
    this.clients = clients;
    this.fixed = fixed;
  }

  static async open(ending: Ending, databaseUrl: string | null): Promise<JmapCorpus> {
    const server = await startServer(ending, databaseUrl === null ? {} : { databaseUrl });
    for (const line of [
      'New-Mailbox -Shared -Name Team -Alias team',
      'Add-MailboxPermission team -User alice -AccessRights FullAccess',
      'Add-MailboxFolderPermission bob:\\Inbox -User alice -AccessRights Reviewer',
    ]) {
      const { stderr, exitCode } = await server.shell(line);
      assert.equal(exitCode, 0, stderr);
    }
    const alice = await JmapTestClient.open(server, server.users.alice);
    const bob = await JmapTestClient.open(server, server.users.bob);
    const team = server.running.directory.findMailbox('team')?.guid ?? '';
    const fixed = new Map([
      ['account', alice.accountId],
      ['bob', bob.accountId],
      ['team', team],
      ['alice.address', server.users.alice.address],
      ['bob.address', server.users.bob.address],
    ]);
    const identities = await alice.call(['Identity/get', {}, '0']);
    fixed.set('identity', identities[0][1].list[0].id);
    for (const [prefix, accountId] of [
      ['', alice.accountId],
      ['team.', team],
    ] as const) {
      const [[, { list }]] = await alice.call(['Mailbox/get', { accountId }, '0']);
      for (const { id, role } of list) if (roles.includes(role)) fixed.set(`${prefix}${role}`, id);
    }
    return new JmapCorpus(
      server,
      new Map([
        ['alice', alice],
        ['bob', bob],
      ]),
      fixed,
    );
  }

  /** Runs a case in empty accounts. @throws AssertionError where an answer is another than the case says. */
  async run({ steps }: Case): Promise<void> {
    const alice = this.client('alice');
    for (const accountId of [alice.accountId, this.fixed.get('team') ?? '']) await emptied(alice, accountId);
    const values: Values = new Map(this.fixed);
    let client = alice;
    for (const step of steps) {
      if (step.kind === 'as') client = this.client(step.user);
      else if (step.kind === 'shell') {
        const { stderr, exitCode } = await this.server.shell(step.line);
        assert.equal(exitCode, 0, stderr);
      } else await take(client, step, values);
    }
  }

  private client(user: string): JmapTestClient {
    const client = this.clients.get(user);
    assert.ok(client, `${user} is no user of the cases`);
    return client;
  }
}

async function emptied(client: JmapTestClient, accountId: string): Promise<void> {
  const [[, mails], , [, boxes]] = await client.call(
    ['Email/query', { accountId }, '0'],
    ['Email/set', { accountId, '#destroy': { resultOf: '0', name: 'Email/query', path: '/ids' } }, '1'],
    ['Mailbox/query', { accountId, filter: { hasAnyRole: false } }, '2'],
  );
  if (mails.ids.length > 0 || boxes.ids.length > 0) {
    await client.call(['Mailbox/set', { accountId, destroy: boxes.ids, onDestroyRemoveEmails: true }, '0']);
  }
}

type Asking = Exclude<Step, { kind: 'as' | 'shell' }>;

async function take(client: JmapTestClient, step: Asking, values: Values): Promise<void> {
  switch (step.kind) {
    case 'box': {
      const accountId = filledIn(step.account, values);
      const [[, { created }]] = await client.call([
        'Mailbox/set',
        { accountId, create: { b: { name: step.name } } },
        '0',
      ]);
      values.set(step.name, created.b.id);
      return;
    }
    case 'upload':
      values.set(step.name, await client.upload(Buffer.from(step.text), step.type));
      return;
    case 'mail': {
      const accountId = filledIn(step.account, values) as string;
      const path = `/jmap/upload/${accountId}`;
      const { text } = await client.ask('POST', path, Buffer.from(`${step.text}\r\n`), 'message/rfc822');
      const mailboxIds = Object.fromEntries(step.mailboxes.map((id) => [filledIn(id, values), true]));
      const keywords = Object.fromEntries(step.keywords.map((name) => [name, true]));
      const { receivedAt } = step;
      const email = { blobId: JSON.parse(text).blobId, mailboxIds, keywords, receivedAt };
      const [[, { created, notCreated }]] = await client.call([
        'Email/import',
        { accountId, emails: { m: email } },
        '0',
      ]);
      assert.equal(notCreated, null, JSON.stringify(notCreated));
      values.set(step.name, created.m.id);
      values.set(`${step.name}.blob`, created.m.blobId);
      values.set(`${step.name}.thread`, created.m.threadId);
      return;
    }
    case 'calls': {
      const body = { using: step.using ?? everything, methodCalls: filledIn(step.calls, values) };
      const { status, text } = await client.ask('POST', '/jmap/api', JSON.stringify(body));
      assert.equal(status, 200, text);
      const { methodResponses, sessionState } = JSON.parse(text);
      assert.equal(typeof sessionState, 'string');
      expectShape(step.answers, methodResponses, values);
      return;
    }
    case 'http': {
      const path = filledIn(step.path, values) as string;
      const { status, text } = await asked(client, step, path, filledIn(step.body, values) as string | null);
      assert.equal(status, step.status, text);
      if (step.answer !== undefined) expectShape(step.answer, JSON.parse(text), values);
    }
  }
}

function expectShape(shape: unknown, actual: unknown, values: Values): void {
  const found = difference(shape, actual, values);
  assert.equal(found, null, `${found}\n${JSON.stringify(actual, null, 1)}`);
}

function asked(
  client: JmapTestClient,
  { method, headers }: Extract<Step, { kind: 'http' }>,
  path: string,
  body: string | null,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const options = {
      method,
      host: '127.0.0.1',
      port: client.server.ports.https,
      path,
      rejectUnauthorized: false,
      headers: { ...client.headers, ...(body === null ? {} : { 'content-type': 'application/json' }), ...headers },
    };
    const call = httpsRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    call.on('error', reject);
    call.end(body);
  });
}
