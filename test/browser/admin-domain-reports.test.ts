import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createTransport } from 'nodemailer';
import {
  dmarcRecord,
  dmarcReport,
  tlsPolicy,
  tlsReport,
} from '../../server/src/services/domain-reports/sample-reports.fixture.ts';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';
import { signInToAdminCenter } from './admin.ts';

const hostile = '&lt;img src=x onerror=alert(1)&gt;';

test('reports that came to postmaster are listed, and what they say is only text', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const begins = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 86_400_000;
  const span = { begins, ends: begins + 86_399_000 };
  const records = dmarcRecord({ count: 1234 }) + dmarcRecord({ sourceIp: '203.0.113.9', dkim: 'fail', spf: 'fail' });
  const mail = createTransport({ host: '127.0.0.1', port: server.ports.smtp, secure: false, ignoreTLS: true });
  const send = (filename: string, contentType: string, text: string): Promise<unknown> =>
    mail.sendMail({
      from: 'reports@receiver.test',
      to: 'postmaster@example.test',
      subject: 'Report Domain: example.test',
      attachments: [{ filename, contentType, content: gzipSync(text) }],
    });
  await send('r.xml.gz', 'application/gzip', dmarcReport(records, { organization: hostile, ...span }));
  const range = { 'start-datetime': new Date(begins).toISOString(), 'end-datetime': new Date(span.ends).toISOString() };
  await send('r.json.gz', 'application/tlsrpt+gzip', tlsReport([tlsPolicy()], { 'date-range': range }));
  mail.close();

  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1360, height: 860 } });
  const page = await context.newPage();
  page.on('dialog', () => assert.fail('a hostile name ran as script'));
  await signInToAdminCenter(page, server, 'mail-flow/domain-reports');
  await page.getByRole('row', { name: /192\.0\.2\.7.*1,234.*Passed/ }).waitFor();
  await page.getByRole('row', { name: /<img.*203\.0\.113\.9.*Failed/ }).click();
  const details = page.getByRole('region', { name: 'Details' });
  await details.getByText('example.test/s1=fail').waitFor();
  await takePicture(page, 'admin-domain-reports');
  await page.getByLabel('Only what failed').check();
  await page.getByRole('row', { name: /192\.0\.2\.7/ }).waitFor({ state: 'detached' });
  await page.getByLabel('Report', { exact: true }).selectOption('tls');
  await page.getByRole('row', { name: /Company-X.*MTA-STS.*5,629.*303 failed/ }).click();
  await details.getByText(/^200 x starttls-not-supported/).waitFor();
  await takePicture(page, 'admin-domain-reports-tls');
  assert.deepEqual(context.faults, []);
});
