import {
  type ByteSize,
  type Language,
  ListChange,
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  parsePattern,
} from '@relais/management-contract';
import {
  noActions,
  type TransportRule,
  type TransportRuleConditions,
} from '../../../domain/configuration/transport-rules.ts';
import { directoryTail, organizationDistinguishedName } from '../../directory-names.ts';
import { notBlank } from '../automation/rule-parameters.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { knownAttributes, unknownAttributes } from '../../../services/transport-rules/disclaimer-text.ts';
import { conditionParameters, fieldName, ruleConditions, shownConditions } from './transport-rule-conditions.ts';
import { ruleDescription } from './transport-rule-description.ts';

const people = (name: string, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'string', maxLength: 256, ...notBlank },
  list: true,
  nullable: true,
  help: { en, fr },
});

/** Exchange's, where only a status is given. */
const usualReason = 'Delivery not authorized, message refused';

export const ruleIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'TransportRule' },
  position: 1,
  pipeline: 'both',
  help: { en: 'The rule, by name or GUID.', fr: 'La règle, par son nom ou son GUID.' },
};

/** What New- and Set-TransportRule have in common. */
export const ruleParameters: readonly ParameterDescription[] = [
  ...conditionParameters,
  {
    name: 'DeleteMessage',
    type: { kind: 'boolean' },
    help: {
      en: 'Takes the message and delivers it to nobody, without a word.',
      fr: 'Accepte le message et ne le remet à personne, sans rien dire.',
    },
  },
  {
    name: 'RejectMessageReasonText',
    type: {
      kind: 'string',
      maxLength: 400,
      pattern: '^[ -~]*$',
      patternText: { en: 'one line of printable ASCII', fr: 'une ligne d’ASCII imprimable' },
    },
    nullable: true,
    help: {
      en: 'Refuses the message at the door with 550, the status of RejectMessageEnhancedStatusCode, and this text.',
      fr: 'Refuse le message à l’entrée par 550, le code de RejectMessageEnhancedStatusCode et ce texte.',
    },
  },
  {
    name: 'RejectMessageEnhancedStatusCode',
    type: {
      kind: 'string',
      maxLength: 16,
      // Exchange's own range for what administrators choose.
      pattern: '^5\\.7\\.(?:1|9[0-9][0-9])$',
      patternText: { en: '5.7.1, or 5.7.900 to 5.7.999', fr: '5.7.1, ou de 5.7.900 à 5.7.999' },
    },
    nullable: true,
    defaultText: '5.7.1',
    help: {
      en: 'Refuses the message with this status; without RejectMessageReasonText the text is "Delivery not authorized, message refused".',
      fr: 'Refuse le message avec ce code ; sans RejectMessageReasonText, le texte est « Delivery not authorized, message refused ».',
    },
  },
  {
    name: 'SetSCL',
    type: { kind: 'int', min: -1, max: 9 },
    nullable: true,
    help: {
      en: 'Spam confidence level: from 5 on the message is filed as junk. It is written into the header.',
      fr: 'Seuil de confiance du courrier indésirable : à partir de 5, le message est classé indésirable. Il est inscrit dans l’en-tête.',
    },
  },
  {
    name: 'SetHeaderName',
    type: fieldName,
    nullable: true,
    help: { en: 'A field to add, with SetHeaderValue.', fr: 'Un champ à ajouter, avec SetHeaderValue.' },
  },
  {
    name: 'SetHeaderValue',
    type: {
      kind: 'string',
      maxLength: 400,
      pattern: '^[ -~]*$',
      patternText: { en: 'one line of printable ASCII', fr: 'une ligne d’ASCII imprimable' },
    },
    nullable: true,
    help: { en: 'Its value.', fr: 'Sa valeur.' },
  },
  {
    name: 'RemoveHeader',
    type: fieldName,
    nullable: true,
    help: {
      en: 'A field to take out, as often as it stands in the message. Its sender is judged before, with it.',
      fr: 'Un champ à retirer, autant de fois qu’il figure dans le message. Son expéditeur est jugé avant, avec lui.',
    },
  },
  {
    name: 'PrependSubject',
    type: { kind: 'string', maxLength: 128, ...notBlank },
    nullable: true,
    help: {
      en: 'Text that goes before the subject, each time that the rule holds; a blank at its end stays. The sender is judged by the subject as it came, and our own signature is made over the new one.',
      fr: 'Texte placé avant l’objet, chaque fois que la règle s’applique ; une espace finale est gardée. L’expéditeur est jugé sur l’objet tel qu’il est arrivé, et notre propre signature porte sur le nouveau.',
    },
  },
  {
    name: 'ApplyHtmlDisclaimerText',
    type: { kind: 'string', maxLength: 5000, lines: true },
    nullable: true,
    help: {
      en: 'HTML that is added to the texts of the message; in plain text its words. %%DisplayName%%, %%Title%%, %%PhoneNumber%% and the like stand for what is known of the sender.',
      fr: 'HTML ajouté aux textes du message ; en texte brut, ses mots. %%DisplayName%%, %%Title%%, %%PhoneNumber%% et semblables valent ce que l’on sait de l’expéditeur.',
    },
  },
  {
    name: 'ApplyHtmlDisclaimerLocation',
    type: { kind: 'enum', values: [{ name: 'Append' }, { name: 'Prepend' }] },
    defaultText: 'Append',
    help: { en: 'At the end of the text, or at its beginning.', fr: 'À la fin du texte, ou à son début.' },
  },
  {
    name: 'ApplyHtmlDisclaimerFallbackAction',
    type: { kind: 'enum', values: [{ name: 'Wrap' }, { name: 'Ignore' }, { name: 'Reject' }] },
    defaultText: 'Wrap',
    help: {
      en: 'Where it cannot stand in the message, since that is signed, encrypted or has no text: Wrap sends the message as an attachment of one that has it, Ignore sends it without, Reject refuses it.',
      fr: 'S’il ne peut figurer dans le message, signé, chiffré ou sans texte : Wrap envoie le message en pièce jointe d’un autre qui le contient, Ignore l’envoie sans lui, Reject le refuse.',
    },
  },
  people(
    'BlindCopyTo',
    'Recipients here or addresses elsewhere that get a copy, of which nothing in the message tells. When it cannot be made now, the sender is to try again.',
    'Destinataires d’ici ou adresses d’ailleurs qui reçoivent une copie, que rien n’indique dans le message. Si elle ne peut être faite pour l’instant, l’expéditeur doit réessayer.',
  ),
  people(
    'RedirectMessageTo',
    'Recipients here or addresses elsewhere that get the message instead of those it is for.',
    'Destinataires d’ici ou adresses d’ailleurs qui reçoivent le message à la place de ceux à qui il est destiné.',
  ),
  {
    name: 'StopRuleProcessing',
    type: { kind: 'boolean' },
    help: { en: 'No later rule is asked.', fr: 'Aucune règle suivante n’est consultée.' },
  },
  {
    name: 'Mode',
    type: { kind: 'enum', values: [{ name: 'Audit' }, { name: 'AuditAndNotify' }, { name: 'Enforce' }] },
    defaultText: 'Enforce',
    help: {
      en: 'Enforce does it; the others only write into the tracking log what would be done (Get-MessageTrackingLog -Source AGENT).',
      fr: 'Enforce le fait ; les autres n’inscrivent que dans le journal de suivi ce qui serait fait (Get-MessageTrackingLog -Source AGENT).',
    },
  },
  {
    name: 'Priority',
    type: { kind: 'int', min: 0, max: 10_000 },
    help: { en: 'Its place; 0 is asked first.', fr: 'Sa place ; 0 est consultée la première.' },
  },
  {
    name: 'Comments',
    type: { kind: 'string', maxLength: 1024, lines: true },
    nullable: true,
    help: { en: 'A remark.', fr: 'Une remarque.' },
  },
];

type RuleFacts = Pick<TransportRule, 'mode' | 'comments' | 'conditions' | 'exceptions' | 'actions'>;

/** The rule with what was given. @throws CmdletError where it would do nothing. */
export function ruleWith(services: ManagementServices, given: BoundParameters, current: RuleFacts): RuleFacts {
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

export function ruleObject(services: ManagementServices, rule: TransportRule, language: Language): ManagementObject {
  const { conditions, exceptions, actions } = rule;
  const shown = (people: readonly string[]): readonly string[] =>
    people.map((one) => (one.includes('@') ? one : (services.directory.findRecipient(one)?.name ?? one)));
  return {
    Priority: rule.priority,
    State: rule.enabled ? 'Enabled' : 'Disabled',
    Mode: rule.mode,
    Comments: rule.comments,
    Description: ruleDescription(rule, shown, language),
    ...shownConditions(conditions, '', shown),
    ...shownConditions(exceptions, 'ExceptIf', shown),
    DeleteMessage: actions.deleteMessage,
    RejectMessageReasonText: actions.rejectReason ?? '',
    RejectMessageEnhancedStatusCode: actions.rejectReason === null ? '' : actions.rejectStatus,
    SetSCL: actions.scl,
    SetHeaderName: actions.setHeader?.name ?? '',
    SetHeaderValue: actions.setHeader?.value ?? '',
    RemoveHeader: actions.removeHeader ?? '',
    PrependSubject: actions.prependSubject ?? '',
    ApplyHtmlDisclaimerText: actions.disclaimer?.html ?? '',
    ApplyHtmlDisclaimerLocation: actions.disclaimer?.location ?? '',
    ApplyHtmlDisclaimerFallbackAction: actions.disclaimer?.fallback ?? '',
    BlindCopyTo: shown(actions.blindCopyTo),
    RedirectMessageTo: shown(actions.redirectMessageTo),
    StopRuleProcessing: actions.stop,
    ...directoryTail(services, {
      name: rule.name,
      distinguishedName: `CN=${rule.name},CN=TransportVersioned,CN=Rules,CN=Transport Settings,${organizationDistinguishedName(services)}`,
      identity: rule.name,
      guid: rule.guid,
      schemaClass: 'ms-Exch-Transport-Rule',
      objectClass: ['top', 'msExchTransportRule'],
      whenCreated: rule.whenCreated,
      whenChanged: rule.whenChanged,
    }),
  };
}
