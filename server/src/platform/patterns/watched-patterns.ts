import { Worker } from 'node:worker_threads';
import { mostSteps } from '@relais/management-contract';
import type { Clock, Timer } from '../clock/clock.ts';
import type { PatternAnswer, PatternRequest } from './pattern-worker.ts';

/** About two milliseconds: what surely takes no longer is matched at once. */
const shortSteps = 100_000;
/** For all texts of one question. */
const patienceMs = 1_000;
/** So long with nothing to do, and the thread ends. */
const idleMs = 30_000;

/** Matching was stopped after a second, or the thread that did it has ended. */
export class PatternStopped extends Error {
  constructor(pattern: RegExp, cause?: unknown) {
    super(`The regular expression "${pattern.source}" took longer than a second on a text and was stopped.`, { cause });
    this.name = 'PatternStopped';
  }
}

interface Question {
  readonly pattern: RegExp;
  readonly texts: readonly string[];
  readonly resolve: (found: boolean) => void;
  readonly reject: (error: PatternStopped) => void;
}

/**
 * Regular expressions of administrators over texts of strangers: one that may take long is matched on a thread of its own, under a watch,
 * one after the other.
 */
export class WatchedPatterns {
  readonly #clock: Clock;
  readonly #waiting: Question[] = [];
  #asked: Question | null = null;
  #worker: Worker | null = null;
  #idle: Timer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether one of the texts has what the pattern describes; a promise where that may take long. @throws PatternStopped, in it. */
  find(pattern: RegExp, texts: readonly string[]): boolean | Promise<boolean> {
    const steps = texts.reduce((sum, text) => sum + mostSteps(pattern.source, text.length), 0);
    if (steps <= shortSteps) return texts.some((text) => pattern.test(text));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ pattern, texts, resolve, reject });
      this.#ask();
    });
  }

  #ask(): void {
    if (this.#asked !== null) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#asked = next;
    this.#idle?.cancel();
    this.#worker ??= this.#start();
    // Alive only while somebody waits for it.
    this.#worker.ref();
    const { pattern, texts } = next;
    this.#worker.postMessage({
      source: pattern.source,
      flags: pattern.flags,
      texts,
      patienceMs,
    } satisfies PatternRequest);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./pattern-worker.ts', import.meta.url), {
      name: 'patterns',
      // Not the flags that were meant for the main script.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 },
    });
    worker.on('message', (answer: PatternAnswer) => this.#hear(worker, answer));
    worker.on('error', (cause) => this.#ended(worker, cause));
    worker.on('exit', () => this.#ended(worker, undefined));
    return worker;
  }

  #hear(worker: Worker, answer: PatternAnswer): void {
    const asked = this.#asked;
    if (worker !== this.#worker || asked === null) return;
    this.#asked = null;
    if (answer === null) asked.reject(new PatternStopped(asked.pattern));
    else asked.resolve(answer);
    this.#ask();
    if (this.#asked !== null) return;
    worker.unref();
    this.#idle = this.#clock.after(idleMs, () => void this.#end());
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #ended(worker: Worker, cause: unknown): void {
    if (worker !== this.#worker) return;
    this.#worker = null;
    const asked = this.#asked;
    this.#asked = null;
    asked?.reject(new PatternStopped(asked.pattern, cause));
    this.#ask();
  }
}
