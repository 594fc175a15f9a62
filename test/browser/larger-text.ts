import type { Page } from 'playwright-core';

/**
 * Shows every text of the page in 26 pixels at least, as the browser's smallest font size does. A style sheet cannot set that one:
 * what is made here stands for it in all but `em`, which the browser's own setting does not change.
 */
export async function enlargeText(page: Page): Promise<void> {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { font-size: max(26px, 1em) !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
}

/** The texts in sight whose lines lie over one another, or that are higher than the line of the list they stand in. */
export async function overlappingTexts(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const faults: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const isText = [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '');
      if (!isText || !element.checkVisibility({ visibilityProperty: true })) continue;
      const { lineHeight, fontSize } = getComputedStyle(element);
      const words = `“${element.textContent.trim().slice(0, 40)}”`;
      if (Number.parseFloat(lineHeight) < Number.parseFloat(fontSize))
        faults.push(`${words}: lines of ${lineHeight} for text of ${fontSize}`);
      const line = element.closest('[role="option"], [role="row"]:not([aria-rowindex="1"])');
      if (line !== null && element.getBoundingClientRect().bottom > line.getBoundingClientRect().bottom + 1)
        faults.push(`${words} stands out of its line`);
    }
    return faults;
  });
}
