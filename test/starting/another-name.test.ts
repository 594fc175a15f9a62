import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { runRelais, type ServerProcess, startServerProcess } from '../support/server-process.ts';

async function shell(server: ServerProcess, command: string): Promise<string> {
  const { stdout, stderr, exitCode } = await runRelais(['shell', '--data', server.dataDirectory, '-Command', command]);
  assert.equal(exitCode, 0, stderr);
  return stdout.trim();
}

/** Submits a message to another domain, which no server takes. */
async function submit(server: ServerProcess): Promise<void> {
  const client = await LineClient.connect(server.ports.smtps, { tls: true });
  const plain = Buffer.from(`\0${server.alice.address}\0${server.alice.password}`).toString('base64');
  const say = async (line: string, expected: RegExp): Promise<void> => {
    client.send(`${line}\r\n`);
    for (let reply = await client.line(); ; reply = await client.line()) {
      if (reply?.[3] === '-') continue;
      assert.match(reply ?? '', expected);
      return;
    }
  };
  assert.match((await client.line()) ?? '', /^220/);
  await say('EHLO client.test', /^250/);
  await say(`AUTH PLAIN ${plain}`, /^235/);
  await say(`MAIL FROM:<${server.alice.address}>`, /^250/);
  await say('RCPT TO:<somebody@elsewhere.test>', /^250/);
  await say('DATA', /^354/);
  await say(`From: ${server.alice.address}\r\nSubject: Waits\r\n\r\nHi\r\n.`, /^250/);
  client.close();
}

const queued = '(Get-Message | Measure-Object).Count';

test('another name on the same files says that a server begins anew, and --take-over goes on as the one of before', async (t) => {
  const first = await startServerProcess(t);
  await shell(
    first,
    `New-SendConnector -Name Out -AddressSpaces * -DNSRoutingEnabled $false -SmartHosts 127.0.0.1 -Port 1 | Out-Null
     Set-ReceiveConnector 'Client Frontend CAS01' -Comment 'as we had it'`,
  );
  await submit(first);
  assert.equal(await shell(first, queued), '1');
  assert.equal(await first.kill('SIGTERM'), 0);
  assert.equal(first.errors(), '');
  const { dataDirectory, portOffset } = first;
  const again = (...args: readonly string[]) => startServerProcess(t, { dataDirectory, portOffset, args });

  const other = await again('--server-name', 'CAS02');
  assert.match(await readFile(join(dataDirectory, 'logs', 'relais.log'), 'utf8'), /another-server-on-these-files/);
  assert.equal(await shell(other, queued), '0');
  assert.equal(await other.kill('SIGTERM'), 0);
  assert.match(other.errors(), /CAS02 begins as a new server on the data of CAS01/);
  assert.match(other.errors(), /waits to leave at CAS01 stays there \(messages: 1\)/);
  assert.match(other.errors(), /--take-over CAS01/);

  // Twice: the option may stay in a unit file.
  for (const _ of [1, 2]) {
    const taken = await again('--server-name', 'CAS02', '--take-over', 'CAS01');
    assert.equal(await shell(taken, queued), '1');
    assert.equal(
      await shell(taken, `Get-ReceiveConnector | ForEach-Object { "$($_.Identity) $($_.Comment)" }`),
      'CAS02\\Default Frontend CAS02 \nCAS02\\Client Submissions TLS CAS02 \nCAS02\\Client Frontend CAS02 as we had it',
    );
    assert.equal(await shell(taken, '(Get-ExchangeServer).Fqdn'), 'cas02.example.test');
    assert.match(
      await shell(
        taken,
        'Get-MessageTrackingLog -EventId RECEIVE -Sender alice@example.test | ForEach-Object ServerHostname',
      ),
      /./,
    );
    assert.equal(await taken.kill('SIGTERM'), 0);
    assert.equal(taken.errors(), '');
  }

  const data = new DatabaseSync(join(dataDirectory, 'system.db'), { readOnly: true });
  t.after(() => data.close());
  const tables = data
    .prepare(
      `SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'server'`,
    )
    .all() as { name: string }[];
  assert.ok(tables.length >= 10);
  for (const { name } of tables)
    assert.deepEqual(data.prepare(`SELECT 1 FROM ${name} WHERE upper(server) = 'CAS01'`).all(), [], name);
});

test('a server whose name is written in another case is the same one, and one that is not there cannot be taken over', async (t) => {
  const first = await startServerProcess(t);
  assert.equal(await first.kill('SIGTERM'), 0);
  const { dataDirectory, portOffset } = first;
  const same = await startServerProcess(t, { dataDirectory, portOffset, args: ['--server-name', 'cas01'] });
  assert.equal(await shell(same, '(Get-ExchangeServer).Name'), 'CAS01');
  assert.equal(await same.kill('SIGTERM'), 0);
  assert.equal(same.errors(), '');
  const refused = await runRelais(['serve', '--data', dataDirectory, '--server-name', 'CAS02', '--take-over', 'CAS09']);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stderr, /no server of that name on these data \(known: CAS01\)/);
});
