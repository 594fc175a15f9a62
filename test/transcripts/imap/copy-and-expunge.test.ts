import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { LineClient } from '../../support/line-client.ts';
import { describeOnBothEngines } from './imap-on-both-engines.ts';
import { type ImapServer, password } from './imap-server.ts';

const message = 'Subject: x\r\n\r\nbody\r\n';

describeOnBothEngines('COPY and MOVE by number beside an EXPUNGE', (serverOf) => {
  for (const command of ['COPY', 'MOVE'])
    test(`${command} of numbers takes all or nothing in whatever order the two come (RFC 3501 §6.4.7, RFC 2180 §4.4.1)`, async (t) => {
      const { one, other } = await pair(serverOf(), t, `${command.toLowerCase()}-race`);
      let refused = 0;
      for (let round = 0; round < 10; round++) {
        await all(one, 'f', ['APPEND', 'APPEND', 'APPEND'], () => `APPEND Source {${message.length}+}\r\n${message}`);
        await one.command('s', 'SELECT Source');
        await other.command('s', 'SELECT Source');
        await other.command('d', 'STORE 2 +FLAGS.SILENT (\\Deleted)');
        await one.command('n', 'NOOP');
        const [expunged, answer] = await Promise.all([
          other.command('e', 'UID EXPUNGE 1:*'),
          one.command('c', `${command} 1:3 Target`),
        ]);
        assert.match(expunged.at(-1) ?? '', /^e OK/);
        const taken = /COPYUID \d+ (\S+) /.exec(answer.join('\n'))?.[1];
        if (taken === undefined) {
          refused++;
          assert.match(answer.at(-1) ?? '', /^c NO \[EXPUNGEISSUED\]/);
          // RFC 2180 §4.4.1: and the client hears of what is gone, so that it can go on.
          assert.ok(answer.includes('* 2 EXPUNGE'), answer.join('\n'));
        } else assert.match(taken, /^(\d+):(\d+)$/);
        await one.command('x', 'CLOSE');
        const [status] = await other.command('m', 'STATUS Target (MESSAGES)');
        assert.equal(status, `* STATUS Target (MESSAGES ${taken === undefined ? 0 : 3})`);
        for (const line of ['UNSELECT', 'DELETE Source', 'DELETE Target', 'CREATE Source', 'CREATE Target'])
          assert.match((await other.command('z', line)).at(-1) ?? '', /^z OK/);
      }
      t.diagnostic(`${refused} of 10 were refused`);
    });
});

async function all(client: LineClient, tag: string, of: readonly string[], line: () => string): Promise<void> {
  for (const _ of of) assert.match((await client.command(tag, line())).at(-1) ?? '', / OK /);
}

/** Two sessions of one user with two folders. */
async function pair(server: ImapServer, t: TestContext, name: string): Promise<{ one: LineClient; other: LineClient }> {
  await server.user(name);
  const signedIn = async (): Promise<LineClient> => {
    const client = await LineClient.connect(server.ports.tls, { tls: true });
    t.after(() => client.close());
    await client.line();
    assert.match((await client.command('l', `LOGIN ${name} ${password}`)).at(-1) ?? '', /^l OK/);
    return client;
  };
  const [one, other] = [await signedIn(), await signedIn()];
  await one.command('a', 'CREATE Source');
  await one.command('b', 'CREATE Target');
  return { one, other };
}
