import type { TransportRule, TransportRuleActions } from '../../domain/configuration/transport-rules.ts';
import { PatternStopped } from '../../platform/patterns/watched-patterns.ts';
import type { Log } from '../../platform/log/log.ts';
import type { RuledChanges } from '../delivery/delivery.ts';
import { type Answer, type Concerned, concernedBy } from './concerned-recipients.ts';
import type { TestParts } from './condition-tests.ts';
import { disclaimerText } from './disclaimer-text.ts';
import { type JudgedFacts, type JudgedMessage, judgedFacts } from './judged-facts.ts';

/** What the rules make of a message for some of its recipients. */
export interface Judgement {
  /** Their places in the envelope, those of `outbound` behind the others, members in place of their groups; ascending. */
  readonly places: readonly number[];
  readonly fate: 'pass' | 'reject' | 'delete';
  /** Of `reject`: what the sender reads, and the status before it (RFC 3463). */
  readonly text: string;
  readonly status: string;
  /** Those to be told are as the rules name them: addresses, or GUIDs of recipients here. */
  readonly changes: RuledChanges;
  /** Names of the rules that hold, those in audit mode too. */
  readonly held: readonly { readonly name: string; readonly isAudit: boolean }[];
}

export interface JudgeParts extends TestParts {
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Asks the enabled rules one after the other. `rules` stand in their order. Where one holds for some of the recipients only, the message falls
 * into parts, each of which goes its own way from there: as many are given, and one at least. `null`: a rule may hold, and only the whole
 * message says whether it does. One of which an expression took too long does not count for the message, as in Exchange
 * (`RuleErrorAction` Ignore).
 */
export async function judgeMessage(
  parts: JudgeParts,
  rules: readonly TransportRule[],
  message: JudgedMessage,
): Promise<readonly Judgement[] | null> {
  const facts = await judgedFacts(parts.directory, message);
  const all = [new JudgedPart(facts.recipients.map((_, place) => place))];
  for (const rule of rules) {
    const concerned = concernedBy(parts, rule, facts);
    const asked = all.filter(({ isOver }) => !isOver);
    if (asked.length === 0) break;
    const answers = await answersFor(parts, rule.name, concerned, asked);
    for (const [index, part] of asked.entries()) {
      const places = answers[index];
      if (places === 'not-known') return null;
      if (places === undefined || places === 'nobody') continue;
      const isForAll = places.length === part.places.length;
      const judged = isForAll ? part : part.split(places);
      if (!isForAll) all.push(judged);
      judged.apply(rule, (html) => disclaimerText(parts.directory, html, facts.authors));
    }
  }
  return all.map((part) => part.judgement(facts.recipients));
}

/** For each part those whom the rule concerns; none of a rule that is passed over. */
async function answersFor(
  { log }: JudgeParts,
  rule: string,
  concerned: Concerned,
  asked: readonly JudgedPart[],
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  try {
    for (const { places } of asked) answers.push(await concerned(places));
    return answers;
  } catch (error) {
    if (!(error instanceof PatternStopped)) throw error;
    log.warn('transport-rule-skipped', { rule, reason: error.message });
    return [];
  }
}

/** Some of the recipients, as far as the rules have been asked. `places` are those among `JudgedFacts.recipients`. */
class JudgedPart {
  places: readonly number[];
  isOver = false;
  #fate: Pick<Judgement, 'fate' | 'text' | 'status'> = { fate: 'pass', text: '', status: '' };
  #held: Judgement['held'] = [];
  #changes: RuledChanges = noChanges;

  constructor(places: readonly number[]) {
    this.places = places;
  }

  /** Takes some out: what was done for them so far is theirs as well. */
  split(places: readonly number[]): JudgedPart {
    const part = new JudgedPart(places);
    part.#held = this.#held;
    part.#changes = this.#changes;
    const taken = new Set(places);
    this.places = this.places.filter((place) => !taken.has(place));
    return part;
  }

  apply({ name, mode, actions }: TransportRule, textOf: (html: string) => string): void {
    const isAudit = mode !== 'Enforce';
    this.#held = [...this.#held, { name, isAudit }];
    if (isAudit) return;
    this.isOver = actions.stop || actions.deleteMessage || actions.rejectReason !== null;
    if (actions.rejectReason !== null)
      this.#fate = {
        fate: 'reject',
        text: `TRANSPORT.RULES.RejectMessage; ${actions.rejectReason}`,
        status: actions.rejectStatus,
      };
    else if (actions.deleteMessage) this.#fate = { fate: 'delete', text: '', status: '' };
    else this.#changes = changed(this.#changes, actions, textOf);
  }

  judgement(recipients: JudgedFacts['recipients']): Judgement {
    const places = this.places.flatMap((one) => recipients[one]?.places ?? []).toSorted((one, other) => one - other);
    return { places, ...this.#fate, changes: this.#changes, held: this.#held };
  }
}

const noChanges: RuledChanges = {
  isJunk: false,
  addedFields: [],
  subjectPrefix: '',
  removedFields: [],
  disclaimers: [],
  blindCopyTo: [],
  redirectTo: null,
};

/** What was to be done, and what one more rule does. */
function changed(before: RuledChanges, actions: TransportRuleActions, textOf: (html: string) => string): RuledChanges {
  const { removeHeader, scl, setHeader, disclaimer, prependSubject, blindCopyTo, redirectMessageTo } = actions;
  const removed = removeHeader?.toLowerCase();
  const { disclaimers } = before;
  return {
    isJunk: scl === null ? before.isJunk : scl >= 5,
    addedFields: [
      ...before.addedFields.filter((line) => line.slice(0, line.indexOf(':')).toLowerCase() !== removed),
      ...(scl === null ? [] : [`X-MS-Exchange-Organization-SCL: ${scl}\r\n`]),
      ...(setHeader === null ? [] : [`${setHeader.name}: ${setHeader.value}\r\n`]),
    ],
    subjectPrefix: `${prependSubject ?? ''}${before.subjectPrefix}`,
    removedFields: removed === undefined ? before.removedFields : union(before.removedFields, [removed]),
    disclaimers: disclaimer === null ? disclaimers : [...disclaimers, { ...disclaimer, html: textOf(disclaimer.html) }],
    blindCopyTo: union(before.blindCopyTo, blindCopyTo),
    redirectTo: redirectMessageTo.length === 0 ? before.redirectTo : union(before.redirectTo ?? [], redirectMessageTo),
  };
}

function union(some: readonly string[], more: readonly string[]): readonly string[] {
  return more.length === 0 ? some : [...new Set([...some, ...more])];
}
