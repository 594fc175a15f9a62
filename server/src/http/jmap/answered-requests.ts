import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';

type Answer = Record<string, unknown>;

interface Asked {
  readonly answer: Promise<Answer>;
  readonly until: number;
}

const lifeMs = 10 * 60_000;
/** Of everybody together; beyond it the oldest are forgotten. */
const mostAnswers = 100;
/** As JSON; that of a thousand copies has half of it. A longer one is not kept: answers are no store. */
const longestAnswer = 300_000;

/**
 * Answers that may not have arrived. Who gives a request a name (`Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header) and
 * asks the same again under it is given the first answer, also while that is still being made: nothing is done twice. Kept for ten
 * minutes, in this process only.
 */
export class AnsweredRequests {
  readonly #clock: Clock;
  readonly #asked = new Map<string, Asked>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `key`: as the client sent it; undefined: it gave none. */
  run(accountId: string, key: string | undefined, text: string, work: () => Promise<Answer>): Promise<Answer> {
    if (key === undefined || key.length > 255) return work();
    const now = this.#clock.elapsed();
    for (const [name, { until }] of this.#asked) {
      if (until > now && this.#asked.size < mostAnswers) break;
      this.#asked.delete(name);
    }
    // Another request under the same name is another one.
    const name = createHash('sha256')
      .update(JSON.stringify([accountId, key, text]))
      .digest('base64');
    const known = this.#asked.get(name);
    if (known !== undefined) return known.answer;
    const answer = work();
    this.#asked.set(name, { answer, until: now + lifeMs });
    // What failed is tried anew.
    answer.then(
      (said) => JSON.stringify(said).length > longestAnswer && this.#asked.delete(name),
      () => this.#asked.delete(name),
    );
    return answer;
  }
}
