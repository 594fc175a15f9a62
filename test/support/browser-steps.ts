import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { loadavg } from 'node:os';
import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface StepLimits {
  /** After so long without an answer a step is told on standard error. */
  readonly toldAfterMs: number;
  /** After so long it fails; beyond the minute after which most waits of the browser's library end by themselves. */
  readonly endedAfterMs: number;
  /** So long a page has to say why a step has no answer. */
  readonly probedForMs: number;
  readonly tell: (line: string) => void;
}

/** A call to the browser that has no answer yet. */
interface Step {
  readonly name: string;
  readonly beganAt: number;
  /** The limit that its caller gave it, which is added to ours. */
  readonly ownMs: number;
  /** Its stack says where it was called. */
  readonly called: Error;
  isTold: boolean;
  isEnding: boolean;
  fail: (error: Error) => void;
}

let limits: StepLimits = {
  toldAfterMs: 30_000,
  endedAfterMs: 75_000,
  probedForMs: 5_000,
  tell: (line) => console.error(line),
};
const steps = new Set<Step>();
const pages = new Set<Page>();
const programs = new Map<Browser, ChildProcess | null>();
const limited = new WeakSet<object>();

/**
 * Starts a browser whose every call has an end. `evaluate`, a key, a picture over CDP, a page that is resized or closed have none
 * of their own: when an answer is lost, a page draws no frames or a program does not end, they would be waited for until the file
 * is killed, and nobody would know at which step. Here such a step is told with its place in the test and with what the pages
 * still do; then it fails, and the browser is ended from outside.
 */
export async function launchWithSteps(launch: () => Promise<Browser>): Promise<Browser> {
  let child: ChildProcess | null = null;
  // No public interface of the library gives the process.
  const see = (message: unknown): void => void (child = (message as { readonly process: ChildProcess }).process);
  subscribe('child_process', see);
  const browser = await launch().finally(() => unsubscribe('child_process', see));
  programs.set(browser, child);
  limitMethods(browser, 'browser');
  browser.on('context', watchContext);
  const timer = setInterval(lookAtSteps, 500).unref();
  browser.on('disconnected', () => {
    clearInterval(timer);
    programs.delete(browser);
  });
  return browser;
}

/** Other limits for what begins from now on. */
export function limitSteps(own: Partial<StepLimits>): void {
  limits = { ...limits, ...own };
}

function watchContext(context: BrowserContext): void {
  limitMethods(context, 'context');
  limitMethods(context.request, 'request');
  context.on('page', (page) => {
    pages.add(page);
    page.on('close', () => pages.delete(page));
    for (const [object, name] of [
      [page, 'page'],
      [page.mainFrame(), 'frame'],
      [page.locator('*'), 'locator'],
      [page.keyboard, 'keyboard'],
      [page.mouse, 'mouse'],
    ] as const)
      limitMethods(object, name);
  });
}

/** Every method of the object's class that gives a promise is a step from now on, in all objects of the class. */
function limitMethods(object: object, name: string): void {
  const prototype = Object.getPrototypeOf(object) as Record<string, unknown>;
  if (limited.has(prototype)) return;
  limited.add(prototype);
  for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (typeof value !== 'function' || key === 'constructor' || key.startsWith('_')) continue;
    prototype[key] = function (this: unknown, ...args: unknown[]): unknown {
      const step = begin(`${name}.${key}`, args);
      let result: unknown;
      try {
        result = Reflect.apply(value, this, args);
      } finally {
        if (!(result instanceof Promise)) steps.delete(step);
      }
      if (!(result instanceof Promise)) return result;
      if (key === 'newCDPSession') void result.then((session) => limitMethods(session, 'devtools')).catch(() => {});
      return new Promise((resolve, reject) => {
        step.fail = reject;
        result.then(resolve, reject).finally(() => steps.delete(step));
      });
    };
  }
}

function begin(name: string, args: readonly unknown[]): Step {
  const ownMs = Math.max(0, ...args.map((arg) => (arg as { timeout?: number } | null | undefined)?.timeout ?? 0));
  const called = new Error('called here');
  const step = { name, beganAt: performance.now(), ownMs, called, isTold: false, isEnding: false, fail: () => {} };
  steps.add(step);
  return step;
}

function lookAtSteps(): void {
  // The oldest: others are what it is made of, or wait beside it.
  const [oldest] = steps;
  if (oldest === undefined) return;
  const stoodMs = performance.now() - oldest.beganAt - oldest.ownMs;
  if (!oldest.isTold && stoodMs > limits.toldAfterMs) {
    oldest.isTold = true;
    void describe(oldest).then((words) => limits.tell(`relais: ${words}`));
  }
  if (oldest.isEnding || stoodMs <= limits.endedAfterMs) return;
  oldest.isEnding = true;
  void describe(oldest).then((words) => steps.has(oldest) && endEverything(words));
}

/** What waits fails, and so does whatever would have followed it in the same browsers. */
function endEverything(why: string): void {
  limits.tell(`relais: the browser is ended: ${why}`);
  for (const step of steps) {
    step.fail(new Error(why, { cause: step.called }));
    steps.delete(step);
  }
  for (const [browser, child] of programs) {
    programs.delete(browser);
    try {
      // It leads a group of its own, in which its renderers are.
      if (child?.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Gone already.
    }
  }
}

async function describe(step: Step): Promise<string> {
  const seconds = ((performance.now() - step.beganAt) / 1000).toFixed(0);
  const [where = 'an unknown place'] = (step.called.stack ?? '')
    .split('\n')
    .filter((line) => line.includes('file:') && !line.includes('node_modules') && !line.includes('browser-steps'))
    .map((line) => line.replace(/^.*?file:\/\/|\)$/g, ''));
  const states = await Promise.all([...pages].map(stateOf));
  return [
    `${step.name} has had no answer for ${seconds} s, called at ${where}`,
    ...states,
    `load ${loadavg()[0]?.toFixed(1)}`,
  ].join('; ');
}

/** Whether a page's script runs, and whether it draws. */
async function stateOf(page: Page): Promise<string> {
  const answers = async (expression: string): Promise<boolean> =>
    await Promise.race([
      page.evaluate(expression).then(
        () => true,
        () => false,
      ),
      new Promise<boolean>((resolve) => setTimeout(resolve, limits.probedForMs, false).unref()),
    ]);
  const [runs, draws] = await Promise.all([
    answers('1'),
    answers('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))'),
  ]);
  return `${page.url()} ${runs ? 'runs' : 'does not run its script'} and ${draws ? 'draws' : 'draws no frame'}`;
}
