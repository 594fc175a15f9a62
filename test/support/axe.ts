import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** CSS selectors. */
export interface AxeScope {
  /** The last of these is looked at alone, where there is one. */
  readonly within?: string;
  readonly leftOut: readonly string[];
}

/** Texts whose contrast axe found right: all that its answer depends on. One for the process, for a page is soon another. */
const rightContrasts = new Set<string>();

/**
 * What axe finds wrong with the page, a line each: the rule, the element, why. What a page shows while it still moves counts for
 * nothing: a fault is one that stays. The contrast of a text is asked for once for all that look the same (docs/decisions/0195).
 */
export async function axeFaults(page: Page, scope: AxeScope): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>(`'axe' in window`))) {
    await page.evaluate(source);
    await page.evaluate(`(${rememberContrasts})()`);
  }
  const faults = await run(page, scope);
  return faults.length === 0 ? faults : await run(page, scope);
}

async function run(page: Page, { within, leftOut }: AxeScope): Promise<readonly string[]> {
  // No preload: while a style sheet is not readable yet, axe fetches it and puts it into the page as inline style, which the page's
  // policy rightly refuses. Only its experimental rules read style sheets.
  const { faults, right } = await page.evaluate<{ faults: string[]; right: string[] }>(
    `(async ({ within, leftOut, known }) => {
      const only = within === undefined ? undefined : [...document.querySelectorAll(within)].at(-1);
      const found = axe.relaisContrasts.begin(known);
      const { violations } = await axe.run(
        { ...(only === undefined ? {} : { include: only }), exclude: leftOut.map((selector) => [selector]) },
        { iframes: false, preload: false, resultTypes: ['violations'] },
      );
      const faults = violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html.slice(0, 200) + ' ' + node.failureSummary));
      return { faults, right: [...found] };
    })(${JSON.stringify({ within, leftOut, known: [...rightContrasts] })})`,
  );
  for (const one of right) rightContrasts.add(one);
  return faults;
}

/**
 * Run in the page: axe passes over a text whose contrast it has found right before. Half of its time goes into contrasts, and a page has
 * a hundred texts of a few kinds. What its answer depends on is the text's colours, size and weight, the grounds of the elements around
 * it, and what stands behind it: whatever a point of it hits. A text out of sight hits nothing and is asked for as ever.
 */
const rememberContrasts = `() => {
  const rule = axe._audit.rules.find(({ id }) => id === 'color-contrast');
  const check = axe._audit.checks['color-contrast'];
  if (typeof rule?.matches !== 'function' || typeof check?.evaluate !== 'function') throw new Error('this axe has another inside');
  let known = new Set();
  let found = new Set();
  let grounds = new Map();
  let ownGrounds = new Map();
  const ownGround = (element) => {
    let own = ownGrounds.get(element);
    if (own === undefined) {
      const { backgroundColor, backgroundImage, opacity, mixBlendMode, filter } = getComputedStyle(element);
      const all = [backgroundColor, backgroundImage, opacity, mixBlendMode, filter].join(' ');
      ownGrounds.set(element, (own = all === 'rgba(0, 0, 0, 0) none 1 normal none' ? '' : '/' + all));
    }
    return own;
  };
  const groundOf = (element) => {
    if (element === null) return '';
    let ground = grounds.get(element);
    if (ground === undefined) grounds.set(element, (ground = groundOf(element.parentElement) + ownGround(element)));
    return ground;
  };
  const pointsOf = (element) => {
    if (/^(?:input|select|textarea)$/i.test(element.localName)) return [element.getBoundingClientRect()];
    const rects = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim() !== '').flatMap((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return [...range.getClientRects()];
    });
    return rects.length < 2 ? rects : [rects[0], rects.at(-1)];
  };
  const keyOf = (element, points) => {
    if (points.length === 0) return null;
    const behind = [];
    for (const { left, top, width, height } of points) {
      const stack = document.elementsFromPoint(left + width / 2, top + height / 2);
      const at = stack.indexOf(element);
      if (at === -1) return null;
      behind.push(stack.map((one, index) => (index === at ? '=' : '') + ownGround(one)).filter((one) => one !== '').join(''));
    }
    const style = getComputedStyle(element);
    return [style.color, style.webkitTextFillColor, style.webkitTextStroke, style.fontSize, style.fontWeight, style.textShadow, groundOf(element), ...behind].join('|');
  };
  const { matches } = rule;
  rule.matches = function (element, ...others) {
    const points = pointsOf(element);
    // Without a text of its own on the page axe has nothing to measure either, and looks long before it says so.
    if (points.length === 0) return false;
    const key = keyOf(element, points);
    return (key === null || !known.has(key)) && matches.call(this, element, ...others);
  };
  const { evaluate } = check;
  check.evaluate = function (element, ...others) {
    // Of those that look the same axe has asked for all before it measures one.
    const before = found.size === 0 ? null : keyOf(element, pointsOf(element));
    if (before !== null && found.has(before)) return true;
    let measured;
    const helper = Object.assign(Object.create(this), { data: (data) => void this.data((measured = data)) });
    const isRight = evaluate.call(helper, element, ...others);
    // What is hidden passes without having been measured.
    if (isRight === true && measured?.fgColor && measured?.bgColor) {
      const key = keyOf(element, pointsOf(element));
      if (key !== null) found.add(key);
    }
    return isRight;
  };
  axe.relaisContrasts = {
    begin(before) {
      known = new Set(before);
      found = new Set();
      grounds = new Map();
      ownGrounds = new Map();
      return found;
    },
  };
}`;
