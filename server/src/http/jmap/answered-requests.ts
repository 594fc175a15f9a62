import { createHash } from 'node:crypto';
import type { KeptAnswers } from '../../domain/personal/kept-answers.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ExclusiveLocks, HeldLock } from '../../storage/exclusive-locks.ts';

type Answer = Record<string, unknown>;

/** How long who finds another server at the same request waits before he looks again. */
const lookAgainMs = 500;

export interface AnsweredRequestsParts {
  readonly answers: KeptAnswers;
  readonly locks: ExclusiveLocks;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Answers that may not have arrived. Who gives a request a name (`Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header) and
 * asks the same again under it is given the first answer, also while that is still being made, here or at another server of the
 * organisation: nothing is done twice.
 */
export class AnsweredRequests {
  readonly #parts: AnsweredRequestsParts;
  readonly #underWay = new Map<string, Promise<Answer>>();

  constructor(parts: AnsweredRequestsParts) {
    this.#parts = parts;
  }

  /** `key`: as the client sent it; undefined: it gave none. */
  run(accountId: string, key: string | undefined, text: string, work: () => Promise<Answer>): Promise<Answer> {
    if (key === undefined || key.length > 255) return work();
    // Another request under the same name is another one.
    const name = createHash('sha256')
      .update(JSON.stringify([accountId, key, text]))
      .digest('base64');
    const known = this.#underWay.get(name);
    if (known !== undefined) return known;
    // What fails is tried anew.
    const answer = this.#once(name, work).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, answer);
    return answer;
  }

  async #once(name: string, work: () => Promise<Answer>): Promise<Answer> {
    const { answers, log } = this.#parts;
    // A server that dies meanwhile holds nothing any more.
    const turn = await this.#turn(`answer ${name}`);
    try {
      const kept = await answers.find(name);
      if (kept !== null) return JSON.parse(kept) as Answer;
      const answer = await work();
      // It is done, and whoever asked waits for this answer.
      await answers.keep(name, JSON.stringify(answer)).catch((cause: unknown) => log.error('answer-not-kept', cause));
      return answer;
    } finally {
      await turn.release();
    }
  }

  async #turn(name: string): Promise<HeldLock> {
    const { locks, clock } = this.#parts;
    for (;;) {
      const held = await locks.take(name, { giveWay: () => false, lost: () => undefined });
      if (held !== null) return held;
      await new Promise<void>((resolve) => void clock.after(lookAgainMs, resolve));
    }
  }
}
