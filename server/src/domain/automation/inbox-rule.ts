/** What a message must be like. Absent: not asked. Lists of words: any of them, without case. All that are given must hold. */
export interface RuleConditions {
  /** Addresses, or GUIDs of recipients here (a group means its members). */
  readonly from?: readonly string[];
  readonly fromAddressContainsWords?: readonly string[];
  /** Addresses in To or Cc. */
  readonly sentTo?: readonly string[];
  readonly recipientAddressContainsWords?: readonly string[];
  readonly subjectContainsWords?: readonly string[];
  readonly bodyContainsWords?: readonly string[];
  readonly subjectOrBodyContainsWords?: readonly string[];
  readonly headerContainsWords?: readonly string[];
  readonly hasAttachment?: boolean;
  readonly myNameInToBox?: boolean;
  readonly myNameInCcBox?: boolean;
  readonly myNameInToOrCcBox?: boolean;
  readonly myNameNotInToBox?: boolean;
  readonly sentOnlyToMe?: boolean;
  readonly withImportance?: Importance;
  readonly withSensitivity?: Sensitivity;
  readonly flaggedForAction?: RequestedAction;
  readonly messageType?: MessageType;
  readonly minimumSizeBytes?: number;
  readonly maximumSizeBytes?: number;
  /** Milliseconds since 1970. */
  readonly receivedAfter?: number;
  readonly receivedBefore?: number;
}

export type Importance = 'Low' | 'Normal' | 'High';
export type Sensitivity = 'Normal' | 'Personal' | 'Private' | 'CompanyConfidential';
/** What a sender's flag asks for, as Outlook names it; `Any`: whatever it is. */
export const requestedActions = [
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
] as const;
export type RequestedAction = (typeof requestedActions)[number];
export type MessageType =
  | 'AutomaticReply'
  | 'AutomaticForward'
  | 'Encrypted'
  | 'Calendaring'
  | 'Signed'
  | 'NonDeliveryReport';

export interface RuleActions {
  /** The whole name of a folder, levels separated by `/`. */
  readonly moveToFolder?: string;
  readonly copyToFolder?: string;
  /** Into Deleted Items. */
  readonly deleteMessage?: boolean;
  readonly markAsRead?: boolean;
  readonly markImportance?: Importance;
  /** Keywords on the message. */
  readonly applyCategory?: readonly string[];
  /** Addresses. A message of the mailbox's own with the text and attachments of this one. */
  readonly forwardTo?: readonly string[];
  readonly forwardAsAttachmentTo?: readonly string[];
  /** The message itself goes on; nothing stays here unless another rule keeps it. */
  readonly redirectTo?: readonly string[];
}

export interface InboxRule {
  readonly guid: string;
  /** GUID of the mailbox. */
  readonly mailbox: string;
  readonly name: string;
  /** From 1; the lowest runs first. */
  readonly priority: number;
  readonly enabled: boolean;
  readonly conditions: RuleConditions;
  /** The rule does not apply when any of them holds. */
  readonly exceptions: RuleConditions;
  readonly actions: RuleActions;
  readonly stopProcessingRules: boolean;
  readonly whenCreated: number;
  readonly whenChanged: number;
}

export type NewInboxRule = Pick<InboxRule, 'name' | 'conditions' | 'exceptions' | 'actions' | 'stopProcessingRules'> &
  Partial<Pick<InboxRule, 'priority' | 'enabled'>>;

export type InboxRuleChange = Partial<NewInboxRule>;

/** The rules of all mailboxes, in memory. */
export interface InboxRules {
  /** In the order in which they run. */
  list(mailbox: string): readonly InboxRule[];
  /** At `priority`, before the rule that has it; last when it is not given. */
  create(mailbox: string, rule: NewInboxRule): Promise<InboxRule>;
  update(guid: string, change: InboxRuleChange): Promise<InboxRule>;
  remove(guid: string): Promise<void>;
  /** With the mailbox. */
  removeAll(mailbox: string): Promise<void>;
}
