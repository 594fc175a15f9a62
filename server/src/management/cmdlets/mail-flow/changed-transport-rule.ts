import { type ByteSize, ListChange, type ManagementValue, parsePattern } from '@relais/management-contract';
import {
  noActions,
  type TransportRule,
  type TransportRuleConditions,
} from '../../../domain/configuration/transport-rules.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { knownAttributes, unknownAttributes } from '../../../services/transport-rules/disclaimer-text.ts';
import { ruleConditions } from './transport-rule-conditions.ts';

/** Exchange's, where only a status is given. */
const usualReason = 'Delivery not authorized, message refused';

type RuleFacts = Pick<TransportRule, 'mode' | 'comments' | 'conditions' | 'exceptions' | 'actions'>;

/** The rule with what was given. @throws CmdletError where it would do nothing. */
export function changedTransportRule(
  services: ManagementServices,
  given: BoundParameters,
  current: RuleFacts,
): RuleFacts {
  const texts = (name: string, now: readonly string[]): readonly string[] => {
    if (!given.has(name)) return now;
    return given.get<ManagementValue>(name) === null ? [] : (given.list<string>(name, now) ?? now);
  };
  const named = (name: string, now: readonly string[], find: typeof namedPerson): readonly string[] => {
    const value = given.get<ManagementValue>(name);
    if (!given.has(name)) return now;
    const found = (one: unknown): string => find(services, name, String(one));
    if (value instanceof ListChange) {
      const removed = new Set(value.remove.map(found));
      return [...now.filter((one) => !removed.has(one)), ...value.add.map(found)];
    }
    return texts(name, []).map(found);
  };
  const or = <T>(name: string, now: T): T => (given.has(name) ? (given.get<ManagementValue>(name) as T) : now);
  const asked = (now: TransportRuleConditions, prefix: '' | 'ExceptIf'): TransportRuleConditions => ({
    ...now,
    ...Object.fromEntries(
      ruleConditions.map(({ name, key, kind }) => {
        const value = now[key];
        if (kind === 'size') return [key, given.has(`${prefix}${name}`) ? sizeIn(given, `${prefix}${name}`) : value];
        if (kind === 'patterns')
          return [key, patternsIn(`${prefix}${name}`, texts(`${prefix}${name}`, value as string[]))];
        if (kind === 'extensions')
          return [key, texts(`${prefix}${name}`, value as string[]).map((one) => one.replace('.', '').toLowerCase())];
        if (typeof value === 'boolean' || typeof value === 'number' || value === null || typeof value === 'string')
          return [key, or(`${prefix}${name}`, value)];
        if (kind !== 'people' && kind !== 'groups') return [key, texts(`${prefix}${name}`, value)];
        return [key, named(`${prefix}${name}`, value, kind === 'groups' ? namedGroup : namedPerson)];
      }),
    ),
  });
  const { conditions, exceptions, actions } = current;
  const headerName = or('SetHeaderName', actions.setHeader?.name ?? null);
  const headerValue = or('SetHeaderValue', actions.setHeader?.value ?? null);
  const rule: RuleFacts = {
    mode: or('Mode', current.mode),
    comments: or<string | null>('Comments', current.comments) ?? '',
    conditions: asked(conditions, ''),
    exceptions: asked(exceptions, 'ExceptIf'),
    actions: {
      ...actions,
      deleteMessage: or('DeleteMessage', actions.deleteMessage),
      ...rejection(given, actions),
      scl: or('SetSCL', actions.scl),
      setHeader: headerName === null || headerValue === null ? null : { name: headerName, value: headerValue },
      removeHeader: or('RemoveHeader', actions.removeHeader),
      prependSubject: or('PrependSubject', actions.prependSubject),
      disclaimer: disclaimerIn(given, actions.disclaimer),
      blindCopyTo: named('BlindCopyTo', actions.blindCopyTo, namedPerson),
      redirectMessageTo: named('RedirectMessageTo', actions.redirectMessageTo, namedPerson),
      stop: or('StopRuleProcessing', actions.stop),
    },
  };
  requireWhole(rule, headerName, headerValue);
  return rule;
}

/** Either of the two rejects; whoever takes the reason away takes the status along, unless he gives one. */
function rejection(
  given: BoundParameters,
  { rejectReason, rejectStatus }: TransportRule['actions'],
): Pick<TransportRule['actions'], 'rejectReason' | 'rejectStatus'> {
  const text = given.has('RejectMessageReasonText')
    ? given.get<string | null>('RejectMessageReasonText') || null
    : rejectReason;
  const status = given.has('RejectMessageEnhancedStatusCode')
    ? given.get<string | null>('RejectMessageEnhancedStatusCode') || null
    : null;
  if (status !== null) return { rejectReason: text ?? usualReason, rejectStatus: status };
  const stays = text !== null && !given.has('RejectMessageEnhancedStatusCode');
  return { rejectReason: text, rejectStatus: stays ? rejectStatus : noActions.rejectStatus };
}

/** @throws CmdletError where it names what is not known of senders, or has no text. */
function disclaimerIn(
  given: BoundParameters,
  current: TransportRule['actions']['disclaimer'],
): TransportRule['actions']['disclaimer'] {
  const written = given.has('ApplyHtmlDisclaimerText')
    ? given.get<string | null>('ApplyHtmlDisclaimerText')
    : current?.html;
  const html = written?.trim() ?? '';
  const location = given.get<'Append' | 'Prepend'>('ApplyHtmlDisclaimerLocation');
  const fallback = given.get<'Wrap' | 'Ignore' | 'Reject'>('ApplyHtmlDisclaimerFallbackAction');
  if (html === '') {
    // Whoever takes the text away need not say more.
    if ((location ?? fallback) === undefined || given.has('ApplyHtmlDisclaimerText')) return null;
    throw refused(
      'ApplyHtmlDisclaimerText',
      'ApplyHtmlDisclaimerLocation and ApplyHtmlDisclaimerFallbackAction go with ApplyHtmlDisclaimerText.',
      'ApplyHtmlDisclaimerLocation et ApplyHtmlDisclaimerFallbackAction vont avec ApplyHtmlDisclaimerText.',
    );
  }
  const [unknown] = unknownAttributes(html);
  if (unknown !== undefined)
    throw refused(
      'ApplyHtmlDisclaimerText',
      `%%${unknown}%% is nothing that is known of senders. Known are: ${knownAttributes.join(', ')}.`,
      `%%${unknown}%% n’est rien que l’on sache des expéditeurs. On connaît : ${knownAttributes.join(', ')}.`,
    );
  return {
    html,
    location: location ?? current?.location ?? 'Append',
    fallback: fallback ?? current?.fallback ?? 'Wrap',
  };
}

/** Names of fields by which mail that goes in circles is found. */
const loopMarks = ['received', 'x-relais-forwarded-by'];

function requireWhole(
  { conditions, exceptions, actions }: RuleFacts,
  headerName: string | null,
  headerValue: string | null,
): void {
  const { deleteMessage, rejectReason, scl, setHeader, removeHeader, prependSubject, disclaimer, stop } = actions;
  const isSent = actions.blindCopyTo.length > 0 || actions.redirectMessageTo.length > 0;
  const isMarked =
    scl !== null || setHeader !== null || removeHeader !== null || prependSubject !== null || disclaimer !== null;
  if (!deleteMessage && rejectReason === null && !isMarked && !isSent && !stop)
    throw refused(
      'DeleteMessage',
      'The rule would do nothing. Give it an action: DeleteMessage, RejectMessageReasonText, BlindCopyTo, RedirectMessageTo, PrependSubject, ApplyHtmlDisclaimerText, SetSCL, SetHeaderName with SetHeaderValue, RemoveHeader, or StopRuleProcessing.',
      'La règle ne ferait rien. Donnez-lui une action : DeleteMessage, RejectMessageReasonText, BlindCopyTo, RedirectMessageTo, PrependSubject, ApplyHtmlDisclaimerText, SetSCL, SetHeaderName avec SetHeaderValue, RemoveHeader, ou StopRuleProcessing.',
    );
  if (removeHeader !== null && loopMarks.includes(removeHeader.toLowerCase()))
    throw refused(
      'RemoveHeader',
      `${removeHeader} stays: mail that goes in circles is found by it.`,
      `${removeHeader} reste : c’est par lui qu’on reconnaît le courrier qui tourne en rond.`,
    );
  if (deleteMessage && rejectReason !== null)
    throw refused(
      'DeleteMessage',
      'A message is either deleted or rejected: take one of DeleteMessage and RejectMessageReasonText.',
      'Un message est soit supprimé, soit refusé : choisissez DeleteMessage ou RejectMessageReasonText.',
    );
  if ((headerName === null) !== (headerValue === null))
    throw refused(
      'SetHeaderName',
      'SetHeaderName and SetHeaderValue go together.',
      'SetHeaderName et SetHeaderValue vont ensemble.',
    );
  for (const [{ header, headerContainsWords, patternHeader, headerMatchesPatterns }, prefix] of [
    [conditions, ''],
    [exceptions, 'ExceptIf'],
  ] as const) {
    if ((patternHeader === null) !== (headerMatchesPatterns.length === 0))
      throw refused(
        `${prefix}HeaderMatchesPatterns`,
        `${prefix}HeaderMatchesMessageHeader and ${prefix}HeaderMatchesPatterns go together.`,
        `${prefix}HeaderMatchesMessageHeader et ${prefix}HeaderMatchesPatterns vont ensemble.`,
      );
    if ((header === null) !== (headerContainsWords.length === 0))
      throw refused(
        `${prefix}HeaderContainsWords`,
        `${prefix}HeaderContainsMessageHeader and ${prefix}HeaderContainsWords go together.`,
        `${prefix}HeaderContainsMessageHeader et ${prefix}HeaderContainsWords vont ensemble.`,
      );
  }
}

function sizeIn(given: BoundParameters, name: string): number | null {
  return given.get<ByteSize | null>(name)?.bytes ?? null;
}

/** @throws CmdletError where one is no regular expression, or one that nobody can run. */
function patternsIn(parameter: string, patterns: readonly string[]): readonly string[] {
  for (const pattern of patterns) {
    const parsed = parsePattern(pattern, 'i');
    if (typeof parsed !== 'string') continue;
    throw parsed === 'too-complex'
      ? refused(
          parameter,
          `"${pattern}" has more than 20 optional parts in a row; repeat one of them as in "a{0,30}".`,
          `« ${pattern} » a plus de 20 parties facultatives de suite ; répétez l’une d’elles, comme dans « a{0,30} ».`,
        )
      : refused(
          parameter,
          `"${pattern}" is not a valid regular expression.`,
          `« ${pattern} » n’est pas une expression régulière valide.`,
        );
  }
  return patterns;
}

/** GUID of a recipient here, or an address elsewhere. @throws CmdletError */
function namedPerson(services: ManagementServices, parameter: string, written: string): string {
  const found = services.directory.findRecipient(written.trim());
  if (found !== null) return found.guid;
  if (/^[^\s@]+@[^\s@]+$/.test(written.trim())) return written.trim().toLowerCase();
  throw refused(
    parameter,
    `"${written}" is neither a recipient here nor an address.`,
    `« ${written} » n’est ni un destinataire d’ici ni une adresse.`,
  );
}

/** GUID of a distribution group. @throws CmdletError */
function namedGroup(services: ManagementServices, parameter: string, written: string): string {
  const found = services.directory.findRecipient(written.trim());
  if (found?.kind === 'group') return found.guid;
  throw refused(
    parameter,
    `"${written}" is no distribution group.`,
    `« ${written} » n’est pas un groupe de distribution.`,
  );
}

function refused(parameter: string, en: string, fr: string): CmdletError {
  return new CmdletError({
    id: 'InvalidTransportRule',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    parameter,
    text: { en, fr },
  });
}
