import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeFaults } from '../support/axe.ts';
import { openContext } from '../support/browser.ts';
import { browserOfThisProcess } from '../support/browser-of-this-process.ts';

const whole = { leftOut: [] };
const page = (body: string): string =>
  `<!doctype html><html lang="en"><head><title>Contrasts</title></head><body><main><h1>Contrasts</h1>${body}</main></body></html>`;
const contrasts = (faults: readonly string[]): string[] => faults.filter((fault) => fault.startsWith('color-contrast'));
/** How many texts axe measures from now on. */
async function countMeasured(shown: Page): Promise<() => Promise<number>> {
  await shown.evaluate(`{
    window.measured = 0;
    const check = axe._audit.checks['color-contrast'];
    const { evaluate } = check;
    check.evaluate = function (...all) { measured += 1; return evaluate.apply(this, all); };
  }`);
  return () => shown.evaluate<number>('measured');
}

test('a contrast found right is not asked for again, and one that is wrong is found wherever it stands', async (t) => {
  const context = await openContext(await browserOfThisProcess(t), { viewport: { width: 800, height: 600 } });
  const shown = await context.newPage();
  const grey = '<p style="color: #666; background: #fff">Read me.</p><p style="color: #666">Read me.</p>';
  await shown.setContent(page(grey));
  assert.deepEqual(await axeFaults(shown, whole), []);
  const measured = await countMeasured(shown);
  assert.deepEqual(await axeFaults(shown, whole), []);
  assert.equal(await measured(), 0);

  const wrong: Readonly<Record<string, string>> = {
    'another ground': '<p style="color: #666; background: #888">Read me.</p>',
    'another ground around it': '<div style="background: #888"><p style="color: #666">Read me.</p></div>',
    'a ground that is not around it':
      '<div style="position: relative"><div style="position: absolute; inset: 0; background: #888"></div><p style="position: relative; margin: 0; color: #666">Read me.</p></div>',
    'less opacity': '<div style="opacity: 0.5"><p style="color: #666; background: #fff">Read me.</p></div>',
    'another colour': '<p style="color: #aaa; background: #fff">Read me.</p>',
    'out of sight': '<div style="height: 2000px"></div><p style="color: #aaa; background: #fff">Read me.</p>',
    'what somebody wrote': '<label>Name <input value="Alice" style="color: #aaa; background: #fff"></label>',
  };
  for (const [how, body] of Object.entries(wrong)) {
    await shown.setContent(page(grey + body));
    assert.equal(contrasts(await axeFaults(shown, whole)).length, 1, how);
    // What was wrong is wrong again.
    assert.equal(contrasts(await axeFaults(shown, whole)).length, 1, how);
  }

  // Large text may be paler: what is right of it says nothing of small text.
  await shown.setContent(page('<p style="color: #888; background: #fff; font-size: 30px">Read me.</p>'));
  assert.deepEqual(contrasts(await axeFaults(shown, whole)), []);
  await shown.setContent(page('<p style="color: #888; background: #fff; font-size: 12px">Read me.</p>'));
  assert.equal(contrasts(await axeFaults(shown, whole)).length, 1);
});
