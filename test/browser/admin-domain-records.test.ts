import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestDns } from '../../server/src/platform/dns/dns-server.fixture.ts';
import { axeFaults } from '../support/axe.ts';
import { openContext, takePicture } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import { startServer } from '../support/server.ts';
import { signInToAdminCenter } from './admin.ts';

/** Fluent's sentinels pass the focus on. */
const leavingOut = { leftOut: ['[data-tabster-dummy]'] };
const hostile = 'v=spf1 <img src=x onerror=alert(1)> -all';

test('the DNS records of a domain: what to publish, what stands there, and a DKIM key made and switched on', async (t) => {
  const dns = await startTestDns({
    'example.test': { TXT: [hostile] },
    '_dmarc.example.test': { TXT: ['v=DMARC1; p=none'] },
  });
  t.after(() => dns.stop());
  const server = await startServer(t, { serverName: 'CAS01' });
  const set = await server.shell(`Set-TransportConfig -DnsServers '${dns.address}'`);
  assert.equal(set.exitCode, 0, set.stderr);
  const browser = await browserOfThisProcess(t);
  const context = await openContext(browser, { locale: 'en-US', viewport: { width: 1280, height: 860 } });
  const page = await context.newPage();
  page.on('dialog', () => assert.fail('a published record ran as script'));
  await signInToAdminCenter(page, server, 'mail-flow/accepted-domains');
  await page.getByRole('row', { name: /example\.test/ }).dblclick();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('tab', { name: 'DNS records' }).click();
  const card = (purpose: string) => dialog.getByRole('listitem').filter({ hasText: new RegExp(`^${purpose}`) });
  await card('DMARC').getByText('Published', { exact: true }).waitFor();
  await card('SPF').getByText('Different', { exact: true }).waitFor();
  await card('SPF').getByText(hostile).waitFor();
  await card('SPF').getByRole('button', { name: 'Copy v=spf1 mx -all' }).waitFor();
  await card('DKIM')
    .getByText(/^No key yet/)
    .waitFor();
  await takePicture(page, 'admin-domain-records');
  assert.deepEqual(await axeFaults(page, leavingOut), []);

  await dialog.getByRole('button', { name: 'Make a DKIM key' }).click();
  await card('DKIM').getByText('Missing', { exact: true }).waitFor();
  await card('DKIM')
    .getByText(/_domainkey\.example\.test/)
    .waitFor();
  await dialog.getByRole('button', { name: 'Sign outgoing mail' }).click();
  await dialog.getByRole('button', { name: 'Stop signing' }).waitFor();
  const { stdout } = await server.shell('Get-DkimSigningConfig example.test | Format-List Enabled');
  assert.match(stdout, /Enabled\s*: True/);
  assert.deepEqual(context.faults, []);

  const narrow = await openContext(browser, { locale: 'fr-FR', viewport: { width: 390, height: 800 } });
  const phone = await narrow.newPage();
  await signInToAdminCenter(phone, server, 'mail-flow/accepted-domains');
  await phone.goto(`${page.url()}`);
  await phone.getByText('Publié', { exact: true }).waitFor();
  assert.equal(await phone.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
  await takePicture(phone, 'admin-domain-records-phone');
  assert.deepEqual(await axeFaults(phone, leavingOut), []);
  assert.deepEqual(narrow.faults, []);
});
