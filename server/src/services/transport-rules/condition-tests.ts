import { parsePattern } from '@relais/management-contract';
import type { TransportRuleConditions } from '../../domain/configuration/transport-rules.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { asciiDomain } from '../../domain/queue/address-space.ts';
import type { WatchedPatterns } from '../../platform/patterns/watched-patterns.ts';
import { hasWords, wordsOf } from './find-words.ts';
import type { JudgedFacts } from './judged-facts.ts';
import { domainOf, type JudgedRecipient } from './judged-recipients.ts';
import { extensionOf, type MessageContents } from './message-contents.ts';

/** One condition of a rule that is given. */
export interface ConditionTest {
  /** `contents`: it asks for more than the header, and must not be asked while they are not there. `recipients`: of each of them on his own. */
  readonly asks: 'header' | 'recipients' | 'contents';
  /** For one of `recipients` at least, where it is about them. @throws PatternStopped, or rejects with it. */
  readonly holds: (recipients: readonly JudgedRecipient[]) => boolean | Promise<boolean>;
}

export interface TestParts {
  readonly directory: Directory;
  readonly patterns: Pick<WatchedPatterns, 'find'>;
}

/** What of `asked` is given, each to be asked on its own, of one kind in the order of what it costs. */
export function conditionTests(
  { directory, patterns }: TestParts,
  asked: TransportRuleConditions,
  facts: JudgedFacts,
): readonly ConditionTest[] {
  const { authors, subject } = facts;
  const contents = (): MessageContents => {
    if (facts.contents === null) throw new Error('the message has not come to its end');
    return facts.contents;
  };
  const tests: ConditionTest[] = [];
  const given = (
    value: string | number | boolean | readonly string[] | null,
    holds: ConditionTest['holds'],
    asks: ConditionTest['asks'] = 'header',
  ): void => {
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
    if (isGiven) tests.push({ asks, holds });
  };
  const found = (list: readonly string[], texts: readonly string[]): boolean | Promise<boolean> =>
    anyFound(patterns, compiled(list), texts);
  given(asked.from, () => isAny(directory, asked.from, authors));
  given(asked.fromScope, () => asked.fromScope === facts.from);
  given(asked.fromMemberOf, () => isAny(directory, asked.fromMemberOf, authors));
  given(asked.fromAddressContainsWords, () => hasWords(wordsOf(authors.join('\n')), asked.fromAddressContainsWords));
  given(asked.senderDomainIs, () => isInDomain(authors, asked.senderDomainIs));
  given(asked.subjectContainsWords, () => hasWords(wordsOf(subject), asked.subjectContainsWords));
  given(asked.header, () => hasWords(wordsOf(facts.fields(asked.header ?? '').join('\n')), asked.headerContainsWords));
  given(asked.fromAddressMatchesPatterns, () => found(asked.fromAddressMatchesPatterns, authors));
  const { anyOfRecipientAddressContainsWords: anyWords, anyOfRecipientAddressMatchesPatterns: anyPatterns } = asked;
  given(anyWords, () => hasWords(wordsOf(facts.addresses.join('\n')), anyWords));
  given(anyPatterns, () => found(anyPatterns, facts.addresses));
  given(asked.subjectMatchesPatterns, () => found(asked.subjectMatchesPatterns, [subject]));
  given(asked.patternHeader, () => found(asked.headerMatchesPatterns, facts.fields(asked.patternHeader ?? '')));

  const ofRecipients = (value: string | readonly string[] | null, holds: ConditionTest['holds']): void =>
    given(value, holds, 'recipients');
  ofRecipients(asked.sentTo, among(directory, asked.sentTo));
  ofRecipients(asked.sentToScope, (recipients) => recipients.some(({ scope }) => scope === asked.sentToScope));
  ofRecipients(asked.sentToMemberOf, among(directory, asked.sentToMemberOf));
  ofRecipients(asked.recipientDomainIs, (recipients) => isInDomain(addressesOf(recipients), asked.recipientDomainIs));
  const { recipientAddressContainsWords: words, recipientAddressMatchesPatterns: expressions } = asked;
  ofRecipients(words, (recipients) => hasWords(wordsOf(addressesOf(recipients).join('\n')), words));
  ofRecipients(expressions, (recipients) => found(expressions, addressesOf(recipients)));

  given(asked.messageSizeOver, () => contents().sizeBytes >= (asked.messageSizeOver ?? 0), 'contents');
  given(
    asked.messageTypeMatches,
    () => asked.messageTypeMatches !== null && contents().isOfType(asked.messageTypeMatches),
    'contents',
  );
  given(
    asked.attachmentSizeOver,
    () => contents().attachments.some(({ sizeBytes }) => sizeBytes >= (asked.attachmentSizeOver ?? 0)),
    'contents',
  );
  given(
    asked.attachmentExtensionMatchesWords,
    async () =>
      (await contents().names()).some((name) => asked.attachmentExtensionMatchesWords.includes(extensionOf(name))),
    'contents',
  );
  given(
    asked.attachmentNameMatchesPatterns,
    async () => found(asked.attachmentNameMatchesPatterns, await contents().names()),
    'contents',
  );
  given(asked.attachmentHasExecutableContent, () => contents().hasProgram(), 'contents');
  given(asked.attachmentIsPasswordProtected, () => contents().hasLockedArchive(), 'contents');
  given(asked.attachmentIsUnsupported, () => contents().hasUnsupported(), 'contents');
  given(asked.attachmentProcessingLimitExceeded, () => contents().isOverLimit(), 'contents');
  given(
    asked.subjectOrBodyContainsWords,
    async () =>
      hasWords(wordsOf(subject), asked.subjectOrBodyContainsWords) ||
      hasWords(await contents().bodyWords(), asked.subjectOrBodyContainsWords),
    'contents',
  );
  given(
    asked.subjectOrBodyMatchesPatterns,
    async () =>
      (await found(asked.subjectOrBodyMatchesPatterns, [subject])) ||
      (await found(asked.subjectOrBodyMatchesPatterns, [await contents().bodyText()])),
    'contents',
  );
  return tests;
}

const compiledLists = new WeakMap<readonly string[], readonly RegExp[]>();

/** Once a rule. One that is none, of another version perhaps, finds nothing. */
function compiled(list: readonly string[]): readonly RegExp[] {
  let expressions = compiledLists.get(list);
  if (expressions === undefined) {
    expressions = list.flatMap((pattern) => {
      const parsed = parsePattern(pattern, 'i');
      return typeof parsed === 'string' ? [] : [parsed];
    });
    compiledLists.set(list, expressions);
  }
  return expressions;
}

function anyFound(
  patterns: Pick<WatchedPatterns, 'find'>,
  expressions: readonly RegExp[],
  texts: readonly string[],
  from = 0,
): boolean | Promise<boolean> {
  for (let at = from; at < expressions.length; at += 1) {
    const answer = patterns.find(expressions[at] as RegExp, texts);
    if (answer === true) return true;
    if (answer !== false) return answer.then((isFound) => isFound || anyFound(patterns, expressions, texts, at + 1));
  }
  return false;
}

function isInDomain(addresses: readonly string[], domains: readonly string[]): boolean {
  const asked = domains.map((domain) => asciiDomain(domain) ?? domain.toLowerCase());
  return addresses.some((address) => asked.includes(domainOf(address)));
}

function addressesOf(recipients: readonly JudgedRecipient[]): readonly string[] {
  return recipients.flatMap(({ addresses }) => addresses);
}

/** Of more than so many recipients nobody goes through the members of groups for each. */
const mostOneByOne = 8;

/** Whether one of the recipients is named, by an address or himself, or is in a group that is. */
function among(directory: Directory, named: readonly string[]): (recipients: readonly JudgedRecipient[]) => boolean {
  let everybody: ReadonlySet<string> | null = null;
  return (recipients) => {
    if (recipients.length > mostOneByOne) everybody ??= everybodyAmong(directory, named);
    return recipients.some(
      ({ guid, addresses }) =>
        (guid !== null && (everybody?.has(guid) ?? directory.isAmong(named, guid))) ||
        addresses.some((address) => named.includes(address)),
    );
  };
}

function everybodyAmong(directory: Directory, named: readonly string[]): ReadonlySet<string> {
  const groups = named.flatMap((one) => {
    const found = directory.findRecipient(one);
    return found?.kind === 'group' ? [found] : [];
  });
  return new Set([...named, ...groups.flatMap((group) => directory.membersOf(group).map(({ guid }) => guid))]);
}

/** Whether one of the addresses is one that is named, or belongs to a recipient that is, or to one in a group that is. */
function isAny(directory: Directory, named: readonly string[], addresses: readonly string[]): boolean {
  return addresses.some((address) => {
    if (named.includes(address)) return true;
    const found = directory.resolveRecipient(address);
    switch (found.kind) {
      case 'mailbox':
        return directory.isAmong(named, found.mailbox.guid);
      case 'contact':
        return directory.isAmong(named, found.contact.guid);
      case 'group':
        return directory.isAmong(named, found.group.guid);
      case 'other-domain':
        return isContactAmong(directory, named, address);
      default:
        return false;
    }
  });
}

/** Who writes, or is written to, under the address that a contact has elsewhere. */
function isContactAmong(directory: Directory, named: readonly string[], address: string): boolean {
  const found = directory.findRecipient(address);
  return found?.kind === 'contact' && directory.isAmong(named, found.guid);
}
