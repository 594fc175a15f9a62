import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HttpCmdletHost, nodeFileAccess, Shell } from '@relais/shell';
import { systemClock } from '../../server/src/platform/clock/system-clock.ts';
import { sendMail } from '../../server/src/services/mail-program/send-mail.ts';
import { LineClient } from '../support/line-client.ts';
import { startServer } from '../support/server.ts';

test('a runbook sends with SmtpClient, and waits for services with their own methods', async (t) => {
  const server = await startServer(t);
  const folder = await mkdtemp(join(tmpdir(), 'relais-dot-net-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const host = new HttpCmdletHost({ socketPath: server.running.socketPath });
  let [stdout, stderr] = ['', ''];
  const shell = new Shell({
    host,
    files: nodeFileAccess(folder),
    sendMail: async (mail, signal) => await sendMail(mail, { clock: systemClock, signal }),
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
  });
  const run = async (line: string): Promise<string> => {
    [stdout, stderr] = ['', ''];
    assert.equal(await shell.run(line), 0, stderr);
    return stdout.trim();
  };

  await run(`'Name,Size' | Set-Content report.csv
    $message = New-Object System.Net.Mail.MailMessage
    $message.From = 'monitor@contoso.com'
    $message.To.Add('alice@example.test, bob@example.test')
    $message.Subject = 'Nightly report'; $message.Body = '<p>Fine.</p>'; $message.IsBodyHtml = $true
    $message.Attachments.Add((New-Object System.Net.Mail.Attachment('report.csv')))
    $client = New-Object Net.Mail.SmtpClient('127.0.0.1', ${server.ports.smtp})
    try { $client.Send($message) } finally { $message.Dispose(); $client.Dispose() }`);
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  await client.command('a', `LOGIN ${server.users.alice.address} ${server.users.alice.password}`);
  await client.command('b', 'SELECT INBOX');
  const [found = ''] = await client.command('c', 'SEARCH SUBJECT "Nightly report" FROM monitor@contoso.com');
  const number = /\d+/.exec(found)?.[0] ?? '';
  const structure = (await client.command('d', `FETCH ${number} BODYSTRUCTURE`)).join('\n');
  assert.match(structure, /"HTML"/i);
  assert.match(structure, /report\.csv/);
  client.close();

  // What the server says comes out, and the shell goes on.
  const refused = `try { $client.Port = 1; $client.Send($message); 'sent' } catch { 'refused: ' + $_.FullyQualifiedErrorId }`;
  assert.equal(await run(refused), 'refused: SmtpException');

  assert.equal(
    await run(`$s = Get-Service MSExchangePop3; $s.Stop(); $s.WaitForStatus('Stopped', '00:00:30'); $s.Status
      Start-Service MSExchangePop3; $s.Status; $s.Refresh(); $s.Status; $s.WaitForStatus([System.ServiceProcess.ServiceControllerStatus]::Running)`),
    'Stopped\nStopped\nRunning',
  );
  assert.equal(
    await run(
      `try { $s.WaitForStatus('Stopped', [timespan]::FromMilliseconds(1)) } catch { $_.FullyQualifiedErrorId }`,
    ),
    'TimeoutException',
  );
  host.close();
});
