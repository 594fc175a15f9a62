import { isTurnOld, nextTurn } from '../../platform/clock/turn.ts';
import type { TransportRule } from '../../domain/configuration/transport-rules.ts';
import { type ConditionTest, conditionTests, type TestParts } from './condition-tests.ts';
import type { JudgedFacts } from './judged-facts.ts';
import type { JudgedRecipient } from './judged-recipients.ts';

/** Which of `JudgedFacts.recipients`. `not-known`: the whole message is to be asked. */
export type Answer = readonly number[] | 'nobody' | 'not-known';
/** Of these recipients those for whom a rule holds; a message may have none. */
export type Concerned = (places: readonly number[]) => Promise<Answer>;

/**
 * Asks one rule about a message. What is about the message is asked once, however many parts its recipients have fallen into, and what is
 * about recipients of each on his own. All conditions must hold for the same one, and no exception may.
 * @throws PatternStopped where an expression took too long.
 */
export function concernedBy(
  parts: TestParts,
  { conditions, exceptions }: TransportRule,
  facts: JudgedFacts,
): Concerned {
  const asked = conditionTests(parts, conditions, facts);
  const excepted = conditionTests(parts, exceptions, facts);
  const ofKind = (tests: readonly ConditionTest[], kind: ConditionTest['asks']): readonly ConditionTest[] =>
    tests.filter(({ asks }) => asks === kind);
  const answers = { header: once(ofMessage('header')), contents: once(ofMessage('contents')) };
  const isWhole = facts.contents !== null;
  const asksContents = [...asked, ...excepted].some(({ asks }) => asks === 'contents');
  return async (places) => {
    if (!(await answers.header())) return 'nobody';
    const concerned = await ofRecipients(places);
    if (concerned.length === 0 && places.length > 0) return 'nobody';
    if (!asksContents) return concerned;
    if (!isWhole) return 'not-known';
    return (await answers.contents()) ? concerned : 'nobody';
  };

  function ofMessage(kind: 'header' | 'contents'): () => Promise<boolean> {
    return async () => {
      for (const { holds } of ofKind(asked, kind)) {
        const answer = holds(facts.recipients);
        // A promise only where one is needed: nearly all conditions are about the header.
        if (!(typeof answer === 'boolean' ? answer : await answer)) return false;
      }
      for (const { holds } of ofKind(excepted, kind)) {
        const answer = holds(facts.recipients);
        if (typeof answer === 'boolean' ? answer : await answer) return false;
      }
      return true;
    };
  }

  async function ofRecipients(places: readonly number[]): Promise<readonly number[]> {
    let left = places;
    for (const { holds } of ofKind(asked, 'recipients')) left = await eachOf(left, holds, true);
    for (const { holds } of ofKind(excepted, 'recipients')) left = await eachOf(left, holds, false);
    return left;
  }

  /** Together first: mostly it holds for nobody. */
  async function eachOf(
    places: readonly number[],
    holds: ConditionTest['holds'],
    wanted: boolean,
  ): Promise<readonly number[]> {
    if (!(await holds(places.flatMap(recipientAt)))) return wanted ? [] : places;
    if (places.length === 1) return wanted ? places : [];
    const left: number[] = [];
    for (const place of places) {
      if (isTurnOld()) await nextTurn();
      const answer = holds(recipientAt(place));
      if ((typeof answer === 'boolean' ? answer : await answer) === wanted) left.push(place);
    }
    return left;
  }

  function recipientAt(place: number): readonly JudgedRecipient[] {
    const recipient = facts.recipients[place];
    return recipient === undefined ? [] : [recipient];
  }
}

function once(ask: () => Promise<boolean>): () => Promise<boolean> {
  let answer: Promise<boolean> | null = null;
  return () => (answer ??= ask());
}
