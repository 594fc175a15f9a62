import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { LineClient } from '../support/line-client.ts';
import { runRelais, type ServerProcess, startServerProcess } from '../support/server-process.ts';

const ending = endingOfThisFile();

/** The first of these keeps running, for what changes nothing in it; the other has run and ended, and left its data. */
const starts = new Map<'running' | 'ended', Promise<ServerProcess>>();
function started(which: 'running' | 'ended'): Promise<ServerProcess> {
  const begin = async (): Promise<ServerProcess> => {
    const server = await startServerProcess(ending);
    if (which === 'ended') assert.equal(await server.kill('SIGTERM'), 0);
    return server;
  };
  const start = starts.get(which) ?? begin();
  starts.set(which, start);
  return start;
}

/** A data directory as a server leaves it that ran once, for this test alone. */
async function leftData(t: TestContext): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'relais-left-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const dataDirectory = join(place, 'data');
  await cp((await started('ended')).dataDirectory, dataDirectory, { recursive: true });
  return dataDirectory;
}

test('ready is the last line of a table of addresses, and every listener accepts by then', async () => {
  const server = await started('running');
  const lines = server.output().trimEnd().split('\n');
  assert.equal(lines.at(-1), 'relais: ready');
  const { ports } = server;
  for (const port of [ports.imap, ports.pop3, ports.smtp, ports.submission]) {
    const client = await LineClient.connect(port);
    assert.match((await client.line()) ?? '', /^(\* OK|\+OK|220)/);
    client.close();
  }
  for (const port of [ports.imaps, ports.pop3s, ports.smtps]) {
    const client = await LineClient.connect(port, { tls: true });
    assert.match((await client.line()) ?? '', /^(\* OK|\+OK|220)/);
    client.close();
  }
  assert.equal((await stat(join(server.dataDirectory, 'relais.sock'))).mode & 0o777, 0o600);
  assert.equal((await stat(join(server.dataDirectory, 'system.db'))).mode & 0o777, 0o600);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} says goodbye to sessions and exits 0 within 10 s`, async (t) => {
    const server = await startServerProcess(t);
    const client = await LineClient.connect(server.ports.imaps, { tls: true });
    await client.line();
    const started = Date.now();
    const exited = server.kill(signal);
    assert.match((await client.line()) ?? '', /^\* BYE /);
    assert.equal(await exited, 0);
    assert.ok(Date.now() - started < 10_000);
  });
}

test('SIGINT that comes more than once, as a terminal and npm hand on one Ctrl-C, still finishes what is in hand', async (t) => {
  const server = await startServerProcess(t);
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  const exits = [server.kill('SIGINT'), server.kill('SIGINT'), server.kill('SIGINT')];
  assert.match((await client.line()) ?? '', /^\* BYE /);
  assert.deepEqual(await Promise.all(exits), [0, 0, 0]);
});

test('a second start on the same data directory is refused with a clear message', async () => {
  const server = await started('running');
  const second = await runRelais([
    'serve',
    '--data',
    server.dataDirectory,
    '--port-offset',
    '9000',
    '--host',
    '127.0.0.1',
  ]);
  assert.equal(second.exitCode, 1);
  assert.match(second.stderr, /already|in use|another/i);
  assert.ok(second.stderr.includes(server.dataDirectory), second.stderr);
});

test('a directory with files of somebody else is not taken for the data', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-others-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  await mkdir(join(place, 'logs'));
  for (const name of ['b.txt', 'c.txt', 'a.txt', 'd.txt']) await writeFile(join(place, name), '');
  const { exitCode, stderr } = await runRelais(['serve', '--data', place, '--port-offset', '9000']);
  assert.equal(exitCode, 1);
  assert.match(
    stderr,
    /is no data directory of Relais, and not empty: there are a\.txt, b\.txt, c\.txt and 1 more in it/,
  );
  assert.deepEqual((await readdir(place)).toSorted(), ['a.txt', 'b.txt', 'c.txt', 'd.txt', 'logs']);
  assert.deepEqual(await readdir(join(place, 'logs')), []);
});

test('the flags of the first run hold for the next start, passwords are shown once', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-again-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  // Where the output of a first start goes is in nobody's way.
  await writeFile(join(dataDirectory, 'first-start.txt'), '');
  const first = await startServerProcess(t, { dataDirectory, env: { RELAIS_ADMIN_PASSWORD: '' } });
  const password = /administrator@example\.test\s+(\S+)\s+\(administrator\)/.exec(first.output())?.[1];
  assert.match(password ?? '', /^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/);
  const next = `npx relais shell --data ${dataDirectory}\n`;
  assert.ok(first.output().includes(next), 'the first run says what to do next');
  const { ports } = first;
  assert.equal(await first.kill('SIGTERM'), 0);
  // The organisation is made: the variable says nothing any more, whatever a unit file has kept in it.
  const again = await startServerProcess(t, {
    dataDirectory,
    portOffset: ports.imap - 143,
    env: { RELAIS_ADMIN_PASSWORD: 'a' },
  });
  assert.ok(!again.output().includes(password ?? ''));
  assert.ok(!again.output().includes(next));
  const client = await LineClient.connect(ports.imaps, { tls: true });
  await client.line();
  assert.match((await client.command('a', `LOGIN administrator@example.test ${password}`)).at(-1) ?? '', /^a OK/);
  client.close();
});

test('an organisation that has left its first domain starts again, and its first administrator does not come back', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-moved-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  let server = await startServerProcess(t, { dataDirectory, env: { RELAIS_ADMIN_PASSWORD: 'short' } });
  const logged = await readFile(join(dataDirectory, 'logs', 'relais.log'), 'utf8');
  assert.match(logged, /is short \(5\).*short-administrator-password/, 'a short password is taken, and told of');
  const portOffset = server.ports.imap - 143;
  const shell = async (line: string): Promise<string> => {
    const { stdout, stderr } = await runRelais(['shell', '--data', dataDirectory, '-Command', line]);
    assert.equal(stderr, '', line);
    return stdout;
  };
  const startAgain = async (args: readonly string[] = []): Promise<void> => {
    assert.equal(await server.kill('SIGTERM'), 0);
    server = await startServerProcess(t, { dataDirectory, portOffset, args });
  };
  const all = '-PrimarySmtpAddress $a -UserPrincipalName $a -EmailAddresses "SMTP:$a"';
  await shell(`New-AcceptedDomain -Name Contoso -DomainName contoso.com | Out-Null
    Set-AcceptedDomain Contoso -MakeDefault $true
    Get-Mailbox | ForEach-Object { $a = "$($_.Alias)@contoso.com"; Set-Mailbox $_.Alias ${all} }
    Remove-AcceptedDomain example.test -Confirm:$false`);
  await startAgain();
  assert.match(server.output(), /^Relais CAS01 serves contoso\.com from /);
  assert.doesNotMatch(server.output(), /First run/);
  await shell(`Add-RoleGroupMember 'Organization Management' -Member alice
    Remove-Mailbox administrator -Permanent $true -Confirm:$false`);
  // As a unit file does that nobody changed since the first start, and one in which a typing error was mended.
  await startAgain(['--domain', 'elsewhere.example']);
  assert.match(server.output(), /^Relais CAS01 serves contoso\.com from /);
  assert.doesNotMatch(server.output(), /First run/);
  assert.equal(await shell('(Get-Mailbox | Sort-Object Alias).Alias -join ","'), 'alice,bob\n');
});

test('relais shell runs over the socket: output on stdout, errors on stderr, exit code 0 or 1', async () => {
  const server = await started('running');
  const good = await runRelais(['shell', '--data', server.dataDirectory, '-Command', 'Get-ImapSettings | Format-List']);
  assert.equal(good.exitCode, 0, good.stderr);
  assert.match(good.stdout, /^AuthenticatedConnectionTimeout\s+: 00:30:00$/m);
  assert.equal(good.stderr, '');
  const bad = await runRelais(['shell', '--data', server.dataDirectory, '-Command', 'Get-ImapSetings']);
  assert.equal(bad.exitCode, 1);
  assert.match(bad.stderr, /Get-ImapSetings/);
  assert.match(bad.stderr, /Get-ImapSettings/, 'the nearest name is suggested');
  const script = join(server.dataDirectory, 'script.ps1');
  await writeFile(script, 'param($Name)\nGet-Mailbox $Name | Format-List Alias\n');
  const file = await runRelais(['shell', '--data', server.dataDirectory, '-File', script, 'alice']);
  assert.match(file.stdout, /^Alias : alice$/m);
});

test('relais shell says what to do when no server runs', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-none-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const said = await runRelais(['shell', '--data', dataDirectory, '-Command', 'Get-Mailbox']);
  assert.equal(said.exitCode, 1);
  assert.match(said.stderr, /running/);
});

test('a port in use is refused with the port and what to do, and the next start is a first run', async (t) => {
  const server = await started('running');
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-port-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const offset = server.ports.imap - 143;
  const said = await runRelais([
    'serve',
    '--data',
    dataDirectory,
    '--port-offset',
    String(offset),
    '--host',
    '127.0.0.1',
  ]);
  assert.equal(said.exitCode, 1);
  assert.match(said.stderr, /127\.0\.0\.1:\d+ is already in use/);
  // The ports that could not be opened are not kept, and the passwords are shown by the start that works.
  const second = await startServerProcess(t, { dataDirectory, env: { RELAIS_ADMIN_PASSWORD: '' } });
  assert.notEqual(second.ports.imap, server.ports.imap);
  assert.match(second.output(), /administrator@example\.test\s+\S+\s+\(administrator\)/);
});

test('a setting that keeps the server from starting is mended with --repair', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-repair-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const server = await startServerProcess(t, { dataDirectory });
  const set = await runRelais([
    'shell',
    '--data',
    dataDirectory,
    '-Command',
    'Set-ImapSettings -SSLBindings 192.0.2.1:993',
  ]);
  assert.equal(set.exitCode, 0, set.stderr);
  assert.equal(await server.kill('SIGTERM'), 0);
  const refused = await runRelais(['serve', '--data', dataDirectory]);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stderr, /192\.0\.2\.1 is no address of this machine/);
  assert.match(refused.stderr, /--repair/);
  const portOffset = server.ports.imap - 143;
  const repairing = await startServerProcess(t, { dataDirectory, portOffset, args: ['--repair'] });
  await assert.rejects(LineClient.connect(server.ports.pop3), /ECONNREFUSED/);
  const mended = await runRelais([
    'shell',
    '--data',
    dataDirectory,
    '-Command',
    `Set-ImapSettings -SSLBindings 127.0.0.1:${server.ports.imaps}`,
  ]);
  assert.equal(mended.exitCode, 0, mended.stderr);
  await repairing.kill('SIGTERM');
  const again = await startServerProcess(t, { dataDirectory, portOffset });
  const client = await LineClient.connect(again.ports.imaps, { tls: true });
  assert.match((await client.line()) ?? '', /^\* OK /);
  client.close();
});

test('data of a newer version is refused and left alone', async (t) => {
  const dataDirectory = await leftData(t);
  const database = new DatabaseSync(join(dataDirectory, 'system.db'));
  database.exec(`UPDATE schema_versions SET version = 9999`);
  database.close();
  const said = await runRelais(['serve', '--data', dataDirectory]);
  assert.equal(said.exitCode, 1);
  assert.match(said.stderr, /later version of Relais/);
});

test('a broken certificate is refused with its file and what to do', async (t) => {
  const dataDirectory = await leftData(t);
  await writeFile(join(dataDirectory, 'certificates', 'default.crt.pem'), 'not a certificate');
  const said = await runRelais(['serve', '--data', dataDirectory]);
  assert.equal(said.exitCode, 1);
  assert.match(said.stderr, /default\.crt\.pem cannot be used/);
});

test('a data directory that cannot be written is refused with its path', async (t) => {
  const parent = await mkdtemp(join(tmpdir(), 'relais-read-only-'));
  t.after(() => rm(parent, { recursive: true, force: true }));
  // Root may write anywhere, so the refusal is provoked by a file where the directory should be.
  const file = join(parent, 'data');
  await writeFile(file, '');
  await chmod(file, 0o400);
  const said = await runRelais(['serve', '--data', file]);
  assert.equal(said.exitCode, 1);
  assert.ok(said.stderr.includes(file), said.stderr);
  assert.equal(await readFile(file, 'utf8'), '');
});

test('a data directory on a file system that makes nothing is refused at once', async (t) => {
  if (process.platform !== 'linux') return t.skip('/proc is Linux');
  const said = await runRelais(['serve', '--data', '/proc/relais/data']);
  assert.equal(said.exitCode, 1);
  assert.match(said.stderr, /\/proc\/relais\/data cannot be made/);
});

test('words that mean nothing are refused with what is right, exit code 2, and nothing is made', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-words-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const data = join(place, 'data');
  for (const [args, expected] of [
    [['serve', '--data', data, '--port-offset', 'x'], /--port-offset takes a whole number/],
    [['serve', '--sever-name', 'x'], /--sever-name/],
    [['frobnicate'], /no command "frobnicate"/],
  ] as const) {
    const said = await runRelais(args);
    assert.equal(said.exitCode, 2);
    assert.match(said.stderr, expected);
  }
  assert.ok(!existsSync(data));
  assert.match((await runRelais(['serve', '--help'])).stdout, /--port-offset N/);
});

test('relais --version, Get-ExchangeServer and the log tell the same version and build', async () => {
  const said = await runRelais(['--version']);
  assert.equal(said.exitCode, 0);
  assert.match(said.stdout, /^Relais \d+\.\d+\.\d+(?: \(Build [0-9a-f]{8}\))?\n$/);
  const server = await started('running');
  const shown = await runRelais([
    'shell',
    '--data',
    server.dataDirectory,
    '-Command',
    '(Get-ExchangeServer).AdminDisplayVersion',
  ]);
  assert.equal(shown.stdout, said.stdout);
  const log = await readFile(join(server.dataDirectory, 'logs', 'relais.log'), 'utf8');
  assert.ok(log.includes(JSON.stringify(said.stdout.trim().slice('Relais '.length))), log);
});
