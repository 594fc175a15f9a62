import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext, takePicture } from '../support/browser.ts';
import { accessibilityFaults, signInToWebmail, webmailAddress } from './webmail.ts';
import { putIntoInbox, webmailOfThisFile } from './webmail-place.ts';

const place = webmailOfThisFile();

const path = '/owa/options/automatic-replies';

test('automatic replies are switched on, kept, refused when they end before they begin, and switched off', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser, { locale: 'en-GB', viewport: { width: 1360, height: 1100 } });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, server.users.alice, '/owa/options');
  const navigation = page.getByRole('navigation', { name: 'Sections of the options' });
  await navigation.getByRole('link', { name: 'Automatic replies' }).click();
  await page.waitForURL(`**${path}`);
  await page.getByRole('radio', { name: 'Send automatic replies', exact: true }).check();
  await page.getByRole('checkbox', { name: 'Send replies only during this time period' }).check();
  await page.getByLabel('Start time').fill('2030-12-24T18:00');
  await page.getByLabel('End time').fill('2030-12-20T08:00');
  await page.getByRole('textbox', { name: /inside my organization/ }).fill('Back on Monday.');
  await page.getByRole('textbox', { name: /outside my organization/ }).fill('I am away.');
  await page.getByRole('radio', { name: /contacts of my organization/ }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The end time of the automatic replies must be after their start time.').waitFor();
  await page.getByLabel('End time').fill('2031-01-04T08:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The automatic replies are saved.').waitFor();
  await takePicture(page, 'webmail-automatic-replies');
  assert.deepEqual(await accessibilityFaults(page), []);

  await page.reload();
  assert.equal(await page.getByLabel('Start time').inputValue(), '2030-12-24T18:00');
  await page
    .getByRole('textbox', { name: /inside my organization/ })
    .getByText('Back on Monday.')
    .waitFor();
  assert.equal(await page.getByRole('radio', { name: /contacts of my organization/ }).isChecked(), true);
  const account = await context.request.get(webmailAddress(server, '/api/automatic-replies'));
  const kept = await account.json();
  assert.deepEqual([kept.state, kept.externalAudience], ['Scheduled', 'Known']);
  assert.match(kept.internalMessage, /<p[^>]*>.*Back on Monday\./);
  assert.match(kept.externalMessage, /I am away\./);

  await page.getByRole('radio', { name: 'Don’t send automatic replies' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The automatic replies are saved.').waitFor();
  const off = await (await context.request.get(webmailAddress(server, '/api/automatic-replies'))).json();
  assert.deepEqual([off.state, off.internalMessage], ['Disabled', kept.internalMessage]);
});

test('the page in French on a phone, and what the server refuses', { timeout: 300_000 }, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('lou');
  const context = await openContext(browser, { locale: 'fr-FR', viewport: { width: 390, height: 844 } });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, reader, path);
  await page.getByRole('radio', { name: 'Envoyer des réponses automatiques', exact: true }).check();
  await page.getByRole('textbox', { name: /internes? à mon organisation/ }).fill('De retour lundi.');
  // The sign-in ends in the middle: what was written is there after the next one.
  await context.clearCookies();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.locator('input[name="password"]').fill(reader.password);
  await page.keyboard.press('Enter');
  await page.locator('input[name="password"]').waitFor({ state: 'detached' });
  await page.getByText('De retour lundi.').waitFor();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Les réponses automatiques sont enregistrées.').waitFor();
  await page.getByText('Personne hors de votre organisation n’en reçoit').waitFor();
  assert.equal(await page.getByText('Personne dans votre organisation').count(), 0);
  await takePicture(page, 'webmail-automatic-replies-phone-fr');
  assert.deepEqual(await accessibilityFaults(page), []);
  const status = await page.evaluate(async () => {
    const answer = await fetch('/api/automatic-replies', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    return answer.status;
  });
  assert.equal(status, 403, 'no change without the token of the session');
});

test('senders are blocked and allowed in the options and from a message, which goes where it then belongs', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser, newcomer } = await place();
  const reader = await newcomer('mona');
  await putIntoInbox(server, reader.address, Buffer.from('From: Shop <news@shop.test>\r\nSubject: Offer\r\n\r\nBuy.'));
  const context = await openContext(browser, { locale: 'en-GB', viewport: { width: 1360, height: 900 } });
  t.after(() => context.close());
  const page = await signInToWebmail(context, server, reader, '/owa/');
  await page.getByText('Offer').first().click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Block news@shop.test', exact: true }).click();
  await page.getByText('Email from news@shop.test goes to Junk Email from now on.').first().waitFor();
  await page.getByRole('link', { name: /^Junk Email/ }).click();
  await page.getByText('Offer').first().click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await takePicture(page, 'webmail-block-menu');
  await page.getByRole('menuitem', { name: 'Never block news@shop.test', exact: true }).click();
  await page.getByText('Email from news@shop.test never goes to Junk Email from now on.').first().waitFor();
  await page.getByRole('link', { name: /^Inbox/ }).click();
  await page.getByText('Offer').first().waitFor();

  await page.goto(webmailAddress(server, '/owa/options'));
  await page.getByRole('navigation').getByRole('link', { name: 'Block or allow' }).click();
  const safe = page.getByRole('region', { name: 'Safe Senders' });
  await safe.getByText('news@shop.test').waitFor();
  const blocked = page.getByRole('region', { name: 'Blocked Senders' });
  await blocked.getByLabel('Address or domain').fill('not one');
  await page.keyboard.press('Enter');
  await page.getByText('"not one" is neither an address nor a domain').waitFor();
  await blocked.getByLabel('Address or domain').fill('@Spam.test');
  await page.keyboard.press('Enter');
  await blocked.getByText('spam.test', { exact: true }).waitFor();
  await page.getByRole('checkbox', { name: /^Don’t trust email unless/ }).check();
  await page.getByText('Saved.').waitFor();
  await takePicture(page, 'webmail-block-or-allow');
  assert.deepEqual(await accessibilityFaults(page), []);
  await safe.getByRole('button', { name: 'Remove news@shop.test' }).click();
  await safe.getByText('Nobody yet.').waitFor();
  const kept = await (await context.request.get(webmailAddress(server, '/api/junk-mail'))).json();
  assert.deepEqual(kept, {
    enabled: true,
    contactsTrusted: false,
    trustedListsOnly: true,
    trustedSenders: [],
    blockedSenders: ['spam.test'],
  });
  const phone = await openContext(browser, { locale: 'fr-FR', viewport: { width: 390, height: 844 } });
  t.after(() => phone.close());
  const french = await signInToWebmail(phone, server, reader, '/owa/options/block-or-allow');
  const listed = french.getByRole('region', { name: 'Expéditeurs bloqués' });
  await listed.getByText('spam.test').waitFor();
  // The browser speaks English: what it says of an empty field is in the language of the page all the same.
  await listed.getByRole('button', { name: 'Ajouter' }).click();
  const said = await listed.getByRole('textbox').evaluate((input: HTMLInputElement) => input.validationMessage);
  assert.equal(said, 'Ce champ doit être rempli.');
  await takePicture(french, 'webmail-block-or-allow-phone-fr');
  assert.deepEqual(await accessibilityFaults(french), []);
});
