import type { Mailbox } from './directory.ts';

/** Who may write to a recipient; references are GUIDs of recipients, those of groups mean their members. */
export interface SenderRestrictions {
  /** Nobody who has not signed in. */
  readonly requireSenderAuthentication: boolean;
  /** Empty: everybody. */
  readonly acceptMessagesOnlyFrom: readonly string[];
  readonly rejectMessagesFrom: readonly string[];
}

/** A list of recipients with an address of its own. */
export interface DistributionGroup extends SenderRestrictions {
  readonly kind: 'group';
  readonly guid: string;
  readonly name: string;
  readonly alias: string;
  readonly displayName: string;
  /** Lower-case; the first is the primary SMTP address. */
  readonly emailAddresses: readonly string[];
  readonly isSecurityGroup: boolean;
  /** GUIDs of owners. */
  readonly managedBy: readonly string[];
  /** GUIDs of mailboxes, contacts and groups. */
  readonly members: readonly string[];
  readonly memberJoinRestriction: 'Open' | 'Closed' | 'ApprovalRequired';
  readonly memberDepartRestriction: 'Open' | 'Closed';
  /** Reports of what could not be delivered go to the sender. */
  readonly reportToOriginator: boolean;
  readonly hiddenFromAddressLists: boolean;
  readonly notes: string;
  readonly mailTip: string | null;
  /** `fr:…`: the same in other languages. */
  readonly mailTipTranslations: readonly string[];
  readonly maxReceiveSizeBytes: number | null;
  readonly sendAs: readonly string[];
  readonly sendOnBehalf: readonly string[];
  /** CustomAttribute1 to 15. */
  readonly otherProperties: Readonly<Record<string, unknown>>;
  readonly whenCreated: number;
  readonly whenChanged: number;
}

/** Somebody elsewhere, with an address here for the address lists and for mail that is passed on to him. */
export interface MailContact extends SenderRestrictions {
  readonly kind: 'contact';
  readonly guid: string;
  readonly name: string;
  readonly alias: string;
  readonly displayName: string;
  readonly emailAddresses: readonly string[];
  /** Where mail to the contact goes. */
  readonly externalEmailAddress: string;
  readonly hiddenFromAddressLists: boolean;
  readonly maxReceiveSizeBytes: number | null;
  /** What Set-Contact keeps: `FirstName`, `Phone`, … */
  readonly otherProperties: Readonly<Record<string, unknown>>;
  readonly whenCreated: number;
  readonly whenChanged: number;
}

/** An account whose mailbox was disabled: it keeps its name and password, has no address and receives nothing. */
export interface MailboxlessUser {
  readonly kind: 'mailboxless';
  readonly guid: string;
  readonly name: string;
  readonly alias: string;
  readonly displayName: string;
  readonly emailAddresses: readonly [];
  /** As it was, for Enable-Mailbox. */
  readonly mailbox: Mailbox;
  readonly whenCreated: number;
  readonly whenChanged: number;
  /** Of earlier versions absent. */
  readonly whenDisabled?: number;
}

/** What stands in the table `recipient`: everybody but mailboxes. */
export type OtherRecipient = DistributionGroup | MailContact | MailboxlessUser;

/** Whoever can be found by name. */
export type Recipient = Mailbox | OtherRecipient;

export type NewGroup = Pick<DistributionGroup, 'name' | 'alias'> & {
  readonly primarySmtpAddress: string;
} & Partial<Omit<DistributionGroup, 'kind' | 'guid' | 'emailAddresses' | 'whenCreated' | 'whenChanged'>>;

export type NewContact = Pick<MailContact, 'name' | 'alias' | 'externalEmailAddress'> & {
  /** Absent: the contact has no address here and is only found by name and as a member. */
  readonly primarySmtpAddress?: string;
} & Partial<Omit<MailContact, 'kind' | 'guid' | 'emailAddresses' | 'whenCreated' | 'whenChanged'>>;

export type GroupChange = Partial<Omit<DistributionGroup, 'kind' | 'guid' | 'whenCreated' | 'whenChanged'>>;
export type ContactChange = Partial<Omit<MailContact, 'kind' | 'guid' | 'whenCreated' | 'whenChanged'>>;

export function isMailbox(recipient: Recipient): recipient is Mailbox {
  return recipient.kind === 'user' || recipient.kind === 'shared';
}
