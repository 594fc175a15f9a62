import type { Clock } from '../../platform/clock/clock.ts';
import type { Scope } from '../../storage/sql-engine.ts';

const lifeMs = 10 * 60_000;
/** Of everybody together; beyond it the oldest are forgotten. */
const mostAnswers = 100;
/** A longer one is not kept: answers are no store. That of a thousand copies has half of it. */
const longestAnswer = 300_000;

/** Answers to requests that bore a name, for ten minutes, at every server of the organisation and after a restart. */
export interface KeptAnswers {
  /** Null: there is none, or it is too old. */
  find(name: string): Promise<string | null>;
  keep(name: string, answer: string): Promise<void>;
}

export function openKeptAnswers({ scope, clock }: { readonly scope: Scope; readonly clock: Clock }): KeptAnswers {
  return {
    async find(name) {
      const row = await scope.read((reader) =>
        reader.get<{ answer: string; at: number }>('SELECT answer, at FROM kept_answer WHERE name = ?', name),
      );
      return row === undefined || Math.abs(clock.now() - row.at) > lifeMs ? null : row.answer;
    },
    async keep(name, answer) {
      if (answer.length > longestAnswer) return;
      const now = clock.now();
      await scope.write(async (writer) => {
        // Also those of a clock that went ahead.
        await writer.run('DELETE FROM kept_answer WHERE at < ? OR at > ?', now - lifeMs, now + lifeMs);
        await writer.run(
          'DELETE FROM kept_answer WHERE name NOT IN (SELECT name FROM kept_answer ORDER BY at DESC LIMIT ?)',
          mostAnswers - 1,
        );
        await writer.run('INSERT INTO kept_answer (name, at, answer) VALUES (?, ?, ?)', name, now, answer);
      });
    },
  };
}
