import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { axeFaults } from '../support/axe.ts';
import { artifactsFolder, openContext, takesPictures } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';
import type { Ending } from '../support/server.ts';
import { goTo } from './admin.ts';
import { type Place, places } from './admin-places.ts';
import { differences, type Look, readLook } from './approved-look.ts';
import { serverWithSomethingOfEverything } from './server-with-everything.ts';

const widths = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 800 } };
/** Long: how soon a page comes to rest depends on how busy the machine is. */
const restlessMs = 60_000;
/** After so long a page that has not taken the colour is given it anew. */
const otherColourMs = 10_000;
const otherColour = 'the ground is still of the other colour';
/** From one to the next only one thing changes. */
const allLooks = [
  ['desktop', 'light'],
  ['desktop', 'dark'],
  ['phone', 'dark'],
  ['phone', 'light'],
] as const;
type Width = (typeof allLooks)[number][0];
type Color = (typeof allLooks)[number][1];
/** Both languages together see every pair of a colour and a width; with pictures, each language every one (docs/decisions/0208). */
const halves = {
  en: [
    ['desktop', 'light'],
    ['phone', 'dark'],
  ],
  fr: [
    ['desktop', 'dark'],
    ['phone', 'light'],
  ],
} as const;

/**
 * Sees every page and dialog in one language, in both colours and at both widths. One sign-in: the language is chosen in the menu,
 * pages by their address without a reload, colours and widths by the browser.
 * @throws AssertionError with what axe and the layout's rules (docs/decisions/0026) found.
 */
export async function lookAtEveryPage(t: Ending, language: 'en' | 'fr'): Promise<void> {
  const server = await serverWithSomethingOfEverything(t);
  const browser = await browserOfThisProcess(t);
  // In the other language, so that the menu has something to do.
  const context = await openContext(browser, {
    locale: language === 'en' ? 'fr-FR' : 'en-US',
    viewport: widths.desktop,
  });
  const page = await context.newPage();
  const viewer = new Viewer(page, await context.newCDPSession(page), language);
  await page.goto(`https://127.0.0.1:${server.ports.https}/ecp/servers/servers`);
  await page.getByRole('combobox').selectOption(language);
  await page.locator(`html[lang="${language}"]`).waitFor();
  await viewer.see('sign-in');
  await page.locator('input[name="username"]').fill(server.users.administrator.address);
  await page.locator('input[name="password"]').fill(server.users.administrator.password);
  await page.keyboard.press('Enter');
  await page.getByRole('grid').waitFor();
  for (const [name, place] of Object.entries(places)) {
    const { path, act }: Place = typeof place === 'string' ? { path: place } : place;
    await goTo(page, path);
    await act?.(page);
    await viewer.see(name);
  }
  await server.shell('New-SettingsTrial -Minutes 60');
  await goTo(page, 'servers/services');
  await page.reload();
  await page.getByRole('timer').waitFor();
  await page.getByRole('grid').waitFor();
  await viewer.see('trial-banner');
  assert.deepEqual(context.faults, []);
  assert.deepEqual(viewer.found, []);
}

/** Looks at what a page shows, in each of its looks, and remembers what is wrong with it. */
class Viewer {
  readonly found: string[] = [];
  readonly #page: Page;
  readonly #devtools: CDPSession;
  readonly #language: 'en' | 'fr';
  #width: Width = 'desktop';
  #backwards = false;

  constructor(page: Page, devtools: CDPSession, language: 'en' | 'fr') {
    this.#page = page;
    this.#devtools = devtools;
    this.#language = language;
  }

  /** The layout's rules and the approved look hold in every look; axe looks at those that the other language does not see. */
  async see(name: string): Promise<void> {
    const half = halves[this.#language];
    const order: readonly (readonly [Width, Color])[] = takesPictures ? allLooks : half;
    for (const [index, [width, color]] of (this.#backwards ? order.toReversed() : order).entries()) {
      const isResized = width !== this.#width;
      if (isResized) await this.#page.setViewportSize(widths[width]);
      this.#width = width;
      await this.#page.emulateMedia({ colorScheme: color, reducedMotion: 'reduce' });
      const where = `${name} ${this.#language}-${color}-${width}`;
      const say = (faults: readonly string[]): unknown =>
        this.found.push(...faults.map((fault) => `${where}: ${fault}`));
      say(await this.#faultsAtRest(width, color, index === 0, name !== 'sign-in'));
      if (half.some(([ownWidth, ownColor]) => ownWidth === width && ownColor === color))
        say(await findings(this.#page));
      if (takesPictures) await this.#keepPicture(`admin-${this.#language}-${color}-${width}`, name);
    }
    this.#backwards = !this.#backwards;
  }

  /**
   * What the layout's rules and the approved look say against the page once it is at rest. What a page shows while it
   * still moves counts for nothing: a fault is one that stays.
   * @throws Error with what moves when the page does not come to rest: the pages after it would not either.
   */
  async #faultsAtRest(width: Width, color: Color, isNew: boolean, isFramed: boolean): Promise<readonly string[]> {
    const began = performance.now();
    let colourGivenAt = began;
    let faults: readonly string[] = [];
    for (let stayed = 0; stayed < 25; ) {
      const seen = await this.#page.evaluate<Sight | string>(`(${lookInPage})(${color === 'dark'}, ${isNew ? 4 : 2})`);
      if (typeof seen !== 'string') {
        faults = [...seen.faults, ...differences(seen.look, width, color, isFramed)];
        if (faults.length === 0) break;
        stayed += 1;
      } else if (performance.now() - began > restlessMs)
        throw new Error(`${this.#page.url()} in ${color} on a ${width} does not come to rest: ${seen}`);
      else if (seen.startsWith(otherColour) && performance.now() - colourGivenAt > otherColourMs) {
        // Seen once in many hours (docs/decisions/0148). The line says who has not heard of the colour: the page or we of it.
        console.error(`relais: ${this.#page.url()} in ${color} on a ${width}: ${seen}; it is given the colour anew`);
        // A sheet that did not come is asked for again; nobody has signed in, so the page is the same then.
        if (!isFramed) await this.#page.reload();
        for (const colorScheme of [color === 'dark' ? 'light' : 'dark', color] as const)
          await this.#page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        colourGivenAt = performance.now();
      }
    }
    return faults;
  }

  /** For people to look at, under `artifacts/pictures`; as JPEG, for two thirds of the time of a PNG goes into packing it. */
  async #keepPicture(folder: string, name: string): Promise<void> {
    const { data } = await this.#devtools.send('Page.captureScreenshot', {
      format: 'jpeg',
      quality: 85,
      optimizeForSpeed: true,
    });
    const path = join(artifactsFolder, 'pictures', folder);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, `${name}.jpg`), Buffer.from(data, 'base64'));
  }
}

/** What a picture would show to be wrong (docs/decisions/0026): run in the page. */
const layoutFaults = `() => {
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push('wider than the window');
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const dialog = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1) ?? null;
  if (dialog !== null) {
    const { top, bottom, left, right } = dialog.getBoundingClientRect();
    if (top < 0 || left < 0 || right > innerWidth + 1 || bottom > innerHeight + 1) faults.push('the dialog is larger than the window');
  }
  for (const button of (dialog ?? document).querySelectorAll('button, input, select, textarea')) {
    // Tabs and long lists scroll; what scrolls may stand outside.
    if (!isShown(button) || button.closest('[role="tablist"], [role="grid"], nav, [aria-hidden="true"], [data-tabster-dummy]')) continue;
    const { left, right, width } = button.getBoundingClientRect();
    if (width > 1 && (left < -1 || right > innerWidth + 1)) faults.push('cut off at the side: ' + (button.textContent || button.getAttribute('aria-label') || button.outerHTML.slice(0, 80)));
  }
  const [saves] = dialog === null ? [] : [...dialog.querySelectorAll('button')].slice(-1);
  if (saves !== undefined && saves.getBoundingClientRect().bottom > innerHeight + 1) faults.push('the buttons of the dialog are out of sight');
  return faults;
}`;

interface Sight {
  readonly faults: readonly string[];
  readonly look: Look;
}

/**
 * Run in the page: what is to be seen, or what moves, as long as something does. At rest it is when for some frames on end its ground has
 * the wanted colour, no transition runs, and the rest of the page is inert while a dialog is open: what takes a dialog away
 * lets go of the page in several steps.
 */
const lookInPage = `async (isDark, frames) => {
  // One that did not load has none that may be read.
  const rulesOf = ({ sheet }) => {
    try {
      return sheet.cssRules.length;
    } catch (error) {
      return error.name;
    }
  };
  for (let frame = 0; frame < frames; frame += 1) {
    // A page that draws no frames says so instead of being waited for.
    const draws = await Promise.race([
      new Promise((done) => requestAnimationFrame(done)),
      new Promise((done) => setTimeout(done, 5_000, 'no frame is drawn')),
    ]);
    if (draws === 'no frame is drawn') return draws;
    const [red = 0] = getComputedStyle(document.querySelector('.whole-page')).backgroundColor.match(/\\d+/g).map(Number);
    const runs = document.getAnimations().filter((one) => one instanceof CSSTransition && one.playState === 'running');
    const isOpen = document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
    const isInert = document.querySelector('#admin-center[aria-hidden="true"]') !== null;
    if (isDark !== red < 128)
      return '${otherColour}; the browser asks for ' + (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') +
        ', the sheets ' + [...document.querySelectorAll('link[rel="stylesheet"]')].map(rulesOf) + ' have rules, the page has chosen ' + localStorage.getItem('relais.appearance') + ' and wears ' +
        [...document.querySelectorAll('style[id^="fui-FluentProvider"]')].map((tag) => tag.id + ' ' + rulesOf(tag));
    if (runs.length > 0) return runs.length + ' transitions, of ' + runs[0].transitionProperty + ' in ' + runs[0].effect?.target?.outerHTML.slice(0, 200);
    if (isOpen !== isInert) return isOpen ? 'a dialog is open and the page is not inert' : 'no dialog is open and the page is inert';
  }
  return { faults: (${layoutFaults})(), look: (${readLook})() };
}`;

/**
 * What axe reports: of the open dialog, whose page was looked at for itself and is inert meanwhile, else of the whole page. Left out:
 * Fluent's sentinels, which pass the focus on as soon as they get it, and tooltips, which stand in no region and name what does.
 */
function findings(page: Page): Promise<readonly string[]> {
  return axeFaults(page, {
    within: '[role="dialog"], [role="alertdialog"]',
    leftOut: ['[data-tabster-dummy]', '[role="tooltip"]'],
  });
}
