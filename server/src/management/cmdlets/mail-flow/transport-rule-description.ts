import { ByteSize, type Language, type LocalisedText } from '@relais/management-contract';
import type {
  TransportRule,
  TransportRuleActions,
  TransportRuleConditions,
} from '../../../domain/configuration/transport-rules.ts';

/** Names of people and groups as they are shown: their own, or an address. */
type Shown = (people: readonly string[]) => readonly string[];

/**
 * `{}` is where the values of the condition stand, `{field}` the field that they are looked for in; `null` is said with another one. A
 * condition that is not here does not compile.
 */
const phrases: Readonly<Record<keyof TransportRuleConditions, readonly [en: string, fr: string] | null>> = {
  from: ['is received from {}', 'est reçu de {}'],
  fromScope: ['is received from {}', 'est reçu {}'],
  fromMemberOf: ['is received from a member of group {}', 'est reçu d’un membre du groupe {}'],
  fromAddressContainsWords: [
    "includes these words in the sender's address: {}",
    'contient ces mots dans l’adresse de l’expéditeur : {}',
  ],
  fromAddressMatchesPatterns: [
    "includes these patterns in the sender's address: {}",
    'contient ces motifs dans l’adresse de l’expéditeur : {}',
  ],
  senderDomainIs: [
    "has a sender's address of any of these domains: {}",
    'a un expéditeur de l’un de ces domaines : {}',
  ],
  sentTo: ['is sent to {}', 'est envoyé à {}'],
  sentToScope: ['is sent to {}', 'est envoyé {}'],
  sentToMemberOf: ['is sent to a member of group {}', 'est envoyé à un membre du groupe {}'],
  recipientAddressContainsWords: [
    "includes these words in the recipient's address: {}",
    'contient ces mots dans l’adresse du destinataire : {}',
  ],
  recipientAddressMatchesPatterns: [
    "includes these patterns in the recipient's address: {}",
    'contient ces motifs dans l’adresse du destinataire : {}',
  ],
  anyOfRecipientAddressContainsWords: [
    "includes these words in any of the recipients' addresses: {}",
    'contient ces mots dans l’adresse de l’un des destinataires : {}',
  ],
  anyOfRecipientAddressMatchesPatterns: [
    "includes these patterns in any of the recipients' addresses: {}",
    'contient ces motifs dans l’adresse de l’un des destinataires : {}',
  ],
  recipientDomainIs: [
    "has a recipient's address of any of these domains: {}",
    'a un destinataire de l’un de ces domaines : {}',
  ],
  subjectContainsWords: ['includes these words in the message subject: {}', 'contient ces mots dans l’objet : {}'],
  subjectMatchesPatterns: [
    'includes these patterns in the message subject: {}',
    'contient ces motifs dans l’objet : {}',
  ],
  subjectOrBodyContainsWords: [
    'includes these words in the message subject or body: {}',
    'contient ces mots dans l’objet ou le corps : {}',
  ],
  subjectOrBodyMatchesPatterns: [
    'includes these patterns in the message subject or body: {}',
    'contient ces motifs dans l’objet ou le corps : {}',
  ],
  header: null,
  headerContainsWords: ["has these words in the header '{field}': {}", 'a ces mots dans le champ « {field} » : {}'],
  patternHeader: null,
  headerMatchesPatterns: [
    "matches these patterns in the header '{field}': {}",
    'répond à ces motifs dans le champ « {field} » : {}',
  ],
  attachmentNameMatchesPatterns: [
    'has an attachment with a file name that matches these patterns: {}',
    'a une pièce jointe dont le nom répond à ces motifs : {}',
  ],
  attachmentExtensionMatchesWords: [
    'has an attachment with one of these file extensions: {}',
    'a une pièce jointe avec l’une de ces extensions : {}',
  ],
  attachmentSizeOver: [
    'has an attachment with size greater than or equal to {}',
    'a une pièce jointe d’une taille d’au moins {}',
  ],
  attachmentHasExecutableContent: [
    'has an attachment with executable content',
    'a une pièce jointe au contenu exécutable',
  ],
  attachmentIsPasswordProtected: [
    'has an attachment that is password protected',
    'a une pièce jointe protégée par un mot de passe',
  ],
  attachmentIsUnsupported: [
    "has an attachment whose content can't be inspected",
    'a une pièce jointe dont le contenu ne peut pas être examiné',
  ],
  attachmentProcessingLimitExceeded: [
    "has an attachment whose content couldn't be inspected completely",
    'a une pièce jointe dont le contenu n’a pas pu être examiné en entier',
  ],
  messageTypeMatches: ['is of the message type {}', 'est un message du type {}'],
  messageSizeOver: ['has a size greater than or equal to {}', 'a une taille d’au moins {}'],
};

const scopes: Readonly<Record<string, readonly [en: string, fr: string]>> = {
  InOrganization: ["'Inside the organization'", 'de l’intérieur de l’organisation'],
  NotInOrganization: ["'Outside the organization'", 'de l’extérieur de l’organisation'],
};
const targets: Readonly<Record<string, readonly [en: string, fr: string]>> = {
  ...scopes,
  InOrganization: ["'Inside the organization'", 'à l’intérieur de l’organisation'],
  NotInOrganization: ["'Outside the organization'", 'à l’extérieur de l’organisation'],
};

/** Conditions on recipients; what others hold are words, also where a recipient is called so. */
const people: ReadonlySet<keyof TransportRuleConditions> = new Set([
  'from',
  'fromMemberOf',
  'sentTo',
  'sentToMemberOf',
]);

const titles = {
  conditions: { en: 'If the message:', fr: 'Si le message :' },
  everything: { en: 'Apply to all messages', fr: 'Appliquer à tous les messages' },
  actions: { en: 'Take the following actions:', fr: 'Prendre les mesures suivantes :' },
  exceptions: { en: 'Except if the message:', fr: 'Sauf si le message :' },
} as const;

/**
 * What a rule does, in sentences: Get-TransportRule's Description. Conditions hold together, of the exceptions one is enough.
 */
export function ruleDescription(rule: TransportRule, shown: Shown, language: Language): string {
  const said = ({ en, fr }: LocalisedText): string => (language === 'fr' ? fr : en);
  const { and, or } = language === 'fr' ? { and: 'et', or: 'ou' } : { and: 'and', or: 'or' };
  const conditions = clauses(rule.conditions, shown, language);
  const exceptions = clauses(rule.exceptions, shown, language);
  return [
    ...(conditions.length === 0 ? [said(titles.everything)] : [said(titles.conditions), ...joined(conditions, and)]),
    said(titles.actions),
    ...joined(
      actionTexts(rule.actions, shown, language).map((text) => said(text)),
      and,
    ),
    ...(exceptions.length === 0 ? [] : [said(titles.exceptions), ...joined(exceptions, or)]),
  ].join('\n');
}

/** One a line, the first with a capital, a word before the others. */
function joined(texts: readonly string[], word: string): readonly string[] {
  return texts.map((text, index) =>
    index === 0 ? `\t${text.charAt(0).toUpperCase()}${text.slice(1)}` : `\t${word} ${text}`,
  );
}

function clauses(asked: TransportRuleConditions, shown: Shown, language: Language): readonly string[] {
  const keys = Object.keys(phrases) as (keyof TransportRuleConditions)[];
  return keys.flatMap((key) => {
    const value = asked[key];
    if (value === null || value === false || value === '' || (Array.isArray(value) && value.length === 0)) return [];
    const phrase = phrases[key]?.[language === 'fr' ? 1 : 0];
    if (phrase === undefined) return [];
    const field = (key === 'headerContainsWords' ? asked.header : asked.patternHeader) ?? '';
    return [phrase.replaceAll(/\{(field)?\}/g, (_, named) => (named ? field : valueText(key, value, shown, language)))];
  });
}

function valueText(
  key: keyof TransportRuleConditions,
  value: TransportRuleConditions[keyof TransportRuleConditions],
  shown: Shown,
  language: Language,
): string {
  const at = language === 'fr' ? 1 : 0;
  if (typeof value === 'number') return quoted([new ByteSize(value).toString()], language);
  if (key === 'fromScope') return scopes[String(value)]?.[at] ?? String(value);
  if (key === 'sentToScope') return targets[String(value)]?.[at] ?? String(value);
  if (typeof value === 'boolean' || value === null) return '';
  if (typeof value === 'string') return quoted([value], language);
  return quoted(people.has(key) ? shown(value) : value, language);
}

function quoted(values: readonly string[], language: Language): string {
  return language === 'fr'
    ? values.map((value) => `« ${value} »`).join(' ou ')
    : values.map((value) => `'${value}'`).join(' or ');
}

function actionTexts(actions: TransportRuleActions, shown: Shown, language: Language): readonly LocalisedText[] {
  const texts: LocalisedText[] = [];
  const say = (en: string, fr: string): void => void texts.push({ en, fr });
  const all = (values: readonly string[]): string => quoted(values, language).replaceAll(/ or | ou /g, ', ');
  const { rejectReason, scl, setHeader, removeHeader, prependSubject, disclaimer, blindCopyTo, redirectMessageTo } =
    actions;
  if (actions.deleteMessage)
    say(
      'delete the message without notifying the recipient or sender',
      'supprimer le message sans en avertir le destinataire ni l’expéditeur',
    );
  if (rejectReason !== null)
    say(
      `reject the message and include the explanation '${rejectReason}' with the status code: '${actions.rejectStatus}'`,
      `refuser le message avec l’explication « ${rejectReason} » et le code d’état « ${actions.rejectStatus} »`,
    );
  if (redirectMessageTo.length > 0)
    say(
      `redirect the message to ${all(shown(redirectMessageTo))}`,
      `rediriger le message vers ${all(shown(redirectMessageTo))}`,
    );
  if (blindCopyTo.length > 0)
    say(
      `blind carbon copy (Bcc) the message to ${all(shown(blindCopyTo))}`,
      `envoyer une copie invisible (Cci) du message à ${all(shown(blindCopyTo))}`,
    );
  if (prependSubject !== null)
    say(`prepend the subject with '${prependSubject}'`, `faire précéder l’objet de « ${prependSubject} »`);
  if (disclaimer !== null) {
    const isBefore = disclaimer.location === 'Prepend';
    const [en, fr] = fallbacks[disclaimer.fallback];
    say(
      `${isBefore ? 'prepend' : 'append'} the message with the disclaimer '${disclaimer.html}'. If the disclaimer can't be applied, ${en}`,
      `ajouter ${isBefore ? 'au début' : 'à la fin'} du message la clause « ${disclaimer.html} ». Si elle ne peut pas l’être, ${fr}`,
    );
  }
  if (scl !== null)
    say(
      `set the spam confidence level (SCL) to '${scl}'`,
      `donner au message le seuil de probabilité de courrier indésirable (SCL) « ${scl} »`,
    );
  if (setHeader !== null)
    say(
      `set message header '${setHeader.name}' with the value '${setHeader.value}'`,
      `donner au champ « ${setHeader.name} » la valeur « ${setHeader.value} »`,
    );
  if (removeHeader !== null) say(`remove message header '${removeHeader}'`, `retirer le champ « ${removeHeader} »`);
  if (actions.stop) say('stop processing more rules', 'ne plus traiter d’autres règles');
  return texts;
}

const fallbacks = {
  Wrap: [
    'attach the message to a new disclaimer message.',
    'joindre le message à un nouveau message qui porte la clause.',
  ],
  Ignore: ['deliver the message without it.', 'remettre le message sans elle.'],
  Reject: ['reject the message.', 'refuser le message.'],
} as const;
