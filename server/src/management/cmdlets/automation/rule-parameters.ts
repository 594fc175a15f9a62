import type { ByteSize, ParameterDescription } from '@relais/management-contract';
import { type RuleActions, type RuleConditions, requestedActions } from '../../../domain/automation/inbox-rule.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { normalizeAddress } from '../../../domain/directory/email-address.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { plainIdentity } from '../recipients/find-mailbox.ts';
import { addressOf } from '../recipients/recipient-parameters.ts';
import { withoutOuterSlashes } from '../sharing/without-outer-slashes.ts';

type Kind = 'people' | 'words' | 'boolean' | 'importance' | 'sensitivity' | 'requested' | 'type' | 'size' | 'date';

interface ConditionParameter {
  readonly name: string;
  readonly property: keyof RuleConditions;
  readonly kind: Kind;
  readonly en: string;
  readonly fr: string;
}

const condition = (
  name: string,
  property: keyof RuleConditions,
  kind: Kind,
  en: string,
  fr: string,
): ConditionParameter => ({ name, property, kind, en, fr });

/** A word that a rule looks for: blanks alone are in every message, and nothing at all as well. */
export const notBlank = { pattern: '\\S', patternText: { en: 'a word', fr: 'un mot' } } as const;

/** Exchange's conditions; each is an exception too, with `ExceptIf` before its name. */
export const conditionParameters: readonly ConditionParameter[] = [
  condition('From', 'from', 'people', 'Who wrote it', 'Qui l’a écrit'),
  condition(
    'FromAddressContainsWords',
    'fromAddressContainsWords',
    'words',
    'Words in the sender’s address',
    'Mots dans l’adresse de l’expéditeur',
  ),
  condition('SentTo', 'sentTo', 'people', 'Who is in To or Cc', 'Qui figure dans À ou Cc'),
  condition(
    'RecipientAddressContainsWords',
    'recipientAddressContainsWords',
    'words',
    'Words in an address of To or Cc',
    'Mots dans une adresse de À ou Cc',
  ),
  condition('SubjectContainsWords', 'subjectContainsWords', 'words', 'Words in the subject', 'Mots dans l’objet'),
  condition('BodyContainsWords', 'bodyContainsWords', 'words', 'Words in the text', 'Mots dans le texte'),
  condition(
    'SubjectOrBodyContainsWords',
    'subjectOrBodyContainsWords',
    'words',
    'Words in the subject or the text',
    'Mots dans l’objet ou le texte',
  ),
  condition('HeaderContainsWords', 'headerContainsWords', 'words', 'Words in the header', 'Mots dans l’en-tête'),
  condition('HasAttachment', 'hasAttachment', 'boolean', 'With an attachment', 'Avec une pièce jointe'),
  condition('MyNameInToBox', 'myNameInToBox', 'boolean', 'The mailbox is in To', 'La boîte figure dans À'),
  condition('MyNameInCcBox', 'myNameInCcBox', 'boolean', 'The mailbox is in Cc', 'La boîte figure dans Cc'),
  condition(
    'MyNameInToOrCcBox',
    'myNameInToOrCcBox',
    'boolean',
    'The mailbox is in To or Cc',
    'La boîte figure dans À ou Cc',
  ),
  condition(
    'MyNameNotInToBox',
    'myNameNotInToBox',
    'boolean',
    'The mailbox is not in To',
    'La boîte ne figure pas dans À',
  ),
  condition(
    'SentOnlyToMe',
    'sentOnlyToMe',
    'boolean',
    'To the mailbox and nobody else',
    'À la boîte et à personne d’autre',
  ),
  condition('WithImportance', 'withImportance', 'importance', 'Its importance', 'Son importance'),
  condition('WithSensitivity', 'withSensitivity', 'sensitivity', 'Its sensitivity', 'Sa confidentialité'),
  condition(
    'FlaggedForAction',
    'flaggedForAction',
    'requested',
    'What the sender’s flag asks for (X-Message-Flag)',
    'Ce que demande l’indicateur de l’expéditeur (X-Message-Flag)',
  ),
  condition('MessageTypeMatches', 'messageType', 'type', 'Its kind', 'Son type'),
  condition('WithinSizeRangeMinimum', 'minimumSizeBytes', 'size', 'At least so large', 'Au moins cette taille'),
  condition('WithinSizeRangeMaximum', 'maximumSizeBytes', 'size', 'At most so large', 'Au plus cette taille'),
  condition('ReceivedAfterDate', 'receivedAfter', 'date', 'Received after', 'Reçu après'),
  condition('ReceivedBeforeDate', 'receivedBefore', 'date', 'Received before', 'Reçu avant'),
];

const named = (...names: readonly string[]) => ({ kind: 'enum', values: names.map((name) => ({ name })) }) as const;

function described(
  { kind, en, fr }: ConditionParameter,
  name: string,
  help: { en: string; fr: string },
): ParameterDescription {
  const base = { name, nullable: true, help: { en: `${help.en}${en}.`, fr: `${help.fr}${fr}.` } };
  switch (kind) {
    case 'people':
      return { ...base, type: { kind: 'identity', of: 'Recipient' }, list: true };
    case 'words':
      return { ...base, type: { kind: 'string', maxLength: 255, ...notBlank }, list: true };
    case 'boolean':
      return { ...base, type: { kind: 'boolean' } };
    case 'importance':
      return { ...base, type: named('Low', 'Normal', 'High') };
    case 'sensitivity':
      return { ...base, type: named('Normal', 'Personal', 'Private', 'CompanyConfidential') };
    case 'requested':
      return { ...base, type: named(...requestedActions) };
    case 'type':
      return {
        ...base,
        type: named('AutomaticReply', 'AutomaticForward', 'Encrypted', 'Calendaring', 'Signed', 'NonDeliveryReport'),
      };
    case 'size':
      return { ...base, type: { kind: 'bytesize' } };
    case 'date':
      return { ...base, type: { kind: 'datetime' } };
  }
}

const recipients = (name: string, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'identity', of: 'Recipient' },
  list: true,
  nullable: true,
  help: { en, fr },
});
const folder = (name: string, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'string', maxLength: 1000 },
  nullable: true,
  help: { en, fr },
});
const flag = (name: string, en: string, fr: string): ParameterDescription => ({
  name,
  type: { kind: 'boolean' },
  help: { en, fr },
});

const actionParameters: readonly ParameterDescription[] = [
  folder(
    'MoveToFolder',
    'Moves it: alice:\\Projects\\Big, or Projects\\Big.',
    'Le déplace : alice:\\Projets\\Grands, ou Projets\\Grands.',
  ),
  folder('CopyToFolder', 'Puts a copy there.', 'En dépose une copie.'),
  flag('DeleteMessage', 'Moves it to Deleted Items.', 'Le déplace vers les éléments supprimés.'),
  flag('MarkAsRead', 'Marks it as read.', 'Le marque comme lu.'),
  {
    name: 'MarkImportance',
    type: named('Low', 'Normal', 'High'),
    nullable: true,
    help: { en: 'Gives it this importance.', fr: 'Lui donne cette importance.' },
  },
  { ...folder('ApplyCategory', 'Marks it with these keywords.', 'Le marque de ces mots-clés.'), list: true },
  recipients('ForwardTo', 'Sends its text on, from this mailbox.', 'Transfère son texte, depuis cette boîte.'),
  recipients('ForwardAsAttachmentTo', 'Sends it on as an attachment.', 'Le transfère en pièce jointe.'),
  recipients('RedirectTo', 'Passes it on as it is; nothing stays here.', 'Le réachemine tel quel ; rien ne reste ici.'),
  {
    ...flag('StopProcessingRules', 'No further rule runs.', 'Aucune autre règle n’est exécutée.'),
    defaultText: '$true',
  },
  {
    name: 'Priority',
    type: { kind: 'int', min: 0, max: 1000 },
    help: { en: 'Its place among the rules, from 1.', fr: 'Sa place parmi les règles, à partir de 1.' },
  },
];

export const ruleParameters: readonly ParameterDescription[] = [
  ...conditionParameters.map((one) => described(one, one.name, { en: '', fr: '' })),
  ...conditionParameters.map((one) =>
    described(one, `ExceptIf${one.name}`, {
      en: 'The rule does not apply when: ',
      fr: 'La règle ne s’applique pas si : ',
    }),
  ),
  ...actionParameters,
];

/** Conditions as given over those there were. */
export function conditionsFrom(
  services: ManagementServices,
  given: BoundParameters,
  prefix: '' | 'ExceptIf',
  current: RuleConditions,
): RuleConditions {
  const conditions: Record<string, unknown> = { ...current };
  for (const { name, property, kind } of conditionParameters) {
    const parameter = `${prefix}${name}`;
    if (!given.has(parameter)) continue;
    const value = given.get(parameter);
    if (value === null || value === undefined) delete conditions[property];
    else if (kind === 'size') conditions[property] = (value as ByteSize).bytes;
    else if (kind === 'date') conditions[property] = (value as Date).getTime();
    else if (kind === 'people' || kind === 'words') {
      const list = given.list<string>(parameter, (current[property] as readonly string[] | undefined) ?? []) ?? [];
      const read = kind === 'words' ? list : list.map((one) => recipientOrAddress(services, parameter, one).named);
      if (read.length === 0) delete conditions[property];
      else conditions[property] = read;
    } else conditions[property] = value;
  }
  return conditions;
}

/** Actions as given over those there were. */
export function actionsFrom(
  services: ManagementServices,
  given: BoundParameters,
  mailbox: Mailbox,
  current: RuleActions,
): RuleActions {
  const actions: Record<string, unknown> = { ...current };
  const put = (property: keyof RuleActions, value: unknown): void => {
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) delete actions[property];
    else actions[property] = value;
  };
  for (const [name, property] of [
    ['MoveToFolder', 'moveToFolder'],
    ['CopyToFolder', 'copyToFolder'],
  ] as const)
    if (given.has(name)) put(property, folderName(services, mailbox, name, given.get<string | null>(name) ?? null));
  for (const [name, property] of [
    ['DeleteMessage', 'deleteMessage'],
    ['MarkAsRead', 'markAsRead'],
    ['MarkImportance', 'markImportance'],
  ] as const)
    if (given.has(name)) put(property, given.get(name));
  if (given.has('ApplyCategory'))
    put('applyCategory', given.list<string>('ApplyCategory', current.applyCategory ?? [])?.map(keyword));
  for (const [name, property] of [
    ['ForwardTo', 'forwardTo'],
    ['ForwardAsAttachmentTo', 'forwardAsAttachmentTo'],
    ['RedirectTo', 'redirectTo'],
  ] as const)
    if (given.has(name)) {
      const list = given.list<string>(name, current[property] ?? []) ?? [];
      put(property, [...new Set(list.map((one) => recipientOrAddress(services, name, one).address))]);
    }
  return actions;
}

/** `alice:\Projects\Big`, `\Projects\Big` or `Projects/Big` as the store names it. */
function folderName(
  services: ManagementServices,
  mailbox: Mailbox,
  parameter: string,
  written: string | null,
): string | null {
  if (written === null || written === '') return null;
  const colon = written.indexOf(':\\');
  if (colon > 0 && services.directory.findMailbox(plainIdentity(written.slice(0, colon)))?.guid !== mailbox.guid)
    throw invalid(
      parameter,
      written,
      `"${written}" names a folder of another mailbox; rules file into their own.`,
      `« ${written} » désigne un dossier d’une autre boîte ; les règles classent dans la leur.`,
    );
  const path = withoutOuterSlashes((colon > 0 ? written.slice(colon + 2) : written).replaceAll('\\', '/'));
  return /^inbox(?=\/|$)/i.test(path) ? `INBOX${path.slice(5)}` : path;
}

function keyword(category: string): string {
  // RFC 9051 §9: a flag keyword is an atom.
  return category.normalize('NFC').replaceAll(/[^!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|~]/g, '_');
}

/** What a rule keeps of somebody it names: recipients here by their id, others by address. */
function recipientOrAddress(
  services: ManagementServices,
  parameter: string,
  written: string,
): { readonly named: string; readonly address: string } {
  const found = services.directory.findRecipient(plainIdentity(written));
  if (found !== null) return { named: found.guid, address: addressOf(found) ?? '' };
  try {
    const address = normalizeAddress(written.replace(/^smtp:/i, ''));
    return { named: address, address };
  } catch {
    throw invalid(
      parameter,
      written,
      `"${written}" is neither a recipient here nor an e-mail address.`,
      `« ${written} » n’est ni un destinataire d’ici ni une adresse de messagerie.`,
    );
  }
}

function invalid(parameter: string, target: string, en: string, fr: string): CmdletError {
  return new CmdletError({
    id: 'DataValidation',
    category: 'InvalidData',
    exception: 'DataValidationException',
    parameter,
    target,
    text: { en, fr },
  });
}
