import type { RuleDraft } from '../server/inbox-rules.ts';

/** How a part of a rule is entered: lists separated by `;`, sizes in KB, moments in the browser's time. */
export type PartKind = 'list' | 'yes' | 'size' | 'moment' | 'folder' | readonly string[];

const importances = ['Low', 'Normal', 'High'] as const;

export const conditionParts = {
  from: 'list',
  fromAddressContainsWords: 'list',
  sentTo: 'list',
  recipientAddressContainsWords: 'list',
  subjectContainsWords: 'list',
  bodyContainsWords: 'list',
  subjectOrBodyContainsWords: 'list',
  headerContainsWords: 'list',
  hasAttachment: 'yes',
  myNameInToBox: 'yes',
  myNameInCcBox: 'yes',
  myNameInToOrCcBox: 'yes',
  myNameNotInToBox: 'yes',
  sentOnlyToMe: 'yes',
  withImportance: importances,
  withSensitivity: ['Normal', 'Personal', 'Private', 'CompanyConfidential'],
  flaggedForAction: [
    'Any',
    'Call',
    'DoNotForward',
    'FollowUp',
    'ForYourInformation',
    'Forward',
    'NoResponseNecessary',
    'Read',
    'Reply',
    'ReplyToAll',
    'Review',
  ],
  messageType: ['AutomaticReply', 'AutomaticForward', 'Encrypted', 'Calendaring', 'Signed', 'NonDeliveryReport'],
  minimumSizeBytes: 'size',
  maximumSizeBytes: 'size',
  receivedAfter: 'moment',
  receivedBefore: 'moment',
} as const satisfies Readonly<Record<string, PartKind>>;

export const actionParts = {
  moveToFolder: 'folder',
  copyToFolder: 'folder',
  deleteMessage: 'yes',
  markAsRead: 'yes',
  markImportance: importances,
  applyCategory: 'list',
  forwardTo: 'list',
  forwardAsAttachmentTo: 'list',
  redirectTo: 'list',
} as const satisfies Readonly<Record<string, PartKind>>;

export type PartName = keyof typeof conditionParts | keyof typeof actionParts;
export type PartChoice = (
  | typeof conditionParts.withSensitivity
  | typeof conditionParts.flaggedForAction
  | typeof conditionParts.messageType
  | typeof importances
)[number];

/** What stands in a part that was just added. */
export function emptyPart(kind: PartKind): unknown {
  if (kind === 'yes') return true;
  if (kind === 'list') return [];
  if (kind === 'size') return 1024;
  if (kind === 'moment') return Math.floor(Date.now() / 60_000) * 60_000;
  return kind === 'folder' ? 'INBOX' : kind[0];
}

/** The first part of a rule that was added and then left without a value; `null` when there is none. */
export function unfilledPart({ conditions, actions, exceptions }: Omit<RuleDraft, 'name'>): PartName | null {
  const parts = [conditions, actions, exceptions].flatMap((list) => Object.entries(list));
  const unfilled = parts.find(([, value]) => Array.isArray(value) && value.length === 0);
  return (unfilled?.[0] as PartName | undefined) ?? null;
}
