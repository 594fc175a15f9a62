import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext, takePicture } from '../support/browser.ts';
import { accessibilityFaults, signInToWebmail, webmailAddress } from './webmail.ts';
import { putIntoInbox, webmailOfThisFile } from './webmail-place.ts';

const place = webmailOfThisFile();

test('a tab that dies with the last key loses nothing', { timeout: 300_000 }, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('hugo');
  const context = await openContext(browser);
  t.after(() => context.close());
  let page = await signInToWebmail(context, server, reader);
  await page.getByRole('option').first().waitFor();
  await page.getByRole('button', { name: 'New mail' }).first().click();
  await page.route('**/jmap/api', (route) => route.abort());
  await page.getByLabel('Subject').fill('Last words');
  await page.getByRole('textbox', { name: 'Message' }).click();
  const killer = await context.newCDPSession(page);
  await page.keyboard.type('all of this, to the very last letter');
  // Its process ends in the middle of whatever it does: no event is sent, nothing is finished.
  await Promise.race([killer.send('Page.crash').catch(() => undefined), page.waitForEvent('crash')]);

  // On a phone as well, where the list has the window to itself.
  page = await context.newPage();
  await page.setViewportSize({ width: 390, height: 780 });
  await page.goto(`https://localhost:${server.ports.https}/owa/`);
  await page.getByRole('option').first().waitFor();
  await page.getByRole('button', { name: 'Open it' }).click();
  assert.equal(await page.getByLabel('Subject').inputValue(), 'Last words');
  await page
    .getByRole('textbox', { name: 'Message' })
    .getByText('all of this, to the very last letter', { exact: true })
    .waitFor();
  assert.deepEqual(context.faults, []);
});

test('what is sent without a connection leaves when it is back, once', { timeout: 300_000 }, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('iris');
  const context = await openContext(browser);
  t.after(() => context.close());
  let page = await signInToWebmail(context, server, reader);
  await page.getByRole('option').first().waitFor();
  await page.getByRole('button', { name: 'New mail' }).first().click();
  await page.getByLabel('To', { exact: true }).fill(server.users.bob.address);
  await page.getByLabel('Subject').fill('From the tunnel');
  await page.getByRole('textbox', { name: 'Message' }).click();
  await page.keyboard.type('Written under ground');
  await context.setOffline(true);
  await page.getByText(/^You are offline/).waitFor();
  await page.keyboard.type(', sent above.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('One message waits for the connection.').waitFor();
  await takePicture(page, 'webmail-offline');
  await context.setOffline(false);
  await page.getByText('The connection is back: the message that waited was sent.').first().waitFor();
  await page.getByText('One message waits for the connection.').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /^Sent Items/ }).click();
  await page.getByRole('option', { name: /From the tunnel/ }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
  await page.getByRole('link', { name: /^Drafts/ }).click();
  await page.getByRole('heading', { name: 'Nothing here' }).waitFor();

  // The server sent it, and its answer was lost: it does not leave again.
  let isLost = false;
  await page.route('**/jmap/api', async (route) => {
    if (isLost || route.request().postData()?.includes('"EmailSubmission/set"') !== true) return route.continue();
    isLost = true;
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.getByRole('button', { name: 'New mail' }).first().click();
  await page.getByLabel('To', { exact: true }).fill(server.users.bob.address);
  await page.getByLabel('Subject').fill('Answer lost');
  // Whether it is a draft still is looked at first.
  const isLooked = page.waitForResponse(
    (answer) => answer.request().postData()?.includes('"properties":["keywords"]') === true,
  );
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await isLooked;
  assert.equal(isLost, true);
  await page.unroute('**/jmap/api');

  // Written without a connection, and loaded anew without one: it is there when the connection is back.
  await page.getByRole('button', { name: 'New mail' }).first().click();
  await context.setOffline(true);
  await page.getByText(/^You are offline/).waitFor();
  await page.getByLabel('Subject').fill('Out of reach');
  await page.getByRole('textbox', { name: 'Message' }).click();
  await page.keyboard.type('typed in a tunnel');
  await assert.rejects(page.reload(), /ERR_INTERNET_DISCONNECTED/);
  await page.close();
  await context.setOffline(false);
  page = await context.newPage();
  await page.goto(`https://localhost:${server.ports.https}/owa/`);
  await page.getByRole('button', { name: 'Open it' }).click();
  assert.equal(await page.getByLabel('Subject').inputValue(), 'Out of reach');
  await page.getByRole('textbox', { name: 'Message' }).getByText('typed in a tunnel', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();

  const other = await openContext(browser);
  t.after(() => other.close());
  const bob = await signInToWebmail(other, server, server.users.bob);
  await bob.getByRole('option', { name: /From the tunnel/ }).click();
  await bob.getByRole('article').frameLocator('iframe').getByText('Written under ground, sent above.').waitFor();
  assert.equal(await bob.getByRole('option', { name: /From the tunnel/ }).count(), 1);
  await bob.getByRole('option', { name: /Answer lost/ }).waitFor();
  assert.equal(await bob.getByRole('option', { name: /Answer lost/ }).count(), 1);
  assert.deepEqual(context.faults, []);
});

test('what one writes with comes with the connection when there was none as it was asked for', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('kim');
  const context = await openContext(browser);
  t.after(() => context.close());
  const text = `From: huge@example.org\r\nSubject: Very long\r\n\r\n${'One more line\r\n'.repeat(5_001)}The last line\r\n`;
  await putIntoInbox(server, reader.address, Buffer.from(text));
  // A server that takes little, so that little is too large for it.
  await context.route('**/.well-known/jmap', async (route) => {
    const answer = await route.fetch();
    const session = (await answer.json()) as { capabilities: Record<string, object> };
    Object.assign(session.capabilities['urn:ietf:params:jmap:core'] ?? {}, { maxSizeRequest: 20_000 });
    await route.fulfill({ response: answer, json: session });
  });
  const page = await signInToWebmail(context, server, reader);
  await page.getByRole('option').first().waitFor();
  await context.setOffline(true);
  await page.getByText(/^You are offline/).waitFor();
  await page.getByRole('button', { name: 'New mail' }).first().click();
  await page.getByRole('progressbar').waitFor();
  await context.setOffline(false);
  await page.getByLabel('Subject').fill('After the tunnel');
  await page.getByRole('textbox', { name: 'Message' }).fill('here again');

  // What is too large for the server does not wait for a connection that is there.
  await page.getByLabel('To', { exact: true }).fill(server.users.bob.address);
  await page.getByRole('textbox', { name: 'Message' }).fill('word '.repeat(5_000));
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page
    .getByText(/it is larger than the server takes\./)
    .first()
    .waitFor();
  assert.equal(await page.getByLabel('Subject').inputValue(), 'After the tunnel');
  await page.getByRole('button', { name: 'Discard' }).click();
  // The keyboard goes on where it was.
  await page.waitForFunction(() => document.activeElement?.textContent === 'New mail');

  // Of a huge message the beginning is shown, the rest when it is asked for.
  await page.getByRole('option', { name: /Very long/ }).click();
  await page.getByText('This message is very long, and this is its beginning.').waitFor();
  assert.equal(await page.getByText('The last line').count(), 0);
  await page.getByRole('button', { name: 'Show all of it' }).click();
  await page.getByText('The last line').waitFor();
  // A mark is all that has changed: the message is not read again for it.
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.postData() ?? ''));
  await page.getByRole('listbox').focus();
  const isRead = page.waitForResponse((answer) => /"Email\/get".*"ids":\[/.test(answer.request().postData() ?? ''));
  await page.keyboard.press('Insert');
  await isRead;
  assert.deepEqual(
    asked.filter((body) => body.includes('bodyValues')),
    [],
  );
  // Its beginning is quoted; who forwards it has all of it attached.
  await page.keyboard.press('r');
  const quote = page.getByRole('region', { name: 'Quoted message' }).frameLocator('iframe');
  await quote.getByText('This is the beginning of a very long message.', { exact: true }).waitFor();
  assert.equal(await page.getByRole('list', { name: /attachment/ }).count(), 0);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('listbox').focus();
  await page.keyboard.press('Shift+F');
  await quote.getByText('This is the beginning of a very long message. All of it is attached.').waitFor();
  await page.getByRole('list', { name: 'One attachment' }).getByText('Very long.eml').waitFor();
});

test('a sign-in that ends while one writes is told, keeps the text, and shows nobody else what was there', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('jade');
  const context = await openContext(browser);
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, reader);
  await page.getByRole('option').first().waitFor();
  await page.getByRole('button', { name: 'New mail' }).first().click();
  // Nothing reaches the server before the sign-in has ended: all of the text is the browser's to keep.
  await page.route('**/jmap/api', (route) => route.abort());
  await page.getByLabel('Subject').fill('Half a letter');
  await page.getByRole('textbox', { name: 'Message' }).click();
  await page.keyboard.type('so far');
  await context.clearCookies();
  await page.unroute('**/jmap/api');
  await page.keyboard.press('Control+s');
  await page.getByText('Your sign-in has ended. Sign in again to go on').waitFor();
  await page.keyboard.type('typed on');
  assert.equal(await page.locator('input[name=username]').inputValue(), reader.address);
  await page.locator('input[name=password]').fill(reader.password);
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Open it' }).click();
  await page.getByRole('textbox', { name: 'Message' }).getByText('so far', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();

  // Another one signs in where hers ended: in a page that remembers nothing.
  await page.evaluate('globalThis.isOldPage = true');
  await context.clearCookies();
  await page.getByRole('link', { name: /^Sent Items/ }).click();
  await page.getByText('Your sign-in has ended. Sign in again to go on').waitFor();
  await page.locator('input[name=username]').fill(server.users.bob.address);
  await page.locator('input[name=password]').fill(server.users.bob.password);
  await page.locator('button[type=submit]').click();
  await page.waitForFunction(() => !('isOldPage' in globalThis));
  await page.locator('header').waitFor();
  assert.deepEqual(context.faults, []);
});

test('a message that is begun while the one before is being discarded stays', { timeout: 300_000 }, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('karl');
  const context = await openContext(browser);
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, reader);
  await page.getByRole('option').first().waitFor();
  await page.getByRole('button', { name: 'New mail' }).first().click();
  await page.getByLabel('Subject').fill('Never mind');
  await page.getByText(/^Saved in Drafts/).waitFor();
  // The server's answer to the discarding comes after the next message has begun.
  let answerNow = (): void => {};
  const isBegun = new Promise<void>((resolve) => {
    answerNow = resolve;
  });
  await page.route('**/jmap/api', async (route) => {
    await isBegun;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'New mail' }).first().click();
  await page.waitForFunction(() =>
    [...document.querySelectorAll('input')].every(({ value }) => value !== 'Never mind'),
  );
  await page.getByLabel('Subject').fill('The next');
  answerNow();
  await page.getByText('Draft deleted').first().waitFor();
  assert.equal(await page.getByLabel('Subject').inputValue(), 'The next');

  // What stands between answers with a page of its own; the file is not forgotten, and nothing leaves without it.
  let isInTheWay = true;
  await page.route('**/jmap/upload/**', async (route) =>
    isInTheWay
      ? route.fulfill({ status: 413, contentType: 'text/html', body: '<h1>Request Entity Too Large</h1>' })
      : route.continue(),
  );
  const file = { name: 'figures.csv', mimeType: 'text/csv', buffer: Buffer.from('a;b\n') };
  await page.setInputFiles('input[data-kind=files]', file);
  await page.getByText('figures.csv was not attached. HTTP 413').waitFor();
  await page.getByLabel('To', { exact: true }).fill(server.users.bob.address);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('figures.csv was not attached. Attach it again or remove it, then send.').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  isInTheWay = false;
  await page.getByRole('button', { name: 'Attach figures.csv again' }).click();
  await page.getByRole('button', { name: 'Remove figures.csv' }).waitFor();
  await page.getByText('was not attached. HTTP').waitFor({ state: 'detached' });

  // Another tab of the same user writes the same draft: both are kept, and both writers know.
  await page.getByText(/^Saved in Drafts/).waitFor();
  const second = await context.newPage();
  await second.goto(webmailAddress(server));
  await second.getByRole('link', { name: /^Drafts/ }).click();
  await second.getByRole('option', { name: /The next/ }).click();
  await second.getByRole('button', { name: 'Edit draft' }).click();
  await second.getByLabel('Subject').fill('The next, there');
  await second.getByText(/^Saved in Drafts/).waitFor();
  assert.equal(await second.getByText(/^The draft that this began as is gone/).count(), 0);
  await page.getByLabel('Subject').fill('The next, here');
  await page.getByText(/^The draft that this began as is gone/).waitFor();
  await second.getByRole('option', { name: /The next, here/ }).waitFor();
  await second.getByRole('option', { name: /The next, there/ }).waitFor();

  // Who signs out in one tab leaves nothing on the screen in the other, and who signs in again goes on in both.
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await second.goto(webmailAddress(server, '/owa/options/settings'));
  await second.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await second.getByText('Your sign-in has ended. Sign in again to go on').waitFor();
  await page.locator('input[name=username]').fill(reader.address);
  await page.locator('input[name=password]').fill(reader.password);
  await page.locator('button[type=submit]').click();
  await second.getByRole('heading', { name: 'Settings' }).waitFor();
  assert.deepEqual(context.faults, []);
});

test('addresses are completed from people, groups and contacts; who is hidden is not offered', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  for (const command of [
    'New-DistributionGroup -Name "Zebra team" -Alias zebras -PrimarySmtpAddress zebras@example.test',
    'New-MailContact -Name "Zelda Zebra" -ExternalEmailAddress zelda@elsewhere.test',
    'New-DistributionGroup -Name "Zebra secrets" -Alias hidden -PrimarySmtpAddress hidden@example.test',
    'Set-DistributionGroup hidden -HiddenFromAddressListsEnabled $true',
  ]) {
    const said = await server.shell(command);
    assert.equal(said.exitCode, 0, said.stderr);
  }
  const context = await openContext(browser);
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, server.users.alice);
  await page.getByRole('option').first().waitFor();
  await page.getByRole('button', { name: 'New mail' }).first().click();
  await page.getByLabel('To', { exact: true }).pressSequentially('zebr');
  const offered = page.getByRole('listbox', { name: 'Suggestions' });
  await offered.getByRole('option', { name: /Zebra team/ }).waitFor();
  await offered.getByRole('option', { name: /Zelda Zebra/ }).waitFor();
  assert.deepEqual(
    (await offered.getByRole('option').allTextContents()).map((text) => text.slice(0, 11)),
    ['Zebra teamz', 'Zelda Zebra'],
  );
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.match(await page.getByLabel('To', { exact: true }).inputValue(), /^Zelda Zebra <zelda@/);
  assert.deepEqual(context.faults, []);
});

test('a full mailbox says so, and what cannot be kept there is told and stays in this browser', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = await place();
  const writer = await newcomer('otto');
  const limits = 'IssueWarningQuota ProhibitSendQuota ProhibitSendReceiveQuota'.split(' ');
  const { exitCode, stderr } = await server.shell(
    `Set-Mailbox ${writer.address} -UseDatabaseQuotaDefaults $false ${limits.map((name) => `-${name} 1KB`).join(' ')}`,
  );
  assert.equal(exitCode, 0, stderr);
  const context = await openContext(browser);
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, writer);
  await page.getByText('Mailbox full: nothing can be sent or received until something is deleted.').waitFor();
  await page.getByRole('button', { name: 'New mail' }).first().click();
  await page.getByLabel('To', { exact: true }).fill(server.users.bob.address);
  await page.getByLabel('Subject').fill('Too much');
  await page.getByText(/^Not saved on the server; kept in this browser\. Mailbox full/).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText(/^Not sent: Mailbox full/).waitFor();
  assert.equal(await page.getByLabel('Subject').inputValue(), 'Too much');
  assert.deepEqual(context.faults, []);
});

test('code that an upgrade took away: the page loads itself anew, but asks whoever is writing', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('upton');
  const context = await openContext(browser, { viewport: { width: 1280, height: 860 } });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, reader);
  await page.getByRole('option').first().waitFor();
  // As after an upgrade: the server knows only the files of the page that is loaded now.
  let isOld = true;
  await page.route(/\/owa\/assets\/(?:options-page|folder-permissions)-.*\.js$/, (route) =>
    isOld ? route.fulfill({ status: 404, json: { error: { code: 'NotFound', message: 'gone' } } }) : route.continue(),
  );
  const loadedAnew = (): Promise<unknown> => page.waitForEvent('domcontentloaded').then(() => (isOld = false));

  const anew = loadedAnew();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Options' }).click();
  await anew;
  await page.getByRole('heading', { name: 'Options' }).first().waitFor();

  await page.goto(webmailAddress(server));
  await page.getByRole('option').first().waitFor();
  isOld = true;
  await page.getByRole('button', { name: 'New mail' }).first().click();
  await page.getByLabel('Subject').fill('While the server changed');
  await page.getByRole('textbox', { name: 'Message' }).click();
  await page.keyboard.type('every word of it');
  await page
    .getByRole('button', { name: /^Actions for / })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Permissions…' }).click();
  const question = page.getByRole('dialog', { name: 'Relais was updated' });
  await question.waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await takePicture(page, 'webmail-outdated');
  await page.getByRole('textbox', { name: 'Message' }).getByText('every word of it', { exact: true }).waitFor();
  // What the server did not get in time is offered after the reload instead; here it is in Drafts.
  await page.getByText(/^Saved in Drafts/).waitFor();
  const pressed = loadedAnew();
  await question.getByRole('button', { name: 'Load anew' }).click();
  await pressed;
  await page.getByRole('option').first().waitFor();
  await page.getByRole('link', { name: /^Drafts/ }).click();
  await page.getByRole('option', { name: /While the server changed/ }).click();
  await page.getByText('every word of it', { exact: true }).waitFor();
  assert.deepEqual(context.faults, []);
});
