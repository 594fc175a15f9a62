import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HttpCmdletHost, nodeFileAccess, Shell } from '@relais/shell';
import { startServer, type TestServer } from '../support/server.ts';

/** In the manner of Exchange's pages: blocks indented by four, one of them within a list, a slip and a placeholder. */
const timeOuts = `---
title: 'Set connection time-out limits'
---

# Set connection time-out limits for IMAP4

## Use the Shell to set connection time-out limits

1.  This is no command:

    it goes on here.

This example sets the limit
for authenticated connections.

    Set -ImapSettings -Identity CAS01 -AuthenticatedConnectionTimeout TimeValue

Restart the service.

\`\`\`powershell
Restart-Service MSExchangeImap4
\`\`\`

\`\`\`text
no command either
\`\`\`

## How do you know this worked?

Or

1.  Run the following command in the Shell.
    
        Get-ImapSettings | format-list Auth*Timeout

2.  Look at the result.
`;

async function played(
  t: { after(work: () => Promise<void>): void },
  server: TestServer,
  page: string,
  more: string,
  answers: readonly string[] = [],
): Promise<{ readonly out: string; readonly report: string; readonly code: number; readonly asked: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'relais-runbook-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'page.md'), page);
  let out = '';
  let asked = 0;
  const shell = new Shell({
    host: new HttpCmdletHost({ socketPath: server.running.socketPath }),
    files: nodeFileAccess(folder),
    stdout: (text) => void (out += text),
    stderr: (text) => void (out += text),
    ask: async () => answers[asked++] ?? null,
  });
  const code = await shell.run(
    `Invoke-Runbook '${folder}/page.md' -ReportPath '${folder}/report.md' ${more} | Format-Table Step,Part,Result -AutoSize`,
  );
  const report = await readFile(join(folder, 'report.md'), 'utf8').catch(() => '');
  return { out, report, code, asked };
}

test('a page is played: work, then the part that says whether it worked, and a report', async (t) => {
  const server = await startServer(t);
  const { out, report, code } = await played(t, server, timeOuts, "-Replace @{TimeValue='00:45:00'} -Force");
  assert.equal(code, 0, out);
  assert.match(out, /1 Work +Done[^]*2 Work +Done[^]*3 Verification Done/);
  assert.match(out, /^This example sets the limit for authenticated connections\.$/m);
  assert.match(report, /AuthenticatedConnectionTimeout\s+: 00:45:00/);
  assert.doesNotMatch(report, /it goes on here|no command either/);
});

test('each step asks: a command can be edited, left out, and the rest of the page too', async (t) => {
  const server = await startServer(t);
  const edited = 'Set-ImapSettings -AuthenticatedConnectionTimeout 00:40:00';
  const { out, report, asked } = await played(t, server, timeOuts, '', ['e', edited, '', 's', 'q']);
  assert.equal(asked, 5);
  assert.match(out, /1 Work +Done[^]*2 Work +Skipped[^]*3 Verification Skipped/);
  assert.ok(report.includes(edited));
  assert.equal(
    (await server.shell('(Get-ImapSettings).AuthenticatedConnectionTimeout.ToString()')).stdout.trim(),
    '00:40:00',
  );
});

test('a placeholder that nobody replaced fails its step and says what belongs there; the page goes on', async (t) => {
  const server = await startServer(t);
  const { out, report, code } = await played(t, server, timeOuts, '-Force');
  assert.equal(code, 1);
  assert.match(out, /1 Work +Failed[^]*3 Verification Done/);
  assert.match(report, /> .*TimeValue/);
});

test('without anybody to ask, nothing runs; -WhatIf shows the steps', async (t) => {
  const server = await startServer(t);
  const unasked = await played(t, server, timeOuts, '');
  assert.match(unasked.out, /nobody is there to answer/);
  const shown = await played(t, server, timeOuts, '-WhatIf');
  assert.match(shown.out, /1 Work +WhatIf/);
  assert.equal(
    (await server.shell('(Get-ImapSettings).AuthenticatedConnectionTimeout.ToString()')).stdout.trim(),
    '00:30:00',
  );
});
