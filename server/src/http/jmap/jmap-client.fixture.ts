import assert from 'node:assert/strict';
import { request as httpsRequest } from 'node:https';
import type { TestServer, TestUser } from '../../../../test/support/server.ts';

export type Call = readonly [string, Record<string, unknown>, string];

export const everything = [
  'urn:ietf:params:jmap:core',
  'urn:ietf:params:jmap:mail',
  'urn:ietf:params:jmap:submission',
  'urn:ietf:params:jmap:quota',
  'urn:ietf:params:jmap:blob',
];

/** A user's JMAP over real HTTPS, with the account filled in. */
export class JmapTestClient {
  readonly server: TestServer;
  readonly user: TestUser;
  accountId = '';

  private constructor(server: TestServer, user: TestUser) {
    this.server = server;
    this.user = user;
  }

  static async open(server: TestServer, user: TestUser): Promise<JmapTestClient> {
    const client = new JmapTestClient(server, user);
    const session = JSON.parse((await client.ask('GET', '/.well-known/jmap')).text);
    client.accountId = session.primaryAccounts['urn:ietf:params:jmap:mail'];
    return client;
  }

  get headers(): Record<string, string> {
    const { address, password } = this.user;
    return { authorization: `Basic ${Buffer.from(`${address}:${password}`).toString('base64')}` };
  }

  ask(
    method: string,
    path: string,
    body?: string | Buffer,
    type = 'application/json',
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const options = {
        method,
        host: '127.0.0.1',
        port: this.server.ports.https,
        path,
        rejectUnauthorized: false,
        headers: { ...this.headers, ...(body === undefined ? {} : { 'content-type': type }) },
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

  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into by path
  async call(...calls: readonly Call[]): Promise<any[]> {
    const methodCalls = calls.map(([name, args, id]) => [name, { accountId: this.accountId, ...args }, id]);
    const { status, text } = await this.ask('POST', '/jmap/api', JSON.stringify({ using: everything, methodCalls }));
    assert.equal(status, 200, text);
    return JSON.parse(text).methodResponses;
  }

  async mailboxId(role: string): Promise<string> {
    const [[, answer]] = await this.call(['Mailbox/query', { filter: { role } }, 'q']);
    assert.equal(answer.ids.length, 1, `one mailbox with the role ${role}`);
    return answer.ids[0];
  }

  /** A draft to Bob; its id. */
  async draft(part: Record<string, unknown> = {}): Promise<string> {
    const email = {
      mailboxIds: { [await this.mailboxId('drafts')]: true },
      keywords: { $draft: true },
      subject: 'Été',
      to: [{ name: 'Bob', email: this.server.users.bob.address }],
      textBody: [{ partId: 't', type: 'text/plain' }],
      bodyValues: { t: { value: 'à midi' } },
      ...part,
    };
    const [[, answer]] = await this.call(['Email/set', { create: { k: email } }, 's']);
    assert.equal(answer.notCreated, null, JSON.stringify(answer.notCreated));
    return answer.created.k.id;
  }

  async upload(bytes: Buffer, type: string): Promise<string> {
    const { status, text } = await this.ask('POST', `/jmap/upload/${this.accountId}`, bytes, type);
    assert.equal(status, 201, text);
    return JSON.parse(text).blobId;
  }
}
