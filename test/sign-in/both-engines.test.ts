import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { usualHashCost } from '../../server/src/services/authentication/password-hashing.ts';
import { LineClient } from '../support/line-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startPostgres } from '../support/postgres.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { askHttps } from './https-client.ts';

for (const engine of ['the embedded store', 'PostgreSQL'] as const) {
  describe(`what people prove themselves with, on ${engine}`, () => {
    const ending = endingOfThisFile();
    let server: TestServer;
    let restart: () => Promise<TestServer>;

    before(async () => {
      const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-sign-in-'));
      ending.after(() => rm(dataDirectory, { recursive: true, force: true }));
      const database = engine === 'PostgreSQL' ? { databaseUrl: await newDatabase() } : {};
      restart = () => startServer(ending, { dataDirectory, hashCost: usualHashCost, ...database });
      server = await restart();
    });

    async function newDatabase(): Promise<string> {
      const postgres = await startPostgres();
      ending.after(() => postgres.stop());
      return postgres.newDatabase();
    }

    async function imap(password: string): Promise<LineClient | null> {
      const client = await LineClient.connect(server.ports.imaps, { tls: true });
      await client.line();
      const said = (await client.command('a', `LOGIN alice@example.test ${password}`)).at(-1) ?? '';
      if (said.startsWith('a OK')) return client;
      client.close();
      return null;
    }

    test('app passwords, browser sessions and the sign-in log outlive a restart; revoking ends what was opened', async () => {
      const made = await server.shell(
        '(New-AppPassword alice -Name Phone -Scope IMAP -WarningAction SilentlyContinue).Password',
      );
      const password = made.stdout.trim();
      const { address, password: own } = server.users.alice;
      const signedIn = await askHttps(
        server.ports.https,
        'POST',
        '/api/sign-in',
        {},
        { userName: address, password: own },
      );
      assert.equal(signedIn.status, 200, signedIn.text);
      await askHttps(server.ports.https, 'POST', '/api/sign-in', {}, { userName: 'nobody', password: 'x' });
      (await imap(password))?.close();
      await server.stop();
      server = await restart();
      const { cookie } = signedIn;
      assert.equal(
        JSON.parse((await askHttps(server.ports.https, 'GET', '/api/session', { cookie })).text).signedIn,
        true,
      );
      const log = await server.shell('Get-SignInLog | ForEach-Object { "$($_.User) $($_.Result)" }');
      assert.deepEqual(
        log.stdout.trim().split(/\r?\n/),
        ['nobody bad-credentials', 'alice@example.test signed-in'],
        log.stderr,
      );
      assert.match((await server.shell('(Get-AppPassword alice).LastRemoteAddress')).stdout, /127\.0\.0\.1/);
      const open = await imap(password);
      assert.ok(open !== null);
      const removed = await server.shell('Get-AppPassword alice | Remove-AppPassword -Confirm:$false');
      assert.equal(removed.exitCode, 0, removed.stderr);
      assert.match((await open.line()) ?? '', /^\* BYE The app password was revoked/);
      assert.equal(await imap(password), null);
      assert.notEqual(await imap(own), null);
    });

    test('an unknown user and a wrong password read the same at every door, and take the same time', async () => {
      const { ports } = server;
      await server.shell('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
      const line = async (port: number, lines: readonly string[]): Promise<string> => {
        const client = await LineClient.connect(port, { tls: true });
        for (const text of lines) {
          client.send(`${text}\r\n`);
        }
        const said = (await client.until(/^(a NO|-ERR|535)/)).at(-1) ?? '';
        client.close();
        return said;
      };
      const base64 = (text: string): string => Buffer.from(text).toString('base64');
      const web = async (path: string, user: string): Promise<string> =>
        (await askHttps(ports.https, 'GET', path, { authorization: `Basic ${base64(`${user}:wrong`)}` })).text;
      const signIn = async (userName: string): Promise<string> =>
        (await askHttps(ports.https, 'POST', '/api/sign-in', {}, { userName, password: 'wrong' })).text;
      const doors: Record<string, (user: string) => Promise<string>> = {
        imap: (user) => line(ports.imaps, [`a LOGIN ${user} wrong`]),
        pop3: (user) => line(ports.pop3s, [`USER ${user}`, 'PASS wrong']),
        smtp: (user) => line(ports.smtps, ['EHLO x.test', `AUTH PLAIN ${base64(`\0${user}\0wrong`)}`]),
        web: signIn,
        jmap: (user) => web('/.well-known/jmap', user),
        administration: (user) => web('/adminapi/beta/-/Cmdlets', user),
      };
      for (const [door, attempt] of Object.entries(doors))
        assert.equal(await attempt('nobody@example.test'), await attempt('bob@example.test'), door);
      const took: Record<string, number[]> = { 'nobody@example.test': [], 'bob@example.test': [] };
      for (let n = 0; n < 6; n += 1)
        for (const [user, times] of Object.entries(took)) {
          const began = process.cpuUsage();
          assert.match(await signIn(user), /BadCredentials/);
          const { user: own, system } = process.cpuUsage(began);
          times.push((own + system) / 1000);
        }
      // Time of the processor, which other programs do not make longer; the shortest of each, for what this one does beside it.
      const [unknown = 0, known = 0] = Object.values(took).map((times) => Math.min(...times));
      // Without a hash for the unknown it would be twenty times.
      assert.ok(unknown > known / 4 && known > unknown / 4, `${unknown} ms unknown, ${known} ms known`);
    });

    test('whose role holds for some recipients only changes them and no others, and is told before he tries', async () => {
      for (const line of [
        'Set-User alice -City Paris',
        'New-MailContact Partner -ExternalEmailAddress p@elsewhere.example',
        `New-ManagementScope Paris -RecipientRestrictionFilter "City -eq 'Paris'"`,
        "New-RoleGroup Desk -Roles 'Mail Recipients','User Options' -Members bob -CustomRecipientWriteScope Paris",
        // This one holds for everybody.
        "New-ManagementRoleAssignment -SecurityGroup Desk -Role 'Message Tracking'",
      ]) {
        const { exitCode, stderr } = await server.shell(line);
        assert.equal(exitCode, 0, `${line}: ${stderr}`);
      }
      await server.stop();
      server = await restart();
      const { address, password } = server.users.bob;
      const authorization = `Basic ${Buffer.from(`${address}:${password}`).toString('base64')}`;
      const ask = async (method: string, path: string, body?: object) => {
        const { status, text } = await askHttps(
          server.ports.https,
          method,
          `/adminapi/beta/-/${path}`,
          { authorization },
          body,
        );
        return { status, answer: JSON.parse(text) };
      };
      const set = (Identity: string, more: object) =>
        ask('POST', 'InvokeCommand', { CmdletInput: { CmdletName: 'Set-User', Parameters: { Identity, ...more } } });
      assert.equal((await set('alice', { Title: 'Head' })).status, 200);
      for (const more of [{ Title: 'Head' }, { Title: 'Head', WhatIf: true }]) {
        const { status, answer } = await set('bob', more);
        assert.equal(status, 403);
        assert.match(
          answer.error.details[0].message,
          /\|Microsoft\.Exchange\.Configuration\.Tasks\.ADScopeException\|'example\.test\/Users\/Bob Durand' isn't within your current write scopes\. Can't perform save operation\./,
        );
      }
      assert.equal((await server.shell('(Get-User bob).Title')).stdout.trim(), '');
      assert.deepEqual((await ask('GET', 'Cmdlets')).answer['@adminapi.writeScopes'], ['Paris']);
      const outside = async (...recipients: readonly string[]) =>
        (await ask('POST', 'OutsideWriteScope', { recipients })).answer.value;
      const [bob, ...more] = await outside('alice@example.test', 'bob@example.test', 'nobody');
      assert.deepEqual(more, []);
      assert.equal(bob.recipient, 'bob@example.test');
      assert.equal(bob.cmdlets['Set-User'], null);
      assert.ok(!('Get-Mailbox' in bob.cmdlets), 'who may not change somebody may look at him');
      // By the name with which the list of contacts names it.
      const [partner] = await outside('example.test/Users/Partner');
      assert.equal(partner.cmdlets['Set-MailContact'], null);
      // Where one of two roles reaches everybody, its parameters do.
      await server.shell("Set-ManagementRoleAssignment 'User Options-Desk' -RecipientRelativeWriteScope Organization");
      const [now] = await outside('bob@example.test');
      assert.equal(now.cmdlets['Set-User'], null);
      assert.ok(now.cmdlets['Set-Mailbox'].includes('ProhibitSendQuota'));
      assert.ok(!now.cmdlets['Set-Mailbox'].includes('Languages'));
      await server.shell('Set-User alice -City Lyon');
      assert.equal((await set('alice', { Title: 'Boss' })).status, 403);
    });
  });
}
