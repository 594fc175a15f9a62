import type { Browser } from 'playwright-core';
import { openContext } from '../support/browser.ts';

export interface Trick {
  readonly html: string;
  readonly at: number;
}

/** Several tricks in one mail. */
export interface TrickGroup {
  readonly number: number;
  /** `<p>begin</p>`, then each trick and a paragraph `end AT`. */
  readonly html: string;
  /** The words of the paragraphs that stand for themselves wherever the mail is shown, so that each trick had its own place. */
  readonly ends: readonly string[];
}

/**
 * The tricks in as few mails as keep each what it is alone. Most are over when the next begins. A mail can have one that is not, as its
 * last; which these are the browser's own parser says. What is shown of the mail must have every paragraph in `ends`.
 */
export async function inGroups(browser: Browser, tricks: readonly Trick[]): Promise<readonly TrickGroup[]> {
  const context = await openContext(browser);
  const page = await context.newPage();
  const isOver = await page.evaluate(
    (all) =>
      all.map((html) => {
        const { body } = new DOMParser().parseFromString(`<p>begin</p>${html}<p>end</p>`, 'text/html');
        return body.lastElementChild?.outerHTML === '<p>end</p>';
      }),
    tricks.map(({ html }) => html),
  );
  await context.close();
  const over = tricks.filter((_, at) => isOver[at]);
  const open = tricks.filter((_, at) => !isOver[at]);
  const share = over.length / Math.max(1, open.length);
  return open.map((last, number) => {
    const before = over.slice(Math.floor(number * share), Math.floor((number + 1) * share));
    return {
      number,
      html: `<p>begin</p>${[...before, last].map(({ html, at }) => `${html}<p>end ${at}</p>`).join('')}`,
      ends: before.map(({ at }) => `end ${at}`),
    };
  });
}
