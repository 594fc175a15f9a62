import {
  type InboxRule,
  type NewInboxRule,
  requestedActions,
  type RuleActions,
  type RuleConditions,
} from '../../domain/automation/inbox-rule.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { normalizeAddress } from '../../domain/directory/email-address.ts';
import { HttpRefusal } from '../refusal.ts';

type Kind = 'people' | 'addresses' | 'words' | 'keywords' | 'yes' | 'number' | 'folder' | readonly string[];

const importances = ['Low', 'Normal', 'High'];
const conditionKinds: Readonly<Record<keyof RuleConditions, Kind>> = {
  from: 'people',
  fromAddressContainsWords: 'words',
  sentTo: 'people',
  recipientAddressContainsWords: 'words',
  subjectContainsWords: 'words',
  bodyContainsWords: 'words',
  subjectOrBodyContainsWords: 'words',
  headerContainsWords: 'words',
  hasAttachment: 'yes',
  myNameInToBox: 'yes',
  myNameInCcBox: 'yes',
  myNameInToOrCcBox: 'yes',
  myNameNotInToBox: 'yes',
  sentOnlyToMe: 'yes',
  withImportance: importances,
  withSensitivity: ['Normal', 'Personal', 'Private', 'CompanyConfidential'],
  flaggedForAction: requestedActions,
  messageType: ['AutomaticReply', 'AutomaticForward', 'Encrypted', 'Calendaring', 'Signed', 'NonDeliveryReport'],
  minimumSizeBytes: 'number',
  maximumSizeBytes: 'number',
  receivedAfter: 'number',
  receivedBefore: 'number',
};
const actionKinds: Readonly<Record<keyof RuleActions, Kind>> = {
  moveToFolder: 'folder',
  copyToFolder: 'folder',
  deleteMessage: 'yes',
  markAsRead: 'yes',
  markImportance: importances,
  applyCategory: 'keywords',
  forwardTo: 'addresses',
  forwardAsAttachmentTo: 'addresses',
  redirectTo: 'addresses',
};

type RuleChange = { -readonly [K in keyof NewInboxRule]?: NewInboxRule[K] };

/** A rule as its owner reads it: recipients of this organisation by their addresses. */
export function ruleView(rule: InboxRule, directory: Directory): Record<string, unknown> {
  const { guid, name, priority, enabled, actions, stopProcessingRules } = rule;
  const named = (conditions: RuleConditions): RuleConditions => ({
    ...conditions,
    ...(conditions.from === undefined ? {} : { from: conditions.from.map((one) => shownAs(one, directory)) }),
    ...(conditions.sentTo === undefined ? {} : { sentTo: conditions.sentTo.map((one) => shownAs(one, directory)) }),
  });
  return {
    guid,
    name,
    priority,
    enabled,
    conditions: named(rule.conditions),
    exceptions: named(rule.exceptions),
    actions,
    stopProcessingRules,
  };
}

/** What is given of a rule, checked. @throws HttpRefusal 400 */
export function ruleIn(body: unknown, directory: Directory): RuleChange {
  const change: RuleChange = {};
  for (const [property, value] of Object.entries(record('{…}', body))) {
    switch (property) {
      case 'name':
        if (typeof value !== 'string' || value.trim() === '' || value.length > 512) throw wrong(property);
        change.name = value.trim();
        break;
      case 'enabled':
      case 'stopProcessingRules':
        if (typeof value !== 'boolean') throw wrong(property);
        change[property] = value;
        break;
      case 'priority':
        if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 1000) throw wrong(property);
        change.priority = value;
        break;
      case 'conditions':
      case 'exceptions':
        change[property] = partsIn(property, value, conditionKinds, directory);
        break;
      case 'actions':
        change.actions = partsIn(property, value, actionKinds, directory);
        break;
      default:
        throw wrong(property);
    }
  }
  return change;
}

function partsIn(
  place: string,
  given: unknown,
  kinds: Readonly<Record<string, Kind>>,
  directory: Directory,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record(place, given)).map(([name, value]) => {
      const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
      if (kind === undefined) throw wrong(`${place}.${name}`);
      return [name, partIn(`${place}.${name}`, value, kind, directory)];
    }),
  );
}

function partIn(name: string, value: unknown, kind: Kind, directory: Directory): unknown {
  switch (kind) {
    case 'people':
      return listIn(name, value).map((address) => directory.findRecipient(address)?.guid ?? addressIn(address));
    case 'addresses':
      return [...new Set(listIn(name, value).map(addressIn))];
    case 'words':
      return listIn(name, value);
    case 'keywords':
      // RFC 9051 §9: a flag keyword is an atom.
      return listIn(name, value).map((one) =>
        one.normalize('NFC').replaceAll(/[^!#$&'+,\-./0-9:;<=>?@A-Z^_`a-z|~]/g, '_'),
      );
    case 'yes':
      if (value !== true) throw wrong(name);
      return true;
    case 'number':
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw wrong(name);
      return value;
    case 'folder':
      if (typeof value !== 'string' || value === '' || value.length > 1000) throw wrong(name);
      return value;
    default:
      if (typeof value !== 'string' || !kind.includes(value)) throw wrong(name);
      return value;
  }
}

function listIn(name: string, value: unknown): readonly string[] {
  const isList =
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= 100 &&
    value.every((one) => typeof one === 'string' && one.trim() !== '' && one.length <= 255);
  if (!isList) throw wrong(name);
  return value.map((one: string) => one.trim());
}

function addressIn(written: string): string {
  try {
    return normalizeAddress(written);
  } catch {
    throw new HttpRefusal(400, 'BadRequest', {
      en: `"${written}" is not an e-mail address.`,
      fr: `« ${written} » n’est pas une adresse de messagerie.`,
    });
  }
}

function shownAs(person: string, directory: Directory): string {
  const found = person.includes('@') ? null : directory.findRecipient(person);
  if (found === null) return person;
  return (found.kind === 'contact' ? found.externalEmailAddress : found.emailAddresses[0]) ?? person;
}

function record(name: string, value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(name);
  return value;
}

function wrong(name: string): HttpRefusal {
  return new HttpRefusal(400, 'BadRequest', {
    en: `A part of the rule is missing or wrong: ${name.slice(0, 100)}.`,
    fr: `Une partie de la règle manque ou n’est pas valable : ${name.slice(0, 100)}.`,
  });
}
