import { openBrowser, openContext } from '../test/support/browser.ts';
import { LineClient } from '../test/support/line-client.ts';
import { signInToWebmail } from '../test/browser/webmail.ts';
import { startBenchServer } from './bench-server.ts';
import type { Figure } from './main.ts';
import { median, percentile } from './statistics.ts';

const before = 300;
const deliveries = 100;
const user = { address: 'reader@example.test', password: 'bench-password-1' };

/** From the 250 of a delivery over SMTP to its line in webmail's list, painted, in a browser that shows the inbox. */
export async function webmailPush(): Promise<readonly Figure[]> {
  const server = await startBenchServer();
  await server.shell(
    [
      'Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00 -MessageRateLimit unlimited',
      `New-Mailbox -Name reader -UserPrincipalName ${user.address} -Password (ConvertTo-SecureString '${user.password}' -AsPlainText -Force) | Out-Null`,
    ].join('; '),
  );
  const client = await LineClient.connect(server.ports.smtp);
  await client.until(/^220 /);
  client.send('EHLO bench.test\r\n');
  await client.until(/^250 /);
  const deliver = async (subject: string): Promise<number> => {
    client.send(`MAIL FROM:<a@b.test>\r\nRCPT TO:<${user.address}>\r\nDATA\r\n`);
    await client.until(/^354 /);
    client.send(`From: Somebody <a@b.test>\r\nTo: <${user.address}>\r\nSubject: ${subject}\r\n\r\nHello.\r\n.\r\n`);
    await client.until(/^250 /);
    return performance.timeOrigin + performance.now();
  };
  for (let at = 0; at < before; at++) await deliver(`before ${at}`);
  const endings: (() => Promise<void>)[] = [];
  const delays: number[] = [];
  try {
    const browser = await openBrowser({ after: (work) => void endings.push(work) });
    const context = await openContext(browser, { viewport: { width: 1360, height: 860 } });
    const page = await signInToWebmail(context, { ports: server.ports } as Parameters<typeof signInToWebmail>[1], user);
    await page.locator('[role=listbox] [role=option]').first().waitFor();
    for (let at = 0; at < deliveries; at++) {
      const subject = `pushed ${at}.`;
      const shown = page.evaluate(
        (words) =>
          new Promise<number>((resolve) => {
            const look = () => {
              const list = document.querySelector('[role=listbox]');
              if (list?.textContent?.includes(words) !== true) return false;
              observer.disconnect();
              // The second frame begins when the first is painted.
              requestAnimationFrame(() =>
                requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())),
              );
              return true;
            };
            const observer = new MutationObserver(look);
            observer.observe(document.body, { subtree: true, childList: true, characterData: true });
            look();
          }),
        subject,
      );
      const accepted = await deliver(subject);
      delays.push((await shown) - accepted);
    }
  } finally {
    for (const end of endings.toReversed()) await end();
    client.close();
    await server.stop();
  }
  return [
    {
      what: `250 of a delivery to its line in webmail, ${deliveries} deliveries one by one into a folder of ${before}`,
      value: `${Math.round(median(delays))} ms; 95th percentile ${Math.round(percentile(delays, 95))} ms, at most ${Math.round(Math.max(...delays))} ms`,
    },
  ];
}
