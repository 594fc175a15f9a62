import type { ManagementValue, ParameterDescription } from '@relais/management-contract';
import type { TransportRuleConditions } from '../../../domain/configuration/transport-rules.ts';
import { notBlank } from '../automation/rule-parameters.ts';

/** A condition of transport rules under Exchange's name, which is an exception too, with `ExceptIf` before it. */
export interface RuleCondition {
  readonly name: string;
  readonly key: keyof TransportRuleConditions;
  readonly kind: 'people' | 'groups' | 'words' | 'domains' | 'scope' | 'field';
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
  ...ruleConditions.map(({ name, kind, help }) => ({ name, ...types[kind], nullable: true, help })),
  ...ruleConditions.map(({ name, kind, exception }) => ({
    name: `ExceptIf${name}`,
    ...types[kind],
    nullable: true,
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
      if (value === null || typeof value === 'string') return [`${prefix}${name}`, value ?? ''];
      return [`${prefix}${name}`, kind === 'people' || kind === 'groups' ? shown(value) : value];
    }),
  );
}
