import type { TransportRule } from '../../domain/configuration/transport-rules.ts';
import { PatternStopped } from '../../platform/patterns/watched-patterns.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Disclaimer, RuledChanges } from '../delivery/delivery.ts';
import { conditionTests, type TestParts } from './condition-tests.ts';
import { disclaimerText } from './disclaimer-text.ts';
import { type JudgedFacts, type JudgedMessage, judgedFacts } from './judged-facts.ts';

/** What the rules make of a message. */
export interface Judgement {
  readonly fate: 'pass' | 'reject' | 'delete';
  /** Of `reject`: what the sender reads, and the status before it (RFC 3463). */
  readonly text: string;
  readonly status: string;
  /** The message is filed as junk. */
  readonly isJunk: boolean;
  /** Fields that go above it, each with its CRLF. */
  readonly headerLines: readonly string[];
  /** Those to be told are as the rules name them: addresses, or GUIDs of recipients here. */
  readonly changes: RuledChanges;
  /** Names of the rules that hold, those in audit mode too. */
  readonly held: readonly { readonly name: string; readonly isAudit: boolean }[];
}

export interface JudgeParts extends TestParts {
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Asks the enabled rules one after the other. `rules` stand in their order. `null`: a rule may hold, and only the whole message says
 * whether it does. One of which an expression took too long does not count for the message, as in Exchange (`RuleErrorAction` Ignore).
 */
export async function judgeMessage(
  parts: JudgeParts,
  rules: readonly TransportRule[],
  message: JudgedMessage,
): Promise<Judgement | null> {
  const facts = judgedFacts(parts.directory, message);
  const held: { name: string; isAudit: boolean }[] = [];
  const removedFields = new Set<string>();
  const blindCopyTo = new Set<string>();
  const redirectTo = new Set<string>();
  const disclaimers: Disclaimer[] = [];
  let headerLines: string[] = [];
  let subjectPrefix = '';
  let isJunk = false;
  const judged = (fate: Judgement['fate'], text = '', status = ''): Judgement => ({
    fate,
    text,
    status,
    isJunk,
    headerLines,
    changes: {
      subjectPrefix,
      removedFields: [...removedFields],
      disclaimers,
      blindCopyTo: [...blindCopyTo],
      redirectTo: redirectTo.size === 0 ? null : [...redirectTo],
    },
    held,
  });
  for (const rule of rules) {
    const { name, mode, actions } = rule;
    const answer = await ruleHolds(parts, rule, facts);
    if (answer === 'not-known') return null;
    if (!answer) continue;
    const isAudit = mode !== 'Enforce';
    held.push({ name, isAudit });
    if (isAudit) continue;
    if (actions.rejectReason !== null)
      return judged('reject', `TRANSPORT.RULES.RejectMessage; ${actions.rejectReason}`, actions.rejectStatus);
    if (actions.deleteMessage) return judged('delete');
    if (actions.removeHeader !== null) {
      const removed = actions.removeHeader.toLowerCase();
      removedFields.add(removed);
      headerLines = headerLines.filter((line) => line.slice(0, line.indexOf(':')).toLowerCase() !== removed);
    }
    if (actions.scl !== null) {
      isJunk = actions.scl >= 5;
      headerLines.push(`X-MS-Exchange-Organization-SCL: ${actions.scl}\r\n`);
    }
    if (actions.setHeader !== null) headerLines.push(`${actions.setHeader.name}: ${actions.setHeader.value}\r\n`);
    if (actions.disclaimer !== null) {
      const html = disclaimerText(parts.directory, actions.disclaimer.html, facts.authors);
      disclaimers.push({ ...actions.disclaimer, html });
    }
    if (actions.prependSubject !== null) subjectPrefix = `${actions.prependSubject}${subjectPrefix}`;
    for (const one of actions.blindCopyTo) blindCopyTo.add(one);
    for (const one of actions.redirectMessageTo) redirectTo.add(one);
    if (actions.stop) break;
  }
  return judged('pass');
}

async function ruleHolds(
  parts: JudgeParts,
  { name, conditions, exceptions }: TransportRule,
  facts: JudgedFacts,
): Promise<boolean | 'not-known'> {
  const asked = conditionTests(parts, conditions, facts);
  const excepted = conditionTests(parts, exceptions, facts);
  const isWhole = facts.contents !== null;
  try {
    // A promise only where one is needed: nearly all conditions are about the header.
    for (const { needsContents, holds } of asked)
      if (isWhole || !needsContents) {
        const answer = holds();
        if (!(typeof answer === 'boolean' ? answer : await answer)) return false;
      }
    for (const { needsContents, holds } of excepted)
      if (isWhole || !needsContents) {
        const answer = holds();
        if (typeof answer === 'boolean' ? answer : await answer) return false;
      }
  } catch (error) {
    if (!(error instanceof PatternStopped)) throw error;
    parts.log.warn('transport-rule-skipped', { rule: name, reason: error.message });
    return false;
  }
  return isWhole || ![...asked, ...excepted].some(({ needsContents }) => needsContents) ? true : 'not-known';
}
