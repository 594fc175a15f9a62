import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startPostgres } from '../support/postgres.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type MailDoor, SaslClient, scram, type ScramAttempt } from './sasl-client.ts';

const doors = [
  ['imap', 'imaps'],
  ['pop3', 'pop3s'],
  ['smtp', 'smtps'],
] as const satisfies readonly (readonly [MailDoor, keyof TestServer['ports']])[];

for (const engine of ['the embedded store', 'PostgreSQL'] as const) {
  describe(`SCRAM-SHA-256 on ${engine}`, () => {
    let server: TestServer;
    const ending = endingOfThisFile();

    before(async () => {
      server = await startServer(ending, engine === 'PostgreSQL' ? { databaseUrl: await newDatabase() } : {});
    });
    before(async () => {
      // Refusals are not waited for.
      await server.shell('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
    });

    before(async () => {
      assert.equal((await server.shell('Set-SignInSettings -SmtpScramPlusEnabled $true')).exitCode, 0);
    });

    async function newDatabase(): Promise<string> {
      const postgres = await startPostgres();
      ending.after(() => postgres.stop());
      return postgres.newDatabase();
    }

    async function attempt(
      door: MailDoor,
      port: number,
      given: Partial<ScramAttempt> & { plus?: 'tls-exporter' | 'tls-server-end-point' } = {},
    ) {
      const client = await SaslClient.connect(door, port);
      const { alice } = server.users;
      const binding =
        given.plus === 'tls-exporter'
          ? client.exporter()
          : given.plus === undefined
            ? Buffer.alloc(0)
            : client.endPoint();
      const run = scram({
        user: alice.address,
        password: alice.password,
        ...(given.plus === undefined ? {} : { header: `p=${given.plus},,`, binding }),
        ...given,
      });
      const line = await client.authenticate(
        given.plus === undefined ? 'SCRAM-SHA-256' : 'SCRAM-SHA-256-PLUS',
        run.answer,
        door === 'imap' ? undefined : run.initial,
      );
      client.end();
      return { line, good: client.isGood(line), ...run.seen };
    }

    for (const [door, port] of doors) {
      test(`${door}: signs in, with either channel binding too, and the server proves that it knows the password`, async () => {
        for (const plus of [undefined, 'tls-exporter', 'tls-server-end-point'] as const) {
          const { line, good, serverProved } = await attempt(
            door,
            server.ports[port],
            plus === undefined ? {} : { plus },
          );
          assert.ok(good, `${plus}: ${line}`);
          assert.ok(serverProved, `${plus}`);
        }
      });

      test(`${door}: a wrong password, a changed message and another connection's binding are refused`, async () => {
        const wrong: readonly Parameters<typeof attempt>[2][] = [
          { password: 'wrong' },
          // Another first sextet than the proof's own: one proof of 64 begins with any given one.
          { tamper: (last) => last.replace(/p=(.)/, (_, first) => (first === 'A' ? 'p=B' : 'p=A')) },
          { tamper: (last) => last.replace(/r=[^,]+/, 'r=another') },
          { plus: 'tls-exporter', binding: Buffer.alloc(32) },
          // The client thinks that we have no PLUS: somebody took it out of our list (RFC 5802 §6).
          { header: 'y,,' },
          { header: 'p=tls-exporter,,' },
          { header: 'n,a=bob@example.test,' },
        ];
        for (const given of wrong) {
          const { good, line, serverProved } = await attempt(door, server.ports[port], given);
          assert.ok(!good, `${JSON.stringify(given)}: ${line}`);
          if (given?.header === undefined) assert.ok(!serverProved);
        }
      });
    }

    test('somebody unknown gets a salt that stays the same and looks like any other, and the same refusal', async () => {
      const saltOf = (first: string): string => /s=([^,]+)/.exec(first)?.[1] ?? '';
      const unknown = [];
      for (const user of ['nobody@example.test', 'nobody@example.test', 'nobody'])
        unknown.push(await attempt('imap', server.ports.imaps, { user }));
      const known = await attempt('imap', server.ports.imaps, { password: 'wrong' });
      const short = await attempt('imap', server.ports.imaps, { user: 'alice', password: 'wrong' });
      assert.equal(new Set(unknown.map(({ serverFirst }) => saltOf(serverFirst))).size, 1);
      assert.equal(saltOf(known.serverFirst), saltOf(short.serverFirst), 'as it is for those who exist');
      assert.equal(saltOf(known.serverFirst).length, saltOf(unknown[0]!.serverFirst).length);
      assert.equal(known.serverFirst.split(',i=')[1], unknown[0]!.serverFirst.split(',i=')[1]);
      assert.equal(known.line, unknown[0]!.line);
    });

    test('a message of another shape is a syntax error, and `*` cancels', async () => {
      for (const [door, port] of doors) {
        const client = await SaslClient.connect(door, server.ports[port]);
        assert.match(await client.authenticate('SCRAM-SHA-256', () => 'm=ext,n=alice'), /^(a1 BAD|-ERR|501)/);
        assert.match(await client.authenticate('SCRAM-SHA-256', () => null), /^(a1 BAD|-ERR|501)/);
        client.end();
      }
    });

    test('TLS 1.2 has no safe exporter here; the end point is bound all the same', async () => {
      const client = await SaslClient.connect('imap', server.ports.imaps, { maxVersion: 'TLSv1.2' });
      const { address: user, password } = server.users.alice;
      const exporter = scram({ user, password, header: 'p=tls-exporter,,', binding: client.exporter() });
      assert.match(await client.authenticate('SCRAM-SHA-256-PLUS', exporter.answer), /^a1 NO/);
      const endPoint = scram({ user, password, header: 'p=tls-server-end-point,,', binding: client.endPoint() });
      assert.match(await client.authenticate('SCRAM-SHA-256-PLUS', endPoint.answer), /^a1 OK/);
      client.end();
    });

    test('capabilities name the mechanisms where they work, and the settings take them away', async () => {
      const client = await SaslClient.connect('imap', server.ports.imaps);
      client.send('c CAPABILITY');
      assert.match(await client.line(), / AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-256 SASL-IR/);
      client.end();
      const said = await server.shell('Set-SignInSettings -ScramEnabled $false');
      assert.equal(said.exitCode, 0, said.stderr);
      assert.match((await attempt('pop3', server.ports.pop3s)).line, /SCRAM-SHA-256 is not offered; PLAIN is/);
      assert.match((await attempt('smtp', server.ports.smtps)).line, /^504 /);
      await server.shell('Set-SignInSettings -ScramEnabled $true');
      assert.ok((await attempt('pop3', server.ports.pop3s)).good);
    });

    test('SMTP offers no PLUS unless that is set: the other doors do, and a client that could bind signs in without', async () => {
      await server.shell('Set-SignInSettings -SmtpScramPlusEnabled $false');
      assert.match((await attempt('smtp', server.ports.smtps, { plus: 'tls-exporter' })).line, /^504 /);
      assert.ok((await attempt('smtp', server.ports.smtps, { header: 'y,,', binding: Buffer.alloc(0) })).good);
      assert.ok((await attempt('pop3', server.ports.pop3s, { plus: 'tls-exporter' })).good);
      assert.ok(!(await attempt('pop3', server.ports.pop3s, { header: 'y,,' })).good);
      await server.shell('Set-SignInSettings -SmtpScramPlusEnabled $true');
    });

    test('a new password counts at once', async () => {
      const set = await server.shell(
        `Set-Mailbox bob -Password (ConvertTo-SecureString 'another-one' -AsPlainText -Force)`,
      );
      assert.equal(set.exitCode, 0, set.stderr);
      const { address: user, password } = server.users.bob;
      assert.ok(!(await attempt('imap', server.ports.imaps, { user, password })).good);
      assert.ok((await attempt('imap', server.ports.imaps, { user, password: 'another-one' })).good);
    });
  });
}
