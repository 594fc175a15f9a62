import type { ExpandedGroup } from './group-members.ts';
import type {
  ContactChange,
  DistributionGroup,
  GroupChange,
  MailContact,
  MailboxlessUser,
  NewContact,
  NewGroup,
  Recipient,
  SenderRestrictions,
} from './recipient.ts';

/** A mailbox of a person or team, as administrators see it. */
export interface Mailbox extends SenderRestrictions {
  /** The account's id: a GUID, also the name of its file. */
  readonly guid: string;
  readonly name: string;
  readonly alias: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly samAccountName: string;
  readonly kind: 'user' | 'shared';
  /** Lower-case; the first is the primary SMTP address. */
  readonly emailAddresses: readonly string[];
  readonly popEnabled: boolean;
  readonly imapEnabled: boolean;
  readonly owaEnabled: boolean;
  readonly smtpAuthEnabled: boolean;
  /** Disabled accounts can neither sign in nor receive. */
  readonly enabled: boolean;
  readonly prohibitSendReceiveQuotaBytes: number | null;
  readonly issueWarningQuotaBytes: number | null;
  readonly prohibitSendQuotaBytes: number | null;
  readonly maxSendSizeBytes: number | null;
  readonly maxReceiveSizeBytes: number | null;
  readonly hiddenFromAddressLists: boolean;
  readonly forwardingSmtpAddress: string | null;
  /** GUID of a recipient; wins over `forwardingSmtpAddress`. */
  readonly forwardingAddress: string | null;
  /** Whether forwarded mail also stays here. */
  readonly deliverToMailboxAndForward: boolean;
  /** GUIDs of mailboxes and groups that may open everything in it. */
  readonly fullAccess: readonly string[];
  /** … that may send as it. */
  readonly sendAs: readonly string[];
  /** … that may send on behalf of it. */
  readonly sendOnBehalf: readonly string[];
  /** Whether its Sent Items get what others send as it. */
  readonly copyForSentAs: boolean;
  /** … send on its behalf. */
  readonly copyForSendOnBehalf: boolean;
  /** … what its own user hands in by SMTP. */
  readonly copyForSmtpSubmission: boolean;
  readonly language: 'en' | 'fr' | null;
  /** Names of role groups: `Organization Management`. */
  readonly roleGroups: readonly string[];
  readonly whenCreated: number;
  readonly whenChanged: number;
  /** What Set-CASMailbox and others keep beside; by Exchange's property name, JSON values. */
  readonly otherProperties: Readonly<Record<string, unknown>>;
}

export interface AcceptedDomain {
  readonly guid: string;
  readonly name: string;
  /** Lower-case, A-labels. */
  readonly domainName: string;
  readonly domainType: 'Authoritative' | 'InternalRelay' | 'ExternalRelay';
  readonly isDefault: boolean;
  /** GUID of the mailbox that gets mail for addresses which nobody has; `null`: such mail is refused. */
  readonly catchAll: string | null;
}

export type RecipientResolution =
  | {
      readonly kind: 'mailbox';
      readonly mailbox: Mailbox;
      /** Nobody has the address; the mailbox gets what is left over of its domain. */
      readonly isCatchAll?: true;
    }
  | { readonly kind: 'group'; readonly group: DistributionGroup }
  | { readonly kind: 'contact'; readonly contact: MailContact }
  /** The domain is ours and nobody has this address. */
  | { readonly kind: 'unknown-user' }
  | { readonly kind: 'other-domain' };

/** Who exists and which addresses are theirs. Reads are from memory, kept current; writes resolve when durable. */
export interface Directory {
  readonly organizationName: string;
  /**
   * The same directory for somebody who may not change everybody: each change of a recipient is shown to `check` within its transaction, as it
   * was (`null`: it is made) and as it becomes (`null`: it goes), and is undone where that throws.
   */
  checkedBy(check: RecipientCheck): Directory;
  /** By user name, alias, UPN, any address, `DOMAIN\user`, name or GUID; without case. */
  findMailbox(identity: string): Mailbox | null;
  /** For signing in: UPN, any address, alias, `DOMAIN\user`. */
  findLogin(userName: string): Mailbox | null;
  /** Whose address it is. `anna+lists@…` is Anna's where nobody has it himself; then the domain's catch-all. */
  resolveRecipient(address: string): RecipientResolution;
  mailboxes(): readonly Mailbox[];
  /** As `findMailbox`, over every kind of recipient. */
  findRecipient(identity: string): Recipient | null;
  /** All kinds, by name. */
  recipients(): readonly Recipient[];
  groups(): readonly DistributionGroup[];
  /** Mailboxes and contacts in a group, those of groups in it included, each once. */
  membersOf(group: DistributionGroup): readonly (Mailbox | MailContact)[];
  /** It and the groups in it, each once, with those who are in them. */
  expansionOf(group: DistributionGroup): readonly ExpandedGroup[];
  /** Whether one of `references` (GUIDs of recipients) is `guid` or a group that holds it. */
  isAmong(references: readonly string[], guid: string): boolean;
  /** Whether `user` may open everything in the mailbox of `owner`: his own, or FullAccess to him or a group of his. */
  hasFullAccess(owner: string, user: string): boolean;
  /**
   * After every change of a mailbox, a group or another recipient, here or at another node: rights and memberships may be
   * others now. Call the result to stop.
   */
  onChange(listener: () => void): () => void;
  /** After a password was changed, here or at another node. Call the result to stop. */
  onPasswordChange(listener: (guid: string, isHere: boolean) => void): () => void;
  /** Mailboxes of others that `user` may open, by name. */
  mailboxesOpenTo(user: string): readonly Mailbox[];
  createGroup(group: NewGroup): Promise<DistributionGroup>;
  /** A function is given the group as it is in the transaction that changes it: what others added meanwhile stays. */
  updateGroup(
    guid: string,
    change: GroupChange | ((current: DistributionGroup) => GroupChange),
  ): Promise<DistributionGroup>;
  createContact(contact: NewContact): Promise<MailContact>;
  updateContact(guid: string, change: ContactChange): Promise<MailContact>;
  /** Of a group, a contact, or an account without a mailbox. */
  removeRecipient(guid: string): Promise<void>;
  /** Takes the mailbox from its account; the mail stays in the store under its GUID. */
  disableMailbox(guid: string): Promise<MailboxlessUser>;
  /** Gives an account its mailbox back, with the mail that is there. */
  enableMailbox(
    guid: string,
    given: { readonly alias?: string; readonly primarySmtpAddress: string },
  ): Promise<Mailbox>;
  /** Of an account whose mailbox was disabled; Enable-Mailbox gives it back as changed. */
  updateMailboxless(
    guid: string,
    change: Partial<Pick<Mailbox, 'name' | 'displayName' | 'otherProperties'>>,
  ): Promise<MailboxlessUser>;
  /** A value that is kept for the whole organisation; `null`: nobody has set it. */
  organizationValue(name: OrganizationValueName): string | null;
  setOrganizationValue(name: OrganizationValueName, value: string | null): Promise<void>;
  /** @throws DirectoryError when a name or address is taken or invalid. `passwordHash` null: cannot sign in. */
  createMailbox(mailbox: NewMailbox, passwordHash: string | null): Promise<Mailbox>;
  updateMailbox(guid: string, change: Partial<Omit<Mailbox, 'guid' | 'whenCreated' | 'whenChanged'>>): Promise<Mailbox>;
  removeMailbox(guid: string): Promise<void>;
  /** `replaces`: only while this is what is stored. */
  setPasswordHash(guid: string, passwordHash: string | null, replaces?: string): Promise<void>;
  /** PHC string, or `null` when there is none. */
  passwordHash(guid: string): Promise<string | null>;
  acceptedDomains(): readonly AcceptedDomain[];
  createAcceptedDomain(domain: NewAcceptedDomain): Promise<AcceptedDomain>;
  updateAcceptedDomain(guid: string, change: Partial<Omit<AcceptedDomain, 'guid'>>): Promise<AcceptedDomain>;
  removeAcceptedDomain(guid: string): Promise<void>;
}

/** @throws whatever is to be said of a change that may not be. */
export type RecipientCheck = (before: Recipient | null, after: Recipient | null) => void;

export type NewAcceptedDomain = Omit<AcceptedDomain, 'guid' | 'catchAll'> & Partial<Pick<AcceptedDomain, 'catchAll'>>;

/** Switches of the organisation, by the names that Set-OrganizationConfig has for them. */
export type OrganizationValueName = 'DisablePlusAddressInRecipients' | 'MailTipsAllTipsEnabled';

export interface NewMailbox {
  readonly name: string;
  readonly alias: string;
  readonly displayName?: string;
  readonly userPrincipalName: string;
  readonly primarySmtpAddress: string;
  readonly kind?: 'user' | 'shared';
  readonly roleGroups?: readonly string[];
  /** Made of the alias where it is not given. */
  readonly samAccountName?: string;
  readonly otherProperties?: Mailbox['otherProperties'];
}

export type DirectoryErrorCode =
  | 'address-taken'
  | 'name-taken'
  | 'address-invalid'
  | 'domain-not-accepted'
  | 'not-found'
  | 'in-use';

/** The value that was refused, and of which property, by the name that cmdlets have for it, where it is of one. */
export interface RefusedValue {
  readonly value: string;
  readonly property?: string;
}

export class DirectoryError extends Error {
  readonly code: DirectoryErrorCode;
  /** The message in French. */
  readonly french: string;
  readonly refused: RefusedValue | null;
  constructor(code: DirectoryErrorCode, message: string, french = message, refused: RefusedValue | null = null) {
    super(message);
    this.name = 'DirectoryError';
    this.code = code;
    this.french = french;
    this.refused = refused;
  }
}
