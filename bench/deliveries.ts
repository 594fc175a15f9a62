import { LineClient } from '../test/support/line-client.ts';
import { startBenchServer } from './bench-server.ts';
import type { Figure } from './main.ts';

const connections = 16;
const messages = 4000;

/** Durable deliveries over SMTP: each is in a mailbox and synced when its 250 comes; 16 connections, 16 mailboxes, 8 KB. */
export async function deliveries(): Promise<readonly Figure[]> {
  const server = await startBenchServer();
  await server.shell(
    [
      'Get-ReceiveConnector | Set-ReceiveConnector -MaxInboundConnectionPerSource unlimited -MaxInboundConnectionPercentagePerSource 100 -TarpitInterval 00:00:00 -MessageRateLimit unlimited',
      `foreach ($i in 1..${connections}) { New-Mailbox -Name "u$i" -UserPrincipalName "u$i@example.test" -Password (ConvertTo-SecureString 'bench-password-1' -AsPlainText -Force) | Out-Null }`,
    ].join('; '),
  );
  const body = `Subject: bench\r\nFrom: <a@b.test>\r\nTo: <u@example.test>\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(104)}`;
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = await LineClient.connect(server.ports.smtp);
      await client.until(/^220 /);
      client.send('EHLO bench.test\r\n');
      await client.until(/^250 /);
      return client;
    }),
  );
  let sent = 0;
  const started = performance.now();
  const processorBefore = await server.processorSeconds();
  await Promise.all(
    clients.map(async (client, index) => {
      while (sent < messages) {
        sent += 1;
        client.send(`MAIL FROM:<a@b.test>\r\nRCPT TO:<u${index + 1}@example.test>\r\nDATA\r\n`);
        const replies = await client.until(/^(?:354|[45]\d\d) /);
        if (!replies.at(-1)?.startsWith('354')) throw new Error(replies.join('\n'));
        client.send(`${body}.\r\n`);
        const [reply] = await client.until(/^\d\d\d /, 30_000);
        if (!reply?.startsWith('250')) throw new Error(reply);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const processor = (await server.processorSeconds()) - processorBefore;
  for (const client of clients) client.close();
  await server.stop();
  return [
    {
      what: `durable deliveries over SMTP, ${connections} connections, 8 KB`,
      value: `${Math.round(messages / seconds)} a second, ${((processor / messages) * 1000).toFixed(2)} ms of processor each`,
    },
  ];
}
