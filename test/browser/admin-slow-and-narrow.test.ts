import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openContext } from '../support/browser.ts';
import { goTo, signInToAdminCenter } from './admin.ts';
import { enlargeText, overlappingTexts } from './larger-text.ts';
import { webmailOfThisFile } from './webmail-place.ts';

const place = webmailOfThisFile();

/** What is said, in both languages. */
const inEnglish = {
  locale: 'en-GB',
  name: 'Display name',
  address: 'External email address',
  delivery: 'Delivery management',
  most: 'Largest message received',
  waiting: 'Waiting for the server…',
  save: 'Save',
  cancel: 'Cancel',
  discard: 'Discard them',
  gone: '“Slow One” is no longer here: somebody has removed or renamed it.',
  saved: 'The changes were saved.',
  apply: 'Apply',
  onlyFrom: 'Take mail only from',
  moved: 'Largest message received: it was “7MB” and is now “6MB”.',
  more: 'More',
  del: 'Delete',
};
const inFrench: typeof inEnglish = {
  locale: 'fr-FR',
  name: 'Nom complet',
  address: 'Adresse de messagerie externe',
  delivery: 'Gestion des remises',
  most: 'Plus gros message reçu',
  waiting: 'En attente du serveur…',
  save: 'Enregistrer',
  cancel: 'Annuler',
  discard: 'Les abandonner',
  gone: '«\u00a0Slow One\u00a0» n’est plus ici\u00a0: quelqu’un l’a supprimé ou renommé.',
  saved: 'Les modifications ont été enregistrées.',
  apply: 'Appliquer',
  onlyFrom: 'N’accepter que de',
  moved: 'Plus gros message reçu : c’était « 7 Mo », c’est maintenant « 6 Mo ».',
  more: 'Autres actions',
  del: 'Supprimer',
};

for (const say of [inEnglish, inFrench])
  test(`a dialog of the admin center waits, runs once, names the field that was refused and outlives what others do (${say.locale})`, {
    timeout: 300_000,
  }, async (t) => {
    const { server, browser } = await place();
    const context = await openContext(browser, { locale: say.locale, viewport: { width: 1280, height: 860 } });
    t.after(() => context.close());
    const page = await context.newPage();
    await signInToAdminCenter(page, server, 'recipients/contacts/~new');
    const dialog = page.getByRole('dialog');
    const field = (label: string) => dialog.getByRole('textbox', { name: label });
    const { promise, resolve } = Promise.withResolvers<void>();
    let asked = 0;
    await page.route('**/InvokeCommand*', async (route) => {
      if (route.request().postData()?.includes('New-MailContact') === true) {
        asked += 1;
        await promise;
      }
      await route.continue();
    });
    await field(say.name).fill('Slow One');
    await field(say.address).fill('slow@example.net');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await dialog.getByText(say.waiting).waitFor();
    // What is on its way cannot be discarded, and closing would say that it is.
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: say.cancel, disabled: true }).waitFor();
    resolve();
    await dialog.waitFor({ state: 'detached' });
    assert.equal(asked, 1);

    await page.getByRole('row', { name: /slow@example\.net/ }).dblclick();
    await dialog.getByRole('tab', { name: say.delivery }).click();
    await field(say.most).fill('much');
    await page.keyboard.press('Enter');
    await dialog.locator('input[aria-invalid="true"]').waitFor();
    assert.equal(await page.evaluate(() => (document.activeElement as HTMLInputElement).value), 'much');
    await field(say.most).fill('7MB');
    await dialog.locator('input[aria-invalid="true"]').waitFor({ state: 'detached' });

    // The sign-in ends in the middle: the page is covered, and goes on as it stood.
    await context.clearCookies();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    await page.locator('input[name="password"]').fill(server.users.administrator.password);
    await page.keyboard.press('Enter');
    await page.locator('input[name="password"]').waitFor({ state: 'detached' });
    assert.equal(await field(say.most).inputValue(), '7MB');
    await dialog.getByRole('button', { name: say.apply, exact: true }).click();
    await dialog.getByText(say.saved).waitFor();

    // Somebody else changes the same: of a list both changes stay, of a value one is told before it goes.
    await field(say.most).fill('9MB');
    await dialog.getByRole('combobox', { name: say.onlyFrom }).fill(server.users.alice.address);
    const others = `Set-MailContact 'Slow One' -MaxReceiveSize 6MB -AcceptMessagesOnlyFromSendersOrMembers ${server.users.bob.address}`;
    assert.equal((await server.shell(others)).exitCode, 0);
    await dialog.getByRole('button', { name: say.apply, exact: true }).click();
    await dialog.getByText(say.moved).waitFor();
    await dialog.getByRole('button', { name: say.apply, exact: true }).click();
    await dialog.getByText(say.saved).waitFor();
    const kept = await server.shell(
      "Get-MailContact 'Slow One' | Format-List MaxReceiveSize, AcceptMessagesOnlyFromSendersOrMembers",
    );
    assert.match(kept.stdout, /: 9 MB[^]*Bob Durand, Alice Martin/);

    // Somebody else takes the contact away: what was typed stays, with a word.
    await field(say.most).fill('8MB');
    assert.equal((await server.shell("Remove-MailContact 'Slow One' -Confirm:$false")).exitCode, 0);
    await page.keyboard.press('Enter');
    await dialog.getByText(say.gone).waitFor();
    assert.equal(await field(say.most).inputValue(), '8MB');
    await dialog.getByRole('button', { name: say.cancel }).click();
    await dialog.getByRole('button', { name: say.discard }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(context.faults, []);
  });

test('the admin center on a phone: names for buttons without words, the open section in sight, nothing under the keyboard', {
  timeout: 300_000,
}, async (t) => {
  const { server, browser } = await place();
  const context = await openContext(browser, {
    locale: 'fr-FR',
    viewport: { width: 390, height: 664 },
    hasTouch: true,
    isMobile: true,
  });
  t.after(() => context.close());
  const page = await context.newPage();
  await signInToAdminCenter(page, server, 'dashboard/overview');
  await page.getByRole('table').first().waitFor({ state: 'attached' });
  const movesSideways = (): Promise<boolean> =>
    page.evaluate<boolean>(
      `(() => { const page = document.querySelector('main [class*="_scroll_"]'); return page.scrollWidth > page.clientWidth && getComputedStyle(page).overflowX !== 'hidden'; })()`,
    );
  assert.equal(await movesSideways(), false);

  await goTo(page, 'recipients/contacts');
  await page.getByRole('button', { name: 'Autres actions' }).tap();
  await page.getByRole('menuitem', { name: 'Nouveau' }).tap();
  await page.getByRole('dialog').waitFor();
  await goTo(page, 'recipients/contacts');

  await goTo(page, 'recipients/mailboxes/alice@example.test/settings');
  await page.waitForFunction(() => {
    const tab = document.querySelector('[role="tab"][aria-selected="true"]');
    const { left, right } = tab?.getBoundingClientRect() ?? { left: -1, right: -1 };
    return tab?.textContent === 'Paramètres des clients' && left >= 0 && right <= innerWidth;
  });
  await goTo(page, 'recipients/mailboxes/alice@example.test/general');
  // The browser is told to make the page smaller by its keyboard: this is what it leaves.
  assert.match(
    (await page.locator('meta[name="viewport"]').getAttribute('content')) ?? '',
    /interactive-widget=resizes-content/,
  );
  await page.setViewportSize({ width: 390, height: 330 });
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Alias').focus();
  await dialog.getByLabel('Alias').scrollIntoViewIfNeeded();
  const middle = async (name: string): Promise<number> =>
    page.evaluate<number>(
      `(() => { const { top, bottom } = document.querySelector('[role="dialog"] [class*="_${name}_"]').getBoundingClientRect(); return bottom - top; })()`,
    );
  assert.ok((await middle('panel')) > 150, 'there is room to type');
  const save = await dialog.getByRole('button', { name: 'OK' }).boundingBox();
  assert.ok(save !== null && save.y + save.height <= 330, 'the button to save is in sight');

  // The narrowest window there is, and text twice as large.
  await page.setViewportSize({ width: 320, height: 568 });
  await goTo(page, 'dashboard/overview');
  await page.getByText('CN=cas01.example.test').waitFor();
  const outside = (): Promise<readonly string[]> =>
    page
      .locator('main a')
      .evaluateAll((links) =>
        links.filter((link) => link.getBoundingClientRect().right > innerWidth).map((link) => link.textContent),
      );
  assert.deepEqual(await outside(), []);
  await enlargeText(page);
  await goTo(page, 'recipients/mailboxes');
  await page.getByRole('row', { name: /bob@example\.test/ }).waitFor();
  assert.deepEqual(await overlappingTexts(page), []);
  assert.deepEqual(context.faults, []);
});
