import type { InboxRule, MessageType, RuleConditions } from '../../../domain/automation/inbox-rule.ts';
import type { Directory, Mailbox } from '../../../domain/directory/directory.ts';
import type { Placement } from '../steps/delivery-step.ts';
import type { MessageView } from './message-view.ts';

/** Whether a rule applies: all of its conditions hold, and none of its exceptions. */
export async function ruleHolds(rule: InboxRule, placement: Placement, message: MessageView): Promise<boolean> {
  for (const holds of tests(rule.conditions, placement, message)) if (!(await holds())) return false;
  for (const holds of tests(rule.exceptions, placement, message)) if (await holds()) return false;
  return true;
}

type Test = () => boolean | Promise<boolean>;

function* tests(asked: RuleConditions, placement: Placement, message: MessageView): Generator<Test> {
  const { mailbox, sizeBytes, context } = placement;
  const { directory } = context;
  const to = message.addresses('to');
  const cc = message.addresses('cc');
  const from = message.addresses('from');
  const isMine = (addresses: readonly string[]): boolean =>
    addresses.some((address) => isOwn(directory, mailbox, address));
  const words = (wanted: readonly string[] | undefined, text: () => string | Promise<string>): Test | null =>
    wanted === undefined ? null : async () => containsAny(await text(), wanted);
  const flag = (wanted: boolean | undefined, truth: () => boolean): Test | null =>
    wanted === undefined ? null : () => truth() === wanted;
  const known = (wanted: readonly string[] | undefined, addresses: readonly string[]): Test | null =>
    wanted === undefined
      ? null
      : () => addresses.some((address) => wanted.some((one) => means(directory, one, address)));
  const all: readonly (Test | null)[] = [
    known(asked.from, from),
    known(asked.sentTo, [...to, ...cc]),
    words(asked.fromAddressContainsWords, () => from.join('\n')),
    words(asked.recipientAddressContainsWords, () => [...to, ...cc].join('\n')),
    words(asked.subjectContainsWords, () => message.subject),
    words(asked.headerContainsWords, () => message.headerText()),
    words(asked.bodyContainsWords, () => message.bodyText()),
    words(asked.subjectOrBodyContainsWords, async () => `${message.subject}\n${await message.bodyText()}`),
    flag(asked.hasAttachment, () => message.hasAttachment),
    flag(asked.myNameInToBox, () => isMine(to)),
    flag(asked.myNameInCcBox, () => isMine(cc)),
    flag(asked.myNameInToOrCcBox, () => isMine([...to, ...cc])),
    flag(asked.myNameNotInToBox, () => !isMine(to)),
    flag(asked.sentOnlyToMe, () => to.length === 1 && cc.length === 0 && isMine(to)),
    asked.withImportance === undefined ? null : () => importanceOf(message) === asked.withImportance,
    asked.withSensitivity === undefined ? null : () => sensitivityOf(message) === asked.withSensitivity,
    asked.flaggedForAction === undefined ? null : () => asksFor(message, asked.flaggedForAction ?? 'Any'),
    asked.messageType === undefined ? null : () => isOfType(message, asked.messageType as MessageType),
    asked.minimumSizeBytes === undefined ? null : () => sizeBytes >= (asked.minimumSizeBytes ?? 0),
    asked.maximumSizeBytes === undefined ? null : () => sizeBytes <= (asked.maximumSizeBytes ?? 0),
    asked.receivedAfter === undefined ? null : () => context.clock.now() >= (asked.receivedAfter ?? 0),
    asked.receivedBefore === undefined ? null : () => context.clock.now() <= (asked.receivedBefore ?? 0),
  ];
  for (const test of all) if (test !== null) yield test;
}

function containsAny(text: string, words: readonly string[]): boolean {
  const folded = text.normalize('NFC').toLowerCase();
  return words.some((word) => folded.includes(word.normalize('NFC').toLowerCase()));
}

/** Whether an address of a message is one of the mailbox's own, its `+tags` included. */
export function isOwn(directory: Directory, mailbox: Mailbox, address: string): boolean {
  const found = directory.resolveRecipient(address);
  return found.kind === 'mailbox' && found.mailbox.guid === mailbox.guid;
}

/** Whether what a rule names, an address or a recipient here, is who has `address`. */
function means(directory: Directory, named: string, address: string): boolean {
  if (named.toLowerCase() === address) return true;
  const recipient = directory.findRecipient(named);
  if (recipient === null) return false;
  const found = directory.resolveRecipient(address);
  switch (found.kind) {
    case 'mailbox':
      return directory.isAmong([recipient.guid], found.mailbox.guid);
    case 'group':
      return found.group.guid === recipient.guid;
    case 'contact':
      return found.contact.guid === recipient.guid;
    default:
      return recipient.kind === 'contact'
        ? recipient.externalEmailAddress === address
        : recipient.kind === 'group' &&
            directory
              .membersOf(recipient)
              .some((member) => member.kind === 'contact' && member.externalEmailAddress === address);
  }
}

function importanceOf(message: MessageView): 'Low' | 'Normal' | 'High' {
  const importance = message.value('importance').toLowerCase();
  if (importance === 'high' || /^[12]/.test(message.value('x-priority'))) return 'High';
  return importance === 'low' || /^[45]/.test(message.value('x-priority')) ? 'Low' : 'Normal';
}

/** The sender's flag is a phrase in X-Message-Flag: "Follow up". */
function asksFor(message: MessageView, action: string): boolean {
  const flag = message
    .value('x-message-flag')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
  return action === 'Any' ? flag !== '' : flag === action.toLowerCase();
}

function sensitivityOf(message: MessageView): RuleConditions['withSensitivity'] {
  switch (
    message
      .value('sensitivity')
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '')
  ) {
    case 'personal':
      return 'Personal';
    case 'private':
      return 'Private';
    case 'companyconfidential':
      return 'CompanyConfidential';
    default:
      return 'Normal';
  }
}

function isOfType(message: MessageView, type: MessageType): boolean {
  const { root } = message.structure;
  const automatic = message.value('auto-submitted').toLowerCase();
  const media = `${root.type}/${root.subtype}`;
  switch (type) {
    case 'AutomaticReply':
      return automatic.startsWith('auto-replied') && media !== 'multipart/report';
    case 'AutomaticForward':
      return message.values('x-relais-forwarded-by').length > 0;
    case 'NonDeliveryReport':
      return media === 'multipart/report';
    case 'Encrypted':
      return media === 'multipart/encrypted' || media === 'application/pkcs7-mime';
    case 'Signed':
      return media === 'multipart/signed';
    case 'Calendaring':
      return (
        media === 'text/calendar' || root.children.some((part) => part.type === 'text' && part.subtype === 'calendar')
      );
  }
}
