import { ByteSize, type ManagementValue, type ParameterDescription } from '@relais/management-contract';
import {
  type TransportRuleConditions,
  transportRuleMessageTypes,
} from '../../../domain/configuration/transport-rules.ts';
import { notBlank } from '../automation/rule-parameters.ts';

/** A condition of transport rules under Exchange's name, which is an exception too, with `ExceptIf` before it. */
export interface RuleCondition {
  readonly name: string;
  readonly key: keyof TransportRuleConditions;
  readonly kind:
    | 'people'
    | 'groups'
    | 'words'
    | 'patterns'
    | 'extensions'
    | 'domains'
    | 'scope'
    | 'field'
    | 'size'
    | 'flag'
    | 'type';
  readonly help: { readonly en: string; readonly fr: string };
  readonly exception: { readonly en: string; readonly fr: string };
}

type Texts = readonly [en: string, fr: string];

const condition = (
  name: string,
  key: RuleCondition['key'],
  kind: RuleCondition['kind'],
  [en, fr]: Texts,
  [exceptEn, exceptFr]: Texts,
): RuleCondition => ({ name, key, kind, help: { en, fr }, exception: { en: exceptEn, fr: exceptFr } });

export const ruleConditions: readonly RuleCondition[] = [
  condition(
    'From',
    'from',
    'people',
    ['Authors: recipients here or addresses elsewhere.', 'Auteurs : destinataires d’ici ou adresses d’ailleurs.'],
    ['Not of these authors.', 'Sauf de ces auteurs.'],
  ),
  condition(
    'FromScope',
    'fromScope',
    'scope',
    [
      'Who sends: somebody who has signed in or may relay, or a stranger.',
      'Qui envoie : quelqu’un d’authentifié ou qui peut relayer, ou un inconnu.',
    ],
    ['Not from here, or not from a stranger.', 'Sauf d’ici, ou sauf d’un inconnu.'],
  ),
  condition(
    'FromMemberOf',
    'fromMemberOf',
    'groups',
    [
      'Distribution groups of which the author is a member, in groups within them too.',
      'Groupes de distribution dont l’auteur est membre, aussi par un groupe qu’ils contiennent.',
    ],
    ['Not of members of these distribution groups.', 'Sauf des membres de ces groupes de distribution.'],
  ),
  condition(
    'FromAddressContainsWords',
    'fromAddressContainsWords',
    'words',
    ['Words in the author’s address.', 'Mots dans l’adresse de l’auteur.'],
    ['Not with these words in the author’s address.', 'Sauf avec ces mots dans l’adresse de l’auteur.'],
  ),
  condition(
    'FromAddressMatchesPatterns',
    'fromAddressMatchesPatterns',
    'patterns',
    [
      'Regular expressions that the author’s address fits.',
      'Expressions régulières auxquelles répond l’adresse de l’auteur.',
    ],
    [
      'Not where the author’s address fits these regular expressions.',
      'Sauf si l’adresse de l’auteur répond à ces expressions régulières.',
    ],
  ),
  condition(
    'SenderDomainIs',
    'senderDomainIs',
    'domains',
    [
      'Domains of the author’s address, without those below them.',
      'Domaines de l’adresse de l’auteur, sans leurs sous-domaines.',
    ],
    ['Not from these domains.', 'Sauf de ces domaines.'],
  ),
  condition(
    'SentTo',
    'sentTo',
    'people',
    ['Recipients here or addresses elsewhere.', 'Destinataires d’ici ou adresses d’ailleurs.'],
    ['Not to these recipients.', 'Sauf à ces destinataires.'],
  ),
  condition(
    'SentToScope',
    'sentToScope',
    'scope',
    [
      'A recipient is here, or is elsewhere, as contacts are.',
      'Un destinataire est d’ici, ou d’ailleurs, comme le sont les contacts.',
    ],
    ['Not where a recipient is here, or is elsewhere.', 'Sauf si un destinataire est d’ici, ou d’ailleurs.'],
  ),
  condition(
    'SentToMemberOf',
    'sentToMemberOf',
    'groups',
    [
      'Distribution groups of which a recipient is a member, in groups within them too. Mail to a group is for its members.',
      'Groupes de distribution dont un destinataire est membre, aussi par un groupe qu’ils contiennent. Le courrier d’un groupe est pour ses membres.',
    ],
    ['Not to members of these distribution groups.', 'Sauf à des membres de ces groupes de distribution.'],
  ),
  condition(
    'RecipientAddressContainsWords',
    'recipientAddressContainsWords',
    'words',
    ['Words in the address of a recipient.', 'Mots dans l’adresse d’un destinataire.'],
    ['Not with these words in the address of a recipient.', 'Sauf avec ces mots dans l’adresse d’un destinataire.'],
  ),
  condition(
    'RecipientAddressMatchesPatterns',
    'recipientAddressMatchesPatterns',
    'patterns',
    [
      'Regular expressions that the address of a recipient fits.',
      'Expressions régulières auxquelles répond l’adresse d’un destinataire.',
    ],
    [
      'Not where the address of a recipient fits these regular expressions.',
      'Sauf si l’adresse d’un destinataire répond à ces expressions régulières.',
    ],
  ),
  condition(
    'AnyOfRecipientAddressContainsWords',
    'anyOfRecipientAddressContainsWords',
    'words',
    [
      'Words in the address of one recipient: the rule holds for all recipients then.',
      'Mots dans l’adresse d’un des destinataires : la règle vaut alors pour tous.',
    ],
    [
      'Not with these words in the address of any recipient.',
      'Sauf avec ces mots dans l’adresse d’un des destinataires.',
    ],
  ),
  condition(
    'AnyOfRecipientAddressMatchesPatterns',
    'anyOfRecipientAddressMatchesPatterns',
    'patterns',
    [
      'Regular expressions that the address of one recipient fits: the rule holds for all recipients then.',
      'Expressions régulières auxquelles répond l’adresse d’un des destinataires : la règle vaut alors pour tous.',
    ],
    [
      'Not where the address of any recipient fits these regular expressions.',
      'Sauf si l’adresse d’un des destinataires répond à ces expressions régulières.',
    ],
  ),
  condition(
    'RecipientDomainIs',
    'recipientDomainIs',
    'domains',
    [
      'Domains of the address of a recipient, without those below them.',
      'Domaines de l’adresse d’un destinataire, sans leurs sous-domaines.',
    ],
    ['Not to these domains.', 'Sauf à ces domaines.'],
  ),
  condition(
    'SubjectContainsWords',
    'subjectContainsWords',
    'words',
    ['Whole words or phrases in the subject.', 'Mots entiers ou expressions dans l’objet.'],
    ['Not with these words in the subject.', 'Sauf avec ces mots dans l’objet.'],
  ),
  condition(
    'SubjectMatchesPatterns',
    'subjectMatchesPatterns',
    'patterns',
    [
      'Regular expressions that the subject fits, without case.',
      'Expressions régulières auxquelles répond l’objet, sans égard à la casse.',
    ],
    ['Not where the subject fits these regular expressions.', 'Sauf si l’objet répond à ces expressions régulières.'],
  ),
  condition(
    'SubjectOrBodyContainsWords',
    'subjectOrBodyContainsWords',
    'words',
    [
      'Whole words or phrases in the subject or in the text, HTML without its tags; of the text the first megabyte.',
      'Mots entiers ou expressions dans l’objet ou le texte, le HTML sans ses balises ; du texte, le premier mégaoctet.',
    ],
    ['Not with these words in the subject or the text.', 'Sauf avec ces mots dans l’objet ou le texte.'],
  ),
  condition(
    'SubjectOrBodyMatchesPatterns',
    'subjectOrBodyMatchesPatterns',
    'patterns',
    [
      'Regular expressions that the subject or the text fits. One that takes longer than a second on a message is stopped, and the rule does not count for it.',
      'Expressions régulières auxquelles répond l’objet ou le texte. Celle qui prend plus d’une seconde sur un message est arrêtée, et la règle ne compte pas pour lui.',
    ],
    [
      'Not where the subject or the text fits these regular expressions.',
      'Sauf si l’objet ou le texte répond à ces expressions régulières.',
    ],
  ),
  condition(
    'HeaderContainsMessageHeader',
    'header',
    'field',
    ['The field that HeaderContainsWords looks into.', 'Le champ que consulte HeaderContainsWords.'],
    ['The field that ExceptIfHeaderContainsWords looks into.', 'Le champ que consulte ExceptIfHeaderContainsWords.'],
  ),
  condition(
    'HeaderContainsWords',
    'headerContainsWords',
    'words',
    ['Words in that field.', 'Mots dans ce champ.'],
    ['Not with these words in that field.', 'Sauf avec ces mots dans ce champ.'],
  ),
  condition(
    'HeaderMatchesMessageHeader',
    'patternHeader',
    'field',
    ['The field that HeaderMatchesPatterns looks into.', 'Le champ que consulte HeaderMatchesPatterns.'],
    [
      'The field that ExceptIfHeaderMatchesPatterns looks into.',
      'Le champ que consulte ExceptIfHeaderMatchesPatterns.',
    ],
  ),
  condition(
    'HeaderMatchesPatterns',
    'headerMatchesPatterns',
    'patterns',
    ['Regular expressions that this field fits.', 'Expressions régulières auxquelles répond ce champ.'],
    ['Not where this field fits these regular expressions.', 'Sauf si ce champ répond à ces expressions régulières.'],
  ),
  condition(
    'AttachmentNameMatchesPatterns',
    'attachmentNameMatchesPatterns',
    'patterns',
    [
      'Regular expressions that the name of an attachment fits, or that of a file in a ZIP archive.',
      'Expressions régulières auxquelles répond le nom d’une pièce jointe, ou d’un fichier dans une archive ZIP.',
    ],
    [
      'Not where the name of an attachment fits these regular expressions.',
      'Sauf si le nom d’une pièce jointe répond à ces expressions régulières.',
    ],
  ),
  condition(
    'AttachmentExtensionMatchesWords',
    'attachmentExtensionMatchesWords',
    'extensions',
    [
      'Extensions of attachments, and of files in ZIP archives: exe, docm.',
      'Extensions de pièces jointes, et de fichiers dans des archives ZIP : exe, docm.',
    ],
    ['Not with attachments of these extensions.', 'Sauf avec des pièces jointes de ces extensions.'],
  ),
  condition(
    'AttachmentSizeOver',
    'attachmentSizeOver',
    'size',
    [
      'An attachment of this size or more; 1B: any attachment.',
      'Une pièce jointe de cette taille ou plus ; 1B : n’importe laquelle.',
    ],
    ['Not with an attachment of this size or more.', 'Sauf avec une pièce jointe de cette taille ou plus.'],
  ),
  condition(
    'AttachmentHasExecutableContent',
    'attachmentHasExecutableContent',
    'flag',
    [
      'An attachment, or a file in a ZIP archive, is a program of Windows, Linux, macOS or Java, by its first bytes.',
      'Une pièce jointe, ou un fichier dans une archive ZIP, est un programme de Windows, Linux, macOS ou Java, d’après ses premiers octets.',
    ],
    ['Not where an attachment is a program.', 'Sauf si une pièce jointe est un programme.'],
  ),
  condition(
    'AttachmentIsPasswordProtected',
    'attachmentIsPasswordProtected',
    'flag',
    [
      'An attachment is a ZIP archive that asks for a password.',
      'Une pièce jointe est une archive ZIP qui demande un mot de passe.',
    ],
    ['Not where an attachment is such an archive.', 'Sauf si une pièce jointe est une telle archive.'],
  ),
  condition(
    'AttachmentIsUnsupported',
    'attachmentIsUnsupported',
    'flag',
    [
      'An attachment is an archive that cannot be looked into: broken, or of another kind than ZIP.',
      'Une pièce jointe est une archive illisible : abîmée, ou d’un autre type que ZIP.',
    ],
    ['Not where an attachment is such an archive.', 'Sauf si une pièce jointe est une telle archive.'],
  ),
  condition(
    'AttachmentProcessingLimitExceeded',
    'attachmentProcessingLimitExceeded',
    'flag',
    [
      'An attachment is an archive with more in it than is looked at: 1,000 files, four archives within one another, or 64 MB of them.',
      'Une pièce jointe est une archive qui contient plus que ce qui est examiné : 1 000 fichiers, quatre archives emboîtées, ou 64 Mo de celles-ci.',
    ],
    ['Not where an attachment is such an archive.', 'Sauf si une pièce jointe est une telle archive.'],
  ),
  condition(
    'MessageTypeMatches',
    'messageTypeMatches',
    'type',
    [
      'What kind of message it is: an automatic reply (OOF), one that a mailbox sent on, a read receipt, a meeting, signed, encrypted.',
      'Le type de message : une réponse automatique (OOF), un message transféré par une boîte, une confirmation de lecture, une réunion, un message signé ou chiffré.',
    ],
    ['Not a message of this kind.', 'Sauf un message de ce type.'],
  ),
  condition(
    'MessageSizeOver',
    'messageSizeOver',
    'size',
    ['The message has this size or more.', 'Le message a cette taille ou plus.'],
    ['Not where the message has this size or more.', 'Sauf si le message a cette taille ou plus.'],
  ),
];

/** The name of a field of the header, as parameters take it. */
export const fieldName = {
  kind: 'string',
  maxLength: 64,
  pattern: '^[!-9;-~]+$',
  patternText: { en: 'the name of a field', fr: 'le nom d’un champ' },
} as const;

const types: Readonly<Record<RuleCondition['kind'], Pick<ParameterDescription, 'type' | 'list'>>> = {
  people: { type: { kind: 'string', maxLength: 256, ...notBlank }, list: true },
  groups: { type: { kind: 'string', maxLength: 256, ...notBlank }, list: true },
  words: { type: { kind: 'string', maxLength: 256, ...notBlank }, list: true },
  patterns: {
    type: {
      kind: 'string',
      maxLength: 256,
      ...notBlank,
    },
    list: true,
  },
  extensions: {
    type: {
      kind: 'string',
      maxLength: 32,
      pattern: '^\\.?[^\\s./\\\\*]+$',
      patternText: { en: 'an extension, as exe', fr: 'une extension, comme exe' },
    },
    list: true,
  },
  size: { type: { kind: 'bytesize', min: 1 } },
  flag: { type: { kind: 'boolean' } },
  type: { type: { kind: 'enum', values: transportRuleMessageTypes.map((name) => ({ name })) } },
  domains: {
    type: {
      kind: 'string',
      maxLength: 256,
      pattern: '^[^\\s@*]+$',
      patternText: { en: 'a domain', fr: 'un domaine' },
    },
    list: true,
  },
  scope: { type: { kind: 'enum', values: [{ name: 'InOrganization' }, { name: 'NotInOrganization' }] } },
  field: { type: fieldName },
};

export const conditionParameters: readonly ParameterDescription[] = [
  ...ruleConditions.map(({ name, kind, help }) => ({ name, ...types[kind], nullable: kind !== 'flag', help })),
  ...ruleConditions.map(({ name, kind, exception }) => ({
    name: `ExceptIf${name}`,
    ...types[kind],
    nullable: kind !== 'flag',
    help: exception,
  })),
];

/** Conditions, or exceptions with their `prefix`, as Get-TransportRule shows them. */
export function shownConditions(
  asked: TransportRuleConditions,
  prefix: '' | 'ExceptIf',
  shown: (people: readonly string[]) => readonly string[],
): Readonly<Record<string, ManagementValue>> {
  return Object.fromEntries(
    ruleConditions.map(({ name, key, kind }) => {
      const value = asked[key];
      if (typeof value === 'number') return [`${prefix}${name}`, new ByteSize(value)];
      if (typeof value === 'boolean') return [`${prefix}${name}`, value];
      if (value === null || typeof value === 'string') return [`${prefix}${name}`, value ?? ''];
      return [`${prefix}${name}`, kind === 'people' || kind === 'groups' ? shown(value) : value];
    }),
  );
}
